"""The pages of a coach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import auth_required

from assessments import filters, labels
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.confirming import ConfirmForm
from assessments.forms.reviewing import AgreementForm, EndorseForm, ReopenForm
from assessments.permissions import Action
from assessments.queries import assessment as assessments
from assessments.queries import framework, people, plans
from assessments.services import (
    answer_sheets,
    assessing,
    mapping,
    plan_pages,
    planning,
    reviewing,
)
from assessments.views.toasts import tell
from capability.lifecycle import CoachDecision, PlanStatus, TransitionError
from capability.vocabulary import AssessmentSource

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person

bp = Blueprint("pmo_coach", __name__, url_prefix="/coach")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


@bp.get("/people")
def list_people() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    coach = current_person()
    coached = people.list_coached(coach)
    ids = [person.id for person in coached]
    return render_template(
        "pmo_coach/list_people.html",
        people=coached,
        maps=mapping.map_cohort(ids, today=filters.today()),
        assessments=assessments.list_states(ids),
        plans=plans.latest_states(ids),
        waiting=plans.list_waiting_for_coach(coach),
        total=framework.count_competencies(),
        cycle=assessments.open_cycle(filters.today()),
    )


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


def _person_page(
    person: Person, agreement_form: AgreementForm | None = None
) -> ResponseReturnValue:
    return render_template(
        "pmo_coach/show_person.html",
        person=person,
        map=mapping.map_of(person, person.role, today=filters.today()),
        plan=plans.current_plan(person),
        submitted=assessments.list_own_submitted(person),
        draft=assessments.own_draft(person),
        total=framework.count_competencies(),
        own_form=assessments.draft_of(person, current_person(), AssessmentSource.COACH),
        reopen_form=ReopenForm(),
        agreement_form=agreement_form or _agreement_form(),
        form=ConfirmForm(),
    )


def _agreement_form() -> AgreementForm:
    form = AgreementForm()
    form.competency.choices = choices_of(
        {each.code: str(each.name) for each in framework.list_competencies()}
    )
    return form


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


@bp.get("/plans")
def list_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    return render_template(
        "pmo_coach/list_plans.html",
        queue=plans.list_waiting_for_coach(current_person()),
        today=filters.today(),
    )


@bp.route("/plans/<int:plan_id>/endorse", methods=["GET", "POST"])
def endorse_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require(Action.ENDORSE_PLAN, plan)
    page = plan_pages.page_of(plan, today=filters.today())
    form = EndorseForm(data={"submission": page.submission.number if page.submission else 0})
    if form.validate_on_submit():
        try:
            reviewing.decide_as_coach(
                plan,
                CoachDecision(form.decision.data),
                form.comment.data or "",
                seen=form.submission.data,
                by=current_person(),
            )
        except (TransitionError, planning.PlanConflictError):
            tell(_("The plan has moved on meanwhile; this is how it stands now."))
            return redirect(url_for("project_manager.show_plan", plan_id=plan.id))
        tell(_("Your answer is recorded."))
        return redirect(url_for(".list_plans"))
    return render_template(
        "pmo_coach/endorse_plan.html",
        plan=plan,
        page=page,
        form=form,
        is_waiting=plan.status is PlanStatus.SUBMITTED,
        decisions=labels.COACH_DECISIONS,
    )
