"""The layers of a timeline, from the quarters to the words; their rows come later."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt

from capability.charts.layers import (
    ALIGNED_BY_ROW,
    Layer,
    halo,
    join,
    places,
    spans,
    texts,
)
from capability.charts.palette import PALETTE
from capability.charts.timeline import STATUSES, TIMELINE_SIZES

# Not by colour alone: what is planned is pale inside its edge, what clashes has a broken edge.
COLOURS = dict(zip(STATUSES, ("meets", "accent", "accent", "gap-mark"), strict=True))
OPACITIES = dict(zip(STATUSES, (1, 1, 0.17, 0.22), strict=True))
DASHES = dict(zip(STATUSES, ([1, 0], [1, 0], [1, 0], [4, 3]), strict=True))


@lru_cache(maxsize=16)
def timeline_shape(size: str, language: str) -> dict[str, Any]:
    """Return a timeline without rows; built once, as a radar is."""
    font = TIMELINE_SIZES[size].font
    layers = [
        spans("quarters").mark_rect(fill=PALETTE["paper"]),
        texts("months", font, PALETTE["ink-2"], {"align": "center", "lineHeight": font + 3}),
        spans("rules").mark_rule(stroke=PALETTE["line"], strokeWidth=1),
        spans("today").mark_rule(stroke=PALETTE["ink-2"], strokeDash=[2, 3], strokeWidth=1.25),
        _bars(),
        halo("labels", font, ALIGNED_BY_ROW),
        texts("labels", font, PALETTE["ink"], ALIGNED_BY_ROW),
        places("diamonds").mark_point(
            shape="diamond", size=80, fill=PALETTE["ink"], stroke=None, opacity=1
        ),
        _aside(halo("diamonds", font, ALIGNED_BY_ROW)),
        _aside(texts("diamonds", font, PALETTE["ink-2"], ALIGNED_BY_ROW)),
        _aside(halo("today", font, ALIGNED_BY_ROW)),
        _aside(texts("today", font, PALETTE["ink"], ALIGNED_BY_ROW)),
    ]
    return join(layers, language)


def _aside(layer: Layer) -> Layer:
    return layer.encode(
        x=alt.X("text_x:Q", scale=None, axis=None), y=alt.Y("text_y:Q", scale=None, axis=None)
    )


def _bars() -> Layer:
    colour = _by_status({status: PALETTE[name] for status, name in COLOURS.items()})
    return spans("bars").mark_rect(
        cornerRadius=5,
        opacity=1,
        strokeWidth=1.25,
        fill=colour,
        fillOpacity=_by_status(OPACITIES),
        stroke=colour,
        strokeDash=_by_status(DASHES),
    )


def _by_status(looks: Mapping[str, Any]) -> alt.ExprRef:
    # Vega-Lite has no channel for the dashes of a bar, so its looks are looked up, all alike.
    return alt.ExprRef(f"({json.dumps(looks)})[datum.status]")
