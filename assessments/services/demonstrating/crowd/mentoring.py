"""Who of a crowd offers to mentor, and some pairs that run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.models.audit import AuditLine
from assessments.models.mentoring import MentorOffer, Mentorship, MentorshipGoal, offer_competency
from assessments.services.demonstrating.crowd.tables import Ledger, Row
from assessments.services.demonstrating.mentor_offers import (
    OFFERED_DAYS_AGO,
    WRITTEN,
    places_of_strength,
)
from assessments.services.demonstrating.mentoring import LENGTH
from assessments.services.demonstrating.setting import Setting, at
from capability.lifecycle import MentorshipStatus

Numbers = NDArray[np.float64]

PLACE_TAKEN = 0.4
APART = 1.0
"""So many levels a mentor stands above a mentee at least, in what it is about."""
BEGUN_DAYS_AGO = (5, 150)


@dataclass(frozen=True, slots=True)
class Mentoring:
    """Adds offers of those who have places, and mentorships within these."""

    setting: Setting
    ledger: Ledger
    words: dict[str, Any]
    dice: np.random.Generator

    @classmethod
    def prepare(cls, setting: Setting, ledger: Ledger) -> "Mentoring":
        """Read what offers are made with."""
        words = setting.read("mentoring")["offer"]
        return cls(setting, ledger, words, setting.dice("crowd mentoring"))

    def mentor(self, people: list[Row], truth: Numbers) -> None:
        """Add the offers of some people, and who of them is mentored by whom."""
        here = [place for place, person in enumerate(people) if person["left_on"] is None]
        mentors = [place for place in here if people[place]["mentor_places"]]
        others = [place for place in here if not people[place]["mentor_places"]]
        strong = {place: places_of_strength(truth[place]) for place in mentors}
        self._offer([people[place] for place in mentors], list(strong.values()))
        pairs = []
        for mentor in mentors:
            for _ in range(people[mentor]["mentor_places"]):
                if others and self.dice.random() < PLACE_TAKEN:
                    mentee = others[int(self.dice.integers(len(others)))]
                    apart = truth[mentor][strong[mentor]] - truth[mentee][strong[mentor]]
                    if apart.max() >= APART:
                        others.remove(mentee)
                        about = strong[mentor][int(apart.argmax())]
                        pairs.append((people[mentor], people[mentee], about))
        self._begin(pairs)

    def _offer(self, people: list[Row], strong: list[list[int]]) -> None:
        keys = self.ledger.keys(MentorOffer, len(people))
        offers = [self._row(key, person) for key, person in zip(keys, people, strict=True)]
        self.ledger.write(MentorOffer, offers)
        self.ledger.write(
            offer_competency,
            [
                {"offer_id": key, "competency_id": self.setting.competencies[place].id}
                for key, places in zip(keys, strong, strict=True)
                for place in places
            ],
        )
        self.ledger.write(
            AuditLine,
            [
                _line("offer_mentoring", f"offer {each['id']}", each["person_id"],
                      each["person_id"], each["offered_at"])
                for each in offers
            ],
        )  # fmt: skip

    def _row(self, key: int, person: Row) -> Row:
        turn, days = self.dice.integers(100), int(self.dice.integers(OFFERED_DAYS_AGO))
        moment = at(self.setting.day(-days - BEGUN_DAYS_AGO[1]), WRITTEN)
        hours, statements = self.words["hours"], self.words["statements"]
        return {
            "id": key,
            "person_id": person["id"],
            "places": person["mentor_places"],
            "monthly_hours": hours[turn % len(hours)],
            "languages": list(person["languages"]),
            "statement": statements[turn % len(statements)],
            "is_paused": False,
            "offered_at": moment,
            "changed_at": moment,
            "version": 1,
        }

    def _begin(self, pairs: Sequence[tuple[Row, Row, int]]) -> None:
        keys = self.ledger.keys(Mentorship, len(pairs))
        rows, lines = [], []
        for key, (mentor, mentee, _) in zip(keys, pairs, strict=True):
            begun = self.setting.day(-int(self.dice.integers(*BEGUN_DAYS_AGO)))
            moment = at(begun, WRITTEN)
            rows.append(
                {
                    "id": key,
                    "mentee_id": mentee["id"],
                    "mentor_id": mentor["id"],
                    "status": MentorshipStatus.RUNNING,
                    "message": "",
                    "answer": "",
                    "last_word": "",
                    "asked_at": moment,
                    "mentee_agreed_at": moment,
                    "mentor_agreed_at": moment,
                    "changed_at": moment,
                    "starts_on": begun,
                    "ends_on": begun + LENGTH,
                    "version": 1,
                }
            )
            for action, by in (("ask_mentor", mentee), ("accept_mentorship", mentor)):
                lines.append(_line(action, f"mentorship {key}", by["id"], mentee["id"], moment))
        self.ledger.write(Mentorship, rows)
        self.ledger.write(AuditLine, lines)
        self.ledger.write(
            MentorshipGoal,
            [
                {"mentorship_id": key, "competency_id": self.setting.competencies[about].id}
                for key, (_, _, about) in zip(keys, pairs, strict=True)
            ],
        )


def _line(action: str, subject: str, by: int, about: int, moment: datetime) -> Row:
    return {
        "at": moment,
        "actor_id": by,
        "person_id": about,
        "action": action,
        "subject": subject,
        "reason": "",
    }
