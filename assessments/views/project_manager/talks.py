"""Talks with the coach, as the project manager reads them; the coach reads the same page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Action
from assessments.queries import coaching, people
from assessments.views.project_manager import bp


@bp.get("/talks")
@bp.get("/people/<int:person_id>/talks")
def list_talks(person_id: int | None = None) -> ResponseReturnValue:
    person = current_person() if person_id is None else people.get_person(person_id)
    require(Action.VIEW_TALKS, person)
    today = filters.today()
    return render_template(
        "project_manager/list_talks.html",
        person=person,
        today=today,
        is_owner=person.id == current_person().id,
        planned=coaching.list_planned(person, since=today),
        held=coaching.list_held(person, until=today),
        hand_overs=coaching.list_hand_overs(person),
    )
