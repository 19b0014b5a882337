"""What a crowd answered: the latest self-assessments, some of coaches, some that are under way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.services.demonstrating.answers import CONFIDENCE_CHANCES, CONFIDENCES, VOICES
from assessments.services.demonstrating.crowd.tables import Ledger, Row
from assessments.services.demonstrating.levels import PERSON_SD, PROFILE_SD
from assessments.services.demonstrating.setting import Setting, at
from capability.lifecycle import AssessmentStatus
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource

Numbers = NDArray[np.float64]

# In the open round, in the one before it, and in the first.
SENT = (0.45, 0.35, 0.15)
UNDER_WAY, COACH_ANSWERED, AGREED = 0.08, 0.35, 0.1
MINUTES = 25


@dataclass(frozen=True, slots=True)
class Answering:
    """Adds forms with their answers."""

    setting: Setting
    ledger: Ledger
    cycles: list[AssessmentCycle]
    dice: np.random.Generator

    def answer(self, people: list[Row]) -> Numbers:
        """Add what some people and their coaches answered; return what they can truly do."""
        truth, usual = self._truths(people)
        forms: list[Row] = []
        ratings: list[Row] = []
        for person, levels, common in zip(people, truth, usual, strict=True):
            for place, chance in zip((-1, -2, -3), SENT, strict=True):
                if self.dice.random() < chance:
                    self._fill(forms, ratings, self._form(person, place), levels, common)
            if forms and forms[-1]["person_id"] == person["id"]:
                if self.dice.random() < COACH_ANSWERED:
                    self._fill(
                        forms, ratings, self._form(person, -2, by_coach=True), levels, common
                    )
            elif self.dice.random() < UNDER_WAY:
                self._fill(forms, ratings, self._form(person, -1, is_draft=True), levels, common)
        self._write(forms, ratings)
        self._agree(people, truth)
        return truth

    def _truths(self, people: list[Row]) -> tuple[Numbers, Numbers]:
        profiles = self.setting.profiles
        usual = np.array(
            [
                [profiles[person["role_id"]][each.id].usual for each in self.setting.competencies]
                for person in people
            ]
        ).reshape(len(people), len(self.setting.competencies))
        drawn = usual + self.dice.normal(0, PERSON_SD, (len(people), 1))
        drawn = drawn + self.dice.normal(0, PROFILE_SD, usual.shape)
        return np.clip(drawn, LOWEST, HIGHEST), usual

    def _form(
        self, person: Row, place: int, *, by_coach: bool = False, is_draft: bool = False
    ) -> Row:
        cycle = self.cycles[place]
        last = min(cycle.closes_on, self.setting.day(-1))
        days = int(self.dice.integers(0, max((last - cycle.opens_on).days, 1)))
        started_at = at(last - timedelta(days=days), float(self.dice.integers(0, 450)))
        source = AssessmentSource.COACH if by_coach else AssessmentSource.SELF
        status = AssessmentStatus.DRAFT if is_draft else AssessmentStatus.SUBMITTED
        return {
            "cycle_id": cycle.id,
            "person_id": person["id"],
            "rater_id": person["coach_id"] if by_coach else person["id"],
            "source": source,
            "status": status,
            "started_at": started_at,
            "submitted_at": None if is_draft else started_at + timedelta(minutes=MINUTES),
        }

    def _fill(
        self, forms: list[Row], ratings: list[Row], form: Row, truth: Numbers, usual: Numbers
    ) -> None:
        """Add a form and its answers; ratings know their form by its place until it has a key."""
        voice, dice = VOICES[form["source"]], self.dice
        count = len(truth)
        seen = usual + voice.slope * (truth - usual) + voice.leniency + dice.normal(0, voice.halo)
        levels = np.clip(np.rint(seen + dice.normal(0, voice.noise, count)), LOWEST, HIGHEST)
        is_missing = dice.random(count) < voice.missing
        sure = dice.choice(len(CONFIDENCES), count, p=CONFIDENCE_CHANCES)
        stop = int(dice.integers(1, count)) if form["submitted_at"] is None else count
        rated_at: datetime = form["started_at"]
        forms.append(form)
        for place in range(stop):
            level = None if is_missing[place] else int(levels[place])
            ratings.append(
                {
                    "assessment_id": len(forms) - 1,
                    "competency_id": self.setting.competencies[place].id,
                    "level": level,
                    "is_applicable": level is not None,
                    "confidence": None if level is None else CONFIDENCES[int(sure[place])],
                    "example": "",
                    "example_on": None,
                    "rated_at": rated_at,
                    "version": 1,
                }
            )

    def _write(self, forms: list[Row], ratings: list[Row]) -> None:
        keys = self.ledger.keys(Assessment, len(forms))
        for key, form in zip(keys, forms, strict=True):
            form["id"] = key
        for rating in ratings:
            rating["assessment_id"] = keys[rating["assessment_id"]]
        self.ledger.write(Assessment, forms)
        self.ledger.write(Rating, ratings)
        self.ledger.write(
            AuditLine,
            [
                {
                    "at": form["submitted_at"],
                    "actor_id": form["rater_id"],
                    "person_id": form["person_id"],
                    "action": "submit_assessment",
                    "subject": f"assessment by {form['source']}",
                    "reason": "",
                }
                for form in forms
                if form["submitted_at"] is not None
            ],
        )

    def _agree(self, people: list[Row], truth: Numbers) -> None:
        reasons = self.setting.read("rounds")["agreement"]["reasons"]
        rows = []
        for person, levels in zip(people, truth, strict=True):
            if self.dice.random() < AGREED:
                place = int(self.dice.integers(len(levels)))
                rows.append(
                    {
                        "person_id": person["id"],
                        "competency_id": self.setting.competencies[place].id,
                        "coach_id": person["coach_id"],
                        "level": round(float(levels[place]) * 2) / 2,
                        "agreed_on": self.setting.day(-int(self.dice.integers(5, 120))),
                        "reason": reasons[int(self.dice.integers(len(reasons)))],
                    }
                )
        self.ledger.write(AgreedLevel, rows)
