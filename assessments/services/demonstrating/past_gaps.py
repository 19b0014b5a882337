"""Where people of the demo stood on the day on which they sent a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from assessments.models.framework import Role
from assessments.queries import framework
from assessments.services.map_numbers import ANSWER, Evidence, read_evidence
from capability.capability_map import map_people
from capability.frames import drop_small_groups
from capability.gaps import priority_order
from capability.scoring import estimate_levels


@dataclass(frozen=True, slots=True)
class Moment:
    """A person, a role, and a day on which the one was held against the other."""

    person_id: int
    role: Role
    day: date

    @property
    def key(self) -> tuple[int, int, date]:
        """What tells moments apart."""
        return self.person_id, self.role.id, self.day


class PastGaps:
    """Maps as they would have been drawn on days of the past; all are worked out at once."""

    def __init__(self, moments: Iterable[Moment], *, today: date) -> None:
        known = {moment.key: moment for moment in moments}
        evidence = read_evidence(sorted({moment.person_id for moment in known.values()}))
        rows = _maps(evidence, list(known.values()), today)
        self._gaps = {
            key: priority_order(rows[rows["person"] == place]) for place, key in enumerate(known)
        }

    def on(self, moment: Moment) -> pd.DataFrame:
        """Return the gaps of a moment, the most pressing first, as rows of the map."""
        return self._gaps[moment.key]


def _maps(evidence: Evidence, moments: list[Moment], today: date) -> pd.DataFrame:
    """Return the maps of all moments; the place of a moment stands for the person."""
    profiles = {moment.role.id: framework.requirements_frame(moment.role.id) for moment in moments}
    parts = [_before(evidence, moment, today) for moment in moments]
    answers, agreed, means = (
        pd.concat([part[name].assign(person=place) for place, part in enumerate(parts)])
        for name in ("answers", "agreed", "means")
    )
    requirements = pd.concat(
        [profiles[moment.role.id].assign(person=place) for place, moment in enumerate(moments)]
    )
    ratings = drop_small_groups(answers.reset_index(drop=True))
    levels = estimate_levels(
        ratings,
        evidence.model,
        as_of=today,
        people=range(len(moments)),
        means=means.reset_index(drop=True),
    )
    latest = ratings.drop_duplicates(ANSWER, keep="last")
    return map_people(
        levels, requirements.reset_index(drop=True), latest, agreed.reset_index(drop=True)
    )


def _before(evidence: Evidence, moment: Moment, today: date) -> dict[str, pd.DataFrame]:
    """Return what was known on the day, moved so that today it is as old as it was then."""
    answers, agreed, means = (
        frame[frame["person"] == moment.person_id]
        for frame in (evidence.answers, evidence.agreed, evidence.means)
    )
    since = today - moment.day
    answers = answers[[_day(sent) <= moment.day for sent in answers["submitted_at"]]]
    return {
        "answers": answers.assign(rated_on=[day + since for day in answers["rated_on"]]),
        "agreed": agreed[[settled <= moment.day for settled in agreed["agreed_on"]]],
        "means": means,
    }


def _day(moment: datetime) -> date:
    return moment.date()
