"""What people of the demo can truly do: in no table, but answers and outcomes come from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessments.services.demonstrating.people import Cast, Member, usual_levels
from assessments.services.demonstrating.setting import Setting
from capability.scale import HIGHEST, LOWEST

Numbers = NDArray[np.float64]

PERSON_SD = 0.45
PROFILE_SD = 0.45
TOLD_SD = 0.2
YEARLY_GROWTH = (0.18, 0.2)
# A manager effect of .15 of the variance of outcomes, tied to competence by r = .5.
EFFECT_SD = 0.15**0.5
VALIDITY = 0.5


@dataclass(frozen=True, slots=True)
class Truth:
    """The true levels of one person today, the yearly growth, and the effect on projects."""

    usual: Numbers
    levels: Numbers
    growth: float
    effect: float

    def then(self, years_ago: float) -> Numbers:
        """Return the true levels some years ago."""
        return np.clip(self.levels - self.growth * years_ago, LOWEST, HIGHEST)


def draw_truths(setting: Setting, cast: Cast) -> dict[str, Truth]:
    """Return what everybody truly can."""
    dice = setting.dice("levels")
    return {member.name: _truth(setting, member, dice) for member in cast}


def _truth(setting: Setting, member: Member, dice: np.random.Generator) -> Truth:
    usual = usual_levels(setting, member.person)
    person = dice.normal(0, PERSON_SD)
    drawn = usual + person + dice.normal(0, PROFILE_SD, len(usual))
    told = _told(setting, member, dice.normal(0, TOLD_SD, len(usual)))
    levels = np.clip(np.where(np.isnan(told), drawn, told), LOWEST, HIGHEST)
    better = float(np.mean(levels - usual)) / PERSON_SD
    noise = dice.normal() * (1 - VALIDITY**2) ** 0.5
    return Truth(
        usual=usual,
        levels=levels,
        growth=max(float(dice.normal(*YEARLY_GROWTH)), 0.0),
        effect=EFFECT_SD * (VALIDITY * better + noise),
    )


def _told(setting: Setting, member: Member, scatter: Numbers) -> Numbers:
    """Return the levels that the list of people tells, NaN where it tells none."""
    told = np.full(len(scatter), np.nan)
    if not member.distance or member.person.role_id is None:
        return told
    profile = setting.profiles[member.person.role_id]
    for place, competency in enumerate(setting.competencies):
        distance = _distance(member, competency.code, competency.area.code)
        required = profile[competency.id].required
        if distance is not None and required is not None:
            told[place] = required + distance + scatter[place]
    return told


def _distance(member: Member, competency: str, area: str) -> float | None:
    if competency in member.distance and competency != area:
        return member.distance[competency]
    return member.distance.get(area)
