"""What is known about possible pairs of mentee and mentor, read once for one or for many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.queries import mentors as queries
from assessments.queries.mentors import Led, Mentee, Offering, Track
from assessments.services import mapping
from assessments.services.keeping import Shelf, digest
from assessments.services.suggesting.mentor_rises import rises_of
from capability.lifecycle import MentorshipStatus
from capability.mentoring import NORMAL_80, pair_affinity

WORKDAY_HOURS = 8.0
DAY_HOURS = 24.0
SURE = 1e-6
"""The spread of a level that was agreed: it stands above any estimate."""
MOST_HELPED = 5
TABLES_IN_MEMORY = 500

PROJECT_COLUMNS = ["sector", "size", "method", "country"]
GAP_COLUMNS = ["mentee", "competency", "level", "gap", "weight"]


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a mentor is at least in a competency; ``agreed_on`` where that was agreed."""

    lower: float
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class Rise:
    """From where to where somebody rose between two rounds."""

    from_level: float
    from_on: date
    to_level: float
    to_on: date

    def covers(self, level: float, required: float) -> bool:
        """Whether it covers some of the way from a level to what is asked."""
        return min(self.to_level, required) > max(self.from_level, level)


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """What is known about mentors, and about the projects of mentees, by their keys."""

    offers: Mapping[int, Offering]
    strengths: Mapping[tuple[int, str], Strength]
    rises: Mapping[tuple[int, str], Rise]
    led: Mapping[int, Sequence[Led]]
    now: Mapping[int, Led]
    track: Mapping[int, Sequence[Track]]
    known: frozenset[int]
    """Mentors about whom anybody has answered."""
    pairs: pd.DataFrame
    """``mentee, mentor, is_allowed, overlap_hours, grade_distance, preference``."""
    affinities: pd.DataFrame
    """Such as from :func:`capability.mentoring.pair_affinity`, a row a pair."""


_shelf: Shelf[pd.DataFrame] = Shelf(TABLES_IN_MEMORY)


def gather(
    mentees: Sequence[Mentee],
    gaps: pd.DataFrame,
    offers: Sequence[Offering],
    *,
    today: date,
    needs_place: bool = False,
) -> MentorFacts:
    """Return what is known about all pairs of some mentees and some who offer to mentor.

    ``gaps`` are of the mentees: mentee, competency, level, gap, weight. The number of statements
    does not grow with the number of people.
    """
    mentor_ids = [each.person_id for each in offers]
    mentee_ids = [each.person_id for each in mentees]
    # The usual level of a role says nothing about somebody of whom nobody has said anything.
    known = frozenset(queries.answered_about(mentor_ids))
    levels = _levels([each for each in offers if each.person_id in known], today)
    rises = rises_of(mentor_ids, today=today)
    rises = rises.merge(_offered(offers), on=["mentor", "competency"]) if len(rises) else rises
    led = _by_person(queries.list_led(mentor_ids))
    now = queries.current_projects(mentee_ids)
    track = queries.list_track(mentor_ids)
    pairs = _pairs(mentees, offers, today, needs_place=needs_place)
    tables = (
        pairs,
        gaps,
        levels[["mentor", "competency", "level", "sd"]],
        _record(track),
        _contexts("mentee", now.values()),
        _contexts("mentor", [each for parts in led.values() for each in parts]),
        rises[["mentor", "competency", "from_level", "to_level"]],
    )
    return MentorFacts(
        offers={each.person_id: each for each in offers},
        strengths=_strengths(levels),
        rises=_told(rises),
        led=led,
        now=now,
        track=_tracks(track),
        known=known,
        pairs=pairs,
        affinities=_shelf.get(digest(*tables), lambda: _affinities(*tables)),
    )


