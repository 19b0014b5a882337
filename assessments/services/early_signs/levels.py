"""Signs in the answers: levels that have surely fallen, and answers that have grown old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.database import LocalText
from assessments.queries import early_signs as queries
from assessments.queries import framework
from assessments.services.keeping import Shelf, fingerprint
from assessments.services.map_fingerprints import map_fingerprints
from assessments.services.map_numbers import Evidence, read_evidence
from capability import scoring
from capability.forecast import (
    DAYS_A_MONTH,
    STALE_MONTHS,
    critical_requirements,
    find_declines,
    find_stale,
)
from capability.frames import drop_small_groups

WINDOW = pd.DateOffset(months=12)
SIGNS_IN_MEMORY = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """A competency in which something is to be looked at."""

    code: str
    name: LocalText
    before: float | None = None
    """Estimate from the answers of the twelve months before the last twelve."""
    now: float | None = None
    """Estimate from the answers of the last twelve months."""
    on: date | None = None
    """When it was last answered."""


@dataclass(frozen=True, slots=True)
class AllMoved:
    """What is found, by person; competencies in the order of the framework."""

    declines: dict[int, tuple[Moved, ...]]
    stale: dict[int, tuple[Moved, ...]]


_shelf: Shelf[AllMoved] = Shelf(SIGNS_IN_MEMORY)


def find_moved(person_ids: Sequence[int], *, today: date) -> AllMoved:
    """Return where levels have surely fallen, or were last rated too long ago, by person.

    About whom nothing is older than a year, nothing of this can be said. What is found is kept in
    memory as long as the facts hold.
    """
    person_ids = queries.answered_before(person_ids, (pd.Timestamp(today) - WINDOW).date())
    if not person_ids:
        return AllMoved({}, {})
    marks = map_fingerprints(person_ids, today=today)
    return _shelf.get(fingerprint(today, marks), lambda: _find(person_ids, today))


def _find(person_ids: Sequence[int], today: date) -> AllMoved:
    evidence = read_evidence(person_ids)
    requirements = framework.own_requirements_frame(person_ids)
    names = {each.code: each.name for area in evidence.areas for each in area.competencies}
    return AllMoved(
        declines=_by_person(_declines(evidence, requirements, today), names),
        stale=_by_person(_stale(evidence, requirements, today), names),
    )


def _declines(evidence: Evidence, requirements: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return falls in what matters most, from two windows of a year that share no answer.

    A group of raters has to be large enough in each window alone; otherwise the fall would tell
    what the few of one window said.
    """
    critical = _critical(requirements)
    if critical.empty:
        return pd.DataFrame(columns=["person", "competency", "before", "now"])
    end, middle = pd.Timestamp(today), pd.Timestamp(today) - WINDOW
    later = _window(evidence, critical, middle, end)
    earlier = _window(evidence, critical, middle - WINDOW, middle)
    found = find_declines(earlier, later)
    # What was agreed on since is known to both, and stands above any estimate.
    agreed = evidence.agreed[pd.to_datetime(evidence.agreed["agreed_on"]) > middle]
    return _without(found, agreed)


def _window(
    evidence: Evidence, critical: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> pd.DataFrame:
    """Return the estimates of what was answered in a window, from its answers alone."""
    days = pd.to_datetime(evidence.answers["rated_on"])
    ratings = drop_small_groups(evidence.answers[(days > start) & (days <= end)])
    answered = ratings[ratings["level"].notna()][["person", "competency"]].drop_duplicates()
    levels = scoring.estimate_levels(
        ratings, evidence.model, as_of=end, people=evidence.people, means=evidence.means
    )
    kept = levels.merge(answered, on=["person", "competency"])
    return kept.merge(critical[["person", "competency"]], on=["person", "competency"])


def _stale(evidence: Evidence, requirements: pd.DataFrame, today: date) -> pd.DataFrame:
    old = find_stale(drop_small_groups(evidence.answers), as_of=today)
    asked = requirements[requirements["required"].notna()][["person", "competency"]]
    old = old.merge(asked, on=["person", "competency"])
    # An agreement is as good as an answer.
    days = (pd.Timestamp(today) - pd.to_datetime(evidence.agreed["agreed_on"])).dt.days
    return _without(old, evidence.agreed[days / DAYS_A_MONTH <= STALE_MONTHS])


def _critical(requirements: pd.DataFrame) -> pd.DataFrame:
    """Return what matters most in each person's own role: person, competency, required."""
    rows = [
        critical_requirements(asked).rename("required").reset_index().assign(person=person)
        for person, asked in requirements.groupby("person", sort=False)
    ]
    if not rows:
        return pd.DataFrame(columns=["person", "competency", "required"])
    return pd.concat(rows, ignore_index=True)


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    return rows[~_pairs(rows).isin(_pairs(others))]


def _pairs(rows: pd.DataFrame) -> "pd.Series[str]":
    found: pd.Series[str] = rows["person"].astype(str) + " " + rows["competency"].astype(str)
    return found


def _by_person(rows: pd.DataFrame, names: dict[str, LocalText]) -> dict[int, tuple[Moved, ...]]:
    order = {code: position for position, code in enumerate(names)}
    found: dict[int, list[Moved]] = {}
    for row in rows.to_dict("records"):
        code = str(row["competency"])
        if code in names:
            on = row.get("rated_on")
            moved = Moved(
                code=code,
                name=names[code],
                before=row.get("before"),
                now=row.get("now"),
                on=None if on is None else on.date(),
            )
            found.setdefault(int(row["person"]), []).append(moved)
    return {
        person: tuple(sorted(moved, key=lambda each: order[each.code]))
        for person, moved in found.items()
    }
