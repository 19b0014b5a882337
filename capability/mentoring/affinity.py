"""How well each possible mentor suits each mentee, part by part."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import (
    MENTEE_GAPS,
    MENTOR_LEVELS,
    MENTOR_RECORD,
    PAIRS,
    PROJECT_CONTEXT,
    RISES,
    Column,
    check_frame,
    sorted_keys,
)
from capability.project_evidence import context_similarity

Numbers = NDArray[np.float64]

SHARES: Final = {
    "competence": 0.45,
    "context": 0.20,
    "track": 0.10,
    "logistics": 0.10,
    "hierarchy": 0.05,
    "preference": 0.10,
}
LEAST_AFFINITY: Final = 0.35

NORMAL_80: Final = 0.84
FULL_LEAD: Final = 1.5
LEAST_LEAD: Final = 1.0
TOP_GAPS: Final = 3
RISE_SHARE: Final = 0.5
LEAST_OVERLAP_HOURS: Final = 2.0
FULL_OVERLAP_HOURS: Final = 6.0
USUAL_RATING: Final = 0.67
USUAL_RATING_WEIGHT: Final = 3
NO_PREFERENCE: Final = 0.5
BY_GRADE_DISTANCE: Final = (0.5, 0.9, 1.0, 0.7, 0.3)


def pair_affinity(
    pairs: pd.DataFrame,
    gaps: pd.DataFrame,
    levels: pd.DataFrame,
    *,
    record: pd.DataFrame,
    mentee_projects: pd.DataFrame,
    mentor_projects: pd.DataFrame,
    rises: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how well each possible mentor suits each mentee, part by part.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The pairs to look at: ``mentee, mentor, is_allowed`` (consent, capacity, a common language,
        not oneself, not a line manager up to two levels, no earlier pair that failed),
        ``overlap_hours`` of their working days, and optionally ``grade_distance`` (the mentor's
        grade minus the mentee's) and ``preference`` (0-1).
    gaps : pandas.DataFrame
        ``mentee, competency, level, gap, weight``, levels: rows of the map that have a gap.
    levels : pandas.DataFrame
        ``mentor, competency, level, sd``, levels.
    record : pandas.DataFrame
        ``mentor, rating`` (0-1), one row a rated mentorship of the past.
    mentee_projects, mentor_projects : pandas.DataFrame
        ``mentee`` or ``mentor``, and ``sector, size, method, country, region``: the present or next
        projects of mentees, the past ones of mentors.
    rises : pandas.DataFrame, optional
        ``mentor, competency, from_level, to_level``, one row each: from where to where the mentor
        rose by the record, such as from :func:`recorded_rises`.

    Returns
    -------
    pandas.DataFrame
        ``mentee, mentor, competence, context, track, logistics, hierarchy, preference`` (each
        0-1), ``crossed`` (how much of the mentee's gaps the mentor has crossed by the record,
        0-1, part of ``competence``), ``competency`` (where the mentor's lead serves the mentee
        most, by weight times gap times lead; None without a lead) and ``affinity`` (0-1; NaN: not
        allowed). One row a pair, in the order of ``pairs``.

    Raises
    ------
    FrameError

    Notes
    -----
    ``.45 competence + .20 context + .10 track + .10 logistics + .05 hierarchy + .10 preference``.
    Leads are counted from the lower end of the mentor's 80 % range, ``level - .84 sd``, which
    rewards evidence: ``competence`` is the mean of ``clip(lead / 1.5, 0, 1)`` weighted by weight
    times gap. Who has risen over the mentee's gap knows the way: of what the lead leaves open, half
    is closed where the recorded rise covers all of the gap, and so much less where it covers less.
    Without rises this is the lead alone. A pair is also ruled out below two hours of overlap, and
    when the mentor leads by less than one level in each of the mentee's three largest gaps (by
    weight times gap). Unknown preference counts .5, unknown grade as the same grade, no past
    rating as .67.
    """
    checked = check_frame(pairs, PAIRS, unique=("mentee", "mentor")).reset_index(drop=True)
    mentees = _Keys(checked["mentee"])
    mentors = _Keys(checked["mentor"])
    cells = (mentees.positions(checked["mentee"]), mentors.positions(checked["mentor"]))
    lead = _leads(gaps, levels, rises, mentees, mentors)
    context = _contexts(mentee_projects, mentor_projects, mentees, mentors)
    distance = _optional(checked, "grade_distance").fillna(0).clip(0, len(BY_GRADE_DISTANCE) - 1)
    parts = checked[["mentee", "mentor"]].assign(
        competence=lead.competence[cells],
        context=context[cells],
        track=_track(record, mentors)[cells[1]],
        logistics=(checked["overlap_hours"] / FULL_OVERLAP_HOURS).clip(upper=1.0),
        hierarchy=np.array(BY_GRADE_DISTANCE)[distance.astype(int)],
        preference=_optional(checked, "preference").fillna(NO_PREFERENCE),
        crossed=lead.crossed[cells],
        competency=pd.Series(lead.competencies[lead.served[cells]], dtype=object),
    )
    affinity = sum((share * parts[name] for name, share in SHARES.items()), start=0.0)
    is_possible = (
        checked["is_allowed"]
        & (checked["overlap_hours"] >= LEAST_OVERLAP_HOURS)
        & lead.is_enough[cells]
    )
    return parts.assign(affinity=np.where(is_possible, affinity, np.nan))


