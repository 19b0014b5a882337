"""Where people of the demo stood on the day on which they sent a plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from assessments.models.framework import Role
from assessments.queries import framework
from assessments.services.mapping import ANSWER, Evidence, read_evidence
from capability.capability_map import map_people
from capability.frames import drop_small_groups
from capability.gaps import priority_order
from capability.scoring import estimate_levels


@dataclass(slots=True)
class PastGaps:
    """Draws maps as they would have been drawn on a day of the past."""

    evidence: Evidence
    profiles: dict[int, pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, person_ids: Sequence[int]) -> "PastGaps":
        """Read what is known about some people."""
        return cls(read_evidence(person_ids))

    def on(self, person_id: int, role: Role, day: date) -> pd.DataFrame:
        """Return the gaps of a person on a day, the most pressing first, as rows of the map."""
        known = self.evidence
        answers, agreed, means = (
            frame[frame["person"] == person_id]
            for frame in (known.answers, known.agreed, known.means)
        )
        said = [moment.date() <= day for moment in answers["submitted_at"]]
        settled = [agreed_on <= day for agreed_on in agreed["agreed_on"]]
        ratings = drop_small_groups(answers[said])
        levels = estimate_levels(ratings, known.model, as_of=day, people=[person_id], means=means)
        latest = ratings.drop_duplicates(ANSWER, keep="last")
        return priority_order(map_people(levels, self._profile(role), latest, agreed[settled]))

    def _profile(self, role: Role) -> pd.DataFrame:
        if role.id not in self.profiles:
            self.profiles[role.id] = framework.requirements_frame(role.id)
        return self.profiles[role.id]
