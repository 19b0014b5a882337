"""The people entrusted to a coach, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.coaching import PeopleFilterForm
from assessments.permissions import Access, Action
from assessments.queries import assessment as assessments
from assessments.queries import coached, coaching, cohorts, framework
from assessments.services import coached_people, early_signs
from assessments.services.coaching_steps import CoachStep
from assessments.views.pmo_coach import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.services.coached_people import CoachedRow


@bp.get("/people")
def list_people() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    coach, today = current_person(), filters.today()
    form = _filter_form()
    chosen = form.chosen
    area = chosen.get("area", "")
    sought = coached.Sought(
        words=chosen.get("q", ""),
        department=chosen.get("department", ""),
        role=chosen.get("role", ""),
        assessment=chosen.get("assessment", ""),
        plan=chosen.get("plan", ""),
    )
    number = request.args.get("page", 1, type=int)
    page = coached_people.page_of(coach, sought, area, page=number, today=today)
    return render_template(
        "pmo_coach/list_people.html",
        page=page,
        signs=early_signs.signs_of([row.person.id for row in page.rows], coach, today=today),
        counts=coached.count_people(coach),
        talks=coaching.count_talks(coach, *coaching.week_of(today)),
        form=form,
        chosen=chosen,
        area=area,
        total=framework.count_competencies(),
        cycle=assessments.open_cycle(today),
        today=today,
        step_url=step_url,
    )


def _filter_form() -> PeopleFilterForm:
    found = cohorts.choices_in(current_person(), Access.PMO_COACH)
    areas = {area.code: area.name for area in framework.list_areas()}
    form = PeopleFilterForm(request.args)
    for field, names in (
        (form.department, found.departments),
        (form.role, found.roles),
        (form.area, areas),
    ):
        field.choices = choices_of(
            {"": str(_("All")), **{code: str(name) for code, name in names.items()}}
        )
    return form


def step_url(row: CoachedRow) -> str:
    """Return where the next thing to do is done."""
    person_id = row.person.id
    match row.step:
        case CoachStep.READ_PLAN if row.plan:
            return url_for(".endorse_plan", plan_id=row.plan[0])
        case CoachStep.READ_HAND_OVER:
            return url_for(".show_person", person_id=person_id, _anchor="hand-overs")
        case CoachStep.WRITE_NOTES if row.talks.to_write_id:
            return url_for(".edit_talk", talk_id=row.talks.to_write_id)
        case CoachStep.LOOK_AT_ASSESSMENT if row.form:
            return url_for("project_manager.look_over", assessment_id=row.form.id)
        case CoachStep.CONTINUE_VIEW:
            return url_for(".begin_assessment", person_id=person_id)
        case CoachStep.PLAN_TALK:
            return url_for(".plan_talk", person_id=person_id)
        case CoachStep.SEE_OVERDUE if row.plan:
            return url_for("project_manager.show_plan", plan_id=row.plan[0])
    return url_for(".show_person", person_id=person_id)
