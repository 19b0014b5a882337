"""The first page of a project manager."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Action
from assessments.queries import coaching, framework, plans, viewings
from assessments.services import answer_sheets, mapping, next_steps, picturing
from assessments.views.project_manager import bp
from assessments.views.project_manager.outlooks import shown_signs


@bp.get("/home")
def show_home() -> ResponseReturnValue:
    require(Action.WORK_AS_PROJECT_MANAGER)
    person = current_person()
    today = filters.today()
    home = next_steps.home_of(person, plans.current_plan(person), today=today)
    total = framework.count_competencies()
    person_map = mapping.map_of(person, person.role, today=today)
    return render_template(
        "project_manager/show_home.html",
        person=person,
        today=today,
        home=home,
        map=person_map,
        picture=picturing.small_picture(person_map),
        total=total,
        minutes=answer_sheets.minutes_for(total - home.next.answered),
        hand_over=coaching.latest_hand_over(person),
        viewings=viewings.list_viewings(person),
        signs=shown_signs(person, today),
    )
