"""The geometry of a radar: spokes, and outlines that break where nothing is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import TypeAlias

from capability.scale import HIGHEST, LOWEST

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wheel:
    """Spokes around a centre; positions in pixels, rightwards and downwards."""

    spokes: int
    radius: float
    x: float
    y: float

    def turn(self, spoke: float) -> float:
        """Return the direction of a spoke, in radians clockwise from the top."""
        return 2 * pi * spoke / self.spokes

    def point(self, spoke: float, level: float) -> Point:
        """Return where a level stands on a spoke."""
        # A range may end outside the scale; drawn so, it would leave the wheel or cross its centre.
        reach = self.radius * min(max(level, LOWEST), HIGHEST) / HIGHEST
        turn = self.turn(spoke)
        return round(self.x + reach * sin(turn), 1), round(self.y - reach * cos(turn), 1)

    def across(self, spoke: int, level: float, breadth: float) -> list[Point]:
        """Return a short stroke across a spoke, for a level without neighbours."""
        x, y = self.point(spoke, level)
        turn = self.turn(spoke)
        right, down = breadth / 2 * cos(turn), breadth / 2 * sin(turn)
        return [
            (round(x - right, 1), round(y - down, 1)),
            (round(x + right, 1), round(y + down, 1)),
        ]

    def outline(self, run: Sequence[int], levels: Sequence[float]) -> list[Point]:
        """Return the points of one unbroken piece of a line."""
        if len(run) == 1:
            return self.across(run[0], levels[run[0]], breadth=10)
        return [self.point(spoke, levels[spoke]) for spoke in run]


def runs(is_known: Sequence[bool]) -> list[list[int]]:
    """Return the unbroken pieces of a closed line; a piece without break ends where it starts.

    Examples
    --------
    >>> runs([True, True, True])
    [[0, 1, 2, 0]]
    >>> runs([True, False, True, True, False, True])
    [[2, 3], [5, 0]]
    """
    count = len(is_known)
    if all(is_known):
        return [[*range(count), 0]]
    # Starting after a break keeps a piece whole that passes the first spoke.
    start = is_known.index(False) + 1
    pieces: list[list[int]] = [[]]
    for spoke in ((start + step) % count for step in range(count)):
        if is_known[spoke]:
            pieces[-1].append(spoke)
        else:
            pieces.append([])
    return [piece for piece in pieces if piece]
