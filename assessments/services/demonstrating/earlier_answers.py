"""What others saw before people were asked about themselves: whatever comes later has a before."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from assessments.models.assessment import Assessment, AssessmentCycle
from assessments.services.demonstrating.answers import Answer
from assessments.services.demonstrating.forms import Forms
from assessments.services.demonstrating.levels import Numbers
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.rounds import add_earlier_round
from assessments.services.demonstrating.setting import YEAR, Setting
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource

NUMBER = 0
"""As which the file counts this round."""
NOISE = 0.35
"""The same eyes see much the same again: how strict somebody is, and what they think of somebody
in general, stays. What differs is this, in levels."""


def add_earlier_answers(setting: Setting, cast: Cast, forms: Forms, later: AssessmentCycle) -> None:
    """Add what coaches, and some colleagues, answered about those whom they answer about later.

    Who has learned something since had not learned it yet.
    """
    cycle = add_earlier_round(setting)
    dice = setting.dice("earlier answers")
    earlier = Forms(
        setting, cast, forms.truths, forms.examples, forms.told, dice, unseen=forms.unseen
    )
    years = (later.closes_on - cycle.closes_on).days / YEAR
    learned = _learned(setting)
    for form, answers in _repeated(setting, cast, forms, later, frozenset(learned), dice):
        member = cast.by_id[form.person_id]
        risen = forms.truths[member.name].growth * years + learned.get(member.name, 0.0)
        levels = _before(answers, risen, dice)
        if member.years > setting.years_before(cycle.opens_on):
            earlier.add(
                cycle, NUMBER, member, cast.by_id[form.rater_id], form.source, levels=levels
            )
    earlier.write()


def _repeated(
    setting: Setting,
    cast: Cast,
    forms: Forms,
    later: AssessmentCycle,
    planners: frozenset[str],
    dice: np.random.Generator,
) -> Iterator[tuple[Assessment, list[Answer]]]:
    """Yield the later forms whose raters had answered before about the same people."""
    told = setting.read("rounds")["earlier"]
    for form, answers in forms.of(later, AssessmentSource.COACH):
        name = cast.by_id[form.person_id].name
        # Who sent a plan knew the gaps that it was drawn from.
        is_told = name in told["peers"] or name in planners
        if dice.random() < told["answers"] or is_told:
            yield form, answers
    asked: Counter[str] = Counter()
    for form, answers in forms.of(later, AssessmentSource.PEER):
        name = cast.by_id[form.person_id].name
        if asked[name] < told["peers"].get(name, 0):
            asked[name] += 1
            yield form, answers


def _before(
    answers: list[Answer], risen: Numbers | float, dice: np.random.Generator
) -> list[int | None]:
    later = np.array([np.nan if each.level is None else each.level for each in answers])
    seen = np.clip(np.rint(later - risen + dice.normal(0, NOISE, len(later))), LOWEST, HIGHEST)
    return [None if np.isnan(level) else int(level) for level in seen]


def _learned(setting: Setting) -> dict[str, Numbers]:
    """Return what people have learned between the two, in the order of the framework."""
    found: dict[str, Numbers] = {}
    for entry in setting.read("plans")["earlier"]:
        levels = np.array([float(entry["learned"].get(code, 0.0)) for code in setting.codes])
        for name in entry["people"]:
            found[name] = found.get(name, 0.0) + levels
    return found
