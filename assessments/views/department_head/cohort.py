"""The department together: its heat map."""

from flask.typing import ResponseReturnValue

from assessments.authentication import require
from assessments.permissions import Access, Action
from assessments.views.cohorts import heat_map_page
from assessments.views.department_head import bp


@bp.get("/heat-map")
def show_heat_map() -> ResponseReturnValue:
    require(Action.WORK_AS_DEPARTMENT_HEAD)
    return heat_map_page(Access.DEPARTMENT_HEAD)
