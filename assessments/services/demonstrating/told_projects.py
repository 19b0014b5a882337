"""The projects that people of the demo speak of, as the file tells them."""

from datetime import date, timedelta
from typing import Any

from assessments.models.project import Project, ProjectRole
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.setting import Setting
from capability.vocabulary import DeliveryMethod, ProjectPart, ProjectStatus

APPROVED_BEFORE = 60


def tell_projects(setting: Setting, cast: Cast, entries: list[dict[str, Any]]) -> list[Project]:
    """Return the told projects, not yet added."""
    return [_project(setting, cast, entry) for entry in entries]


def _project(setting: Setting, cast: Cast, entry: dict[str, Any]) -> Project:
    planned_start, planned_end = (setting.day(offset) for offset in entry["planned"])
    sectors = setting.read("projects")["sector"][entry["department"]]["sectors"]
    quality, stakeholders, benefits = entry.get("ratings", (None, None, None))
    project = Project(
        name=entry["name"],
        status=ProjectStatus(entry["status"]),
        sectors=sectors[:1],
        country=entry["country"],
        method=DeliveryMethod(entry["method"]),
        complexity=entry["complexity"],
        approved_on=planned_start - timedelta(days=APPROVED_BEFORE),
        planned_start_on=planned_start,
        planned_end_on=planned_end,
        started_on=_day(setting, entry.get("began")),
        ended_on=_day(setting, entry.get("ended")),
        planned_cost=entry["planned_cost"],
        actual_cost=entry.get("actual_cost"),
        quality_rating=quality,
        stakeholder_rating=stakeholders,
        benefits_rating=benefits,
    )
    for each in entry["roles"]:
        project.roles.append(
            ProjectRole(
                person=cast[each["person"]].person,
                part=ProjectPart(each["part"]),
                started_on=_day(setting, each.get("from")) or project.started_on or planned_start,
                ended_on=_day(setting, each.get("until")) or project.ended_on,
                share=each["share"],
                is_confirmed=True,
            )
        )
    return project


def _day(setting: Setting, offset: int | None) -> date | None:
    return None if offset is None else setting.day(offset)
