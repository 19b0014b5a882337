"""Where people stand against role profiles: by competency, by area, strengths and gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import (
    AGREED,
    ANSWERS,
    AREA_ESTIMATES,
    ESTIMATES,
    SOURCES,
    Column,
    check_frame,
    check_known,
    check_requirements,
)
from capability.gaps import (
    NAMED_GAPS,
    ROUNDING,
    Standing,
    expected_gap,
    priority_order,
    probability_met,
    standing,
)
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import AssessmentSource

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

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
    rows = _with_estimates(
        _profile_rows(requirements, estimates), estimates, ESTIMATES, "competency"
    )
    said = _heard(rows, answers)
    settled = _settled(rows, agreed)
    is_agreed = ~np.isnan(settled)
    rows["basis"] = _first(
        (is_agreed, Basis.AGREED),
        (said.is_evidenced, Basis.EVIDENCED),
        (~np.isnan(said.own), Basis.CLAIMED),
        otherwise=Basis.UNKNOWN,
    )
    rows["is_own_view"] = said.is_alone & ~is_agreed
    estimated = rows["estimate"].where(rows["basis"] != Basis.UNKNOWN)
    drawn = np.where(rows["is_own_view"], said.own, estimated)
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
    rows = _with_estimates(rows, area_estimates, AREA_ESTIMATES, "area")
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
    profile = check_requirements(requirements)
    if "person" in profile.columns:
        return profile.reset_index(drop=True)
    people = check_frame(estimates, ESTIMATES)["person"].drop_duplicates()
    return people.to_frame().merge(profile, how="cross")


def _with_estimates(
    rows: pd.DataFrame, estimates: pd.DataFrame, columns: Sequence[Column], name: str
) -> pd.DataFrame:
    known = check_frame(estimates, columns, unique=("person", name))
    found = _find(rows, known, name)
    return rows.assign(
        estimate=_taken(known["level"], found),
        **{each: _taken(known[each], found) for each in ("sd", "low", "high")},
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What was answered, by row of the map."""

    own: Numbers
    is_evidenced: Flags
    is_alone: Flags


def _heard(rows: pd.DataFrame, answers: pd.DataFrame) -> _Said:
    checked = check_frame(answers, ANSWERS)
    check_known(checked["source"], SOURCES)
    given = checked[checked["level"].notna()]
    is_own = given["source"] == AssessmentSource.SELF
    own = check_frame(given[is_own], ANSWERS, unique=("person", "competency"))
    others = given[~is_own]
    found = _find(rows, own, "competency")
    has_example = _taken(own["has_example"].astype(float), found) == 1
    has_other = _find(rows, others.drop_duplicates(["person", "competency"]), "competency") >= 0
    return _Said(
        own=_taken(own["level"], found),
        is_evidenced=has_other | has_example,
        is_alone=(
            rows["person"].isin(own["person"]) & ~rows["person"].isin(others["person"])
        ).to_numpy(),
    )


def _settled(rows: pd.DataFrame, agreed: pd.DataFrame) -> Numbers:
    checked = check_frame(agreed, AGREED)
    checked = checked[checked["level"].notna()]
    # Two agreements of one instant contradict each other; any fixed rule serves.
    latest = checked.sort_values(["agreed_on", "level"]).drop_duplicates(
        ["person", "competency"], keep="last"
    )
    return _taken(latest["level"], _find(rows, latest, "competency"))


def _area_rows(asked: pd.DataFrame) -> pd.DataFrame:
    weight = asked["weight"]
    known = asked["level"].notna()
    is_claimed = asked["basis"] == Basis.CLAIMED
    parts = asked[["person", "area"]].assign(
        weight=weight,
        required=weight * asked["required"],
        known=weight * known,
        level=weight * asked["level"],
        known_claimed=weight * (known & is_claimed),
        known_agreed=weight * (asked["basis"] == Basis.AGREED),
        own=known & asked["is_own_view"],
        competencies=1,
        claimed=is_claimed.astype(int),
    )
    total = parts.groupby(["person", "area"], sort=False).sum().reset_index()
    mean = total["level"] / total["known"].where(total["known"] > 0)
    return total.assign(
        basis=_first(
            (total["known"] == 0, Basis.UNKNOWN),
            (total["known_claimed"] >= total["known"] / 2 - ROUNDING, Basis.CLAIMED),
            (total["known_agreed"] >= total["known"] - ROUNDING, Basis.AGREED),
            otherwise=Basis.EVIDENCED,
        ),
        is_own_view=total["own"] > 0,
        # Weighted means may round past the end of the scale.
        level=mean.clip(LOWEST, HIGHEST),
        required=(total["required"] / total["weight"]).clip(LOWEST, HIGHEST),
    )


def _judged(rows: pd.DataFrame, is_agreed: Flags) -> pd.DataFrame:
    level, required = rows["level"].to_numpy(float), rows["required"].to_numpy(float)
    sd = rows["sd"].to_numpy(float)
    is_unknown = np.isnan(level) | np.isnan(required)
    gap = np.where(is_agreed, np.maximum(required - level, 0.0), expected_gap(level, sd, required))
    met = np.where(
        is_agreed & ~is_unknown,
        level >= required - ROUNDING,
        probability_met(level, sd, required),
    )
    return rows.assign(
        gap=gap,
        probability_met=met,
        standing=pd.Series(
            standing(
                level,
                rows["low"],
                rows["high"],
                met,
                required,
                is_agreed=is_agreed,
                is_own_view=rows["is_own_view"],
            ),
            index=rows.index,
            dtype=object,
        ),
    )


def _find(rows: pd.DataFrame, table: pd.DataFrame, name: str) -> NDArray[np.intp]:
    """Return where (person, name) of each row stands in the table, -1 where it does not."""
    # As objects, so that an empty table of any dtype meets keys of any dtype.
    wanted, present = (
        pd.MultiIndex.from_arrays([each["person"].astype(object), each[name].astype(object)])
        for each in (rows, table)
    )
    return np.asarray(present.get_indexer(wanted), dtype=np.intp)


def _taken(column: "pd.Series[Any]", found: NDArray[np.intp]) -> Numbers:
    taken: Numbers = np.append(column.to_numpy(float), np.nan)[found]
    return taken


def _first(*rules: tuple[Any, Basis], otherwise: Basis) -> "pd.Series[Any]":
    which = np.select([holds for holds, _ in rules], range(len(rules)), default=len(rules))
    names = np.array([*(name for _, name in rules), otherwise], dtype=object)
    return pd.Series(names[which], dtype=object)
