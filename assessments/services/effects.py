"""What activities brought here, from levels that others saw before and after.

Whoever has learnt is compared with people who stood as low and did without it. What changes today
counts from tomorrow on, so that the comparison is drawn once a day and pages stay quick.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any

from assessments.models.catalogue import Activity, ActivityGain
from assessments.queries import effects as facts
from assessments.services.frame_cells import known
from assessments.services.keeping import Shelf, fingerprint
from capability.effects import FEWEST, activity_effects, find_changes
from capability.gaps import CREDITED_SHARE, MOST_GAIN

TABLES_IN_MEMORY = 4


@dataclass(frozen=True, slots=True)
class Effect:
    """What is known of one activity in one competency; levels, and ``None`` without evidence."""

    n: int
    n_comparison: int
    difference: float | None
    low: float | None
    high: float | None
    expected: float
    has_evidence: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Effects:
    """What is known, by code of activity and of competency."""

    known: Mapping[tuple[str, str], Effect] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, gain: ActivityGain) -> Effect:
        """Return what is known of a claim, which may be nothing."""
        found = self.known.get((gain.activity.code, gain.competency.code))
        if found is not None:
            return found
        expected = min(CREDITED_SHARE * gain.gain, MOST_GAIN)
        return Effect(0, 0, None, None, None, expected, has_evidence=False, is_shown=False)

    def main(self, activity: Activity) -> tuple[ActivityGain, Effect] | None:
        """Return what is known best of an activity: what has evidence, then what most took."""
        found = [(gain, self.of(gain)) for gain in activity.gains]
        return min(found, key=_most_known, default=None)


NOTHING_KNOWN = Effects()

_shelf: Shelf[Effects] = Shelf(TABLES_IN_MEMORY)


def effects_of(today: date) -> Effects:
    """Return what is known of all activities, from what was there when the day began."""
    begun = datetime.combine(today, time(), UTC)
    key = fingerprint(today, facts.facts_until(begun))
    return _shelf.get(key, lambda: _compare(begun))


def _compare(begun: datetime) -> Effects:
    claims = facts.claims_frame(begun, fewest=FEWEST)
    if claims.empty:
        return NOTHING_KNOWN
    codes = sorted(set(claims["competency"]))
    changes = find_changes(
        facts.sightings_frame(codes, begun), facts.completions_frame(codes, begun)
    )
    rows = activity_effects(changes, claims).to_dict("records")
    return Effects(
        MappingProxyType({(row["activity"], row["competency"]): _effect(row) for row in rows})
    )


def _effect(row: dict[Any, Any]) -> Effect:
    return Effect(
        n=int(row["n"]),
        n_comparison=int(row["n_comparison"]),
        difference=known(row["difference"]),
        low=known(row["difference_low"]),
        high=known(row["difference_high"]),
        expected=float(row["effect"]),
        has_evidence=bool(row["has_evidence"]),
        is_shown=bool(row["is_shown"]),
    )


def _most_known(found: tuple[ActivityGain, Effect]) -> tuple[bool, int, float, str]:
    gain, effect = found
    return (not effect.has_evidence, -effect.n, -gain.gain, gain.competency.code)
