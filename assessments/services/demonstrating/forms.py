"""The forms of every round: people about themselves, coaches, colleagues and sponsors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert

from assessments.database import db
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.services.demonstrating.answers import (
    VOICES,
    Answer,
    Examples,
    draw_levels,
    give_answers,
)
from assessments.services.demonstrating.levels import Truth
from assessments.services.demonstrating.people import Cast, Member
from assessments.services.demonstrating.setting import Setting, at
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import AssessmentSource

MINUTES_AN_ANSWER = 0.75
LATEST_START = 420


@dataclass(slots=True)
class Forms:
    """Collects forms and their answers, to be written in one go."""

    setting: Setting
    cast: Cast
    truths: dict[str, Truth]
    examples: Examples
    told: dict[tuple[str, int, str], dict[str, Any]]
    dice: np.random.Generator
    kept: list[tuple[Assessment, list[Answer]]] = field(default_factory=list)
    biases: dict[tuple[AssessmentSource, int], float] = field(default_factory=dict)
    unseen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What nobody can judge about somebody, by name: codes of competencies."""

    def add(
        self,
        cycle: AssessmentCycle,
        number: int,
        member: Member,
        rater: Member,
        source: AssessmentSource,
        *,
        places: Sequence[int] | None = None,
        levels: list[int | None] | None = None,
    ) -> None:
        """Add a form; with ``places`` only these are answered so far and it is not sent.

        ``number`` counts the rounds from 1; it finds what the file tells about one. ``levels`` are
        drawn from the truth unless they are given.
        """
        day = self._day(cycle)
        told = self.told.get((member.name, number, source), {})
        if levels is None:
            levels = self._levels(member, rater, source, cycle.closes_on)
        order = list(range(len(levels))) if places is None else list(places)
        answers = give_answers(levels, order, told, self.setting.codes, self.dice)
        answers = [self._with_example(answer, rater, source, day) for answer in answers]
        answers = [self._as_seen(answer, member) for answer in answers]
        started_at = at(day, float(self.dice.integers(0, LATEST_START)))
        minutes = MINUTES_AN_ANSWER * len(order) + 2
        form = Assessment(
            cycle_id=cycle.id,
            person_id=member.person.id,
            rater_id=rater.person.id,
            source=source,
            status=AssessmentStatus.SUBMITTED if places is None else AssessmentStatus.DRAFT,
            started_at=started_at,
            submitted_at=started_at + timedelta(minutes=minutes) if places is None else None,
        )
        self.kept.append((form, answers))

    def of(
        self, cycle: AssessmentCycle, source: AssessmentSource
    ) -> Iterator[tuple[Assessment, list[Answer]]]:
        """Yield the forms of one kind in a round, with their answers."""
        for form, answers in self.kept:
            if form.cycle_id == cycle.id and form.source is source:
                yield form, answers

    def write(self) -> None:
        """Write what was collected."""
        db.session.add_all(form for form, _ in self.kept)
        db.session.flush()
        rows = [row for form, answers in self.kept for row in self._rows(form, answers)]
        db.session.execute(insert(Rating), rows)
        db.session.add_all(
            AuditLine(
                at=form.submitted_at,
                actor_id=form.rater_id,
                person_id=form.person_id,
                action="submit_assessment",
                subject=f"assessment {form.id}",
            )
            for form, _ in self.kept
            # Who else answered is promised to stay unknown.
            if form.is_submitted and form.source in {AssessmentSource.SELF, AssessmentSource.COACH}
        )

    def _day(self, cycle: AssessmentCycle) -> date:
        """Return a day within the round, and before today."""
        last = min(cycle.closes_on, self.setting.day(-1))
        return cycle.opens_on + timedelta(
            days=int(self.dice.integers(0, (last - cycle.opens_on).days + 1))
        )

    def _levels(
        self, member: Member, rater: Member, source: AssessmentSource, on: date
    ) -> list[int | None]:
        truth, voice = self.truths[member.name], VOICES[source]
        key = (source, rater.person.id)
        if key not in self.biases:
            self.biases[key] = float(self.dice.normal(0, voice.severity))
        then = truth.then(max(self.setting.years_before(on), 0.0))
        return draw_levels(voice, then, truth.usual, bias=self.biases[key], dice=self.dice)

    def _with_example(
        self, answer: Answer, rater: Member, source: AssessmentSource, day: date
    ) -> Answer:
        if answer.level is None or self.dice.random() >= VOICES[source].examples:
            return answer
        code = self.setting.codes[answer.place]
        text, on = self.examples.write(rater.person.id, code, day, self.dice)
        return replace(answer, example=text, example_on=on)

    def _as_seen(self, answer: Answer, member: Member) -> Answer:
        is_unseen = self.setting.codes[answer.place] in self.unseen.get(member.name, ())
        return Answer(answer.place, None, None) if is_unseen else answer

    def _rows(self, form: Assessment, answers: list[Answer]) -> list[dict[str, Any]]:
        return [
            {
                "assessment_id": form.id,
                "competency_id": self.setting.competencies[answer.place].id,
                "level": answer.level,
                "is_applicable": answer.level is not None,
                "confidence": answer.confidence,
                "example": answer.example,
                "example_on": answer.example_on,
                "rated_at": form.started_at + timedelta(minutes=MINUTES_AN_ANSWER * (count + 1)),
                "version": 1,
            }
            for count, answer in enumerate(answers)
        ]