def _affinities(
    pairs: pd.DataFrame,
    gaps: pd.DataFrame,
    levels: pd.DataFrame,
    record: pd.DataFrame,
    mentee_projects: pd.DataFrame,
    mentor_projects: pd.DataFrame,
    rises: pd.DataFrame,
) -> pd.DataFrame:
    return pair_affinity(
        pairs,
        gaps,
        levels,
        record=record,
        mentee_projects=mentee_projects,
        mentor_projects=mentor_projects,
        rises=rises,
    )


def _offered(offers: Sequence[Offering]) -> pd.DataFrame:
    """Return for which competencies each mentor offers help; others are nobody's to ask for."""
    return pd.DataFrame(
        [(each.person_id, code) for each in offers for code in sorted(each.codes)],
        columns=["mentor", "competency"],
    )


def _levels(offers: Sequence[Offering], today: date) -> pd.DataFrame:
    """Return levels of mentors where they offer help: the agreed one, else the estimate."""
    mentor_ids = [each.person_id for each in offers]
    levels = mapping.levels_frame(mentor_ids, today=today).rename(columns={"person": "mentor"})
    levels = levels.merge(_offered(offers), on=["mentor", "competency"])
    agreed = queries.agreed_since(mentor_ids)
    table = pd.DataFrame(
        [(person, code, level, on) for (person, code), (level, on) in agreed.items()],
        columns=["mentor", "competency", "agreed", "agreed_on"],
    ).astype({"agreed": float, "agreed_on": object})
    levels = levels.astype({"mentor": object}).merge(
        table.astype({"mentor": object}), how="left", on=["mentor", "competency"]
    )
    is_agreed = levels["agreed"].notna()
    return levels.assign(
        level=levels["level"].where(~is_agreed, levels["agreed"]),
        sd=levels["sd"].where(~is_agreed, SURE),
    )


def _strengths(levels: pd.DataFrame) -> dict[tuple[int, str], Strength]:
    lower = (levels["level"] - NORMAL_80 * levels["sd"]).clip(lower=0.0)
    return {
        (int(mentor), str(code)): Strength(least, None if pd.isna(on) else on)
        for mentor, code, least, on in zip(
            levels["mentor"], levels["competency"], lower, levels["agreed_on"], strict=True
        )
    }


def _told(rises: pd.DataFrame) -> dict[tuple[int, str], Rise]:
    return {
        (int(row["mentor"]), str(row["competency"])): Rise(
            row["from_level"], row["from_on"].date(), row["to_level"], row["to_on"].date()
        )
        for row in rises.to_dict("records")
    }


def _by_person(led: Sequence[Led]) -> dict[int, list[Led]]:
    found: dict[int, list[Led]] = {}
    for each in led:
        found.setdefault(each.person_id, []).append(each)
    return found


def _tracks(track: Sequence[Track]) -> dict[int, list[Track]]:
    found: dict[int, list[Track]] = {}
    for each in track:
        found.setdefault(each.mentor_id, []).append(each)
    return found


def _record(track: Sequence[Track]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (each.mentor_id, (each.helped - 1) / (MOST_HELPED - 1))
            for each in track
            if each.helped is not None
        ],
        columns=["mentor", "rating"],
    )


def _contexts(whose: str, led: Iterable[Led]) -> pd.DataFrame:
    """Return what projects are compared by; a project of several sectors has a row for each."""
    return pd.DataFrame(
        [
            (each.person_id, sector, each.cost or None, each.method and each.method.value,
             each.country)
            for each in led
            for sector in (each.sectors or (None,))
        ],
        columns=[whose, *PROJECT_COLUMNS],
    ).astype({"size": float})  # fmt: skip


