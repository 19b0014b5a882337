"""A plan as a document: everything that its template shows, in words of the reader's language."""

from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from assessments import filters, wording
from assessments.labels.activities import ACTIVITY_KINDS
from assessments.labels.people import ACCESSES
from assessments.labels.plans import PLAN_ITEM_STATUSES, PLAN_STATUSES
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.queries import plans
from assessments.queries.organisation import organisation
from assessments.services import mapping, picturing, plan_pages, review_pages
from capability.lifecycle import CoachDecision, ReviewDecision

PAGE, PAGES = "\x01", "\x02"
"""Stand for the numbers of pages, which only the template knows."""
MOST_DRAWN = 20
"""More items than these would be too small to read on a page; the table has every date."""


def contents_of(plan: DevelopmentPlan, *, with_map: bool, today: date) -> dict[str, Any]:
    """Return what the document says; levels of today only ``with_map``."""
    person, role = plan.person, plan.role or plan.person.role
    person_map = mapping.map_of(person, role, today=today) if with_map else None
    page = plan_pages.page_of(plan, today=today, with_timeline=False)
    locale = get_locale()
    return {
        "language": locale.language if locale else "en",
        "organisation": str(organisation().name),
        "kicker": _("Development plan"),
        "title": plan.aim or _("Plan of %(name)s", name=person.name),
        "person": person.name,
        "facts": _facts(plan, page),
        "made": _("As of %(day)s", day=filters.day(today)),
        "page": _("Page %(page)s of %(pages)s", page=PAGE, pages=PAGES),
        "model": _(
            "It is a model, not a measurement. What %(name)s and the coach settle counts.",
            name=person.called,
        ),
        "map": _map(plan, person_map),
        "gaps": _gaps(plan, person_map),
        "items": _items(page),
        "timeline": _timeline(plan, today),
        "remarks": _remarks(plan),
    }


def _facts(plan: DevelopmentPlan, page: plan_pages.PlanPage) -> list[list[str]]:
    person = plan.person
    number = plan.submissions[-1].number if plan.submissions else 0
    rows = [
        (_("Person"), person.name),
        (_("Role"), person.role),
        (_("Department"), person.department.name if person.department else ""),
        (_("Coach"), person.coach.name if person.coach else ""),
        (_("Leads towards"), plan.role),
        (_("Period"), filters.period(plan.starts_on, plan.ends_on)),
        (_("State"), PLAN_STATUSES[plan.status]),
        (_("Version"), number or ""),
        (_("Hours in all"), filters.hours(page.hours)),
        (_("Cost in all"), filters.money(page.cost)),
    ]
    return [[str(label), str(value)] for label, value in rows if value]


def _map(plan: DevelopmentPlan, person_map: mapping.PersonMap | None) -> dict[str, str] | None:
    if person_map is None or len(person_map.areas) < picturing.FEWEST_AXES:
        return None
    drawn = picturing.download("svg", plan.person, person_map, None).decode()
    sentence = wording.map_sentence(person_map.areas, person_map.role, name=plan.person.called)
    return {"heading": _("The map today"), "picture": drawn, "sentence": sentence}


def _gaps(plan: DevelopmentPlan, person_map: mapping.PersonMap | None) -> dict[str, Any] | None:
    if not plan.submissions:
        return None
    sent = plan.submissions[-1]
    since = review_pages.gaps_since(plan, person_map)
    columns = [_("Competency"), _("Asked"), _("When it was sent"), _("In words")]
    if person_map is not None:
        columns.append(_("Today"))
    return {
        "heading": _(
            "The gaps it was drawn from, as they stood on %(day)s",
            day=filters.day(sent.submitted_at),
        ),
        "columns": columns,
        "rows": [_gap(gap, len(columns)) for gap in (*since.largest, *since.others)],
        "empty": _("No gap was named when it was sent."),
    }


def _gap(gap: review_pages.GapSince, columns: int) -> list[str]:
    then = gap.then
    span = [filters.level(each) for each in (then.level, then.low, then.high)]
    known = then.low is not None and then.high is not None
    level = _("%(level)s (%(low)s to %(high)s)", level=span[0], low=span[1], high=span[2])
    row = [
        str(then.competency.name),
        filters.asked(then.required),
        level if known else span[0],
        wording.standing_words(then),
    ]
    if columns > len(row):
        row.append(" · ".join([filters.level(gap.now.level) if gap.now else "–", gap.change]))
    return row


def _items(page: plan_pages.PlanPage) -> dict[str, Any]:
    return {
        "heading": _("Items"),
        "columns": [_("Item"), _("What for"), _("When"), _("State"), _("Hours"), _("Cost")],
        "rows": [_item(item) for item in page.items],
        "empty": _("There is nothing in it yet."),
    }


def _item(item: PlanItem) -> dict[str, Any]:
    towards = ""
    if item.from_level is not None and item.to_level is not None:
        towards = f"{filters.level(item.from_level)} → {filters.level(item.to_level)}"
    done = _("done %(day)s", day=filters.day(item.completed_on)) if item.completed_on else ""
    return {
        "title": item.title,
        "detail": str(ACTIVITY_KINDS[item.kind]),
        "cells": [
            "\n".join(
                filter(None, [str(item.competency.name) if item.competency else "", towards])
            ),
            done or filters.period(item.starts_on, item.due_on),
            str(PLAN_ITEM_STATUSES[item.status]),
            filters.hours(item.hours),
            filters.money(item.cost),
        ],
    }


def _timeline(plan: DevelopmentPlan, today: date) -> dict[str, str] | None:
    drawn = None
    if len(review_pages.counted_items(plan)) <= MOST_DRAWN:
        drawn = plan_pages.timeline_document(plan, today=today)
    if drawn is None:
        return None
    return {"heading": _("The steps of the plan over time"), "picture": drawn}


def _remarks(plan: DevelopmentPlan) -> dict[str, Any]:
    decided = {
        CoachDecision.ENDORSE: _("endorsed"),
        CoachDecision.HAND_BACK: _("handed back"),
        ReviewDecision.APPROVE: _("approved"),
        ReviewDecision.RETURN: _("returned"),
    }
    rows = []
    for remark in plans.conversation(plan):
        access = str(ACCESSES[remark.access]) if remark.access else ""
        said = decided[remark.decision] if remark.decision else ""
        about = _("on “%(title)s”", title=remark.item.title) if remark.item else ""
        details = [access, said, about, filters.day(remark.at)]
        rows.append(
            {
                "name": remark.author.name,
                "details": " · ".join(filter(None, details)),
                "text": remark.statement or _("without a word"),
            }
        )
    return {
        "heading": _("Comments and decisions"),
        "rows": rows,
        "empty": _("Nothing has been said yet."),
    }
