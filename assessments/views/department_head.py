"""The page of a head of department."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Action
from assessments.queries import people, plans
from assessments.services import mapping

bp = Blueprint("department_head", __name__, url_prefix="/department")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


@bp.get("/people")
def list_people() -> ResponseReturnValue:
    require(Action.WORK_AS_DEPARTMENT_HEAD)
    found = people.list_department(current_person())
    ids = [person.id for person in found]
    return render_template(
        "department_head/list_people.html",
        department=current_person().department,
        people=found,
        maps=mapping.map_cohort(ids, today=filters.today()),
        plans=plans.latest_states(ids, only_sent=True),
    )
