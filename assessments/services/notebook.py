"""Cells for analysts: how ``capability`` is called on tables of one's own.

Each cell goes on from those before it, as in a notebook; ``output`` is what it prints, and a test
runs them all. The page puts the prose beside them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """Some lines of Python, and what they print."""

    name: str
    code: str
    output: str


CELLS = (
    Cell(
        "levels",
        """\
from datetime import date

import pandas as pd

from capability.scoring import ScoringModel, estimate_levels

today = date(2026, 6, 30)
ratings = pd.DataFrame(
    [
        ("ana", "ana", "self", "risk", 4, date(2026, 6, 1)),
        ("ana", "ana", "self", "scope", 4, date(2026, 6, 1)),
        ("ana", "coach", "coach", "risk", 2, date(2026, 6, 8)),
        ("ana", "coach", "coach", "scope", 3, date(2026, 6, 8)),
    ],
    columns=["person", "rater", "source", "competency", "level", "rated_on"],
)
model = ScoringModel(means={"risk": 2.6, "scope": 2.6, "leadership": 2.6})
levels = estimate_levels(ratings, model, as_of=today)
print(levels.round(2).to_string(index=False))
""",
        """\
person competency  level   sd  low  high
   ana       risk   2.54 0.46 1.74  3.35
   ana      scope   2.87 0.46 2.07  3.67
   ana leadership   2.67 0.58 1.67  3.67
""",
    ),
    Cell(
        "sources",
        """\
from capability.scoring import explain_levels

shares = explain_levels(ratings, model, as_of=today)
risk = shares[shares["competency"] == "risk"]
print(risk[["source", "contribution"]].round(2).to_string(index=False))
""",
        """\
source  contribution
  self          0.14
 coach         -0.20
""",
    ),
    Cell(
        "gaps",
        """\
from capability.gaps import expected_gap, probability_met

ana = levels.set_index("competency")
asked = pd.Series({"risk": 3.0, "scope": 3.0, "leadership": 3.0})
print(pd.DataFrame({
    "gap": expected_gap(ana["level"], ana["sd"], asked[ana.index]),
    "met": probability_met(ana["level"], ana["sd"], asked[ana.index]),
}, index=ana.index).round(2))
""",
        """\
             gap   met
competency
risk        0.50  0.16
scope       0.26  0.39
leadership  0.43  0.29
""",
    ),
    Cell(
        "readiness",
        """\
from capability.forecast import joint_readiness
from capability.scoring import level_covariances

doubt = level_covariances(ratings, model, as_of=today)["ana"]
together = joint_readiness(levels["level"], doubt, asked[levels["competency"]])
each = probability_met(levels["level"], levels["sd"], asked[levels["competency"]].to_numpy())
print(f"all at once {together:.2f}, product of the single ones {each.prod():.2f}")
""",
        """\
all at once 0.06, product of the single ones 0.02
""",
    ),
    Cell(
        "plan",
        """\
from capability.training_plan import plan_training

gaps = pd.DataFrame({"competency": ["risk", "leadership"], "gap": [1.2, 0.8], "weight": [0.6, 0.4]})
offer = pd.DataFrame({
    "activity": ["risk_course", "leading_teams", "mentoring"],
    "cost": [900, 1200, 0],
    "hours": [16, 24, 12],
})
gains = pd.DataFrame({
    "activity": ["risk_course", "leading_teams", "mentoring", "mentoring"],
    "competency": ["risk", "leadership", "risk", "leadership"],
    "gain": [0.5, 0.5, 0.2, 0.3],
})
plan = plan_training(gaps, offer, gains, budget=1000, hours=40)
print(plan.activities, round(plan.value, 3), plan.cost, plan.hours)
""",
        """\
('risk_course', 'mentoring') 0.516 900.0 28.0
""",
    ),
    Cell(
        "outlook",
        """\
from capability.forecast import project_levels

steps = pd.DataFrame({"competency": ["risk", "risk"], "gain": [0.5, 0.2], "ends_in": [2, 4]})
then = project_levels(levels[["competency", "level", "sd"]], steps, months=12)
print(then.round(2).to_string(index=False))
""",
        """\
competency  level   sd  low  high
      risk   3.24 0.62 2.18  4.31
     scope   2.87 0.53 1.96  3.78
leadership   2.67 0.63 1.58  3.76
""",
    ),
    Cell(
        "mentors",
        """\
from capability.mentoring import match_mentors

affinity = pd.DataFrame(
    [[0.9, 0.7], [0.8, 0.3], [0.6, None]],
    index=["ana", "bo", "chen"], columns=["mira", "noel"], dtype=float,
)
print(match_mentors(affinity, pd.Series({"mira": 2, "noel": 1})).to_string(index=False))
""",
        """\
mentee mentor  affinity
   ana   noel       0.7
    bo   mira       0.8
  chen   mira       0.6
""",
    ),
    Cell(
        "fairness",
        """\
from capability.fairness import judge_ratios

found = judge_ratios(
    pd.Series({"north": 48, "south": 12, "isle": 2}),
    pd.Series({"north": 80, "south": 40, "isle": 4}),
)
print(found[["group", "rate", "ratio", "p_value"]].round(4).to_string(index=False))
print([each.value for each in found["finding"]])
""",
        """\
group  rate  ratio  p_value
north   0.6    1.0   1.0000
south   0.3    0.5   0.0034
 isle   NaN    NaN      NaN
['alike', 'lower', 'too_small']
""",
    ),
)
