"""What is known about possible pairs of mentee and mentor, read once for one or for many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.queries import mentor_backgrounds, mentors
from assessments.queries.mentor_backgrounds import Led
from assessments.queries.mentors import Mentee, Offering, Track
from assessments.services import mapping
from assessments.services.keeping import Shelf, digest
from assessments.services.suggesting.mentor_pairs import pairs_of
from assessments.services.suggesting.mentor_rises import rises_of
from capability.mentoring import NORMAL_80, pair_affinity

SURE = 1e-6
"""The spread of a level that was agreed: it stands above any estimate."""
MOST_HELPED = 5
TABLES_IN_MEMORY = 500

PROJECT_COLUMNS = ["sector", "size", "method", "country"]
GAP_COLUMNS = ["mentee", "competency", "level", "gap", "weight"]


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a mentor is at least in a competency; ``agreed_on`` where that was agreed."""

    lower: float
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class Rise:
    """From where to where somebody rose between two rounds."""

    from_level: float
    from_on: date
    to_level: float
    to_on: date

    def covers(self, level: float, required: float) -> bool:
        """Whether it covers some of the way from a level to what is asked."""
        return min(self.to_level, required) > max(self.from_level, level)


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """What is known about mentors, and about the projects of mentees, by their keys."""

    offers: Mapping[int, Offering]
    strengths: Mapping[tuple[int, str], Strength]
    rises: Mapping[tuple[int, str], Rise]
    led: Mapping[int, Sequence[Led]]
    now: Mapping[int, Led]
    track: Mapping[int, Sequence[Track]]
    known: frozenset[int]
    """Mentors about whom anybody has answered."""
    pairs: pd.DataFrame
    """``mentee, mentor, is_allowed, overlap_hours, grade_distance, preference``."""
    affinities: pd.DataFrame
    """Such as from :func:`capability.mentoring.pair_affinity`, a row a pair."""
    first_rows: Mapping[int, int]
    """Where the pairs of each mentee begin in these tables."""
    columns: Mapping[int, int]
    """Where among the pairs of a mentee each mentor stands."""

    def row_of(self, mentee: int, mentor: int) -> int:
        """Return in which row of the tables a pair stands."""
        return self.first_rows[mentee] + self.columns[mentor]


_shelf: Shelf[pd.DataFrame] = Shelf(TABLES_IN_MEMORY)


def gather(
    mentees: Sequence[Mentee],
    gaps: pd.DataFrame,
    offers: Sequence[Offering],
    *,
    today: date,
    needs_place: bool = False,
) -> MentorFacts:
    """Return what is known about all pairs of some mentees and some who offer to mentor.

    ``gaps`` are of the mentees: mentee, competency, level, gap, weight. The number of statements
    does not grow with the number of people.
    """
    mentor_ids = [each.person_id for each in offers]
    mentee_ids = [each.person_id for each in mentees]
    # The usual level of a role says nothing about somebody of whom nobody has said anything.
    known = frozenset(mentor_backgrounds.answered_about(mentor_ids))
    levels = _levels([each for each in offers if each.person_id in known], today)
    rises = rises_of(mentor_ids, today=today)
    rises = rises.merge(_offered(offers), on=["mentor", "competency"]) if len(rises) else rises
    led = _by_person(mentor_backgrounds.list_led(mentor_ids))
    now = mentor_backgrounds.current_projects(mentee_ids)
    track = mentors.list_track(mentor_ids)
    pairs = pairs_of(mentees, offers, today, needs_place=needs_place)
    tables = (
        pairs,
        gaps,
        levels[["mentor", "competency", "level", "sd"]],
        _record(track),
        _contexts("mentee", now.values()),
        _contexts("mentor", [each for parts in led.values() for each in parts]),
        rises[["mentor", "competency", "from_level", "to_level"]],
    )
    return MentorFacts(
        offers={each.person_id: each for each in offers},
        strengths=_strengths(levels),
        rises=_told(rises),
        led=led,
        now=now,
        track=_tracks(track),
        known=known,
        pairs=pairs,
        affinities=_shelf.get(digest(*tables), lambda: _affinities(*tables)),
        first_rows={person: at * len(offers) for at, person in enumerate(mentee_ids)},
        columns={person: at for at, person in enumerate(mentor_ids)},
    )


