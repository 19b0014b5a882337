"""The people of the department, page by page."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Action
from assessments.queries import department, plans
from assessments.services import mapping
from assessments.views.department_head import bp


@bp.get("/people")
def list_people() -> ResponseReturnValue:
    require(Action.WORK_AS_DEPARTMENT_HEAD)
    words = request.args.get("q", "").strip()
    page = department.people_page(
        current_person(), words, page=request.args.get("page", 1, type=int)
    )
    ids = [person.id for person in page.rows]
    return render_template(
        "department_head/list_people.html",
        department=current_person().department,
        page=page,
        words=words,
        maps=mapping.map_cohort(ids, today=filters.today()),
        plans=plans.latest_states(ids, only_sent=True),
    )
