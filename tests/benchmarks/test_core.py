"""The core beside the bare solver on the same matrices.

Run by name (``make bench``), never by default. What the core adds (checking, building, reading
back) is to stay within three tenths of what the solver takes by itself.
"""

import time
from datetime import date

import numpy as np
import pandas as pd
import pytest
import scipy.optimize

from capability.mentoring import match_mentors
from capability.training_plan import Offer, Wishes, schedule_training

MOST_OVERHEAD = 0.30


def recorded(monkeypatch, name):
    """Note the arguments of every call of a solver."""
    calls, bare = [], getattr(scipy.optimize, name)

    def note(*arguments, **named):
        calls.append((arguments, named))
        return bare(*arguments, **named)

    monkeypatch.setattr(scipy.optimize, name, note)
    return calls, bare


def seconds(*works, rounds=5):
    """Return the least time of each, by turns: the round that was least disturbed."""
    least = [np.inf] * len(works)
    for _ in range(rounds):
        for at, work in enumerate(works):
            begun = time.perf_counter()
            work()
            least[at] = min(least[at], time.perf_counter() - begun)
    return least


def a_case(seed):
    """Return 25 candidates for a year, of which money, hours and quarters allow some."""
    rng = np.random.default_rng(seed)
    names, codes = [f"a{n:02}" for n in range(25)], [f"c{n:02}" for n in range(25)]
    gaps = pd.DataFrame(
        {"competency": codes, "gap": rng.uniform(0, 1.5, 25), "weight": rng.dirichlet([1.0] * 25)}
    )
    activities = pd.DataFrame(
        {
            "activity": names,
            "cost": 100.0 * rng.integers(0, 30, 25),
            "hours": rng.integers(2, 40, 25),
            "duration": rng.choice([1, 1, 1, 2], 25),
        }
    )
    gains = pd.DataFrame(
        [(n, c, rng.uniform(0.1, 0.6)) for n in names for c in rng.choice(codes, 3, False)],
        columns=["activity", "competency", "gain"],
    )
    needs = [(f"a{a:02}", f"a{b:02}") for a, b in rng.integers(0, 25, (4, 2)) if a > b]
    wishes = Wishes(date(2026, 1, 1), budget=8000, hours=160, quarter_hours=45, at_once=3)
    return gaps, Offer(activities, gains, prerequisites=needs), wishes


def test_a_plan_of_25_candidates_and_4_quarters(monkeypatch, capsys):
    cases = [a_case(seed) for seed in range(8)]
    calls, bare = recorded(monkeypatch, "milp")
    for case in cases:
        schedule_training(*case)
    monkeypatch.undo()

    *whole, solver = seconds(
        *(lambda case=case: schedule_training(*case) for case in cases),
        lambda: [bare(*arguments, **named) for arguments, named in calls],
        rounds=3,
    )

    overhead = sum(whole) / solver - 1
    with capsys.disabled():
        print(
            f"\nplan, 25 x 4: mean {np.mean(whole):.2f} s, longest {max(whole):.2f} s, "
            f"overhead {100 * overhead:.0f} % over {len(calls)} solver calls"
        )
    assert overhead <= MOST_OVERHEAD


def own_wishes(rng, mentees, mentors):
    """Return how mentees who are each short of something else suit mentors."""
    values = rng.random((mentees, mentors))
    # As in life: below the threshold nobody is proposed.
    values[values < 0.35] = np.nan
    return values


def shared_wishes(rng, mentees, mentors):
    """Return the affinities where nearly everybody would have the same mentors."""
    return 0.9 * rng.random(mentors) + 0.1 * rng.random((mentees, mentors))


# Where wishes are shared six in ten get a place. With places for all the bare solver takes twenty
# minutes for the large case.
@pytest.mark.parametrize(("wishes", "most_places"), [(own_wishes, 9), (shared_wishes, 5)])
@pytest.mark.parametrize(("mentees", "mentors"), [(1_000, 200), (10_000, 2_000)])
def test_a_matching(mentees, mentors, wishes, most_places, capsys):
    rng = np.random.default_rng(0)
    values = wishes(rng, mentees, mentors)
    affinity = pd.DataFrame(values)
    capacity = pd.Series(rng.integers(1, most_places + 1, mentors))
    # The bare solver wants a column for each place, and a number in each cell.
    places = np.repeat(np.arange(mentors), capacity)
    columns = np.nan_to_num(values, nan=0.0)[:, places]
    found, chosen = [], []

    whole, solver = seconds(
        lambda: found.append(match_mentors(affinity, capacity)),
        lambda: chosen.append(scipy.optimize.linear_sum_assignment(columns, maximize=True)),
        rounds=9 if mentees == 1_000 else 1,
    )

    overhead = whole / solver - 1
    with capsys.disabled():
        print(
            f"\nmentors, {mentees} x {mentors}, {wishes.__name__}: {whole:.2f} s, bare solver "
            f"{solver:.2f} s, overhead {100 * overhead:.0f} %, {len(found[-1])} matched"
        )
    assert found[-1]["affinity"].sum() == pytest.approx(columns[chosen[-1]].sum())
    assert overhead <= MOST_OVERHEAD
