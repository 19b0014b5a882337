"""All suggestions for one person as a row that can be written to a file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from assessments import filters
from assessments.labels.certificates import VERDICTS
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services import forecasting, suggesting
from assessments.services.batching.numbers import number
from assessments.services.batching.training import plan_lines, plan_row
from assessments.services.forecasting.words import chance_words
from assessments.services.map_places import Place
from assessments.services.suggesting import (
    CertificationSuggestion,
    MentorSuggestion,
    TrainingSuggestion,
)
from capability.certification import Verdict


def suggestion_row(person: Person, *, today: date) -> dict[str, Any]:
    """Return what could help somebody towards the present role, and how it will turn out.

    Limits are those of the organisation; what is worked out here is what the pages show.
    """
    role = person.role or person.aims_for
    found = suggesting.suggest(person, role, suggesting.usual_limits(), today=today)
    return {
        "person": person.number or person.id,
        "id": person.id,
        "name": person.name,
        "role": role.code if role else None,
        "as_of": today.isoformat(),
        "gaps": [_gap(place) for place in found.training.gaps],
        "training": {
            "cost": number(found.training.cost),
            "hours": number(found.training.hours),
            "activities": [_activity(each) for each in found.training.chosen],
        },
        "training_plan": plan_row(person, role, today=today),
        "certifications": [_certification(each) for each in found.certifications],
        "mentors": [_mentor(each) for each in found.mentors],
        "outlook": _outlook(person, today),
    }


def lines_of(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a row as somebody at a terminal reads it."""
    role = row["role"] or _("no role")
    yield f"{row['name']} ({row['person']}), {role}"
    names = {gap["competency"]: gap["name"] for gap in row["gaps"]}
    for gap in row["gaps"]:
        yield "  " + _(
            "gap: %(name)s, about %(level)s, asked %(asked)s",
            name=gap["name"],
            level=filters.level(gap["level"]),
            asked=filters.asked(gap["required"]),
        )
    for each in row["training"]["activities"]:
        yield "  " + _(
            "%(name)s: %(competency)s to about %(level)s, %(hours)s, %(cost)s",
            name=each["name"],
            competency=names[each["competency"]],
            level=filters.level(each["to"]),
            hours=filters.hours(each["hours"]),
            cost=filters.money(each["cost"]),
        )
        yield from (f"    {reason}" for reason in each["reasons"])
    yield from plan_lines(row["training_plan"])
    for each in row["certifications"]:
        verdict = VERDICTS[Verdict(each["verdict"])]
        yield "  " + _("certificate: %(name)s, %(verdict)s", name=each["name"], verdict=verdict)
    for each in row["mentors"]:
        yield "  " + _("mentor: %(name)s", name=each["name"])
        yield from (f"    {reason}" for reason in each["reasons"])
    if row["outlook"]:
        yield "  " + _(
            "by %(day)s, for %(role)s: all that matters most at once %(chance)s (model estimate)",
            day=row["outlook"]["by"],
            role=row["outlook"]["role"],
            chance=row["outlook"]["all_at_once"],
        )


def _gap(place: Place) -> dict[str, Any]:
    return {
        "competency": place.code,
        "name": str(place.name),
        "level": number(place.level),
        "low": number(place.low),
        "high": number(place.high),
        "required": number(place.required),
        "standing": place.standing.value,
    }


def _activity(found: TrainingSuggestion) -> dict[str, Any]:
    return {
        "activity": found.activity.code,
        "name": str(found.activity.name),
        "competency": found.place.code,
        "from": number(found.place.level),
        "to": number(found.to_level),
        "cost": number(found.activity.cost),
        "hours": number(found.activity.hours),
        "starts_on": found.session.starts_on.isoformat() if found.session else None,
        "reasons": [str(reason.words) for reason in found.reasons],
    }


def _certification(found: CertificationSuggestion) -> dict[str, Any]:
    reached_on, activity = found.eligibility.reached_on, found.certification.activity
    return {
        "certification": found.certification.code,
        "name": found.certification.name,
        "verdict": found.eligibility.verdict.value,
        "reached_on": reached_on.isoformat() if reached_on else None,
        "cost": number(activity.cost) if activity else None,
        "hours": number(activity.hours) if activity else None,
    }


def _mentor(found: MentorSuggestion) -> dict[str, Any]:
    return {
        "mentor": found.mentor.number or found.mentor.id,
        "name": found.mentor.name,
        "places": found.places,
        "reasons": [str(reason.words) for reason in found.reasons],
    }


def _outlook(person: Person, today: date) -> dict[str, Any] | None:
    role = forecasting.usual_role(person)
    if role is None:
        return None
    by = forecasting.usual_day(today)
    readiness = forecasting.readiness_for(
        person, role, plans.current_plan(person), by=by, today=today
    )
    if readiness is None:
        return None
    return {
        "role": role.code,
        "by": by.isoformat(),
        "all_at_once": chance_words(readiness.planned),
        "likely_reached": round(readiness.met_planned, 1),
        "asked": readiness.asked,
    }
