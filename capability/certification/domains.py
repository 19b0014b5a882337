"""Which parts of an exam a map covers, and where it is thin."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd

from capability.frames import MAP_LEVELS, check_frame

COVERED_FROM: Final = 3.0
"""From this level on (working on one's own) what a part of an exam asks counts as covered."""


class Cover(StrEnum):
    """How far what an exam asks is covered, the least first."""

    THIN = "thin"
    PERHAPS_THIN = "perhaps_thin"
    PERHAPS_COVERED = "perhaps_covered"
    COVERED = "covered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ExamDomain:
    """A part of an exam, its share of the questions in percent, and what it asks."""

    code: str
    weight_percent: float
    competencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainCover:
    """How far a part of an exam is covered.

    ``cover`` is that of the competency covered least, ``UNKNOWN`` where none has a level;
    ``covers`` says it of each, in the order of the domain, ``thin`` names those that are thin or
    perhaps so, the lowest first.
    """

    domain: ExamDomain
    cover: Cover
    covers: tuple[tuple[str, Cover], ...]
    thin: tuple[str, ...]


def cover_domains(
    domains: Sequence[ExamDomain], levels: pd.DataFrame, *, covered_from: float = COVERED_FROM
) -> tuple[DomainCover, ...]:
    """Return how far levels cover each part of an exam.

    Parameters
    ----------
    domains : sequence of ExamDomain
    levels : pandas.DataFrame
        ``competency, level, low, high`` of one person, level and range 0-5; a competency without
        a level, or absent, is unknown.
    covered_from : float
        The level from which on a competency is covered; a range that crosses it leaves "perhaps".

    Returns
    -------
    tuple of DomainCover
        In the order of the domains.

    Raises
    ------
    FrameError

    Examples
    --------
    >>> people = ExamDomain("people", 33.0, ("leadership", "conflict"))
    >>> levels = pd.DataFrame(
    ...     {"competency": ["leadership"], "level": [2.0], "low": [1.6], "high": [2.4]}
    ... )
    >>> cover_domains([people], levels)[0].cover
    <Cover.THIN: 'thin'>
    """
    checked = check_frame(levels, MAP_LEVELS)
    known = checked[checked["level"].notna()].set_index("competency")
    rows = {
        str(code): (_cover(level, low, high, covered_from), level)
        for code, level, low, high in zip(
            known.index, known["level"], known["low"], known["high"], strict=True
        )
    }
    return tuple(_domain_cover(domain, rows) for domain in domains)


def _cover(level: float, low: float, high: float, covered_from: float) -> Cover:
    # A level without a range, such as an agreed one, is sure.
    if level >= covered_from:
        return Cover.PERHAPS_COVERED if low < covered_from else Cover.COVERED
    return Cover.PERHAPS_THIN if high >= covered_from else Cover.THIN


def _domain_cover(domain: ExamDomain, rows: dict[str, tuple[Cover, float]]) -> DomainCover:
    known = [code for code in domain.competencies if code in rows]
    order = list(Cover)
    thin = [code for code in known if rows[code][0] in {Cover.THIN, Cover.PERHAPS_THIN}]
    return DomainCover(
        domain=domain,
        cover=min((rows[code][0] for code in known), key=order.index, default=Cover.UNKNOWN),
        covers=tuple(
            (code, rows[code][0] if code in rows else Cover.UNKNOWN) for code in domain.competencies
        ),
        thin=tuple(sorted(thin, key=lambda code: (rows[code][1], code))),
    )
