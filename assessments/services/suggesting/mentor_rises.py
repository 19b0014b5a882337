"""From where to where mentors have risen themselves, by the levels of past rounds."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from assessments.queries import mentor_backgrounds
from assessments.services.keeping import Shelf, fingerprint
from assessments.services.map_fingerprints import map_fingerprints
from assessments.services.map_numbers import Evidence, read_evidence
from capability import scoring
from capability.frames import drop_small_groups
from capability.mentoring import recorded_rises
from capability.vocabulary import AssessmentSource

MOST_ROUNDS = 8
TABLES_IN_MEMORY = 20
COLUMNS = ["mentor", "competency", "level", "on"]

_shelf: Shelf[pd.DataFrame] = Shelf(TABLES_IN_MEMORY)


def rises_of(person_ids: Sequence[int], *, today: date) -> pd.DataFrame:
    """Return the greatest rise of each person in each competency between two closed rounds.

    Only rounds count at which somebody else had answered: the own word alone is no record.
    Nobody may write into the table: it is kept in memory as long as the facts hold.
    """
    rounds = mentor_backgrounds.list_closed_rounds(today, limit=MOST_ROUNDS)
    if not person_ids or len(rounds) < 2:
        return recorded_rises(pd.DataFrame(columns=COLUMNS))
    marks = map_fingerprints(person_ids, today=today)
    return _shelf.get(fingerprint(rounds, marks), lambda: _reckon(person_ids, rounds))


def _reckon(person_ids: Sequence[int], rounds: Sequence[date]) -> pd.DataFrame:
    evidence = read_evidence(person_ids)
    levels = [_levels_on(day, evidence) for day in rounds]
    return recorded_rises(pd.concat(levels, ignore_index=True))


def _levels_on(day: date, evidence: Evidence) -> pd.DataFrame:
    """Return the levels as they stood when a round closed, where others had answered by then."""
    answers = evidence.answers
    is_known = answers["submitted_at"].map(lambda at: at.date() <= day).astype(bool)
    known = drop_small_groups(answers[is_known & (answers["rated_on"] <= day)])
    others = known[(known["source"] != AssessmentSource.SELF) & known["level"].notna()]
    heard = others[["person", "competency"]].drop_duplicates()
    if heard.empty:
        return pd.DataFrame(columns=COLUMNS)
    levels = scoring.estimate_levels(
        known, evidence.model, as_of=day, people=list(heard["person"].unique()),
        means=evidence.means,
    )  # fmt: skip
    found = levels.merge(heard, on=["person", "competency"]).rename(columns={"person": "mentor"})
    return found.assign(on=pd.Timestamp(day))[COLUMNS]
