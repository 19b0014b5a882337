"""Tables that cross the line between the service and the core.

Every table is declared here once: its columns, what they hold, their range. A ``check_x`` returns
the table in one canonical form (numbers as float64, dates as naive timestamps, keys without
categories) or raises :class:`FrameError`, which names the column, the row and the value.

Keys may be str, int or categorical. Dates may be ``date``, ``datetime`` or ``Timestamp``, mixed,
with or without a time zone; they are compared as calendar dates. An empty frame is legal whatever
its dtypes, even without columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource

SOURCES: Final = tuple(source.value for source in AssessmentSource)
ANONYMOUS_SOURCES: Final = (AssessmentSource.PEER.value, AssessmentSource.SPONSOR.value)
ANONYMITY_FLOOR: Final = 3

Day = date | datetime | pd.Timestamp


class FrameProblem(StrEnum):
    """What is wrong with a table; the service gives each its words."""

    MISSING_COLUMN = "missing_column"
    MISSING_VALUE = "missing_value"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_A_FLAG = "not_a_flag"
    OUT_OF_RANGE = "out_of_range"
    IN_THE_FUTURE = "in_the_future"
    ENDS_BEFORE_START = "ends_before_start"
    UNKNOWN_VALUE = "unknown_value"
    DUPLICATE = "duplicate"


class FrameError(ValueError):
    """A table that cannot be used, and where.

    Attributes
    ----------
    code : FrameProblem
    column : str
    row : object
        Index label of the first such row; None where the whole column is meant.
    value : object
        What stands there.
    """

    def __init__(
        self, code: FrameProblem, column: str, row: object = None, value: object = None
    ) -> None:
        super().__init__(code, column, row, value)
        self.code = code
        self.column = column
        self.row = row
        self.value = value

    def __str__(self) -> str:
        return f"{self.code}: column {self.column!r}, row {self.row!r}, value {self.value!r}"


class Kind(StrEnum):
    """What a column holds."""

    KEY = "key"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column: what it holds, its closed range, whether cells or all may be absent."""

    name: str
    kind: Kind = Kind.KEY
    low: float = -np.inf
    high: float = np.inf
    is_blank_allowed: bool = False
    is_optional: bool = False


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
GAINS: Final = (Column("activity"), COMPETENCY, _amount("gain"))


def check_frame(
    frame: pd.DataFrame, columns: Sequence[Column], *, unique: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the declared columns of a table in canonical form.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : sequence of Column
        An optional column that is absent stays absent.
    unique : sequence of str
        Columns that together name a row; no two rows may agree in all of them.

    Returns
    -------
    pandas.DataFrame
        A new frame with the index of the old one.

    Raises
    ------
    FrameError
        At the first column, in the order declared, that does not hold what it promises.
    """
    if len(frame) == 0:
        return _empty(columns, frame.columns)
    missing = [c.name for c in columns if not c.is_optional and c.name not in frame.columns]
    if missing:
        raise FrameError(FrameProblem.MISSING_COLUMN, missing[0])
    checked = pd.DataFrame(
        {c.name: _checked(frame[c.name], c) for c in columns if c.name in frame.columns},
        index=frame.index,
    )
    if unique:
        _refuse(checked.duplicated(list(unique)), FrameProblem.DUPLICATE, checked[unique[-1]])
    return checked


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
    _refuse(
        checked["rated_on"].isna() & checked["level"].notna(),
        FrameProblem.MISSING_VALUE,
        checked["rated_on"],
    )
    _refuse(
        checked["rated_on"].dt.normalize() > as_day(as_of),
        FrameProblem.IN_THE_FUTURE,
        checked["rated_on"],
    )
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
    is_asked = checked["required"].notna()
    _refuse(is_asked & checked["weight"].isna(), FrameProblem.MISSING_VALUE, checked["weight"])
    _refuse(is_asked & (checked["weight"] == 0), FrameProblem.OUT_OF_RANGE, checked["weight"])
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
    _refuse(
        checked["ended_on"] < checked["started_on"],
        FrameProblem.ENDS_BEFORE_START,
        checked["ended_on"],
    )
    return checked


def check_known(column: "pd.Series[Any]", known: Iterable[object]) -> None:
    """Refuse a column that holds a value outside ``known``.

    Raises
    ------
    FrameError
    """
    _refuse(~column.isin(list(known)), FrameProblem.UNKNOWN_VALUE, column)


def drop_small_groups(
    ratings: pd.DataFrame,
    *,
    floor: int = ANONYMITY_FLOOR,
    sources: Sequence[str] = ANONYMOUS_SOURCES,
) -> pd.DataFrame:
    """Return the ratings without groups so small that an answer could be traced to its rater.

    The caller applies this before anything else: the estimate is linear in the answers, so whoever
    knows the other forms could solve for the one peer. There is one estimate, for all viewers.
    It lives beside the tables because scoring, maps and agreement all start from what it leaves.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Columns ``person, rater, source, competency, level`` at least; any other is kept.
    floor : int
        Fewest different raters whose answers may be used together.
    sources : sequence of str
        The sources that were promised anonymity.

    Returns
    -------
    pandas.DataFrame
        The rows that remain, in their order, with their index.

    Notes
    -----
    A group is one person, one source, *one competency*: when three peers send a form and only one
    of them answers Risk, that answer would stand alone, so it is dropped too. "Not applicable"
    does not count as an answer.
    """
    if len(ratings) == 0:
        return ratings.copy()
    is_anonymous = ratings["source"].isin(list(sources)).to_numpy()
    counted = is_anonymous & ratings["level"].notna().to_numpy()
    group = ["person", "source", "competency"]
    raters = ratings[counted].groupby(group, observed=True)["rater"].transform("nunique")
    kept = ~is_anonymous
    kept[counted] = raters.to_numpy() >= floor
    return ratings[kept]


def as_day(moment: Day) -> pd.Timestamp:
    """Return the calendar day of a date or instant, in its own time zone.

    >>> as_day(datetime(2026, 3, 1, 23, 59))
    Timestamp('2026-03-01 00:00:00')
    """
    return pd.Timestamp(moment).tz_localize(None).normalize()


def sorted_keys(keys: Iterable[Any]) -> list[Any]:
    """Return the distinct keys in their natural order, or by type and text where types mix.

    >>> sorted_keys(["b", "a", "b"])
    ['a', 'b']
    """
    distinct = pd.Series(list(keys), dtype=object).drop_duplicates().tolist()
    try:
        return sorted(distinct)
    except TypeError:
        return sorted(distinct, key=lambda key: (type(key).__name__, str(key)))


def _checked(column: "pd.Series[Any]", declared: Column) -> "pd.Series[Any]":
    checked = _CANONICAL[declared.kind](column)
    if not declared.is_blank_allowed:
        _refuse(column.isna(), FrameProblem.MISSING_VALUE, column)
    if declared.kind is Kind.NUMBER:
        in_range = np.isfinite(checked) & checked.between(declared.low, declared.high)
        _refuse(~in_range & checked.notna(), FrameProblem.OUT_OF_RANGE, column)
    return checked


def _as_keys(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(column.dtype.categories.dtype)
    return column


def _as_numbers(column: "pd.Series[Any]") -> "pd.Series[Any]":
    numbers = pd.to_numeric(_as_keys(column), errors="coerce")
    _refuse(numbers.isna() & column.notna(), FrameProblem.NOT_A_NUMBER, column)
    return pd.Series(numbers.to_numpy("float64", na_value=np.nan), column.index)


def _as_dates(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        # Few days, many rows: a service hands over Python dates, and converting each is slow.
        codes, days = pd.factorize(column.astype(object))
        is_date = np.array([isinstance(day, date) for day in days], dtype=bool)
        _refuse(
            pd.Series((codes >= 0) & ~np.append(is_date, False)[codes], column.index),
            FrameProblem.NOT_A_DATE,
            column,
        )
        instants = [pd.Timestamp(day).tz_localize(None) for day in days]
        column = pd.Series(pd.DatetimeIndex([*instants, pd.NaT])[codes], column.index)
    dates: pd.Series[Any] = column.dt.tz_localize(None).dt.as_unit("us")
    return dates


def _as_flags(column: "pd.Series[Any]") -> "pd.Series[Any]":
    _refuse(column.notna() & ~column.isin([True, False]), FrameProblem.NOT_A_FLAG, column)
    return column.isin([True])


_CANONICAL: Final[Mapping[Kind, Callable[["pd.Series[Any]"], "pd.Series[Any]"]]] = {
    Kind.KEY: _as_keys,
    Kind.NUMBER: _as_numbers,
    Kind.DATE: _as_dates,
    Kind.FLAG: _as_flags,
}
_EMPTY_DTYPE: Final = {
    Kind.KEY: "object",
    Kind.NUMBER: "float64",
    Kind.DATE: "datetime64[us]",
    Kind.FLAG: "bool",
}


def _empty(columns: Sequence[Column], present: "pd.Index[Any]") -> pd.DataFrame:
    return pd.DataFrame(
        {
            c.name: pd.Series(dtype=_EMPTY_DTYPE[c.kind])
            for c in columns
            if not c.is_optional or c.name in present
        }
    )


def _refuse(is_wrong: "pd.Series[bool]", code: FrameProblem, column: "pd.Series[Any]") -> None:
    if is_wrong.any():
        position = int(np.argmax(is_wrong.to_numpy()))
        raise FrameError(code, str(column.name), column.index[position], column.iloc[position])