def affinity_matrix(pairs: pd.DataFrame, *, least: float = LEAST_AFFINITY) -> pd.DataFrame:
    """Return affinities as mentees x mentors, NaN where a pair is ruled out or below ``least``.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``mentee, mentor, affinity``, such as from :func:`pair_affinity`.
    least : float
        The smallest affinity that is worth proposing.
    """
    mentees, mentors = _Keys(pairs["mentee"]), _Keys(pairs["mentor"])
    table = np.full((len(mentees.names), len(mentors.names)), np.nan)
    cells = (mentees.positions(pairs["mentee"]), mentors.positions(pairs["mentor"]))
    table[cells] = pairs["affinity"].where(pairs["affinity"] >= least)
    return pd.DataFrame(table, index=mentees.names, columns=mentors.names)


class _Keys:
    """Names in order of first appearance, and where each stands."""

    def __init__(self, names: "pd.Series[Any]") -> None:
        self.names = pd.Index(names.drop_duplicates())
        self._index: pd.Index[Any] = pd.Index(self.names, dtype=object)

    def positions(self, names: "pd.Series[Any]") -> NDArray[np.intp]:
        wanted: pd.Index[Any] = pd.Index(names, dtype=object)
        return np.asarray(self._index.get_indexer(wanted), dtype=np.intp)


@dataclass(frozen=True, slots=True)
class _Leads:
    """What mentors are ahead by, as n mentees x m mentors."""

    competencies: NDArray[np.object_]  # by name, None last
    competence: Numbers  # (n, m)
    crossed: Numbers  # (n, m)
    served: NDArray[np.intp]  # (n, m), where among the competencies, -1 for none
    is_enough: NDArray[np.bool_]  # (n, m)


def _leads(
    gaps: pd.DataFrame,
    levels: pd.DataFrame,
    rises: pd.DataFrame | None,
    mentees: _Keys,
    mentors: _Keys,
) -> _Leads:
    wanted = check_frame(gaps, MENTEE_GAPS, unique=("mentee", "competency"))
    held = check_frame(levels, MENTOR_LEVELS, unique=("mentor", "competency"))
    competencies = sorted_keys(wanted["competency"])
    column = _Keys(pd.Series(competencies, dtype=object))
    pressing = _table(wanted["gap"] * wanted["weight"], wanted, "mentee", mentees, column)
    level = _table(wanted["level"], wanted, "mentee", mentees, column)
    least = _table(held["level"] - NORMAL_80 * held["sd"], held, "mentor", mentors, column)
    width = _table(wanted["gap"], wanted, "mentee", mentees, column)
    begin, end = _rise_tables(rises, mentors, column)
    pressing = np.nan_to_num(pressing, nan=0.0)
    # Stable sorting keeps equal gaps by name of the competency.
    order = np.argsort(-pressing, axis=1, kind="stable")
    is_top = np.zeros(pressing.shape, dtype=bool)
    np.put_along_axis(is_top, order[:, :TOP_GAPS], True, axis=1)
    is_top &= pressing > 0
    shape = (len(mentees.names), len(mentors.names))
    total, largest, crossed = np.zeros((3, *shape))
    served, is_enough = np.full(shape, -1, dtype=np.intp), np.zeros(shape, dtype=bool)
    for at in range(len(competencies)):
        lead = np.nan_to_num(least[None, :, at] - level[:, None, at], nan=0.0)
        ahead = np.clip(lead / FULL_LEAD, 0.0, 1.0)
        covered = _covered(level[:, at], width[:, at], begin[:, at], end[:, at])
        part = pressing[:, None, at] * ahead
        total += pressing[:, None, at] * (ahead + RISE_SHARE * (1.0 - ahead) * covered)
        crossed += pressing[:, None, at] * covered
        served[part > largest] = at
        largest = np.maximum(largest, part)
        is_enough |= is_top[:, None, at] & (lead >= LEAST_LEAD)
    need = pressing.sum(axis=1, keepdims=True)
    return _Leads(
        competencies=np.array([*competencies, None], dtype=object),
        competence=np.divide(total, need, out=np.zeros(shape), where=need > 0),
        crossed=np.divide(crossed, need, out=np.zeros(shape), where=need > 0),
        served=served,
        is_enough=is_enough,
    )


