"""One row of a map: where a person stands in a competency or an area."""

from dataclasses import dataclass

from assessments.database import LocalText
from capability.capability_map import Basis
from capability.gaps import Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in one competency or area. Levels that are unknown are ``None``."""

    code: str
    name: LocalText
    area: str
    basis: Basis
    standing: Standing
    is_own_view: bool
    level: float | None
    sd: float | None
    low: float | None
    high: float | None
    required: float | None
    gap: float
    weight: float
    is_critical: bool
    estimate: float | None
    earlier: float | None
    has_new_voices: bool
    """Whether others have answered since, so that then and now cannot be compared."""

    @property
    def is_claimed(self) -> bool:
        """Whether it rests on the person's word alone."""
        return self.basis is Basis.CLAIMED

    @property
    def over(self) -> float | None:
        """How far the level is above what is asked; below zero when it is short."""
        if self.level is None or self.required is None:
            return None
        return self.level - self.required

    @property
    def bar(self) -> tuple[float | None, float | None, bool]:
        """Level, what is asked, and whether it is claimed, for the strip of a table."""
        return self.level, self.required, self.is_claimed

    @property
    def change(self) -> float | None:
        """How much the level moved since the earlier assessment."""
        if self.level is None or self.earlier is None:
            return None
        return self.level - self.earlier
