"""The timeline of a plan: its items month by month, above the milestones of their projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from capability.charts.calendar import Calendar, calendar_of
from capability.charts.lettering import printable, text_width
from capability.frames import FrameError, FrameProblem

Rows: TypeAlias = list[dict[str, Any]]

STATUSES: Final = ("done", "under_way", "planned", "clash")
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
    """One bar: its name, its first and last day, where it stands."""

    label: str
    starts_on: date
    ends_on: date
    status: str


def timeline_spec(
    items: pd.DataFrame,
    milestones: pd.DataFrame,
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
        Columns ``label`` and ``due_on``; one without a date is left out. May be empty.
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
        A status of another name, or an item that ends before it starts.
    """
    chosen = TIMELINE_SIZES[size]
    bars, marks = _items(items), _milestones(milestones)
    days = [day for item in bars for day in (item.starts_on, item.ends_on)]
    days += [due_on for _, due_on in marks]
    calendar = calendar_of(days or [today], chosen.width)
    with_year = calendar.months > 12
    head = chosen.head + (chosen.font + 3 if with_year else 0)
    floor = head + len(bars) * chosen.row + 10
    diamonds = _diamonds(marks, calendar, chosen, floor)
    height = max((diamond["y"] for diamond in diamonds), default=floor) + chosen.foot + 14
    datasets = {
        "quarters": _quarters(calendar, height),
        "months": _months(calendar, words.months, chosen, with_year=with_year),
        "rules": _rules(chosen.width, [head, floor] if marks else [head]),
        "bars": _bars(bars, calendar, chosen, head),
        "labels": _labels(bars, calendar, chosen, head),
        "diamonds": diamonds,
        "today": _today(today, words.today, calendar, (head, height)),
    }
    # Altair takes a second to load, and only pages with a chart need it.
    from capability.charts.timeline_shape import timeline_shape

    return {
        **timeline_shape(size, language),
        "width": round(chosen.width),
        "height": round(height),
        "description": words.title,
        "datasets": datasets,
    }


def _items(items: pd.DataFrame) -> list[Item]:
    if items.empty:
        return []
    columns = (items[name].to_list() for name in ("label", "starts_on", "ends_on", "status"))
    bars = []
    for row, label, starts_on, ends_on, status in zip(items.index, *columns, strict=True):
        if status not in STATUSES:
            raise FrameError(FrameProblem.UNKNOWN_VALUE, "status", row, status)
        start, end = _day(starts_on), _day(ends_on)
        if start is None:
            continue
        if end is not None and end < start:
            raise FrameError(FrameProblem.ENDS_BEFORE_START, "ends_on", row, ends_on)
        bars.append(Item(printable(str(label)), start, end or start, status))
    return bars


def _milestones(milestones: pd.DataFrame) -> list[tuple[str, date]]:
    if milestones.empty:
        return []
    due = [_day(due_on) for due_on in milestones["due_on"].to_list()]
    labels = milestones["label"].astype(str).to_list()
    dated = [(day, label) for day, label in zip(due, labels, strict=True) if day is not None]
    return [(printable(label), day) for day, label in sorted(dated)]


def _day(moment: date | None) -> date | None:
    if pd.isna(moment):
        return None
    return moment.date() if isinstance(moment, datetime) else moment


def _quarters(calendar: Calendar, height: float) -> Rows:
    edges = [calendar.month_width * month for month in range(0, calendar.months, 3)]
    width = 3 * calendar.month_width
    return [{"x": x, "x2": x + width, "y": 0, "y2": height} for x in edges[::2]]


def _months(
    calendar: Calendar, names: Sequence[str], size: TimelineSize, *, with_year: bool
) -> Rows:
    widest = max(text_width(name) for name in names) * size.font
    step = 1 if calendar.month_width > widest + 6 else 3
    rows = []
    for number in range(0, calendar.months, step):
        first = calendar.month(number)
        year = f"\n{first.year}" if with_year and (number == 0 or first.month == 1) else ""
        middle = (number + step / 2) * calendar.month_width
        rows.append({"text": names[first.month - 1] + year, "x": round(middle, 1), "y": 20})
    return rows


def _rules(width: float, heights: Sequence[float]) -> Rows:
    return [{"x": 0, "x2": width, "y": y, "y2": y} for y in heights]


def _span(item: Item, calendar: Calendar) -> tuple[float, float]:
    start, end = calendar.x(item.starts_on), calendar.x(item.ends_on + DAY)
    # A single day in a year is three pixels: too little to see, or to tell solid from dashed.
    end = min(max(end, start + SHORTEST_BAR), calendar.width)
    return min(start, end - SHORTEST_BAR), end


def _bars(items: Sequence[Item], calendar: Calendar, size: TimelineSize, head: float) -> Rows:
    rows = []
    for number, item in enumerate(items, start=1):
        start, end = _span(item, calendar)
        y = head + number * size.row
        bar = {"x": start, "x2": end, "y": y - size.bar, "y2": y}
        rows.append({**bar, "status": item.status, "label": item.label})
    return rows


def _labels(items: Sequence[Item], calendar: Calendar, size: TimelineSize, head: float) -> Rows:
    rows = []
    for number, item in enumerate(items, start=1):
        start, end = _span(item, calendar)
        y = head + number * size.row - size.bar - 5
        rows.append({"y": y, **_beside(item.label, start, end, calendar, size)})
    return rows


def _beside(
    text: str, start: float, end: float, calendar: Calendar, size: TimelineSize
) -> dict[str, Any]:
    """Return the text from ``start`` on, or up to ``end`` where the picture ends before it."""
    width = text_width(text) * size.font
    if start + width <= calendar.width:
        return {"text": text, "x": start, "align": "left"}
    return {"text": text, "x": round(max(end, min(width, calendar.width)), 1), "align": "right"}


def _diamonds(
    milestones: Sequence[tuple[str, date]], calendar: Calendar, size: TimelineSize, floor: float
) -> Rows:
    """Return the milestones, each in the first lane in which its name is free of the others."""
    taken: list[float] = []
    rows = []
    for label, due_on in milestones:
        x = calendar.x(due_on)
        text = _beside(label, x + 11, x - 11, calendar, size)
        width = text_width(label) * size.font
        left = min(x - 6, text["x"] - (width if text["align"] == "right" else 0))
        right = max(x + 6, text["x"] + (width if text["align"] == "left" else 0))
        lane = next((lane for lane, end in enumerate(taken) if end + 8 < left), len(taken))
        taken[lane : lane + 1] = [right]
        y = floor + (lane + 0.75) * size.lane
        rows.append({**text, "x": x, "y": y, "text_x": text["x"], "text_y": y + 4.5})
    return rows


def _today(today: date, word: str, calendar: Calendar, between: tuple[float, float]) -> Rows:
    if not calendar.holds(today):
        return []
    x = calendar.x(today)
    is_late = x > 0.9 * calendar.width
    place = {"text_x": x - 6, "align": "right"} if is_late else {"text_x": x + 6, "align": "left"}
    top, bottom = between
    return [{"x": x, "x2": x, "y": top, "y2": bottom, "text": word, "text_y": bottom - 6, **place}]
