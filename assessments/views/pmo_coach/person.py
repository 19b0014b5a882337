"""The page of one person, and what a coach settles on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.reviewing import AgreementForm, ReopenForm
from assessments.permissions import Action
from assessments.queries import assessment as assessments
from assessments.queries import (
    catalogue,
    certificates,
    coaching,
    framework,
    people,
    plans,
    projects,
)
from assessments.services import (
    answer_sheets,
    assessing,
    coached_people,
    experience,
    growing,
    mapping,
    next_steps,
    viewing,
)
from assessments.views.pmo_coach import bp
from assessments.views.pmo_coach.people import step_url
from assessments.views.project_manager.outlooks import shown_signs
from assessments.views.toasts import tell
from capability.lifecycle import PlanItemStatus
from capability.vocabulary import AssessmentSource

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person


@bp.get("/people/<int:person_id>")
def show_person(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    return _person_page(person)


@bp.post("/people/<int:person_id>/levels")
def agree_on_level(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.AGREE_ON_LEVEL, person)
    form = _agreement_form()
    if not form.validate():
        return _person_page(person, form)
    assessing.agree_on_level(
        person,
        framework.get_competency(form.competency.data),
        float(form.level.data),
        by=current_person(),
        reason=form.reason.data,
    )
    tell(_("Agreed. It stands above the estimate."))
    return redirect(url_for(".show_person", person_id=person.id))


@bp.post("/people/<int:person_id>/assess")
def begin_assessment(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.RATE_AS_COACH, person)
    form = assessing.open_coach_assessment(person, current_person())
    area = answer_sheets.first_open_area(form)
    return redirect(url_for("project_manager.answer_area", assessment_id=form.id, area=area))


@bp.post("/assessments/<int:assessment_id>/reopen")
def reopen_assessment(assessment_id: int) -> ResponseReturnValue:
    assessment = assessments.get_assessment(assessment_id)
    require(Action.REOPEN_ASSESSMENT, assessment)
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            assessing.reopen(assessment, by=current_person(), reason=form.reason.data)
        except assessing.FormUnderWayError:
            tell(_("A newer form has been begun meanwhile; this one stays as it was sent."))
        else:
            tell(_("Opened again. Until it is sent once more, its answers do not count."))
    else:
        tell(_("Say why in a few words."))
    return redirect(url_for(".show_person", person_id=assessment.person_id))


def _person_page(
    person: Person, agreement_form: AgreementForm | None = None
) -> ResponseReturnValue:
    coach, today = current_person(), filters.today()
    person_map = mapping.map_of(person, person.role, today=today)
    plan = plans.current_plan(person)
    items = next_steps.items_of(plan)
    viewing.note_viewing(person, by=coach, purpose="talk")
    return render_template(
        "pmo_coach/show_person.html",
        person=person,
        today=today,
        row=coached_people.rows_of(coach, [person.id], today=today)[0],
        step_url=step_url,
        map=person_map,
        growth=growing.growth_of(person, person_map),
        plan=plan,
        items=items,
        done=sum(item.status is PlanItemStatus.DONE for item in items),
        remarks=plans.conversation(plan) if plan else [],
        completed=plans.list_completed(person),
        planned=coaching.list_planned(person, since=today),
        held=coaching.list_held(person, until=today, limit=3),
        hand_overs=coaching.list_hand_overs(person),
        certificates=catalogue.list_certificates(person),
        state_of=lambda held: certificates.state_of(held, today=today),
        parts=projects.list_parts(person),
        months=experience.months_led(person, today=today),
        submitted=assessments.list_own_submitted(person),
        draft=assessments.own_draft(person),
        total=framework.count_competencies(),
        signs=shown_signs(person, today),
        own_form=assessments.draft_of(person, coach, AssessmentSource.COACH),
        reopen_form=ReopenForm(),
        agreement_form=agreement_form or _agreement_form(),
    )


def _agreement_form() -> AgreementForm:
    form = AgreementForm()
    form.competency.choices = choices_of(
        {each.code: str(each.name) for each in framework.list_competencies()}
    )
    return form
