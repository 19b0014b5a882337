"""A training plan drawn: its items over time, and where they are to lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from assessments import filters
from assessments.services import drawing
from assessments.services.map_places import Place
from assessments.services.suggesting.activities import gains_of
from assessments.services.suggesting.history import planned_gains
from assessments.services.training.building import Built
from capability.charts import TimelineWords, timeline_spec
from capability.forecast import project_levels

DAYS_A_MONTH = 30.4375
MONTHS_TO_SHOW = 3
"""So long after its end an activity is taken to show what it brings."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where somebody would stand in a competency once the plan has had its effect."""

    place: Place
    level: float
    low: float
    high: float


def outlook_of(built: Built) -> tuple[Outlook, ...]:
    """Return where the plan would lead, with what stands in the plan already, by competency.

    Those stand here in which something is planned or short, in the order of the map.
    """
    ground, today = built.ground, built.ground.today
    steps = [
        (code, gain, (item.ends_on - today).days / DAYS_A_MONTH)
        for item in built.items
        for code, gain in gains_of(item.activity, ground.gaps, ground.effects).items()
    ]
    for item in ground.open_items:
        months = (item.due_on - today).days / DAYS_A_MONTH
        steps += [(code, gain, months) for code, gain in planned_gains([item]).items() if gain >= 0]
    touched = {code for code, *_ in steps} | set(ground.gaps)
    places = [
        each
        for each in ground.map.competencies
        if each.code in touched and each.level is not None and each.sd
    ]
    if not places:
        return ()
    months = (shows_by(built) - today).days / DAYS_A_MONTH
    rows = project_levels(
        pd.DataFrame(
            [(each.code, each.level, each.sd) for each in places],
            columns=["competency", "level", "sd"],
        ),
        pd.DataFrame(steps, columns=["competency", "gain", "ends_in"]),
        months=months,
    )
    found = rows[["level", "low", "high"]].itertuples(index=False)
    return tuple(Outlook(place, *row) for place, row in zip(places, found, strict=True))


def shows_by(built: Built) -> date:
    """Return the day by which everything in the plan is taken to have shown its effect."""
    _, last = built.ground.quarter(built.wishes.quarters - 1 + MONTHS_TO_SHOW // 3)
    return last


def outlook_sentence(built: Built, outlook: tuple[Outlook, ...]) -> str:
    """Say in one sentence where the plan would lead."""
    risen = [
        each for each in outlook if each.place.level is not None and each.level > each.place.level
    ]
    if not risen:
        return _("The plan changes no level that is estimated.")
    # By the figures as the table shows them, so that whoever counts there finds as many.
    reached = sum(
        each.place.required is not None and round(each.level, 1) >= each.place.required
        for each in risen
    )
    first = max(risen, key=lambda each: (each.level - (each.place.level or 0.0), each.place.code))
    return _(
        "By %(month)s you would rise most in %(name)s, from about %(level)s to about %(to)s; "
        "%(reached)s.",
        month=filters.month(shows_by(built)),
        name=first.place.name,
        level=filters.level(first.place.level),
        to=filters.level(first.level),
        reached=ngettext(
            "in %(reached)s of %(num)s competency you would reach what is asked",
            "in %(reached)s of %(num)s competencies you would reach what is asked",
            len(risen),
            reached=reached,
        ),
    )


def timeline_of(built: Built, *, size: str) -> Markup | None:
    """Return the items over time, above the planned ends of projects."""
    if not built.items:
        return None
    rows = pd.DataFrame(
        [
            (str(item.activity.name), item.starts_on, item.ends_on,
             "clash" if item.clash else "planned")
            for item in built.items
        ],
        columns=["label", "starts_on", "ends_on", "status"],
    )  # fmt: skip
    milestones = pd.DataFrame(
        [
            (_("%(project)s: planned end", project=each.name), each.planned_end_on)
            for each in built.milestones
        ],
        columns=["label", "due_on"],
    )
    locale = get_locale()
    language = locale.language if locale else "en"
    words = TimelineWords(
        title=_("The training plan over time"),
        today=_("today"),
        months=[format_date(date(2026, month, 1), "LLL") for month in range(1, 13)],
    )
    spec = timeline_spec(
        rows, milestones, today=built.ground.today, words=words, language=language, size=size
    )
    return drawing.svg(spec, language=language)


def side_by_side(
    sides: Sequence[tuple[Outlook, ...]],
) -> list[tuple[Place, list[Outlook | None]]]:
    """Return the competencies in which plans lead somewhere, and where each plan leads."""
    places = {each.place.code: each.place for outlook in sides for each in outlook}
    found = [{each.place.code: each for each in outlook} for outlook in sides]
    return [(place, [each.get(code) for each in found]) for code, place in places.items()]