def _rise_tables(
    rises: pd.DataFrame | None, mentors: _Keys, column: _Keys
) -> tuple[Numbers, Numbers]:
    told = check_frame(
        pd.DataFrame() if rises is None else rises, RISES, unique=("mentor", "competency")
    )
    begin = _table(told["from_level"], told, "mentor", mentors, column)
    return begin, _table(told["to_level"], told, "mentor", mentors, column)


def _covered(level: Numbers, gap: Numbers, begin: Numbers, end: Numbers) -> Numbers:
    """Return which share of each mentee's gap each mentor's rise covers, as mentees x mentors."""
    top = np.minimum((level + gap)[:, None], end)
    common = np.clip(np.nan_to_num(top - np.maximum(level[:, None], begin), nan=0.0), 0.0, None)
    return np.divide(common, gap[:, None], out=np.zeros(common.shape), where=gap[:, None] > 0)


def _table(
    values: "pd.Series[Any]", frame: pd.DataFrame, name: str, rows: _Keys, columns: _Keys
) -> Numbers:
    """Return values as rows x competencies, NaN where there are none."""
    table = np.full((len(rows.names), len(columns.names)), np.nan)
    row, column = rows.positions(frame[name]), columns.positions(frame["competency"])
    is_known = (row >= 0) & (column >= 0)
    table[row[is_known], column[is_known]] = values.to_numpy(float)[is_known]
    return table


def _contexts(
    mentee_projects: pd.DataFrame, mentor_projects: pd.DataFrame, mentees: _Keys, mentors: _Keys
) -> Numbers:
    """Return the greatest similarity of any project of each mentee and each mentor."""
    now = check_frame(mentee_projects, (Column("mentee"), *PROJECT_CONTEXT))
    past = check_frame(mentor_projects, (Column("mentor"), *PROJECT_CONTEXT))
    row, column = mentees.positions(now["mentee"]), mentors.positions(past["mentor"])
    alike = context_similarity(now[row >= 0], past[column >= 0])
    greatest = np.zeros((len(mentees.names), len(mentors.names)))
    np.maximum.at(greatest, np.ix_(row[row >= 0], column[column >= 0]), alike)
    return greatest


def _track(record: pd.DataFrame, mentors: _Keys) -> Numbers:
    """Return the mean rating of each mentor, drawn towards the usual one."""
    rated = check_frame(record, MENTOR_RECORD)
    at = mentors.positions(rated["mentor"])
    counts, sums = np.zeros((2, len(mentors.names)))
    np.add.at(counts, at[at >= 0], 1.0)
    np.add.at(sums, at[at >= 0], rated["rating"].to_numpy(float)[at >= 0])
    track: Numbers = (sums + USUAL_RATING_WEIGHT * USUAL_RATING) / (counts + USUAL_RATING_WEIGHT)
    return track


def _optional(frame: pd.DataFrame, name: str) -> "pd.Series[Any]":
    return frame.get(name, pd.Series(np.nan, frame.index))
