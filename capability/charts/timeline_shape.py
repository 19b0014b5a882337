"""The layers of a timeline, from the quarters to the words; their rows come later."""

from functools import lru_cache
from typing import Any

import altair as alt

from capability.charts.layers import (
    Layer,
    aligned_by_row,
    halo,
    join,
    places,
    spans,
    texts,
)
from capability.charts.palette import PALETTE
from capability.charts.timeline import STATUSES, TIMELINE_SIZES

FILLS = (PALETTE["meets"], PALETTE["accent"], PALETTE["accent"], PALETTE["gap-mark"])
OPACITIES = (1, 1, 0.17, 0.22)
EDGES = (PALETTE["meets"], PALETTE["accent"], PALETTE["accent"], PALETTE["gap-mark"])
DASHES = ((1, 0), (1, 0), (1, 0), (4, 3))


@lru_cache(maxsize=16)
def timeline_shape(size: str, language: str) -> dict[str, Any]:
    """Return a timeline without rows; built once, as a radar is."""
    font = TIMELINE_SIZES[size].font
    word = {"align": aligned_by_row()}
    layers = [
        spans("quarters").mark_rect(fill=PALETTE["paper"]),
        texts("months", font, PALETTE["ink-2"], align="center", lineHeight=font + 3),
        spans("rules").mark_rule(stroke=PALETTE["line"], strokeWidth=1),
        spans("today").mark_rule(stroke=PALETTE["ink-2"], strokeDash=[2, 3], strokeWidth=1.25),
        _bars(),
        halo("labels", font, **word),
        texts("labels", font, PALETTE["ink"], **word),
        places("diamonds").mark_point(
            shape="diamond", size=60, fill=PALETTE["ink"], stroke=None, opacity=1
        ),
        _aside(halo("diamonds", font, **word)),
        _aside(texts("diamonds", font, PALETTE["ink-2"], **word)),
        _aside(halo("today", font, **word)),
        _aside(texts("today", font, PALETTE["ink"], **word)),
    ]
    return join(layers, language)


def _aside(layer: Layer) -> Layer:
    return layer.encode(
        x=alt.X("text_x:Q", scale=None, axis=None), y=alt.Y("text_y:Q", scale=None, axis=None)
    )


def _bars() -> Layer:
    return (
        spans("bars")
        .mark_rect(cornerRadius=5, strokeWidth=1.25, opacity=1)
        .encode(
            fill=alt.Fill("status:N", scale=_by_status(FILLS), legend=None),
            fillOpacity=alt.FillOpacity("status:N", scale=_by_status(OPACITIES), legend=None),
            stroke=alt.Stroke("status:N", scale=_by_status(EDGES), legend=None),
            strokeDash=alt.StrokeDash("status:N", scale=_by_status(DASHES), legend=None),
        )
    )


def _by_status(values: tuple[Any, ...]) -> alt.Scale:
    return alt.Scale(domain=list(STATUSES), range=list(values))
