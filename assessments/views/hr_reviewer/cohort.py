"""Everybody together: the heat map, which HR may see as it may see maps."""

from flask.typing import ResponseReturnValue

from assessments.authentication import require
from assessments.permissions import Access, Action
from assessments.views.cohorts import heat_map_page
from assessments.views.hr_reviewer import bp


@bp.get("/heat-map")
def show_heat_map() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    return heat_map_page(Access.HR_REVIEWER)