def _pairs(
    mentees: Sequence[Mentee], offers: Sequence[Offering], today: date, *, needs_place: bool
) -> pd.DataFrame:
    shape = (len(mentees), len(offers))
    row = {each.person_id: at for at, each in enumerate(mentees)}
    column = {each.person_id: at for at, each in enumerate(offers)}
    allowed = _share_language(mentees, offers) & ~_above(mentees, offers)
    if needs_place:
        allowed &= np.array([each.free > 0 for each in offers], dtype=bool)
    preference = np.full(shape, np.nan)
    for person in row.keys() & column.keys():
        allowed[row[person], column[person]] = False
    for earlier in queries.list_earlier([each.person_id for each in mentees]):
        if earlier.mentor_id not in column:
            continue
        at = (row[earlier.mentee_id], column[earlier.mentor_id])
        if earlier.status is MentorshipStatus.WAITING and needs_place:
            preference[at] = 1.0
            continue
        changed_at = offers[at[1]].changed_at
        # A no holds until the offer changes; whoever has been a pair is not paired again.
        is_news = earlier.closed_at is not None and earlier.closed_at < changed_at
        if earlier.status is not MentorshipStatus.DECLINED or not is_news:
            allowed[at] = False
    rungs = [
        np.array([np.nan if each.rung is None else each.rung for each in side], dtype=float)
        for side in (mentees, offers)
    ]
    return pd.DataFrame(
        {
            "mentee": np.repeat([each.person_id for each in mentees], len(offers)),
            "mentor": np.tile([each.person_id for each in offers], len(mentees)),
            "is_allowed": allowed.ravel(),
            "overlap_hours": overlap_hours(
                [each.time_zone for each in mentees], [each.time_zone for each in offers], today
            ).ravel(),
            "grade_distance": (rungs[1][None, :] - rungs[0][:, None]).ravel(),
            "preference": preference.ravel(),
        }
    )


def _above(mentees: Sequence[Mentee], offers: Sequence[Offering]) -> NDArray[np.bool_]:
    """Return who is in the line above whom: the coach, and the heads of the department."""
    heads = queries.heads_among([each.person_id for each in offers])
    mentor_ids = np.array([each.person_id for each in offers], dtype=np.int64)
    led = np.array(
        [
            each.department_id or 0 if each.person_id in heads else 0
            for each in offers
        ],
        dtype=np.int64,
    )  # fmt: skip
    coach = np.array([each.coach_id or 0 for each in mentees], dtype=np.int64)
    department = np.array([each.department_id or -1 for each in mentees], dtype=np.int64)
    is_coach = coach[:, None] == mentor_ids[None, :]
    return np.asarray(is_coach | (department[:, None] == led[None, :]), dtype=bool)


def _share_language(mentees: Sequence[Mentee], offers: Sequence[Offering]) -> NDArray[np.bool_]:
    """Return who has a common language; unknown languages rule nothing out."""
    spoken, offered = ([each.languages for each in side] for side in (mentees, offers))
    rows, columns = list(dict.fromkeys(spoken)), list(dict.fromkeys(offered))
    table = np.array(
        [[not ours or not theirs or bool({*ours} & {*theirs}) for theirs in columns]
         for ours in rows],
        dtype=bool,
    ).reshape(len(rows), len(columns))  # fmt: skip
    return table[[rows.index(each) for each in spoken]][
        :, [columns.index(each) for each in offered]
    ]


def overlap_hours(
    zones: Sequence[str | None], others: Sequence[str | None], today: date
) -> NDArray[np.float64]:
    """Return how many hours of the working day each two places have in common.

    Everybody is taken to work eight hours at the same time of the own day; where a place is not
    known, nobody is ruled in or out by it.
    """
    ours, theirs = (np.array([_offset(zone, today) for zone in side]) for side in (zones, others))
    apart = np.abs(ours[:, None] - theirs[None, :])
    apart = np.minimum(apart, DAY_HOURS - apart)
    return np.nan_to_num(np.clip(WORKDAY_HOURS - apart, 0.0, None), nan=WORKDAY_HOURS)


@cache
def _offset(zone: str | None, today: date) -> float:
    """Return how many hours a place is ahead of UTC at noon of a day."""
    if zone is None:
        return float("nan")
    noon = datetime.combine(today, time(12), UTC)
    offset = noon.astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset is not None else float("nan")
