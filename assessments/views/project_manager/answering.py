"""Filling in an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters, wording
from assessments.authentication import current_person, require
from assessments.forms.answering import AnswerForm, answers_in
from assessments.forms.confirming import ConfirmForm
from assessments.labels.levels import CONFIDENCES, LEVELS
from assessments.permissions import Action
from assessments.queries import assessment as queries
from assessments.queries import framework
from assessments.services import answer_sheets, assessing
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.lifecycle import AssessmentStatus

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.assessment import Assessment, Rating
    from assessments.models.framework import Competency


@bp.get("/assess")
def open_assessment() -> ResponseReturnValue:
    person = current_person()
    require(Action.ASSESS_SELF, person)
    draft = queries.own_draft(person)
    if draft is not None:
        return redirect(_area_url(draft.id, answer_sheets.first_open_area(draft)))
    return render_template(
        "project_manager/open_assessment.html",
        submitted=queries.list_own_submitted(person),
        by_coach=queries.list_coach_submitted(person),
        cycle=queries.open_cycle(filters.today()),
        total=framework.count_competencies(),
        minutes=answer_sheets.minutes_for(framework.count_competencies()),
        form=ConfirmForm(),
    )


@bp.post("/assess")
def begin_assessment() -> ResponseReturnValue:
    person = current_person()
    require(Action.ASSESS_SELF, person)
    form = assessing.open_self_assessment(person)
    return redirect(_area_url(form.id, answer_sheets.first_open_area(form)))


@bp.route("/assessments/<int:assessment_id>/<area>", methods=["GET", "POST"])
def answer_area(assessment_id: int, area: str) -> ResponseReturnValue:
    assessment = queries.get_assessment(assessment_id)
    require(Action.ANSWER_ASSESSMENT, assessment)
    if assessment.is_submitted:
        return redirect(url_for(".look_over", assessment_id=assessment.id))
    sheet = answer_sheets.sheet_of(assessment, area)
    if sheet is None:
        abort(404)
    posted: dict[str, AnswerForm] = {}
    conflicts: dict[str, Rating | None] = {}
    if request.method == "POST":
        competencies = {
            question.competency.code: question.competency for question in sheet.questions
        }
        posted = answers_in(request.form, list(competencies))
        for code, form in posted.items():
            if not form.validate():
                continue
            try:
                assessing.save_answer(
                    assessment,
                    competencies[code],
                    form.answer,
                    seen=form.version.data or 0,
                    by=current_person(),
                )
            except assessing.AnswerConflictError as conflict:
                conflicts[code] = conflict.current
            except assessing.FormClosedError:
                tell(_("The form has been sent meanwhile; this is what was sent."))
                return redirect(url_for(".look_over", assessment_id=assessment_id))
        if not conflicts and not any(form.errors for form in posted.values()):
            return redirect(_next_url(assessment.id, sheet))
        sheet = answer_sheets.sheet_of(queries.get_assessment(assessment_id), area)
    return render_template(
        "project_manager/answer_area.html",
        sheet=sheet,
        posted=posted,
        conflicts=conflicts,
        levels=LEVELS,
        confidences=[(key.value, words) for key, words in CONFIDENCES.items()],
    )


@bp.post("/assessments/<int:assessment_id>/answers/<code>")
def save_answer(assessment_id: int, code: str) -> ResponseReturnValue:
    """Keep one answer in the background; the answer is JSON for the script of the page."""
    assessment = queries.get_form(assessment_id)
    require(Action.ANSWER_ASSESSMENT, assessment)
    form = AnswerForm(meta={"csrf": False})
    if not form.validate():
        return jsonify(errors=form.errors), 400
    competency = framework.get_competency(code)
    seen = form.version.data or 0
    # The page has it since the first answer.
    words = {} if seen else {"previous": _previous(assessment, competency)}
    try:
        rating = assessing.save_answer(
            assessment, competency, form.answer, seen=seen, by=current_person()
        )
    except assessing.AnswerConflictError as conflict:
        return jsonify(_as_json(conflict.current)), 409
    except assessing.FormClosedError:
        return jsonify(closed=True), 410
    return jsonify(_as_json(rating) | words | {"progress": _progress(assessment_id)})


@bp.get("/assessments/<int:assessment_id>/look-over")
def look_over(assessment_id: int) -> ResponseReturnValue:
    assessment = queries.get_assessment(assessment_id)
    require(Action.VIEW_ANSWERS, assessment)
    return render_template(
        "project_manager/look_over.html",
        overview=answer_sheets.overview_of(assessment),
        levels=LEVELS,
        confidences=CONFIDENCES,
        form=ConfirmForm(),
    )


@bp.post("/assessments/<int:assessment_id>/submit")
def submit_assessment(assessment_id: int) -> ResponseReturnValue:
    assessment = queries.get_assessment(assessment_id)
    require(Action.ANSWER_ASSESSMENT, assessment)
    if assessment.status is AssessmentStatus.DRAFT and assessment.ratings:
        assessing.submit(assessment, by=current_person())
        if assessment.person_id == assessment.rater_id:
            tell(_("Sent. Your map is drawn from these answers now."))
        else:
            name = assessment.person.called
            tell(_("Sent. The map of %(name)s is drawn from these answers too now.", name=name))
    if assessment.person_id != assessment.rater_id:
        return redirect(url_for("pmo_coach.show_person", person_id=assessment.person_id))
    return redirect(url_for(".show_map"))


def _area_url(assessment_id: int, area: str) -> str:
    return url_for(".answer_area", assessment_id=assessment_id, area=area)


def _next_url(assessment_id: int, sheet: answer_sheets.AnswerSheet) -> str:
    """Return where the pressed button leads: back, or on, or to the page to look it over."""
    step = sheet.before if request.form.get("go") == "back" else sheet.after
    if step is not None:
        return _area_url(assessment_id, step.code)
    return url_for(".look_over", assessment_id=assessment_id)


def _progress(assessment_id: int) -> str:
    answered, total = queries.progress_of(assessment_id)
    return wording.progress_words(answered, total, answer_sheets.minutes_for(total - answered))


def _previous(assessment: Assessment, competency: Competency) -> str:
    """Return the previous answer in words; the page shows it only beside a new one."""
    previous = queries.earlier_answer(assessment, competency)
    is_own = assessment.person_id == assessment.rater_id
    return wording.previous_words(*previous, is_own=is_own) if previous else ""


def _as_json(rating: Rating | None) -> dict[str, object]:
    if rating is None:
        return {"version": 0}
    return {
        "saved_at": filters.clock(rating.rated_at),
        "version": rating.version,
        "level": str(rating.level) if rating.is_applicable else "na",
        "confidence": rating.confidence or "",
        "example": rating.example,
        "example_on": rating.example_on.isoformat() if rating.example_on else "",
    }
