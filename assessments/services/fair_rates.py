"""Whether suggestions, budget and mentors reach groups of people alike: rates, ratios, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.labels.fairness import FAIRNESS_FINDINGS, FAIRNESS_MEASURES
from assessments.labels.people import WORKING_TIMES
from assessments.queries import fairness as queries
from assessments.queries.fairness import Dimension, Group, Measure, Table
from assessments.queries.figure_kinds import Period
from assessments.services.frame_cells import known
from capability.fairness import RARE, Finding, judge_several

NOTED = (Finding.LOWER, Finding.SMALL_BUT_SYSTEMATIC)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a group a measure reaches, against the group that it reaches most."""

    reached: int
    rate: float
    ratio: float | None
    p_value: float | None
    adjusted: float | None
    """The p-value after allowing for every comparison of the page; ``None`` where none is made."""
    finding: Finding
    turns_with_one_more: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One group of a table."""

    group: Group
    rates: dict[Measure, Rate]

    @property
    def cost(self) -> float:
        """What is planned a person, in the currency of the organisation."""
        return self.group.cost / self.group.people

    @property
    def hours(self) -> float:
        """What is planned a person, in hours."""
        return self.group.hours / self.group.people


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dimension, judged."""

    table: Table
    rows: tuple[Row, ...]

    @property
    def dimension(self) -> Dimension:
        """What people are grouped by."""
        return self.table.dimension


def sheets_of(period: Period) -> list[Sheet]:
    """Return every dimension in which anything is recorded, with its groups judged.

    All of them are one look: the p-values allow for every comparison among them.
    """
    tables = list(queries.tables_of(period))
    asked = [(table, measure) for table in tables for measure in Measure]
    # What is too small has been withheld already, by a share of all and not of those shown.
    judged = judge_several(
        [(_reached(table, measure), _people(table)) for table, measure in asked],
        smallest_share=0.0,
    )
    rates = {
        (table.dimension, measure): _rates(table.groups, measure, found)
        for (table, measure), found in zip(asked, judged, strict=True)
    }
    return [
        Sheet(
            table,
            tuple(
                Row(
                    group,
                    {measure: rates[table.dimension, measure][at] for measure in Measure},
                )
                for at, group in enumerate(table.groups)
            ),
        )
        for table in tables
    ]


def count_comparisons(sheets: Sequence[Sheet]) -> int:
    """Return how many rates are compared with another."""
    return sum(
        rate.adjusted is not None
        for sheet in sheets
        for row in sheet.rows
        for rate in row.rates.values()
    )


def _people(table: Table) -> "pd.Series[Any]":
    return pd.Series({at: group.people for at, group in enumerate(table.groups)}, dtype=float)


def _reached(table: Table, measure: Measure) -> "pd.Series[Any]":
    reached = {at: group.reached[measure] for at, group in enumerate(table.groups)}
    return pd.Series(reached, dtype=float)


def _rates(groups: Sequence[Group], measure: Measure, judged: pd.DataFrame) -> list[Rate]:
    return [
        Rate(
            reached=group.reached[measure],
            rate=group.reached[measure] / group.people,
            ratio=known(row["ratio"]),
            p_value=known(row["p_value"]),
            adjusted=known(row["adjusted"]),
            finding=Finding(row["finding"]),
            turns_with_one_more=bool(row["turns_with_one_more"]),
        )
        for group, row in zip(groups, judged.to_dict("records"), strict=True)
    ]


def name_of(row: Row, dimension: Dimension) -> str:
    """Return what a group is called."""
    if row.group.name is None:
        return _("No department") if dimension is Dimension.DEPARTMENT else _("not recorded")
    if dimension is Dimension.WORKING_TIME:
        return str(WORKING_TIMES[row.group.key])
    return str(row.group.name)


