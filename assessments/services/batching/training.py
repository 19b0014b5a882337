"""The training plan that the page shows to one person, as a row: what, when and where it leads."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from assessments import filters
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.services.batching.numbers import number
from assessments.services.training import building, picturing
from assessments.services.training.building import Built, Change
from assessments.services.training.ground import Ground, read_ground
from assessments.services.training.picturing import Outlook
from assessments.services.training.solving import BY_BRANCHES
from assessments.services.training.wishes import usual_wishes
from assessments.services.training.words import gap_words
from capability.gaps import closed_value


def plan_row(person: Person, role: Role | None, *, today: date) -> dict[str, Any]:
    """Return the plan that the page shows to somebody who has said nothing about wishes.

    The search ends by its branches and never by the clock, so that the same facts give the same
    row. A plan that is not proven by then says how much more another could be worth at most.
    """
    ground = read_ground(person, role, today=today)
    wishes = usual_wishes(person)
    built = building.build(ground, wishes, effort=BY_BRANCHES)
    schedule = built.schedule
    return {
        "hours_a_quarter": number(wishes.hours),
        "quarters": wishes.quarters,
        "budget": number(wishes.budget),
        "at_once": wishes.at_once,
        "languages": list(wishes.languages),
        "is_possible": schedule.is_possible,
        "is_proven": schedule.gap == 0,
        "gap": number(schedule.gap),
        "value": number(schedule.value),
        "cost": number(schedule.cost),
        "hours": number(schedule.hours),
        "closed": number(built.closed),
        "items": list(_items(built)),
        "projected_by": picturing.shows_by(built).isoformat(),
        "projected": [_projected(each) for each in picturing.outlook_of(built)],
        "relax": [sentence for way in built.ways_out for sentence in way.sentences],
    }


def plan_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the plan as somebody at a terminal reads it."""
    for each in row["items"]:
        yield "  " + _(
            "plan, quarter %(quarter)s: %(name)s from %(start)s to %(end)s, %(hours)s, %(cost)s",
            quarter=each["quarter"],
            name=each["name"],
            start=each["starts_on"],
            end=each["ends_on"],
            hours=filters.hours(each["hours"]),
            cost=filters.money(each["cost"]),
        )
    if not row["is_proven"]:
        yield "  " + _("plan: %(sentence)s", sentence=gap_words(row["gap"]))
    for sentence in row["relax"]:
        yield "  " + _("plan: %(sentence)s", sentence=sentence)


def _items(built: Built) -> Iterator[dict[str, Any]]:
    worth = _worth_by_item(built)
    for each in built.items:
        yield {
            "activity": each.activity.code,
            "name": str(each.activity.name),
            "quarter": each.placed.quarter + 1,
            "last_quarter": each.placed.last_quarter + 1,
            "starts_on": each.starts_on.isoformat(),
            "ends_on": each.ends_on.isoformat(),
            "session_on": each.session.starts_on.isoformat() if each.session else None,
            "value": number(worth[each.activity.code]),
            "cost": number(each.activity.cost),
            "hours": number(each.activity.hours),
            "is_mandatory": each.is_mandatory,
            "closes": [_closed(change) for change in each.changes],
            "reasons": [str(reason.words) for reason in each.reasons],
        }


def _worth_by_item(built: Built) -> dict[str, float]:
    """Return what each item adds to those before it, so that the sum is that of the plan."""
    ground, brought = built.ground, dict.fromkeys(built.ground.gaps, 0.0)
    found, before = {}, 0.0
    for item in built.items:
        for change in item.changes:
            brought[change.place.code] += change.to_level - (change.place.level or 0.0)
        after = _value(ground, brought)
        found[item.activity.code], before = after - before, after
    return found


def _value(ground: Ground, brought: Mapping[str, float]) -> float:
    total = sum(place.weight for place in ground.gaps.values()) or 1.0
    return sum(
        ground.gaps[code].weight / total * float(closed_value(ground.gaps[code].gap, gain))
        for code, gain in brought.items()
    )


def _closed(change: Change) -> dict[str, Any]:
    return {
        "competency": change.place.code,
        "from": number(change.place.level),
        "to": number(change.to_level),
        "required": number(change.place.required),
    }


def _projected(outlook: Outlook) -> dict[str, Any]:
    return {
        "competency": outlook.place.code,
        "from": number(outlook.place.level),
        "level": number(outlook.level),
        "low": number(outlook.low),
        "high": number(outlook.high),
        "required": number(outlook.place.required),
    }
