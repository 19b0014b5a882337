"""Layers that take their rows later. Importing this loads Altair, which takes a second."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import altair as alt

from capability.charts.palette import PALETTE, family_of

# An altair.Chart; its methods are decorated so that their types are lost.
Layer: TypeAlias = Any
Look: TypeAlias = Mapping[str, Any]

CENTRED: Final[Look] = MappingProxyType({"align": "center"})
# Vega-Lite has no channel for alignment, so each row names its own.
ALIGNED_BY_ROW: Final[Look] = MappingProxyType({"align": alt.ExprRef("datum.align")})


def places(dataset: str) -> Layer:
    """Return an empty layer of named rows. Rows hold pixels: there is no scale and no axis."""
    return alt.Chart(alt.NamedData(name=dataset)).encode(
        x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None)
    )


def spans(dataset: str) -> Layer:
    """Return an empty layer of named rows that reach from one place to another."""
    return places(dataset).encode(x2="x2:Q", y2="y2:Q")


def shapes(dataset: str, colour: str, opacity: float = 1.0) -> Layer:
    """Return closed shapes filled with a colour."""
    return _pieces(dataset).mark_line(
        interpolate="linear-closed", stroke=None, fill=colour, fillOpacity=opacity
    )


def lines(dataset: str, colour: str, width: float, dash: Sequence[float] = (1, 0)) -> Layer:
    """Return lines, each of the rows of one piece in the order of their steps."""
    return _pieces(dataset).mark_line(
        stroke=colour, strokeWidth=width, strokeDash=list(dash), strokeJoin="round"
    )


def _pieces(dataset: str) -> Layer:
    return places(dataset).encode(detail="piece:N", order="step:Q")


def texts(dataset: str, size: float, colour: str, look: Look = CENTRED) -> Layer:
    """Return texts that stand where their first line starts."""
    layer = places(dataset).encode(text="text:N")
    return layer.mark_text(fontSize=size, fill=colour, baseline="alphabetic", **look)


def halo(dataset: str, size: float, look: Look = CENTRED) -> Layer:
    """Return the same texts as broad strokes of ground, to be read where lines pass below."""
    ground = PALETTE["surface"]
    stroke = {"stroke": ground, "strokeWidth": 3, "strokeJoin": "round"}
    return texts(dataset, size, ground, {**look, **stroke})


def join(layers: Sequence[Layer], language: str) -> dict[str, Any]:
    """Return the layers as one specification without frame, margin or ground of its own."""
    chart = (
        alt.layer(*layers)
        .properties(autosize=alt.AutoSizeParams(type="none"), padding=0)
        .configure(
            background="transparent",
            font=family_of(language),
            view=alt.ViewConfig(stroke=None),
            text=alt.MarkConfig(lineBreak="\n"),
        )
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification
