"""The layers of a radar, from the ground to the dots; their rows come later."""

from functools import lru_cache
from math import pi
from typing import Any

import altair as alt

from capability.charts.layers import (
    ALIGNED_BY_ROW,
    Layer,
    halo,
    join,
    lines,
    places,
    shapes,
    spans,
    texts,
)
from capability.charts.palette import PALETTE
from capability.charts.radar_labels import RADAR_SIZES, RadarSize


@lru_cache(maxsize=32)
def radar_shape(size: str, language: str) -> dict[str, Any]:
    """Return a radar without rows.

    Built once for each size and language: Altair checks every part of a chart against its schema,
    which takes a hundred times as long as filling in the rows.
    """
    chosen = RADAR_SIZES[size]
    layers = [
        shapes("role_ground", PALETTE["sunk"]),
        lines("rings", PALETTE["line"], width=1),
        spans("spokes").mark_rule(stroke=PALETTE["line"], strokeWidth=1),
        shapes("band", PALETTE["accent"], opacity=0.17),
        lines("role", PALETTE["ink-2"], width=1.5, dash=(7, 4)),
        lines("next", PALETTE["above"], width=1.5, dash=(2, 3)),
        lines("earlier", PALETTE["accent"], width=1),
        *(_figures(chosen) if chosen.has_figures else ()),
        _edges(chosen),
        _dots(chosen),
        *(_labels(chosen) if chosen.font else ()),
    ]
    return join(layers, language)


def _figures(size: RadarSize) -> tuple[Layer, ...]:
    font = size.figure_font
    return halo("figures", font), texts("figures", font, PALETTE["ink-2"])


def _edges(size: RadarSize) -> Layer:
    edges = spans("edges").encode(
        strokeDash=alt.condition("datum.is_claimed", alt.value([2.5, 3.5]), alt.value([1, 0]))
    )
    return edges.mark_rule(stroke=PALETTE["accent"], strokeWidth=size.line)


def _dots(size: RadarSize) -> Layer:
    accent, surface = alt.value(PALETTE["accent"]), alt.value(PALETTE["surface"])
    # A claimed dot is a ring in the colour of the line, an evidenced one is edged by the ground.
    dots = places("dots").encode(
        fill=alt.condition("datum.is_claimed", surface, accent),
        stroke=alt.condition("datum.is_claimed", accent, surface),
    )
    return dots.mark_circle(size=pi * size.dot**2, opacity=1, strokeWidth=0.8 * size.line)


def _labels(size: RadarSize) -> tuple[Layer, ...]:
    look = {**ALIGNED_BY_ROW, "lineHeight": size.line_height}
    labels = texts("labels", size.font, PALETTE["ink"], look)
    return (labels.encode(angle=alt.Angle("angle:Q", scale=None)),)
