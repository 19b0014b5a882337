"""Which mentees and mentors may be a pair, and what lies between them: hours, grades, the past."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.queries import mentors as queries
from assessments.queries.mentors import Earlier, Mentee, Offering
from capability.lifecycle import MentorshipStatus

WORKDAY_HOURS = 8.0
DAY_HOURS = 24.0


def pairs_of(
    mentees: Sequence[Mentee], offers: Sequence[Offering], today: date, *, needs_place: bool
) -> pd.DataFrame:
    """Return all pairs, mentee by mentee and in each in the order of the offers.

    ``mentee, mentor, is_allowed, overlap_hours, grade_distance, preference``; with ``needs_place``
    who has none free is not allowed.
    """
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
        if is_ruled_out(earlier, offers[at[1]]):
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


def is_ruled_out(earlier: Earlier, offer: Offering) -> bool:
    """Whether what there is or was between two people speaks against a pair.

    A no holds until the offer changes; whoever has been a pair is not paired again.
    """
    is_news = earlier.closed_at is not None and earlier.closed_at < offer.changed_at
    return earlier.status is not MentorshipStatus.DECLINED or not is_news


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
