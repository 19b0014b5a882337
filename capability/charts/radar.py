"""The radar of a map: a person's levels against what the role asks for."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isnan, nan
from typing import Any, Final, NamedTuple

import pandas as pd

from capability.charts.radar_labels import RADAR_SIZES, label_spokes, lay_out
from capability.charts.wheel import Point, Wheel, runs
from capability.frames import FrameError, FrameProblem
from capability.scale import HIGHEST

Rows = list[dict[str, Any]]

FEWEST_AXES: Final = 3
PROFILES: Final = ("role", "next", "earlier")


class Axis(NamedTuple):
    """What is known on one spoke; NaN where nothing is."""

    name: str
    level: float
    low: float
    high: float
    is_claimed: bool


def radar_spec(
    levels: pd.DataFrame,
    profiles: pd.DataFrame,
    *,
    language: str,
    size: str = "wide",
    title: str,
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a radar.

    Parameters
    ----------
    levels : pandas.DataFrame
        Columns ``axis`` (name in the page's language, unique), ``order``, ``level``, ``low``,
        ``high`` (0-5, NaN = unknown) and ``is_claimed``. At least three rows.
    profiles : pandas.DataFrame
        Columns ``profile`` ("role", "next" or "earlier"), ``axis``, ``order`` and ``required``
        (0-5, NaN or no row = not asked). May be empty.
    language : str
        Language tag of the names; it chooses the font.
    size : {"wide", "phone", "small", "glance"}
        "small" has no level figures, "glance" no lettering at all.
    title : str
        What the picture shows, in words.

    Returns
    -------
    dict
        A specification with its rows in ``datasets``. Its other parts are shared between calls:
        change nothing in them.

    Raises
    ------
    ValueError
        Fewer than three axes, for which rulers say more.
    FrameError
        Two rows for one axis, an axis of a profile that is not in ``levels``, or a profile of
        another name.

    Notes
    -----
    A level that is not known is left out and the line breaks there: as 0 it would be a claim.
    Half an edge is drawn by the evidence at its own end, so a person sees which answers carry it.
    The likely range is one shape, out along the upper ends and back along the lower ones.
    """
    axes = _axes(levels)
    required = _required(profiles, [axis.name for axis in axes])
    chosen = RADAR_SIZES[size]
    layout = lay_out(len(axes), label_spokes([axis.name for axis in axes], chosen), chosen)
    wheel = layout.wheel
    datasets = {
        "labels": layout.labels,
        "figures": _figures(wheel, chosen.figure_font) if chosen.has_figures else [],
        "rings": _rings(wheel),
        "spokes": _spokes(wheel),
        "band": _band(wheel, axes),
        "edges": _edges(wheel, axes),
        "dots": _dots(wheel, axes),
        "role_ground": _ground(wheel, required["role"]),
        **{profile: _line(wheel, required[profile]) for profile in PROFILES},
    }
    # Altair takes a second to load, and only pages with a chart need it.
    from capability.charts.radar_shape import radar_shape

    return {
        **radar_shape(size, language),
        "width": layout.width,
        "height": layout.height,
        "description": title,
        "datasets": datasets,
    }


def _axes(levels: pd.DataFrame) -> list[Axis]:
    if len(levels) < FEWEST_AXES:
        raise ValueError(f"a radar needs {FEWEST_AXES} axes or more, got {len(levels)}")
    names = levels["axis"].to_list()
    for position, name in enumerate(names):
        if name in names[:position]:
            raise FrameError(FrameProblem.DUPLICATE, "axis", levels.index[position], name)
    numbers = (_numbers(levels[name]) for name in ("order", "level", "low", "high"))
    claims = levels["is_claimed"].to_list()
    rows = sorted(zip(names, *numbers, claims, strict=True), key=lambda row: (row[1], str(row[0])))
    # A blank is no claim: nobody claims what is not known.
    return [
        Axis(str(name), level, low, high, not pd.isna(claim) and bool(claim))
        for name, _, level, low, high, claim in rows
    ]


def _numbers(column: "pd.Series[Any]") -> list[float]:
    numbers: list[float] = column.to_numpy(dtype=float, na_value=nan).tolist()
    return numbers


