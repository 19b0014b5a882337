"""Mentors for a coach's people: who could go with whom, and what a change by hand costs.

The pairs are worked out anew from what is known, and kept in memory under the digest of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from assessments.models.people import Person
from assessments.queries import cohorts, mentors, mentorships
from assessments.queries.cohorts import Cohort
from assessments.queries.mentors import Mentee
from assessments.services.cohort_numbers import Grid, cohort_of
from assessments.services.keeping import Shelf, digest
from assessments.services.map_places import Place
from assessments.services.suggesting.activities import MOST_GAPS
from assessments.services.suggesting.mentor_facts import GAP_COLUMNS, MentorFacts, gather
from capability.mentoring import (
    MatchingSummary,
    affinity_matrix,
    match_mentors,
    summarise_matching,
)

Mode = Literal["optimal", "stable"]
MATCHINGS_IN_MEMORY = 100


@dataclass(frozen=True, slots=True)
class Matching:
    """The pairs made, by mentee, and what is to be told about them."""

    mentor_of: Mapping[int, int]
    summary: MatchingSummary


@dataclass(frozen=True, slots=True)
class Assignment:
    """Mentors for a coach's people as they could be now."""

    names: Mapping[int, str]
    """Everybody of the cohort, by name."""
    taking_part: tuple[int, ...]
    busy: frozenset[int]
    """Who has a mentor already, or a request or proposal that waits for an answer."""
    affinity: pd.DataFrame
    capacity: "pd.Series[Any]"
    fixed: Mapping[int, int]
    lapsed: tuple[int, ...]
    """Mentees whose fixed pair cannot be made any more, so that it does not count."""
    mode: Mode
    matching: Matching
    facts: MentorFacts
    mentees: Mapping[int, Mentee]
    gaps: Mapping[int, tuple[Place, ...]]

    def code_of(self, mentee: int, mentor: int) -> str | None:
        """Return in which competency a mentor's lead serves somebody most."""
        code = self.facts.affinities["competency"].iloc[self.facts.row_of(mentee, mentor)]
        return None if pd.isna(code) else str(code)

    def affinity_of(self, mentee: int, mentor: int) -> float:
        """Return how well two people suit each other, from 0 to 1."""
        row, column = self.affinity.index.get_loc(mentee), self.affinity.columns.get_loc(mentor)
        return float(self.affinity.to_numpy()[row, column].item())

    def options_for(self, mentee: int) -> list[int]:
        """Return who could be somebody's mentor, whether or not others are to have the place."""
        if mentee not in self.affinity.index:
            return []
        row = self.affinity.to_numpy()[self.affinity.index.get_loc(mentee)].ravel()
        return [int(mentor) for mentor in self.affinity.columns[~np.isnan(row)]]


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of the pairs if one were fixed: the cost, and who gets somebody else."""

    mentee: int
    mentor: int
    cost: float
    moved: tuple[tuple[int, int | None, int | None], ...]
    """Other mentees with the mentor before and after."""


_shelf: Shelf[Matching] = Shelf(MATCHINGS_IN_MEMORY)


def assignment_of(cohort: Cohort, *, mode: Mode, today: date) -> Assignment:
    """Return mentors for the people of a cohort, by name.

    Who has a mentor, and who has no gap that the evidence names, takes no part.
    """
    names = cohorts.list_names(cohort)
    busy = frozenset(mentorships.busy_mentees(list(names)))
    ids = [person for person in names if person not in busy]
    gaps = _gaps_of(ids, today=today)
    ids = [person for person in ids if gaps.get(person)]
    offers = mentors.list_offering(today)
    mentees = {each.person_id: each for each in mentors.list_mentees(ids)} if ids else {}
    facts = gather(
        [mentees[person] for person in ids], _frame(gaps, ids), offers, today=today,
        needs_place=True,
    )  # fmt: skip
    affinity = affinity_matrix(facts.affinities)
    capacity: pd.Series[Any] = pd.Series(
        {each.person_id: each.free for each in offers}, dtype=np.int64
    )
    fixed, lapsed = _fixed_of(cohort.viewer, set(ids), affinity, capacity)
    return Assignment(
        names=names,
        taking_part=tuple(ids),
        busy=busy,
        affinity=affinity,
        capacity=capacity,
        fixed=fixed,
        lapsed=lapsed,
        mode=mode,
        matching=_match(affinity, capacity, fixed, mode),
        facts=facts,
        mentees=mentees,
        gaps=gaps,
    )


def change_of(assignment: Assignment, mentee: int, mentor: int) -> Change | None:
    """Return what fixing a pair would cost and move; ``None`` where it cannot be made."""
    fixed = {**assignment.fixed, mentee: mentor}
    try:
        after = _match(assignment.affinity, assignment.capacity, fixed, assignment.mode)
    except ValueError:
        return None
    before = assignment.matching
    everybody = before.mentor_of.keys() | after.mentor_of.keys()
    moved = tuple(
        (each, before.mentor_of.get(each), after.mentor_of.get(each))
        for each in assignment.names
        if each in everybody
        and each != mentee
        and before.mentor_of.get(each) != after.mentor_of.get(each)
    )
    return Change(mentee, mentor, before.summary.total - after.summary.total, moved)


def _match(
    affinity: pd.DataFrame, capacity: "pd.Series[Any]", fixed: Mapping[int, int], mode: Mode
) -> Matching:
    def make() -> Matching:
        pairs = match_mentors(affinity, capacity, mode=mode, kept=sorted(fixed.items()))
        mentor_of = {
            int(mentee): int(mentor)
            for mentee, mentor in zip(pairs["mentee"], pairs["mentor"], strict=True)
        }
        return Matching(mentor_of, summarise_matching(affinity, capacity, pairs))

    return _shelf.get(digest(affinity, capacity, sorted(fixed.items()), mode), make)


def _gaps_of(person_ids: Sequence[int], *, today: date) -> dict[int, tuple[Place, ...]]:
    """Return the gaps that the evidence names for each, the most pressing first, at most three."""
    if not person_ids:
        return {}
    cohort = cohort_of(person_ids, today=today)
    grid = cohort.competencies
    has_gap = grid.has_gap
    found = {}
    for person in person_ids:
        row = cohort.rows[person]
        if has_gap[row].any():
            columns = _most_pressing(grid, row, np.flatnonzero(has_gap[row]))
            places = [grid.place(row, column) for column in columns]
            found[person] = tuple(place for place in places if place.level is not None)
    return found


def _most_pressing(
    grid: Grid, row: int, columns: "np.ndarray[tuple[int], np.dtype[np.intp]]"
) -> list[int]:
    """Return some columns in the order of priority that maps have, at most three."""

    def key(column: int) -> tuple[bool, float, str]:
        pressing = np.nan_to_num(grid.weight[row, column]) * grid.gap[row, column]
        return not grid.is_critical[row, column], -float(pressing), grid.codes[column]

    return sorted(columns.tolist(), key=key)[:MOST_GAPS]


def _frame(gaps: Mapping[int, Sequence[Place]], person_ids: Sequence[int]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (person, place.code, place.level, place.gap, place.weight)
            for person in person_ids
            for place in gaps[person]
        ],
        columns=GAP_COLUMNS,
    )


def _fixed_of(
    coach: Person,
    taking_part: Collection[int],
    affinity: pd.DataFrame,
    capacity: "pd.Series[Any]",
) -> tuple[dict[int, int], tuple[int, ...]]:
    """Return the pairs that a coach has fixed and that can still be made, and the others."""
    left, can_be = capacity.to_dict(), affinity.notna()
    fixed, lapsed = {}, []
    for mentee, mentor in mentorships.list_fixed(coach):
        if mentee not in taking_part:
            continue
        if left.get(mentor, 0) > 0 and bool(can_be.loc[mentee, mentor]):
            fixed[mentee] = mentor
            left[mentor] -= 1
        else:
            lapsed.append(mentee)
    return fixed, tuple(lapsed)
