"""Talks held and still to come, with their notes, and somebody who was handed over."""

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.coaching import HandOver, Talk
from assessments.models.development import DevelopmentPlan
from assessments.services.demonstrating.people import Cast, Group, Member
from assessments.services.demonstrating.setting import Setting, at, pick

PAST = (8, 110)
AHEAD = (2, 40)
SHARE_AHEAD = 0.4
WRITTEN = 600
"""Minutes after eight o'clock when notes are written."""


def add_meetings(setting: Setting, cast: Cast) -> None:
    """Add the talks that are told, drawn ones for the others, and the hand-overs."""
    contents = setting.read("talks")
    dice = setting.dice("meetings")
    for entry in contents["told"]:
        member = cast[entry["person"]]
        coach_id = cast.id_of(entry["by"]) if "by" in entry else member.person.coach_id
        _add(member, coach_id, setting.day(entry["days"]), entry["notes"], setting.today)
    told = {entry["person"] for entry in contents["told"]}
    aims = _aims()
    for member in cast.of(Group.PROJECT_MANAGERS, Group.BECOMING):
        drawn = _draw(member, contents["drawn"], aims, dice)
        if member.name not in told and member.person.coach_id is not None:
            for days, notes in drawn:
                _add(member, member.person.coach_id, setting.day(days), notes, setting.today)
    for entry in contents["handed_over"]:
        _hand_over(setting, cast, entry)
    db.session.flush()


def _aims() -> dict[int, str]:
    rows = db.session.execute(
        select(DevelopmentPlan.person_id, DevelopmentPlan.aim).order_by(DevelopmentPlan.id)
    )
    return {person_id: aim for person_id, aim in rows if aim}


def _draw(
    member: Member, drawn: dict[str, Any], aims: dict[int, str], dice: np.random.Generator
) -> list[tuple[int, str]]:
    """Draw the same number of dice for everybody, so that one person more shifts nobody else."""
    days, ahead = int(dice.integers(*PAST)), int(dice.integers(*AHEAD))
    notes, about = pick(dice, drawn["notes"]), pick(dice, drawn["ahead"])
    was_held, is_planned = dice.random() < drawn["share"], dice.random() < SHARE_AHEAD
    aim = aims.get(member.person.id)
    found = []
    if was_held:
        found.append((-days, notes.replace("{aim}", f"“{aim}”" if aim else "the plan")))
    if is_planned:
        found.append((ahead, about))
    return found


def _add(member: Member, coach_id: int | None, day: date, notes: str, today: date) -> None:
    if coach_id is None:
        return
    # What is still to come was written down a few days ago, what was held on the day itself.
    written = at(min(day, date.fromordinal(today.toordinal() - 2)), WRITTEN)
    talk = Talk(
        person_id=member.person.id,
        coach_id=coach_id,
        takes_place_on=day,
        notes=notes,
        written_at=written,
    )
    db.session.add(talk)
    db.session.flush()
    db.session.add(
        AuditLine(
            at=written,
            actor_id=coach_id,
            person_id=member.person.id,
            action="plan_talk",
            subject=f"talk {talk.id}",
            new={"takes_place_on": day.isoformat(), "notes": notes},
        )
    )


def _hand_over(setting: Setting, cast: Cast, entry: dict[str, Any]) -> None:
    person = cast[entry["person"]].person
    before = cast.id_of(entry["from"])
    moment = at(setting.day(entry["days"]), WRITTEN)
    db.session.add(
        HandOver(
            person_id=person.id,
            from_coach_id=before,
            to_coach_id=person.coach_id,
            by_id=before,
            statement=entry["statement"],
            handed_over_at=moment,
        )
    )
    db.session.add(
        AuditLine(
            at=moment,
            actor_id=before,
            person_id=person.id,
            action="hand_over",
            subject=f"person {person.id}",
            old={"coach_id": before},
            new={"coach_id": person.coach_id, "talks": []},
        )
    )
