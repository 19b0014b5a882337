"""Names around a radar: where they break, how far they reach, where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, degrees, pi, radians, sin
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from capability.charts.lettering import printable, text_width, wrap
from capability.charts.wheel import Wheel

MARGIN: Final = 6
ALIGN: Final = {-1: "right", 0: "center", 1: "left"}


@dataclass(frozen=True, slots=True)
class RadarSize:
    """One way to draw a radar, in CSS pixels; ``turned_above`` is a number of spokes."""

    width: float
    radius: float
    smallest_radius: float
    font: float = 0.0
    line_limit: float = 8.0
    gap: float = 8.0
    turned_above: int = 14
    has_figures: bool = False
    line: float = 2.5
    dot: float = 4.5

    @property
    def line_height(self) -> float:
        """Return the distance from line to line of a name, in pixels."""
        return 1.25 * self.font

    @property
    def figure_font(self) -> float:
        """Return the size of the level figures, a little below that of the names."""
        return self.font - 1


RADAR_SIZES = MappingProxyType(
    {
        "wide": RadarSize(560, 188, 140, font=14, gap=10, has_figures=True),
        "phone": RadarSize(
            326, 104, 80, font=12, line_limit=6, gap=6, turned_above=12, has_figures=True
        ),
        "small": RadarSize(290, 78, 60, font=12, gap=6, turned_above=10, line=2, dot=3.5),
        # Without names: the sentence beside it says what is to be seen.
        "glance": RadarSize(290, 126, 126, dot=4),
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """One name at the end of its spoke; lengths in pixels, ``turn`` in radians from the top.

    ``lift`` is how much farther out than its ``gap`` a name stands to keep clear of others.
    """

    lines: tuple[str, ...]
    turn: float
    width: float
    height: float
    gap: float
    is_turned: bool
    lift: float = 0.0

    @property
    def side(self) -> int:
        """Return 1 where the name starts at its spoke, -1 where it ends there, 0 if centred."""
        if not self.is_turned and abs(sin(self.turn)) < 0.05:
            return 0
        return 1 if sin(self.turn) > -0.001 else -1

    @property
    def angle(self) -> float:
        """Return the slope of the text, in degrees clockwise."""
        return round(degrees(self.turn) - 90 * self.side, 2) if self.is_turned else 0.0

    def rightwards(self, radius: float) -> float:
        """Return how far to the right of the centre the name reaches; leftwards is negative."""
        start = (radius + self.gap) * sin(self.turn)
        if self.is_turned:
            return start + self.width * sin(self.turn) + self.height / 2
        return start + self.width * (1 + self.side) / 2

    def leftwards(self, radius: float) -> float:
        """Return how far to the left of the centre the name reaches."""
        start = -(radius + self.gap) * sin(self.turn)
        if self.is_turned:
            return start - self.width * sin(self.turn) + self.height / 2
        return start + self.width * (1 - self.side) / 2

    def upwards(self, radius: float) -> float:
        """Return how far above the centre the name reaches."""
        length = self.width if self.is_turned else self.height / 2
        return (radius + self.gap + self.lift + length) * cos(self.turn) + self.height / 2

    def downwards(self, radius: float) -> float:
        """Return how far below the centre the name reaches."""
        return self.height - self.upwards(radius)

    def row(self, wheel: Wheel, size: RadarSize) -> dict[str, Any]:
        """Return the name with the place where its first line starts."""
        reach = wheel.radius + self.gap + self.lift
        beyond = 0.0 if self.is_turned else self.height / 2
        x = wheel.x + reach * sin(self.turn)
        y = wheel.y - (reach + beyond) * cos(self.turn)
        # From the middle of the lines to the base of the first, downwards as the text sees it.
        drop = 0.36 * size.font - (len(self.lines) - 1) * size.line_height / 2
        slope = radians(self.angle)
        return {
            "text": "\n".join(self.lines),
            "x": round(x - drop * sin(slope), 1),
            "y": round(y + drop * cos(slope), 1),
            "angle": self.angle,
            "align": ALIGN[self.side],
        }


class Layout(NamedTuple):
    """Where the wheel and its names stand, in a picture of this size."""

    wheel: Wheel
    labels: list[dict[str, Any]]
    width: int
    height: int


def label_spokes(names: Sequence[str], size: RadarSize) -> list[Label]:
    """Return the names as they will stand around the wheel; none in a size without lettering."""
    if not size.font:
        return []
    count = len(names)
    is_turned = count > size.turned_above
    # Two lines along a spoke need the room of two lines between its neighbours.
    is_dense = is_turned and 2 * pi * size.radius / count < 2.2 * size.line_height
    labels = []
    for spoke, name in enumerate(map(printable, names)):
        lines = (name,) if is_dense else wrap(name, size.line_limit)
        labels.append(
            Label(
                lines=lines,
                turn=2 * pi * spoke / count,
                width=max(text_width(line) for line in lines) * size.font,
                height=len(lines) * size.line_height,
                gap=size.gap,
                is_turned=is_turned,
            )
        )
    return labels


def lay_out(spokes: int, labels: Sequence[Label], size: RadarSize) -> Layout:
    """Return the wheel and its names in a picture just high enough for them.

    The wheel shrinks until the names fit beside it; where even the smallest is too wide the
    picture widens, so that no name is ever cut.
    """
    radius = size.radius
    while radius > size.smallest_radius and _breadth(labels, radius) > size.width - 2 * MARGIN:
        radius -= 4
    labels = _keep_clear(labels, radius)
    left = max([radius, *(label.leftwards(radius) for label in labels)])
    right = max([radius, *(label.rightwards(radius) for label in labels)])
    up = max([radius, *(label.upwards(radius) for label in labels)])
    lowest = radius if spokes % 2 == 0 else radius * cos(pi / spokes)
    down = max([lowest, *(label.downwards(radius) for label in labels)])
    spare = max(size.width - left - right - 2 * MARGIN, 0) / 2
    wheel = Wheel(spokes, radius, x=MARGIN + spare + left, y=MARGIN + up)
    return Layout(
        wheel,
        labels=[label.row(wheel, size) for label in labels],
        width=round(left + right + 2 * (MARGIN + spare)),
        height=round(up + down + 2 * MARGIN),
    )


def _keep_clear(labels: Sequence[Label], radius: float) -> list[Label]:
    """Return the names with those at the top and at the foot beyond their neighbours."""
    cleared = list(labels)
    for spoke, label in enumerate(labels):
        if label.side or label.is_turned:
            continue
        before, after = labels[spoke - 1], labels[(spoke + 1) % len(labels)]
        nearest = min(abs((radius + label.gap) * sin(other.turn)) for other in (before, after))
        if label.width / 2 + label.gap > nearest:
            is_top = cos(label.turn) > 0
            reach = Label.upwards if is_top else Label.downwards
            beyond = max(reach(before, radius), reach(after, radius)) - radius
            cleared[spoke] = replace(label, lift=max(beyond - label.gap / 2, 0.0))
    return cleared


def _breadth(labels: Sequence[Label], radius: float) -> float:
    return max((label.leftwards(radius) for label in labels), default=0) + max(
        (label.rightwards(radius) for label in labels), default=0
    )
