"""What a column may hold, and how a table is held to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Day = date | datetime | pd.Timestamp
Values = NDArray[Any]
Flags = NDArray[np.bool_]


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
        twice = checked.duplicated(list(unique)).to_numpy()
        refuse(twice, FrameProblem.DUPLICATE, checked[unique[-1]])
    return checked


def check_known(column: "pd.Series[Any]", known: Iterable[object]) -> None:
    """Refuse a column that holds a value outside ``known``.

    Raises
    ------
    FrameError
    """
    refuse(~column.isin(list(known)).to_numpy(), FrameProblem.UNKNOWN_VALUE, column)


def refuse(is_wrong: Flags, code: FrameProblem, column: "pd.Series[Any]") -> None:
    """Refuse a column at the first row that is wrong.

    Raises
    ------
    FrameError
    """
    if is_wrong.any():
        position = int(np.argmax(is_wrong))
        raise FrameError(code, str(column.name), column.index[position], column.iloc[position])


def as_day(moment: Day) -> pd.Timestamp:
    """Return the calendar day of a date or instant, in its own time zone.

    >>> as_day(datetime(2026, 3, 1, 23, 59))
    Timestamp('2026-03-01 00:00:00')
    """
    return pd.Timestamp(moment).tz_localize(None).normalize()


def sorted_keys(keys: "list[Any] | pd.Index[Any] | pd.Series[Any]") -> list[Any]:
    """Return the distinct keys in their natural order, or by type and text where types mix.

    >>> sorted_keys(["b", "a", "b"])
    ['a', 'b']
    """
    distinct = pd.Series(keys).drop_duplicates().tolist()
    try:
        return sorted(distinct)
    except TypeError:
        return sorted(distinct, key=lambda key: (type(key).__name__, str(key)))


def _checked(column: "pd.Series[Any]", declared: Column) -> "pd.Series[Any] | Values":
    if not declared.is_blank_allowed:
        refuse(column.isna().to_numpy(), FrameProblem.MISSING_VALUE, column)
    checked: pd.Series[Any] | Values = _CANONICAL[declared.kind](column)
    if declared.kind is Kind.NUMBER:
        numbers = np.asarray(checked, dtype=np.float64)
        in_range = (numbers >= declared.low) & (numbers <= declared.high) & np.isfinite(numbers)
        refuse(~(in_range | np.isnan(numbers)), FrameProblem.OUT_OF_RANGE, column)
    return checked


def _as_keys(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(column.dtype.categories.dtype)
    return column


def _as_numbers(column: "pd.Series[Any]") -> Values:
    numbers = pd.to_numeric(_as_keys(column), errors="coerce").to_numpy("float64", na_value=np.nan)
    refuse(np.isnan(numbers) & column.notna().to_numpy(), FrameProblem.NOT_A_NUMBER, column)
    return numbers


def _as_dates(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        # Few days, many rows: a service hands over Python dates, and converting each is slow.
        codes, days = pd.factorize(column.astype(object))
        is_date = np.array([isinstance(day, date | np.datetime64) for day in days], dtype=bool)
        refuse((codes >= 0) & ~np.append(is_date, False)[codes], FrameProblem.NOT_A_DATE, column)
        instants = [pd.Timestamp(day).tz_localize(None) for day in days]
        column = pd.Series(pd.DatetimeIndex([*instants, pd.NaT])[codes], column.index)
    dates: pd.Series[Any] = column.dt.tz_localize(None).dt.as_unit("us")
    return dates


def _as_flags(column: "pd.Series[Any]") -> Values:
    is_flag = column.isin([True, False]) | column.isna()
    refuse(~is_flag.to_numpy(), FrameProblem.NOT_A_FLAG, column)
    return column.isin([True]).to_numpy()


_CANONICAL: Final[Mapping[Kind, Callable[["pd.Series[Any]"], Any]]] = {
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
