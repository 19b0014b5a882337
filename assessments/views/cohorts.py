"""The heat map, which three desks open: each sees the people whom that desk looks after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from assessments import filters
from assessments.authentication import current_person
from assessments.labels.people import PURPOSES
from assessments.permissions import Access
from assessments.queries import cohorts
from assessments.queries.cohorts import Grouping
from assessments.services import cohort_gaps, heat_maps
from assessments.services.heat_words import Figures

if TYPE_CHECKING:
    from enum import StrEnum
    from typing import TypeVar

    from flask.typing import ResponseReturnValue

    Choice = TypeVar("Choice", bound=StrEnum)

ASKED = ("department", "role", "area", "figures", "group", "view")
PURPOSE_OF = {Access.PMO_COACH: "talk", Access.HR_REVIEWER: "plan_review"}


def heat_map_page(desk: Access) -> ResponseReturnValue:
    """Answer with the heat map of a desk's people, or only its next rows where those are asked."""
    args = {name: request.args[name] for name in ASKED if request.args.get(name)}
    cohort = cohort_asked(desk)
    today = filters.today()
    figures = _one_of(Figures, args.get("figures"), Figures.DISTANCE)
    grouping = _one_of(Grouping, args.get("group"), Grouping.DEPARTMENT)
    area = args.get("area", "")
    page = cohorts.page_of(cohort, grouping, _page("page"))
    if request.args.get("part") == "rows":
        numbers = heat_maps.numbers_of(page, today=today)
        return render_template(
            "cohorts/_heat_table.html",
            map=heat_maps.heat_map(page, numbers, grouping=grouping, area=area, figures=figures),
            figures=figures,
            args=args,
        )
    numbers = cohort_gaps.numbers_of(cohort, page, today=today)
    return render_template(
        "cohorts/heat_map.html",
        desk=desk,
        map=heat_maps.heat_map(page, numbers, grouping=grouping, area=area, figures=figures),
        alerts=cohort_gaps.alerts_of(numbers, area=area, page=_page("alerts")),
        figures=figures,
        grouping=grouping,
        areas=heat_maps.areas(),
        choices=cohorts.choices_in(cohort.viewer, desk),
        args=args,
        is_list=args.get("view") == "list",
        purpose=PURPOSES[PURPOSE_OF.get(desk, "department")],
    )


def cohort_asked(desk: Access) -> cohorts.Cohort:
    """Return the people of a desk, narrowed as the address asks."""
    return cohorts.Cohort(
        current_person(),
        desk,
        department=request.args.get("department", ""),
        role=request.args.get("role", ""),
    )


def _one_of(choices: type[Choice], asked: str | None, otherwise: Choice) -> Choice:
    return choices(asked) if asked in set(choices) else otherwise


def _page(name: str) -> int:
    return max(request.args.get(name, 1, type=int), 1)
