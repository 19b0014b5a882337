"""The tables themselves: columns, units, ranges, and checks that concern several columns."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from capability.frames.columns import (
    Column,
    Day,
    FrameProblem,
    Kind,
    as_day,
    check_frame,
    check_known,
    refuse,
)
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource

SOURCES: Final = tuple(source.value for source in AssessmentSource)


def _level(name: str = "level", *, is_blank_allowed: bool = False) -> Column:
    return Column(name, Kind.NUMBER, LOWEST, HIGHEST, is_blank_allowed=is_blank_allowed)


def _amount(name: str, *, is_blank_allowed: bool = False) -> Column:
    return Column(name, Kind.NUMBER, low=0.0, is_blank_allowed=is_blank_allowed)


PERSON: Final = Column("person")
COMPETENCY: Final = Column("competency")
# The smallest positive float as a lower bound says "above zero".
ABOVE_ZERO: Final = float(np.nextafter(0.0, 1.0))

RATINGS: Final = (
    PERSON,
    Column("rater"),
    Column("source"),
    COMPETENCY,
    _level(is_blank_allowed=True),
    Column("rated_on", Kind.DATE, is_blank_allowed=True),
    Column("variance", Kind.NUMBER, low=ABOVE_ZERO, is_blank_allowed=True, is_optional=True),
)
MEANS: Final = (PERSON, COMPETENCY, _level(is_blank_allowed=True))
AREAS: Final = (
    Column("person", is_optional=True),
    Column("area"),
    COMPETENCY,
    Column("weight", Kind.NUMBER, low=ABOVE_ZERO),
)
ESTIMATES: Final = (
    PERSON,
    COMPETENCY,
    _level(),
    Column("sd", Kind.NUMBER, low=ABOVE_ZERO),
    _level("low"),
    _level("high"),
)
MAP_LEVELS: Final = (
    COMPETENCY,
    _level(is_blank_allowed=True),
    _level("low", is_blank_allowed=True),
    _level("high", is_blank_allowed=True),
)
AREA_ESTIMATES: Final = (PERSON, Column("area"), *ESTIMATES[2:])
REQUIREMENTS: Final = (
    Column("person", is_optional=True),
    COMPETENCY,
    Column("area"),
    _level("required", is_blank_allowed=True),
    _amount("weight", is_blank_allowed=True),
    Column("is_critical", Kind.FLAG, is_blank_allowed=True),
)
ANSWERS: Final = (
    PERSON,
    COMPETENCY,
    Column("source"),
    _level(is_blank_allowed=True),
    Column("has_example", Kind.FLAG, is_blank_allowed=True),
)
AGREED: Final = (
    PERSON,
    COMPETENCY,
    _level(is_blank_allowed=True),
    Column("agreed_on", Kind.DATE),
)
SPELLS: Final = (
    Column("project", is_optional=True),
    Column("started_on", Kind.DATE),
    Column("ended_on", Kind.DATE, is_blank_allowed=True),
)
PARTS: Final = (
    Column("part"),
    *SPELLS[1:],
    # A number, because unknown complexity is not the same as none.
    Column("is_complex", Kind.NUMBER, 0.0, 1.0, is_blank_allowed=True, is_optional=True),
    Column("is_confirmed", Kind.NUMBER, 0.0, 1.0, is_optional=True),
)
PROJECT_CONTEXT: Final = (
    *(
        Column(name, is_blank_allowed=True, is_optional=True)
        for name in ("sector", "method", "country", "region")
    ),
    Column("size", Kind.NUMBER, low=ABOVE_ZERO, is_blank_allowed=True, is_optional=True),
)
MENTEE_GAPS: Final = (
    Column("mentee"),
    COMPETENCY,
    _level(),
    _amount("gap"),
    _amount("weight"),
)
MENTOR_LEVELS: Final = (Column("mentor"), *ESTIMATES[1:4])
RECORDED_LEVELS: Final = (Column("mentor"), COMPETENCY, _level(), Column("on", Kind.DATE))
RISES: Final = (Column("mentor"), COMPETENCY, _level("from_level"), _level("to_level"))
PAIRS: Final = (
    Column("mentee"),
    Column("mentor"),
    Column("is_allowed", Kind.FLAG, is_blank_allowed=True),
    _amount("overlap_hours"),
    Column("grade_distance", Kind.NUMBER, is_blank_allowed=True, is_optional=True),
    Column("preference", Kind.NUMBER, 0.0, 1.0, is_blank_allowed=True, is_optional=True),
)
MENTOR_RECORD: Final = (Column("mentor"), Column("rating", Kind.NUMBER, 0.0, 1.0))
GAPS: Final = (
    COMPETENCY,
    _amount("gap"),
    _amount("weight"),
)
ACTIVITIES: Final = (Column("activity"), _amount("cost"), _amount("hours"))
OFFERED: Final = (
    *ACTIVITIES,
    # In quarters, rounded up; an activity takes at least the one in which it begins.
    Column("duration", Kind.NUMBER, low=1.0, is_blank_allowed=True, is_optional=True),
    Column("learning", is_blank_allowed=True, is_optional=True),
)
SESSIONS: Final = (
    Column("activity"),
    Column("starts_on", Kind.DATE),
    _amount("seats", is_blank_allowed=True),
)
SPOKEN: Final = (Column("activity"), Column("language"))
CHANGES: Final = (
    PERSON,
    COMPETENCY,
    Column("activity", is_blank_allowed=True),
    _level("before"),
    _level("after"),
)
SIGHTINGS: Final = (
    PERSON,
    COMPETENCY,
    Column("source"),
    Column("round"),
    _level("level"),
    Column("first_on", Kind.DATE),
    Column("last_on", Kind.DATE),
)
COMPLETIONS: Final = (
    PERSON,
    COMPETENCY,
    Column("activity", is_blank_allowed=True),
    Column("started_on", Kind.DATE),
    Column("completed_on", Kind.DATE),
)
STEPS: Final = (
    Column("step", is_optional=True),
    COMPETENCY,
    _amount("gain"),
    Column("sd", Kind.NUMBER, low=ABOVE_ZERO, is_blank_allowed=True, is_optional=True),
    # Months from today; what has ended already lies below 0.
    Column("ends_in", Kind.NUMBER, is_optional=True),
)
RAISING_STEPS: Final = (
    *STEPS,
    Column("up_to", Kind.NUMBER, LOWEST, HIGHEST, is_blank_allowed=True, is_optional=True),
)
UNITS: Final = (Column("earned_on", Kind.DATE), _amount("units"))
PROJECT_RESULTS: Final = (
    PERSON,
    Column("share", Kind.NUMBER, ABOVE_ZERO, 1.0),
)
DEMANDS: Final = (
    PERSON,
    Column("project"),
    COMPETENCY,
    _level("demand"),
    Column("share", Kind.NUMBER, ABOVE_ZERO, 1.0),
)
CLAIMS: Final = (Column("activity"), COMPETENCY, _amount("claim"))
GAINS: Final = (Column("activity"), COMPETENCY, _amount("gain"))


def check_ratings(
    ratings: pd.DataFrame,
    *,
    as_of: Day,
    competencies: Iterable[object] | None = None,
) -> pd.DataFrame:
    """Return a ratings frame in canonical form.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Columns ``person, rater, source, competency, level, rated_on`` and optionally ``variance``
        (levels squared; blank means the default of the source).
    as_of : date
        The day of the calculation; a later ``rated_on`` is an error.
    competencies : iterable, optional
        The competencies that are known; any other is an error.

    Returns
    -------
    pandas.DataFrame
        The same rows, with ``variance`` always present.

    Raises
    ------
    FrameError
    """
    checked = check_frame(ratings, RATINGS)
    if "variance" not in checked:
        checked["variance"] = np.nan
    check_known(checked["source"], SOURCES)
    if competencies is not None:
        check_known(checked["competency"], competencies)
    day = checked["rated_on"]
    is_undated = day.isna() & checked["level"].notna()
    refuse(is_undated.to_numpy(), FrameProblem.MISSING_VALUE, day)
    is_ahead = day >= as_day(as_of) + pd.Timedelta(days=1)
    refuse(is_ahead.to_numpy(), FrameProblem.IN_THE_FUTURE, day)
    return checked


def check_requirements(requirements: pd.DataFrame) -> pd.DataFrame:
    """Return a requirements frame in canonical form.

    Parameters
    ----------
    requirements : pandas.DataFrame
        ``competency, area, required`` (NaN: not asked), ``weight`` (above 0 where something is
        asked), ``is_critical``, and optionally ``person``.

    Raises
    ------
    FrameError
        Also when a competency stands twice in one profile.
    """
    key = ("person", "competency") if "person" in requirements.columns else ("competency",)
    checked = check_frame(requirements, REQUIREMENTS, unique=key)
    weight = checked["weight"]
    asked = checked["required"].notna().to_numpy()
    refuse(asked & weight.isna().to_numpy(), FrameProblem.MISSING_VALUE, weight)
    refuse(asked & (weight == 0).to_numpy(), FrameProblem.OUT_OF_RANGE, weight)
    return checked


def check_spells(spells: pd.DataFrame) -> pd.DataFrame:
    """Return spells of work (``started_on``, ``ended_on``, optionally ``project``) as dates.

    A blank ``ended_on`` is a spell still open. The caller leaves out closed projects without
    dates: nothing can be counted from them.

    Raises
    ------
    FrameError
    """
    checked = check_frame(spells, SPELLS)
    for name in ("started_on", "ended_on"):
        checked[name] = checked[name].dt.normalize()
    is_turned = checked["ended_on"] < checked["started_on"]
    refuse(is_turned.to_numpy(), FrameProblem.ENDS_BEFORE_START, checked["ended_on"])
    return checked
