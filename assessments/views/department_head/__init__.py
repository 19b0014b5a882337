"""The pages of a head of department: people, heat map and plans of the department, to read."""

from flask import Blueprint
from flask_security import auth_required

bp = Blueprint("department_head", __name__, url_prefix="/department")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


from assessments.views.department_head import (  # noqa: E402 - the modules fill the blueprint
    cohort,
    people,
    plans,
)

__all__ = ["bp", "cohort", "people", "plans"]
