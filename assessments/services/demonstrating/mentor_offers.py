"""Who offers to mentor in the demo, and from where they have risen themselves."""

from datetime import timedelta
from typing import Any

import numpy as np

from assessments.database import LocalText, db
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.models.framework import Competency
from assessments.models.mentoring import MentorOffer
from assessments.services.demonstrating.levels import Numbers, Truth
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.setting import Setting, at
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import AssessmentSource, Confidence

STRONG = 3.4
MOST_COMPETENCIES = 8
WRITTEN = 540
"""Minutes after eight o'clock when people write to each other."""
OFFERED_DAYS_AGO = 200
OLD_ROUND_DAYS_AGO = 1120
RISEN = 1.6

Entry = dict[str, Any]


def add_old_round(setting: Setting, cast: Cast, truths: dict[str, Truth]) -> None:
    """Add how coaches saw those who mentor today, three years ago: what they have risen from."""
    closes_on = setting.day(-OLD_ROUND_DAYS_AGO)
    opens_on = closes_on - timedelta(days=25)
    name = LocalText(en=f"{closes_on:%B %Y}", zh=f"{closes_on.year}年{closes_on.month}月")
    cycle = AssessmentCycle(name=name, opens_on=opens_on, closes_on=closes_on)
    db.session.add(cycle)
    db.session.flush()
    for member in cast.assessed():
        person = member.person
        if not person.mentor_places or person.coach_id is None:
            continue
        moment = at(closes_on - timedelta(days=4), WRITTEN)
        levels = np.clip(np.rint(truths[member.name].levels - RISEN), 0, 5)
        form = Assessment(
            cycle_id=cycle.id,
            person_id=person.id,
            rater_id=person.coach_id,
            source=AssessmentSource.COACH,
            status=AssessmentStatus.SUBMITTED,
            started_at=moment,
            submitted_at=moment,
            ratings=[
                Rating(
                    competency_id=each.id,
                    level=int(level),
                    is_applicable=True,
                    confidence=Confidence.FAIRLY_SURE,
                    rated_at=moment,
                )
                for each, level in zip(setting.competencies, levels, strict=True)
            ],
        )
        db.session.add(form)
        db.session.flush()
        db.session.add(
            AuditLine(
                at=moment, actor_id=person.coach_id, person_id=person.id,
                action="submit_assessment", subject=f"assessment {form.id}",
            )
        )  # fmt: skip


class Offers:
    """Offers of those who have places, for what they are strong in."""

    def __init__(self, setting: Setting, truths: dict[str, Truth], words: Entry) -> None:
        self.setting, self.truths, self.words = setting, truths, words
        self.dice = setting.dice("offers")

    def add(self, cast: Cast, named: set[int]) -> None:
        """Add offers of those who have places, and of the people named."""
        for member in cast.assessed():
            # The same number of dice for everybody, so that one offer more shifts no other.
            turn, days = self.dice.integers(100), int(self.dice.integers(0, 120))
            if member.person.mentor_places or member.person.id in named:
                self._add(member.person.id, member.name, int(turn), days, cast)
        db.session.flush()

    def _add(self, person_id: int, name: str, turn: int, days: int, cast: Cast) -> None:
        person = cast[name].person
        moment = at(self.setting.day(-OFFERED_DAYS_AGO - days), WRITTEN)
        offer = MentorOffer(
            person_id=person_id,
            places=person.mentor_places or 1,
            monthly_hours=self.words["hours"][turn % len(self.words["hours"])],
            languages=list(person.languages),
            until_on=self.setting.day(400) if turn % 3 == 0 else None,
            statement=self.words["statements"][turn % len(self.words["statements"])],
            offered_at=moment,
            changed_at=moment,
            competencies=self._strong(name),
        )
        db.session.add(offer)
        db.session.flush()
        db.session.add(
            AuditLine(
                at=moment, actor_id=person_id, person_id=person_id, action="offer_mentoring",
                subject=f"offer {offer.id}", new={"places": offer.places},
            )
        )  # fmt: skip

    def _strong(self, name: str) -> list[Competency]:
        places = places_of_strength(self.truths[name].levels)
        return [self.setting.competencies[each] for each in places]


def places_of_strength(levels: Numbers) -> list[int]:
    """Return in which competencies somebody of such levels can help, by their place."""
    order = np.argsort(-levels, kind="stable")[:MOST_COMPETENCIES]
    return sorted(int(each) for each in order if levels[each] >= STRONG) or [int(order[0])]