def sentence_of(sheet: Sheet) -> str:
    """Return what a table shows: what was found, or that nothing was."""
    if len(sheet.rows) < 2:
        return _("There are fewer than two groups to compare.")
    noted = [
        _(
            "%(measure)s in “%(group)s” (%(finding)s)",
            measure=FAIRNESS_MEASURES[measure],
            group=name_of(row, sheet.dimension),
            finding=FAIRNESS_FINDINGS[rate.finding],
        )
        for row in sheet.rows
        for measure, rate in row.rates.items()
        if rate.finding in NOTED
    ]
    words = [_("Worth a look: %(findings)s.", findings=filters.listed(noted))] if noted else []
    by_itself = sum(_is_rare_by_itself(rate) for row in sheet.rows for rate in row.rates.values())
    if by_itself:
        words.append(
            ngettext(
                "%(num)s difference looks rare by itself, but not among so many comparisons.",
                "%(num)s differences look rare by themselves, but not among so many comparisons.",
                by_itself,
            )
        )
    return " ".join(words) or _nothing_rare(sheet)


def _is_rare_by_itself(rate: Rate) -> bool:
    is_rare = rate.p_value is not None and rate.p_value < RARE
    return is_rare and rate.adjusted is not None and rate.adjusted >= RARE


def _nothing_rare(sheet: Sheet) -> str:
    unclear = sum(
        rate.finding is Finding.INCONCLUSIVE for row in sheet.rows for rate in row.rates.values()
    )
    if unclear:
        return ngettext(
            "No difference that could be told from chance; %(num)s rate is lower on so few people "
            "that it stays inconclusive.",
            "No difference that could be told from chance; %(num)s rates are lower on so few "
            "people that they stay inconclusive.",
            unclear,
        )
    return _("No difference that could be told from chance.")


def looked_at_words(sheets: Sequence[Sheet]) -> str:
    """Return how many comparisons the page makes at once."""
    return ngettext(
        "%(num)s comparison is made here. What it finds is told as it stands.",
        "%(num)s comparisons are made here at once. Among so many, some look rare by chance alone, "
        "so what is called worth a look is so after allowing for all of them.",
        count_comparisons(sheets),
    )


def withheld_words(table: Table) -> str:
    """Return that groups are withheld; how many people that are is not said."""
    return ngettext(
        "%(num)s group is not shown: it has fewer than five people or two in a hundred, or would "
        "give such a group away.",
        "%(num)s groups are not shown: they have fewer than five people or two in a hundred, or "
        "would give such a group away.",
        table.withheld_groups,
    )


def rate_words(rate: Rate, people: int) -> str:
    """Return how many of how many."""
    return _(
        "%(reached)s of %(people)s (%(percent)s %%)",
        reached=rate.reached,
        people=people,
        percent=round(rate.rate * 100),
    )


def ratio_words(rate: Rate) -> str:
    """Return the ratio to the highest rate with its p-value and what can be said of it."""
    if rate.ratio is None or rate.p_value is None:
        return _("nobody yet")
    figures = {
        "ratio": f"{rate.ratio:.2f}",
        "p_value": _p_words(rate.p_value),
        "finding": FAIRNESS_FINDINGS[rate.finding],
    }
    if rate.adjusted is None:
        words = _("ratio %(ratio)s, p %(p_value)s: %(finding)s", **figures)
    else:
        words = _(
            "ratio %(ratio)s, p %(p_value)s, adjusted %(adjusted)s: %(finding)s",
            adjusted=_p_words(rate.adjusted),
            **figures,
        )
    if rate.turns_with_one_more:
        return _("%(words)s; one person more would lift it to 0.80", words=words)
    return words


def _p_words(p_value: float) -> str:
    return "< 0.001" if p_value < 0.001 else f"{p_value:.3f}"


def cells_of(sheet: Sheet) -> list[list[Any]]:
    """Return the rows of a table as plain cells: group, people, each measure, cost and hours."""
    rows = []
    for row in sheet.rows:
        cells: list[Any] = [name_of(row, sheet.dimension), row.group.people]
        for rate in row.rates.values():
            finding = str(FAIRNESS_FINDINGS[rate.finding])
            cells += [
                rate.reached, rate.rate, rate.ratio, rate.p_value, rate.adjusted, finding,
            ]  # fmt: skip
        rows.append([*cells, row.cost, row.hours])
    return rows


def notes_of(sheet: Sheet, period: Period) -> list[str]:
    """Return what is said under a table."""
    year = filters.period(period.year.starts_on, period.year.ends_on)
    notes = [sentence_of(sheet), _("Budget year %(period)s.", period=year)]
    if sheet.table.withheld_groups:
        notes.append(withheld_words(sheet.table))
    return notes
