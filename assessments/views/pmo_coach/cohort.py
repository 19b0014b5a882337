"""A coach's people together: the heat map, and what they need."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Access, Action
from assessments.queries import cohorts
from assessments.services import demand
from assessments.views.cohorts import cohort_asked, heat_map_page
from assessments.views.pmo_coach import bp


@bp.get("/heat-map")
def show_heat_map() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    return heat_map_page(Access.PMO_COACH)


@bp.get("/demand")
def show_demand() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    coach, cohort = current_person(), cohort_asked(Access.PMO_COACH)
    found = demand.demand_of(cohort, coach, today=filters.today())
    code = request.args.get("need")
    return render_template(
        "cohorts/demand.html",
        demand=found,
        need=next((need for need in found.needs if need.code == code), None),
        choices=cohorts.choices_in(coach, Access.PMO_COACH),
        department=cohort.department,
        role=cohort.role,
    )
