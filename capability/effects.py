"""Whether an activity works here: levels before and after, beside people who did without it.

Those who take a course are mostly those who stand low just then, and a low reading rises by
itself. So a plain before-and-after, and even one beside everybody else, credits the course with
what would have happened anyway; only people who stood as low can say what that is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import CHANGES, CLAIMS, COMPLETIONS, SIGHTINGS, check_frame
from capability.gaps import CREDITED_SHARE, MOST_GAIN

Numbers = NDArray[np.float64]

PRIOR_VARIANCE: Final = 0.05
FEWEST: Final = 5
NEIGHBOURS: Final = 5
CALIPER: Final = 0.5
ROUNDING: Final = 1e-9
NORMAL_90: Final = 1.645

SETTLED: Final = pd.Timedelta(days=30)
"""So long after its end an activity can have shown what it brings."""
NEAR: Final = pd.Timedelta(days=550)


def activity_effects(
    changes: pd.DataFrame, claims: pd.DataFrame, *, fewest: int = FEWEST
) -> pd.DataFrame:
    """Return what each activity brings, as far as the organisation's own figures show it.

    Parameters
    ----------
    changes : pandas.DataFrame
        ``person, competency, activity, before, after``, levels 0-5: one row for somebody's level
        in a competency before and some months after. ``activity`` is what the person completed in
        between for this competency; blank where there was nothing: these rows are what others are
        compared with. The levels must rest on more than the person's own view.
    claims : pandas.DataFrame
        ``activity, competency, claim``: what the catalogue claims, in levels.
    fewest : int
        Fewest people on either side for a comparison; below it there is no evidence.

    Returns
    -------
    pandas.DataFrame
        One row a claim, in its order: ``activity, competency, claim``; ``n`` who took it;
        ``n_comparison`` people compared with them; ``difference`` with ``difference_low`` and
        ``difference_high`` (95 %), what the comparison shows (blank without evidence);
        ``effect, sd, low, high``, what to expect, in levels, with its 90 % range;
        ``has_evidence``; ``is_shown``: the whole range of the difference lies above 0, and only
        then may the activity be called shown to work.

    Raises
    ------
    FrameError

    Notes
    -----
    Each participant is compared with the five people of the nearest level before, in the same
    competency and at most half a level away, and all as near as the fifth; everybody enters once.
    The difference is the coefficient of taking part in ``after ~ 1 + before + taking part``.
    Before any evidence an effect is expected at .6 of the claim, .8 levels at most, with variance
    .05, and the two are weighed by their precision. Training changes behaviour by some .4 levels
    as published [1]_, and what is published is optimistic.

    References
    ----------
    .. [1] Arthur, Bennett, Edens & Bell (2003), Effectiveness of training in organizations,
       *Journal of Applied Psychology* 88.

    Examples
    --------
    >>> claims = pd.DataFrame({"activity": ["course"], "competency": ["risk"], "claim": [0.5]})
    >>> activity_effects(pd.DataFrame(), claims)[["n", "effect", "has_evidence"]]
       n  effect  has_evidence
    0  0     0.3         False
    """
    seen = check_frame(changes, CHANGES)
    claimed = check_frame(claims, CLAIMS, unique=("activity", "competency"))
    # In one order, so that rounding is the same whatever the order of the rows.
    seen = seen.sort_values(["before", "after"], kind="stable")
    by_competency = dict(list(seen.groupby("competency", sort=False, observed=True)))
    rows = [
        _effect(by_competency.get(competency, seen.iloc[:0]), activity, claim, fewest)
        for activity, competency, claim in claimed.itertuples(index=False)
    ]
    found = pd.DataFrame(rows, columns=_COLUMNS).astype(_TYPES)
    return pd.concat([claimed.reset_index(drop=True), found], axis=1)


_COLUMNS: Final = [
    *("n", "n_comparison", "difference", "difference_low", "difference_high"),
    *("effect", "sd", "low", "high", "has_evidence", "is_shown"),
]
_TYPES: Final = {
    name: "int64" if name.startswith("n") else "bool" if name[:3] in ("has", "is_") else "float64"
    for name in _COLUMNS
}


def _effect(seen: pd.DataFrame, activity: object, claim: float, fewest: int) -> tuple[Any, ...]:
    """Return one row of :func:`activity_effects` after the claim."""
    took = seen[seen["activity"] == activity]
    others = seen[seen["activity"].isna() & ~seen["person"].isin(took["person"])]
    matched = others.iloc[_nearest(took["before"].to_numpy(), others["before"].to_numpy())]
    counts = (took["person"].nunique(), matched["person"].nunique())
    prior = min(CREDITED_SHARE * claim, MOST_GAIN)
    if min(counts) < fewest:
        return (*counts, *[np.nan] * 3, prior, *_range(prior, PRIOR_VARIANCE), False, False)
    # A third of a second to import, and needed only where there is something to compare.
    from scipy.special import stdtrit

    difference, variance, freedom = _compare(took, matched)
    reach = float(stdtrit(freedom, 0.975)) * np.sqrt(variance)
    weight = PRIOR_VARIANCE / (PRIOR_VARIANCE + variance)
    effect = weight * difference + (1 - weight) * prior
    band = (difference, difference - reach, difference + reach)
    ranges = _range(effect, weight * variance)
    return (*counts, *band, effect, *ranges, True, bool(difference - reach > 0))


def _nearest(took: Numbers, others: Numbers) -> NDArray[np.intp]:
    """Return the positions of all who are among the nearest to anybody who took it."""
    away = np.abs(others[None, :] - took[:, None])
    # Everybody as near as the fifth, so that a name cannot decide who is compared with.
    fifth = np.sort(away, axis=1)[:, :NEIGHBOURS].max(axis=1, initial=0.0)
    reach = np.minimum(fifth, CALIPER) + ROUNDING
    return np.flatnonzero((away <= reach[:, None]).any(axis=0))


def _compare(took: pd.DataFrame, matched: pd.DataFrame) -> tuple[float, float, int]:
    """Return the difference of taking part, its variance and the degrees of freedom."""
    both = pd.concat([took, matched])
    before = both["before"].to_numpy(float)
    takes_part = np.repeat([1.0, 0.0], [len(took), len(matched)])
    design = np.column_stack([np.ones(len(both)), before, takes_part])
    after = both["after"].to_numpy(float)
    # Where all stood at one level before, the constant and that level say the same.
    inverse = np.linalg.pinv(design.T @ design)
    coefficients = inverse @ design.T @ after
    freedom = len(both) - int(np.linalg.matrix_rank(design))
    residual = after - design @ coefficients
    return (
        float(coefficients[2]),
        float(residual @ residual / freedom * inverse[2, 2]),
        freedom,
    )


def _range(effect: float, variance: float) -> tuple[float, float, float]:
    sd = float(np.sqrt(variance))
    return sd, effect - NORMAL_90 * sd, effect + NORMAL_90 * sd


@dataclass(frozen=True, slots=True)
class _Round:
    """What others saw of somebody in one competency in one round, by source."""

    first_on: pd.Timestamp
    last_on: pd.Timestamp
    levels: dict[Any, float]


@dataclass(frozen=True, slots=True)
class _Done:
    """What somebody did for one competency, from its first day to its last."""

    activity: Any
    started_on: pd.Timestamp
    completed_on: pd.Timestamp


def find_changes(sightings: pd.DataFrame, completions: pd.DataFrame) -> pd.DataFrame:
    """Return the levels that others saw before and after, for :func:`activity_effects`.

    Parameters
    ----------
    sightings : pandas.DataFrame
        ``person, competency, source, round, level, first_on, last_on``: what one source saw in
        one round, as a mean, with the days of its first and last answer. The person's own view
        stays out, and so do groups too small to be used.
    completions : pandas.DataFrame
        ``person, competency, activity, started_on, completed_on``: a row for each competency that
        something completed was for; ``activity`` is blank where it is in no catalogue.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, activity, before, after``, by competency, person and activity.

    Raises
    ------
    FrameError

    Notes
    -----
    Before is the last round that was over when an activity began, after the first one that began
    a month or more after its end; neither lies more than a year and a half away. Only sources that
    spoke both times count, evenly: a new voice is no change. Where something else for the same
    competency falls in between, the two cannot be told apart, and neither is used. Whoever did
    nothing between two rounds in a row is somebody to compare with, once: with the last such two.

    Examples
    --------
    >>> day = pd.Timestamp
    >>> seen = {"person": "ada", "competency": "risk", "source": "coach", "round": [1, 2]}
    >>> seen |= {"level": [2.0, 3.0], "first_on": [day("2025-05-01"), day("2025-11-01")]}
    >>> done = {"person": ["ada"], "competency": "risk", "activity": "course"}
    >>> done |= {"started_on": day("2025-06-01"), "completed_on": day("2025-06-02")}
    >>> seen, done = pd.DataFrame(seen | {"last_on": seen["first_on"]}), pd.DataFrame(done)
    >>> find_changes(seen, done)[["activity", "before", "after"]].values.tolist()
    [['course', 2.0, 3.0]]
    """
    one = ("person", "competency", "source", "round")
    rounds = _rounds(check_frame(sightings, SIGHTINGS, unique=one))
    done = _done(check_frame(completions, COMPLETIONS))
    rows = []
    for key, seen in rounds.items():
        competency, person = key
        for activity, before, after in _pairs(seen, done.get(key, [])):
            shared = before.levels.keys() & after.levels.keys()
            if shared:
                levels = [fmean(each.levels[name] for name in shared) for each in (before, after)]
                rows.append((person, competency, activity, *levels))
    found = pd.DataFrame(rows, columns=["person", "competency", "activity", "before", "after"])
    return found.astype({"activity": object, "before": float, "after": float})


def _rounds(sightings: pd.DataFrame) -> dict[tuple[Any, Any], list[_Round]]:
    """Return the rounds in which others saw somebody in a competency, the earliest first."""
    days: dict[tuple[Any, Any, Any], list[Any]] = {}
    for person, competency, source, name, level, first_on, last_on in sightings.itertuples(
        index=False
    ):
        days.setdefault((competency, person, name), []).append((first_on, last_on, source, level))
    found: dict[tuple[Any, Any], list[_Round]] = {}
    for (competency, person, _), seen in days.items():
        levels = {source: level for *_, source, level in seen}
        one = _Round(min(each[0] for each in seen), max(each[1] for each in seen), levels)
        found.setdefault((competency, person), []).append(one)
    for each in found.values():
        each.sort(key=lambda one: (one.last_on, one.first_on))
    return found


def _done(completions: pd.DataFrame) -> dict[tuple[Any, Any], list[_Done]]:
    found: dict[tuple[Any, Any], list[_Done]] = {}
    rows = completions.itertuples(index=False)
    for person, competency, activity, started_on, completed_on in rows:
        one = _Done(None if pd.isna(activity) else activity, started_on, completed_on)
        found.setdefault((competency, person), []).append(one)
    return found


def _pairs(seen: list[_Round], done: list[_Done]) -> Iterator[tuple[Any, _Round, _Round]]:
    """Return the activities with the rounds before and after, and one pair without any."""
    told = set()
    for each in sorted(done, key=lambda one: (one.started_on, str(one.activity))):
        before = max((one for one in seen if one.last_on <= each.started_on),
                     key=lambda one: one.last_on, default=None)  # fmt: skip
        after = min((one for one in seen if one.first_on >= each.completed_on + SETTLED),
                    key=lambda one: one.first_on, default=None)  # fmt: skip
        if before is None or after is None or each.activity is None or each.activity in told:
            continue
        is_near = (
            each.started_on - before.last_on <= NEAR and after.first_on - each.completed_on <= NEAR
        )
        if is_near and _between(before, after, done) == [each]:
            told.add(each.activity)
            yield each.activity, before, after
    for before, after in reversed(list(pairwise(seen))):
        is_near = before.last_on < after.first_on <= before.last_on + NEAR
        if is_near and not _between(before, after, done):
            yield None, before, after
            return


def _between(before: _Round, after: _Round, done: list[_Done]) -> list[_Done]:
    """Return what may have had its effect between two rounds."""
    return [
        each
        for each in done
        if each.started_on < after.first_on and each.completed_on + SETTLED > before.last_on
    ]
