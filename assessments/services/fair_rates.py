"""Whether suggestions, budget and mentors reach groups of people alike: rates, ratios, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters, labels
from assessments.queries import fairness as queries
from assessments.queries.fairness import Dimension, Group, Measure, Table
from assessments.queries.figures import Period
from capability.fairness import Finding, judge_ratios

NOTED = (Finding.LOWER, Finding.SMALL_BUT_SYSTEMATIC)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a group a measure reaches, against the group that it reaches most."""

    reached: int
    rate: float
    ratio: float | None
    p_value: float | None
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
    """Return every dimension in which anything is recorded, with its groups judged."""
    return [_judged(table) for table in queries.tables_of(period)]


def _judged(table: Table) -> Sheet:
    judged = {measure: _rates(table.groups, measure) for measure in Measure}
    rows = (
        Row(group, {measure: judged[measure][at] for measure in Measure})
        for at, group in enumerate(table.groups)
    )
    return Sheet(table, tuple(rows))


def _rates(groups: Sequence[Group], measure: Measure) -> list[Rate]:
    total = pd.Series({at: group.people for at, group in enumerate(groups)}, dtype=float)
    selected = pd.Series(
        {at: group.reached[measure] for at, group in enumerate(groups)}, dtype=float
    )
    # What is too small has been withheld already, by a share of all and not of those shown.
    judged = judge_ratios(selected, total, smallest_share=0.0)
    return [
        Rate(
            reached=group.reached[measure],
            rate=group.reached[measure] / group.people,
            ratio=_known(row["ratio"]),
            p_value=_known(row["p_value"]),
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
        return str(labels.WORKING_TIMES[row.group.key])
    return str(row.group.name)


def sentence_of(sheet: Sheet) -> str:
    """Return what a table shows: what was found, or that nothing was."""
    if len(sheet.rows) < 2:
        return _("There are fewer than two groups to compare.")
    noted = [
        _(
            "%(measure)s in “%(group)s” (%(finding)s)",
            measure=labels.FAIRNESS_MEASURES[measure],
            group=name_of(row, sheet.dimension),
            finding=labels.FAIRNESS_FINDINGS[rate.finding],
        )
        for row in sheet.rows
        for measure, rate in row.rates.items()
        if rate.finding in NOTED
    ]
    if noted:
        return _("Worth a look: %(findings)s.", findings=filters.listed(noted))
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
    words = _(
        "ratio %(ratio)s, p %(p_value)s: %(finding)s",
        ratio=f"{rate.ratio:.2f}",
        p_value="< 0.001" if rate.p_value < 0.001 else f"{rate.p_value:.3f}",
        finding=labels.FAIRNESS_FINDINGS[rate.finding],
    )
    if rate.turns_with_one_more:
        return _("%(words)s; one person more would lift it to 0.80", words=words)
    return words


def cells_of(sheet: Sheet) -> list[list[Any]]:
    """Return the rows of a table as plain cells: group, people, each measure, cost and hours."""
    rows = []
    for row in sheet.rows:
        cells: list[Any] = [name_of(row, sheet.dimension), row.group.people]
        for rate in row.rates.values():
            finding = str(labels.FAIRNESS_FINDINGS[rate.finding])
            cells += [rate.reached, rate.rate, rate.ratio, rate.p_value, finding]
        rows.append([*cells, row.cost, row.hours])
    return rows


def notes_of(sheet: Sheet, period: Period) -> list[str]:
    """Return what is said under a table."""
    year = filters.period(period.year.starts_on, period.year.ends_on)
    notes = [sentence_of(sheet), _("Budget year %(period)s.", period=year)]
    if sheet.table.withheld_groups:
        notes.append(withheld_words(sheet.table))
    return notes


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
