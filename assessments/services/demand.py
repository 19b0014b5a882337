"""What a cohort needs: which gaps, for how many people, and what in the catalogue answers them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assessments.database import LocalText
from assessments.models.catalogue import Activity, ActivityGain, ActivitySession
from assessments.models.people import Person
from assessments.queries import catalogue, cohorts, proposals
from assessments.queries.cohorts import Cohort
from assessments.services import cohort_numbers
from assessments.services.cohort_numbers import Grid
from assessments.services.taking_up import next_session
from capability.gaps import Standing
from capability.lifecycle import COUNTED_ITEMS, PlanItemStatus

Name = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Replies:
    """How many of the coach's people were proposed an activity, and what became of it."""

    kept: int
    declined: int
    waiting: int

    @property
    def all(self) -> int:
        """How many proposals stand."""
        return self.kept + self.declined + self.waiting


@dataclass(frozen=True, slots=True)
class Answer:
    """An activity that answers a need: for how many of the people it reaches beyond their level."""

    activity: Activity
    gain: float
    up_to: float
    people: int
    session: ActivitySession | None
    replies: Replies


@dataclass(frozen=True, slots=True)
class Need:
    """A competency in which people are short, by name, and what answers it."""

    code: str
    name: LocalText
    area: LocalText
    short: tuple[Name, ...]
    perhaps: tuple[Name, ...]
    answers: tuple[Answer, ...]

    @property
    def count(self) -> int:
        """How many people are short, surely or perhaps."""
        return len(self.short) + len(self.perhaps)


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything a cohort needs, what most need first."""

    people: int
    needs: tuple[Need, ...]

    @property
    def unanswered(self) -> tuple[Need, ...]:
        """The needs that nothing in the catalogue answers."""
        return tuple(need for need in self.needs if not need.answers)


def demand_of(cohort: Cohort, coach: Person, *, today: date) -> Demand:
    """Return what the people of a cohort need; equal numbers stand in the framework's order."""
    names = cohorts.list_names(cohort)
    numbers = cohort_numbers.cohort_of(list(names), today=today)
    grid = numbers.competencies
    counts = grid.has_gap.sum(axis=0)
    columns = [int(at) for at in np.argsort(-counts, kind="stable") if counts[at]]
    activities = catalogue.list_activities_for([grid.codes[at] for at in columns])
    replies = _replies(activities, coach)
    gains: dict[str, list[ActivityGain]] = defaultdict(list)
    for activity in activities:
        for gain in activity.gains:
            gains[gain.competency.code].append(gain)
    areas = dict(zip(numbers.areas.codes, numbers.areas.names, strict=True))
    people = [(person, names[person]) for person in numbers.person_ids]
    return Demand(
        len(people),
        tuple(
            Need(
                code=grid.codes[at],
                name=grid.names[at],
                area=areas[grid.areas[at]],
                short=_who(grid, at, Standing.SHORT, people),
                perhaps=_who(grid, at, Standing.PERHAPS_SHORT, people),
                answers=tuple(_answers(grid, at, gains[grid.codes[at]], replies, today)),
            )
            for at in columns
        ),
    )


def _who(grid: Grid, at: int, standing: Standing, people: Sequence[Name]) -> tuple[Name, ...]:
    return tuple(people[int(row)] for row in np.nonzero(grid.standing[:, at] == standing)[0])


def _answers(
    grid: Grid,
    at: int,
    gains: Sequence[ActivityGain],
    replies: Mapping[int, Replies],
    today: date,
) -> list[Answer]:
    """Return what brings something to somebody who is short: to most people, most of it first."""
    levels = grid.level[grid.has_gap[:, at], at]
    found = []
    for gain in gains:
        reached = int((levels < gain.up_to).sum())
        if reached:
            session = next_session(gain.activity, today=today)
            reply = replies.get(gain.activity_id, Replies(0, 0, 0))
            found.append(Answer(gain.activity, gain.gain, gain.up_to, reached, session, reply))
    return sorted(found, key=lambda each: (-each.people, -each.gain, str(each.activity.name)))


def _replies(activities: Sequence[Activity], coach: Person) -> dict[int, Replies]:
    counts = proposals.count_proposals([each.id for each in activities], coach)
    return {
        activity: Replies(
            kept=sum(by_status.get(status, 0) for status in COUNTED_ITEMS),
            declined=by_status.get(PlanItemStatus.DECLINED, 0),
            waiting=by_status.get(PlanItemStatus.PROPOSED, 0),
        )
        for activity, by_status in counts.items()
    }
