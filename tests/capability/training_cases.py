"""Gaps, offers and wishes to plan training with."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from capability.training_plan import Offer, Wishes

NEW_YEAR = date(2026, 1, 1)


def gaps(**widths):
    return pd.DataFrame({"competency": [*widths], "gap": [*widths.values()], "weight": 1.0})


def offer(rows, taught, **others):
    """Return an offer of (activity, cost, hours[, duration]) and (activity, competency, gain)."""
    columns = ["activity", "cost", "hours", "duration"]
    activities = pd.DataFrame([(*row, 1)[:4] for row in rows], columns=columns)
    learning = others.pop("learning", None)
    if learning:
        activities["learning"] = learning
    return Offer(
        activities, pd.DataFrame(taught, columns=["activity", "competency", "gain"]), **others
    )


def wishes(**given):
    return Wishes(**({"starts_on": NEW_YEAR} | given))


def sessions(*rows):
    return pd.DataFrame(rows, columns=["activity", "starts_on", "seats"])


def quarters(schedule):
    return {each.activity: each.quarter for each in schedule.placed}


def reasons(schedule):
    return dict(schedule.left_out)


# Two activities of 10 hours, each for a gap of its own; what follows limits them one by one.
TWO = gaps(risk=1.0, cost=1.0)
PAIR = ([("a", 100, 10), ("b", 100, 10)], [("a", "risk", 0.5), ("b", "cost", 0.4)])


def a_small_case(seed):
    rng = np.random.default_rng(seed)
    count, codes = int(rng.integers(1, 6)), [f"c{n}" for n in range(rng.integers(1, 4))]
    names = [f"a{n}" for n in range(count)]
    wanted = pd.DataFrame(
        {
            "competency": codes,
            "gap": rng.choice([0.3, 0.5, 1.0, 1.5], len(codes)),
            "weight": rng.choice([0.1, 0.25, 0.5], len(codes)),
        }
    )
    rows = [
        (name, 100 * rng.integers(0, 4), 4 * rng.integers(0, 4), rng.choice([1, 1, 2]))
        for name in names
    ]
    taught = [
        (name, code, rng.choice([0.1, 0.2, 0.3, 0.5]))
        for name, code in product(names, codes)
        if rng.random() < 0.7
    ]
    pairs = [(f"a{a}", f"a{b}") for a, b in rng.integers(0, count, (2, 2)) if a > b]
    some = rng.random(count) < 0.4
    dates = sessions(
        *(
            (name, date(2026, int(rng.choice([1, 4, 7])), 5), rng.integers(0, 3))
            for name, has_dates in zip(names, some, strict=True)
            if has_dates
        )
    )
    limits = wishes(
        quarters=int(rng.integers(1, 4)),
        budget=100.0 * rng.integers(0, 9),
        hours=4.0 * rng.integers(0, 9),
        quarter_budget=float(rng.choice([200, 400, np.inf])),
        quarter_hours=float(rng.choice([6, 8, np.inf])),
        at_once=rng.choice([1, 2, None]),
        pinned=names[:1] if rng.random() < 0.2 else (),
    )
    case = offer(rows, taught, sessions=dates, prerequisites=pairs[:1], exclusions=pairs[1:])
    return wanted, case, limits
