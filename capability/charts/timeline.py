"""The timeline of a plan: its items month by month, above the milestones of their projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from capability.charts.calendar import Calendar, calendar_of
from capability.charts.lettering import text_width
from capability.frames import (
    Column,
    FrameError,
    FrameProblem,
    Kind,
    check_frame,
    check_known,
)

if TYPE_CHECKING:
    import pandas as pd

Rows: TypeAlias = list[dict[str, Any]]

STATUSES: Final = ("done", "under_way", "planned", "clash")
ITEMS: Final = (
    Column("label"),
    Column("starts_on", Kind.DATE, is_blank_allowed=True),
    Column("ends_on", Kind.DATE, is_blank_allowed=True),
    Column("status"),
)
MILESTONES: Final = (Column("label"), Column("due_on", Kind.DATE))
SHORTEST_BAR: Final = 16.0
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """The words on a timeline, in the page's language; ``months`` from January on."""

    title: str
    today: str
    months: Sequence[str]


@dataclass(frozen=True, slots=True)
class TimelineSize:
    """One way to draw a timeline, in CSS pixels."""

    width: float
    font: float = 13.0
    head: float = 32.0
    row: float = 38.0
    bar: float = 15.0
    lane: float = 26.0
    foot: float = 22.0


# A phone shows the same picture, narrower, in a frame that scrolls sideways.
TIMELINE_SIZES: Final = MappingProxyType({"wide": TimelineSize(930), "phone": TimelineSize(680)})


class Item(NamedTuple):
    """One bar: a name, its first and last day, where it stands."""

    label: str
    starts_on: date
    ends_on: date
    status: str


class Milestone(NamedTuple):
    """One diamond, in one lane of the last row."""

    label: str
    due_on: date


def timeline_spec(
    items: "pd.DataFrame",
    milestones: "pd.DataFrame",
    *,
    today: date,
    words: TimelineWords,
    language: str,
    size: str = "wide",
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a plan's timeline.

    Parameters
    ----------
    items : pandas.DataFrame
        Columns ``label``, ``starts_on``, ``ends_on`` (the last day; blank = one day) and
        ``status`` ("done", "under_way", "planned", "clash"): a row of the picture each, in the
        order of the frame. An item without a start is left out; the list beside has it.
    milestones : pandas.DataFrame
        Columns ``label`` and ``due_on``. May be empty.
    today : date
        Drawn as a stroke if it lies within the picture.
    words : TimelineWords
    language : str
        Language tag of the words; it chooses the font.
    size : {"wide", "phone"}

    Returns
    -------
    dict
        A specification with its rows in ``datasets``. Its other parts are shared between calls:
        change nothing in them.

    Raises
    ------
    FrameError
        A column is missing, a status is unknown, or an item ends before it starts.
    """
    chosen = TIMELINE_SIZES[size]
    bars, marks = _items(items), _milestones(milestones)
    days = [day for item in bars for day in (item.starts_on, item.ends_on)]
    days += [mark.due_on for mark in marks]
    calendar = calendar_of(days or [today], chosen.width)
    is_long = calendar.months > 12
    head = chosen.head + (chosen.font + 3 if is_long else 0)
    floor = head + len(bars) * chosen.row + 10
    lanes = _lanes(marks, calendar, chosen)
    foot = floor + chosen.lane * (max(lanes, default=-1) + 1)
    height = foot + chosen.foot
    datasets = {
        "quarters": _quarters(calendar, height),
        "months": _months(calendar, words, chosen, with_year=is_long),
        "rules": _rules(calendar, [head, floor]),
        "bars": [_bar(item, row, calendar, head, chosen) for row, item in enumerate(bars)],
    }
    return datasets