def _required(profiles: pd.DataFrame, names: Sequence[str]) -> Mapping[str, list[float]]:
    spokes = {name: spoke for spoke, name in enumerate(names)}
    required = {profile: [nan] * len(names) for profile in PROFILES}
    if profiles.empty:
        return required
    rows = zip(
        profiles.index,
        profiles["profile"].to_list(),
        profiles["axis"].astype(str).to_list(),
        _numbers(profiles["required"]),
        strict=True,
    )
    for row, profile, axis, level in rows:
        if profile not in required:
            raise FrameError(FrameProblem.UNKNOWN_VALUE, "profile", row, profile)
        if axis not in spokes:
            raise FrameError(FrameProblem.UNKNOWN_VALUE, "axis", row, axis)
        required[profile][spokes[axis]] = level
    return required


def _known_runs(levels: Sequence[float]) -> list[list[int]]:
    return runs([not isnan(level) for level in levels])


def _path(points: Sequence[Point], piece: int = 0) -> Rows:
    return [{"x": x, "y": y, "piece": piece, "step": step} for step, (x, y) in enumerate(points)]


def _rings(wheel: Wheel) -> Rows:
    return [
        row
        for level in range(1, int(HIGHEST) + 1)
        for row in _path([wheel.point(spoke, level) for spoke in [*range(wheel.spokes), 0]], level)
    ]


def _spokes(wheel: Wheel) -> Rows:
    ends = (wheel.point(spoke, HIGHEST) for spoke in range(wheel.spokes))
    return [{"x": round(wheel.x, 1), "y": round(wheel.y, 1), "x2": x, "y2": y} for x, y in ends]


def _figures(wheel: Wheel, font: float) -> Rows:
    rows = []
    for level in range(1, int(HIGHEST) + 1):
        x, y = _middle(wheel.point(0, level), wheel.point(1, level))
        rows.append({"text": str(level), "x": x, "y": round(y + 0.36 * font, 1)})
    return rows


def _line(wheel: Wheel, levels: Sequence[float]) -> Rows:
    return [
        row
        for piece, run in enumerate(_known_runs(levels))
        for row in _path(wheel.outline(run, levels), piece)
    ]


def _ground(wheel: Wheel, levels: Sequence[float]) -> Rows:
    centre = (round(wheel.x, 1), round(wheel.y, 1))
    rows = []
    for piece, run in enumerate(run for run in _known_runs(levels) if len(run) > 1):
        points = wheel.outline(run, levels)
        rows += _path(points if run[0] == run[-1] else [centre, *points], piece)
    return rows


def _band(wheel: Wheel, axes: Sequence[Axis]) -> Rows:
    highs, lows = [axis.high for axis in axes], [axis.low for axis in axes]
    is_known = [not isnan(axis.level + axis.low + axis.high) for axis in axes]
    return [
        row
        for piece, run in enumerate(runs(is_known))
        for row in _path(
            wheel.outline(run, highs) + wheel.outline(run, lows)[::-1],
            piece,
        )
    ]


def _edges(wheel: Wheel, axes: Sequence[Axis]) -> Rows:
    rows = []
    for run in _known_runs([axis.level for axis in axes]):
        for start, end in pairwise(run):
            middle = _middle(*(wheel.point(spoke, axes[spoke].level) for spoke in (start, end)))
            rows += [_half_edge(wheel, axes, spoke, middle) for spoke in (start, end)]
    return rows


def _half_edge(wheel: Wheel, axes: Sequence[Axis], spoke: int, middle: Point) -> dict[str, Any]:
    x, y = wheel.point(spoke, axes[spoke].level)
    is_claimed = axes[spoke].is_claimed
    return {"x": x, "y": y, "x2": middle[0], "y2": middle[1], "is_claimed": is_claimed}


def _dots(wheel: Wheel, axes: Sequence[Axis]) -> Rows:
    rows = []
    for spoke, axis in enumerate(axes):
        if not isnan(axis.level):
            x, y = wheel.point(spoke, axis.level)
            rows.append({"x": x, "y": y, **axis._asdict()})
    return rows


def _middle(one: Point, other: Point) -> Point:
    return round((one[0] + other[0]) / 2, 1), round((one[1] + other[1]) / 2, 1)
