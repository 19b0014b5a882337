"""Where people stand against role profiles: by competency, by area, strengths and gaps."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.frames import (
    AGREED,
    ANSWERS,
    AREA_ESTIMATES,
    ESTIMATES,
    REQUIREMENTS,
    SOURCES,
    check_frame,
    check_known,
)
from capability.gaps import (
    NAMED_GAPS,
    Standing,
    expected_gap,
    priority_order,
    probability_met,
    standing,
)
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource

COMPETENCY_COLUMNS: Final = (
    "person",
    "competency",
    "area",
    "basis",
    "is_own_view",
    "level",
    "estimate",
    "sd",
    "low",
    "high",
    "required",
    "weight",
    "is_critical",
    "gap",
    "probability_met",
    "standing",
)
AREA_COLUMNS: Final = (
    "person",
    "area",
    "basis",
    "is_own_view",
    "level",
    "sd",
    "low",
    "high",
    "required",
    "gap",
    "probability_met",
    "standing",
    "competencies",
    "claimed",
)
STRENGTHS: Final = (Standing.ABOVE, Standing.MEETS, Standing.PROBABLY_MEETS)


class Basis(StrEnum):
    """What a level rests on."""

    UNKNOWN = "unknown"
    CLAIMED = "claimed"
    EVIDENCED = "evidenced"
    AGREED = "agreed"


class Side(StrEnum):
    """Which end of a map a row belongs to."""

    STRENGTH = "strength"
    GAP = "gap"


def map_people(
    estimates: pd.DataFrame,
    requirements: pd.DataFrame,
    answers: pd.DataFrame,
    agreed: pd.DataFrame,
) -> pd.DataFrame:
    """Return where each person stands in each competency of their profile.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``person, competency, level, sd, low, high`` of :func:`capability.scoring.estimate_levels`.
    requirements : pandas.DataFrame
        ``competency, area, required`` (NaN: not asked), ``weight, is_critical``, and ``person``
        where each person has a profile of their own. Without ``person`` the profile holds for
        everybody in ``estimates``. What is not in the profile is not in the map.
    answers : pandas.DataFrame
        ``person, competency, source, level`` (NaN: not applicable), ``has_example``; what remains
        after :func:`capability.frames.drop_small_groups`. At most one answer of the person about
        one competency; any number from others.
    agreed : pandas.DataFrame
        ``person, competency, level, agreed_on``; the latest counts.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, area, basis, is_own_view, level, estimate, sd, low, high, required,
        weight, is_critical, gap, probability_met, standing``, in the order of the requirements.
        ``level`` is what is drawn, ``estimate`` what the scoring says.

    Raises
    ------
    FrameError

    Notes
    -----
    ========= ====================== ====================== ===================================
    Row       level                  low, high              gap, probability_met
    ========= ====================== ====================== ===================================
    agreed    agreed                 agreed                 ``max(required - agreed, 0)``, 0 / 1
    own view  the person's answer    those of the estimate  of the answer, sd of the estimate
    unknown   NaN                    those of the estimate  NaN
    otherwise estimate               those of the estimate  of the estimate
    ========= ====================== ====================== ===================================

    A person's own view leads while nobody else has answered anything about them; the first other
    answer, on whatever competency, lets the estimate lead everywhere. The basis stays a matter of
    each competency. Where nobody answered, the estimate is only what is usual, and is not drawn.
    """
    rows = _profile_rows(requirements, estimates)
    rows = _with_estimates(rows, estimates, ESTIMATES, "competency")
    rows = rows.rename(columns={"level": "estimate"})
    said = _with_answers(rows, answers)
    settled = _with_agreed(rows, agreed)
    is_agreed = settled.notna().to_numpy()
    rows["basis"] = np.select(
        [is_agreed, said["is_evidenced"], said["own"].notna()],
        [Basis.AGREED.value, Basis.EVIDENCED.value, Basis.CLAIMED.value],
        Basis.UNKNOWN.value,
    )
    rows["basis"] = [Basis(basis) for basis in rows["basis"]]
    rows["is_own_view"] = said["is_alone"].to_numpy() & ~is_agreed
    drawn = np.where(rows["is_own_view"], said["own"], rows["estimate"])
    drawn = np.where(rows["basis"] == Basis.UNKNOWN, np.nan, drawn)
    rows["level"] = np.where(is_agreed, settled, drawn)
    for side in ("low", "high"):
        rows[side] = np.where(is_agreed, settled, rows[side])
    return _judged(rows, is_agreed)[list(COMPETENCY_COLUMNS)]


def map_areas(people_map: pd.DataFrame, area_estimates: pd.DataFrame) -> pd.DataFrame:
    """Return where each person stands in each area of their profile.

    Parameters
    ----------
    people_map : pandas.DataFrame
        From :func:`map_people`.
    area_estimates : pandas.DataFrame
        ``person, area, level, sd, low, high`` of :func:`capability.scoring.estimate_areas`, with
        the weights of the requirements.

    Returns
    -------
    pandas.DataFrame
        ``person, area, basis, is_own_view, level, sd, low, high, required, gap, probability_met,
        standing, competencies, claimed``: areas of the profile in which anything is asked, in its
        order. ``competencies`` counts those asked, ``claimed`` those of them that are claimed.

    Raises
    ------
    FrameError

    Notes
    -----
    ``level`` is the weighted mean of the levels drawn, over the competencies asked that have one;
    ``required`` that of all that are asked. The range is that of the area's estimate, moved along
    where agreed levels or the person's own view draw the level elsewhere, clipped to the scale;
    where every answered competency is agreed nothing is in doubt, and low = high = level.

    The basis is UNKNOWN when no competency has a level; CLAIMED when at least half of the weight
    that has one is claimed; AGREED when all of it is agreed; EVIDENCED otherwise. An area counts
    as own view when any of its levels does.
    """
    asked = people_map[people_map["required"].notna()]
    rows = _area_rows(asked)
    rows = _with_estimates(rows, area_estimates, AREA_ESTIMATES, "area").rename(
        columns={"level": "estimate"}
    )
    is_agreed = (rows["basis"] == Basis.AGREED).to_numpy()
    moved = np.where(rows["level"].isna(), 0.0, rows["level"] - rows["estimate"])
    for side in ("low", "high"):
        shifted = np.clip(rows[side] + moved, LOWEST, HIGHEST)
        rows[side] = np.where(is_agreed, rows["level"], shifted)
    return _judged(rows, is_agreed)[list(AREA_COLUMNS)]


def strengths_and_gaps(people_map: pd.DataFrame, *, n: int = 3) -> pd.DataFrame:
    """Return up to ``n`` strengths and ``n`` gaps of each person, the largest first.

    A strength meets what is asked, at least probably; strengths are ordered by how far the level
    drawn is above it. A gap is one that the evidence names; gaps stand in the order of
    :func:`capability.gaps.priority_order`. Equal ones stand by name of the competency.

    Parameters
    ----------
    people_map : pandas.DataFrame
        From :func:`map_people`.
    n : int

    Returns
    -------
    pandas.DataFrame
        The columns of the map with ``side`` and ``place`` (1 is the first), by person in the order
        of the map, strengths before gaps.
    """
    strong = people_map[people_map["standing"].isin(STRENGTHS)]
    over = (strong["level"] - strong["required"]).to_numpy(float)
    by_name = strong["competency"].astype(str).to_numpy(object)
    strong = strong.iloc[np.lexsort((by_name, -over))].assign(side=Side.STRENGTH)
    short = priority_order(people_map[people_map["standing"].isin(NAMED_GAPS)])
    both = pd.concat([strong, short.assign(side=Side.GAP)])
    place = both.groupby(["person", "side"]).cumcount() + 1
    both = both.assign(place=place)[place <= n]
    person = pd.Index(people_map["person"].unique()).get_indexer(both["person"])
    # Stable, so that sides and places keep their order inside a person.
    return both.iloc[np.argsort(person, kind="stable")].reset_index(drop=True)


def _profile_rows(requirements: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    if "person" in requirements.columns:
        return check_frame(requirements, REQUIREMENTS, unique=("person", "competency"))
    profile = check_frame(requirements, REQUIREMENTS, unique=("competency",))
    people = check_frame(estimates, ESTIMATES)["person"].drop_duplicates()
    return people.to_frame().merge(profile, how="cross")


def _with_estimates(
    rows: pd.DataFrame, estimates: pd.DataFrame, columns: Iterable[Any], name: str
) -> pd.DataFrame:
    known = check_frame(estimates, tuple(columns), unique=("person", name))
    return _joined(rows, known, ["person", name])


def _with_answers(rows: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return for each row what the person said, whether it is evidenced, whether alone."""
    checked = check_frame(answers, ANSWERS)
    check_known(checked["source"], SOURCES)
    given = checked[checked["level"].notna()]
    is_own = given["source"] == AssessmentSource.SELF
    # The person's answers only: others may be many about one competency.
    check_frame(given[is_own], ANSWERS, unique=("person", "competency"))
    ...
