"""The activities on offer, and what each is known to bring here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import require
from assessments.permissions import Action
from assessments.queries import framework
from assessments.services import course_list
from assessments.services.effects import effects_of
from assessments.views.pmo_coach import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/activities")
def list_activities() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    competencies = {each.code: str(each.name) for each in framework.list_competencies()}
    competency = request.args.get("competency", "")
    sort = request.args.get("sort", "")
    asked = {
        "competency": competency if competency in competencies else "",
        "sort": sort if sort in course_list.SORTS else course_list.SORTS[0],
    }
    return render_template(
        "pmo_coach/list_activities.html",
        page=course_list.list_courses(
            effects_of(filters.today()), page=request.args.get("page", 1, type=int), **asked
        ),
        competencies=competencies,
        asked=asked,
        sorts=[
            (
                words,
                url_for(".list_activities", competency=asked["competency"], sort=name),
                name == asked["sort"],
            )
            for name, words in _sorts().items()
        ],
    )


def _sorts() -> dict[str, str]:
    return {"effect": _("By effect"), "people": _("By people"), "name": _("By name")}
