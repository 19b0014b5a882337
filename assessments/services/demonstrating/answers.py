"""How people of the demo answer: what is true, seen through each kind of rater."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.services.demonstrating.histories import Histories
from assessments.services.demonstrating.setting import Setting, pick
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource, Confidence

Numbers = NDArray[np.float64]

CONFIDENCES = (Confidence.GUESS, Confidence.FAIRLY_SURE, Confidence.SURE)
CONFIDENCE_CHANCES = (0.15, 0.5, 0.35)
DATED = 0.8
AN_EXAMPLE_REACHES_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Voice:
    """How one kind of rater differs from the truth, in levels; shares of answers left out."""

    slope: float
    leniency: float
    halo: float
    noise: float
    severity: float
    missing: float
    examples: float


VOICES = {
    AssessmentSource.SELF: Voice(0.6, 0.45, 0.6, 0.6, 0.0, 0.04, 0.28),
    AssessmentSource.COACH: Voice(1.0, 0.0, 0.35, 0.5, 0.3, 0.08, 0.1),
    AssessmentSource.PEER: Voice(1.0, 0.15, 0.45, 0.55, 0.3, 0.1, 0.0),
    AssessmentSource.SPONSOR: Voice(1.0, -0.05, 0.45, 0.6, 0.0, 0.15, 0.0),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; no level means not part of the work, or not seen."""

    place: int
    level: int | None
    confidence: Confidence | None
    example: str = ""
    example_on: date | None = None


def draw_levels(
    voice: Voice, truth: Numbers, usual: Numbers, *, bias: float, dice: np.random.Generator
) -> list[int | None]:
    """Return a form's answers in the order of the framework; ``bias`` is the rater's severity."""
    seen = usual + voice.slope * (truth - usual) + voice.leniency + bias
    halo = dice.normal(0, voice.halo)
    heard = np.rint(seen + halo + dice.normal(0, voice.noise, len(truth)))
    is_missing = dice.random(len(truth)) < voice.missing
    return [
        None if left_out else int(level)
        for level, left_out in zip(np.clip(heard, LOWEST, HIGHEST), is_missing, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples that people write beside their answers."""

    setting: Setting
    histories: Histories
    texts: dict[str, list[str]]

    def write(
        self, person_id: int, code: str, by: date, dice: np.random.Generator
    ) -> tuple[str, date | None]:
        """Return an example from one of somebody's projects, mostly with a date."""
        since = by - AN_EXAMPLE_REACHES_BACK
        spells = self.histories.between(person_id, since, by)
        if not spells:
            return "", None
        spell = spells[int(dice.integers(len(spells)))]
        first, last = max(spell.begun, since), min(spell.ended or by, by)
        day = first + timedelta(days=int(dice.integers(0, max((last - first).days, 1))))
        text = pick(dice, self.texts[code]).format(project=spell.project.name)
        return text, day if dice.random() < DATED else None


def give_answers(
    levels: list[int | None],
    places: list[int],
    told: dict[str, Any],
    codes: tuple[str, ...],
    dice: np.random.Generator,
) -> list[Answer]:
    """Return the answers at some places of the framework, with how sure the rater is."""
    told_levels, told_confidence = told.get("levels", {}), told.get("confidence", {})
    answers = []
    for place in places:
        level = told_levels.get(codes[place], levels[place])
        drawn = CONFIDENCES[int(dice.choice(len(CONFIDENCES), p=CONFIDENCE_CHANCES))]
        confidence = Confidence(told_confidence.get(codes[place], drawn))
        answers.append(Answer(place, level, confidence if level is not None else None))
    return answers