def _affinities(
    pairs: pd.DataFrame,
    gaps: pd.DataFrame,
    levels: pd.DataFrame,
    record: pd.DataFrame,
    mentee_projects: pd.DataFrame,
    mentor_projects: pd.DataFrame,
    rises: pd.DataFrame,
) -> pd.DataFrame:
    return pair_affinity(
        pairs,
        gaps,
        levels,
        record=record,
        mentee_projects=mentee_projects,
        mentor_projects=mentor_projects,
        rises=rises,
    )


def _offered(offers: Sequence[Offering]) -> pd.DataFrame:
    """Return for which competencies each mentor offers help; others are nobody's to ask for."""
    return pd.DataFrame(
        [(each.person_id, code) for each in offers for code in sorted(each.codes)],
        columns=["mentor", "competency"],
    )


def _levels(offers: Sequence[Offering], today: date) -> pd.DataFrame:
    """Return levels of mentors where they offer help: the agreed one, else the estimate."""
    mentor_ids = [each.person_id for each in offers]
    levels = mapping.levels_frame(mentor_ids, today=today).rename(columns={"person": "mentor"})
    levels = levels.merge(_offered(offers), on=["mentor", "competency"])
    agreed = mentor_backgrounds.agreed_since(mentor_ids)
    table = pd.DataFrame(
        [(person, code, level, on) for (person, code), (level, on) in agreed.items()],
        columns=["mentor", "competency", "agreed", "agreed_on"],
    ).astype({"agreed": float, "agreed_on": object})
    levels = levels.astype({"mentor": object}).merge(
        table.astype({"mentor": object}), how="left", on=["mentor", "competency"]
    )
    is_agreed = levels["agreed"].notna()
    return levels.assign(
        level=levels["level"].where(~is_agreed, levels["agreed"]),
        sd=levels["sd"].where(~is_agreed, SURE),
    )


def _strengths(levels: pd.DataFrame) -> dict[tuple[int, str], Strength]:
    lower = (levels["level"] - NORMAL_80 * levels["sd"]).clip(lower=0.0)
    return {
        (int(mentor), str(code)): Strength(least, None if pd.isna(on) else on)
        for mentor, code, least, on in zip(
            levels["mentor"], levels["competency"], lower, levels["agreed_on"], strict=True
        )
    }


def _told(rises: pd.DataFrame) -> dict[tuple[int, str], Rise]:
    return {
        (int(row["mentor"]), str(row["competency"])): Rise(
            row["from_level"], row["from_on"].date(), row["to_level"], row["to_on"].date()
        )
        for row in rises.to_dict("records")
    }


def _by_person(led: Sequence[Led]) -> dict[int, list[Led]]:
    found: dict[int, list[Led]] = {}
    for each in led:
        found.setdefault(each.person_id, []).append(each)
    return found


def _tracks(track: Sequence[Track]) -> dict[int, list[Track]]:
    found: dict[int, list[Track]] = {}
    for each in track:
        found.setdefault(each.mentor_id, []).append(each)
    return found


def _record(track: Sequence[Track]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (each.mentor_id, (each.helped - 1) / (MOST_HELPED - 1))
            for each in track
            if each.helped is not None
        ],
        columns=["mentor", "rating"],
    )


def _contexts(whose: str, led: Iterable[Led]) -> pd.DataFrame:
    """Return what projects are compared by; a project of several sectors has a row for each."""
    return pd.DataFrame(
        [
            (each.person_id, sector, each.cost or None, each.method and each.method.value,
             each.country)
            for each in led
            for sector in (each.sectors or (None,))
        ],
        columns=[whose, *PROJECT_COLUMNS],
    ).astype({"size": float})  # fmt: skip
