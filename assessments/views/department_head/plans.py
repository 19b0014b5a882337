"""The plans of the department that their owners have sent."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments.authentication import current_person, require
from assessments.permissions import Action
from assessments.queries import department
from assessments.views.department_head import bp
from capability.lifecycle import PlanStatus


@bp.get("/plans")
def list_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_DEPARTMENT_HEAD)
    asked = request.args.get("state", "")
    state = PlanStatus(asked) if asked in set(PlanStatus) else None
    return render_template(
        "department_head/list_plans.html",
        department=current_person().department,
        page=department.plans_page(
            current_person(), state, page=request.args.get("page", 1, type=int)
        ),
        state=state,
        states=[each for each in PlanStatus],
    )
