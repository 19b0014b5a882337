"""Answers as arrays, each freed of the usual tendency of its source and weighed."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import (
    MEANS,
    SOURCES,
    Day,
    as_day,
    check_frame,
    check_known,
    check_ratings,
    sorted_keys,
)
from capability.scoring.model import ScoringModel

Numbers = NDArray[np.float64]
Positions = NDArray[np.intp]

DAYS_A_MONTH: Final = 30.4375
HALO_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """Answers as arrays: N people, C competencies, F forms sorted by person."""

    people: list[Any]
    means: Numbers  # (N, C)
    form_person: Positions  # (F,)
    form_source: Positions  # (F,)
    residual: Numbers  # (F, C), what an answer says about u + v
    precision: Numbers  # (F, C), 1/d, 0 where nothing was answered
    shared: Numbers  # (F, C), sd that all answers of a form share


def gather(
    ratings: pd.DataFrame,
    model: ScoringModel,
    *,
    as_of: Day,
    people: Iterable[Hashable] | None,
    means: pd.DataFrame | None,
) -> Evidence:
    """Return the answers that count, about the people asked for.

    Raises
    ------
    FrameError
    """
    checked = check_ratings(ratings, as_of=as_of, competencies=model.competencies)
    answered = checked[checked["level"].notna()]
    whom = sorted_keys(answered["person"]) if people is None else list(dict.fromkeys(people))
    usual = _usual_levels(means, whom, model)
    person = positions(whom, answered["person"])
    answered, person = answered[person >= 0], person[person >= 0]
    competency = positions(model.competencies, answered["competency"])
    source = positions(SOURCES, answered["source"])
    rater, raters = pd.factorize(answered["rater"])
    keys, form = np.unique(
        (person * len(raters) + rater) * len(SOURCES) + source, return_inverse=True
    )
    latest = _latest(answered, form * len(model.competencies) + competency)
    form_person = np.zeros(len(keys), dtype=np.intp)
    form_source = np.zeros(len(keys), dtype=np.intp)
    form_person[form], form_source[form] = person, source
    cells = (form[latest], competency[latest])
    residual, precision, shared = np.zeros((3, len(keys), len(model.competencies)))
    residual[cells], precision[cells], shared[cells] = _weigh(
        answered.iloc[latest],
        source[latest],
        usual[person[latest], competency[latest]],
        model,
        as_of=as_of,
    )
    return Evidence(whom, usual, form_person, form_source, residual, precision, shared)


def _latest(answered: pd.DataFrame, cell: Positions) -> Positions:
    """Return the position of the row that counts in each cell.

    Two answers of the same instant contradict each other; the higher one counts, because any
    fixed rule serves and this one keeps "a higher answer never lowers the estimate" true.
    """
    order = np.lexsort(
        (answered["variance"], answered["level"], answered["rated_on"].astype("int64"), cell)
    )
    is_last = np.append(cell[order][1:] != cell[order][:-1], True) if len(order) else order
    return np.asarray(order[is_last], dtype=np.intp)


def _weigh(
    answered: pd.DataFrame,
    source: Positions,
    usual: Numbers,
    model: ScoringModel,
    *,
    as_of: Day,
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the residual, precision and shared sd of each answer, on the scale of u + v.

    A variance given for an answer is split 60/40 into halo and noise. The halo may then differ
    between the answers of one form; it stays one common factor, each answer loading on it with
    its own sd.
    """
    beta, lam, b2, h2, e2 = (
        np.array([by_source[name] for name in SOURCES])[source]
        for by_source in (model.beta, model.lam, model.b2, model.h2, model.e2)
    )
    given = answered["variance"].to_numpy()
    halo = np.where(np.isnan(given), h2, HALO_SHARE * given)
    noise = np.where(np.isnan(given), e2, (1 - HALO_SHARE) * given)
    age = (as_day(as_of) - answered["rated_on"].dt.normalize()).dt.days / DAYS_A_MONTH
    residual = (answered["level"].to_numpy() - usual - beta) / lam
    precision = lam**2 / (noise * 2 ** (age.to_numpy(float) / model.H))
    # How strict a rater is stays unknown here: severity 0, its whole variance shared by the form.
    return residual, precision, np.sqrt(halo + b2) / lam


def _usual_levels(means: pd.DataFrame | None, people: list[Any], model: ScoringModel) -> Numbers:
    usual = np.tile(np.array(list(model.means.values()), dtype=float), (len(people), 1))
    if means is None:
        return usual
    checked = check_frame(means, MEANS, unique=("person", "competency"))
    check_known(checked["competency"], model.competencies)
    checked = checked[checked["level"].notna()]
    person = positions(people, checked["person"])
    competency = positions(model.competencies, checked["competency"])
    known = person >= 0
    usual[person[known], competency[known]] = checked["level"].to_numpy()[known]
    return usual


def positions(keys: Iterable[Any], column: "pd.Series[Any]") -> Positions:
    """Return where each value stands among the keys, -1 for a stranger."""
    index: pd.Index[Any] = pd.Index(list(keys), dtype=object)
    return np.asarray(index.get_indexer(pd.Index(column, dtype=object)), dtype=np.intp)
