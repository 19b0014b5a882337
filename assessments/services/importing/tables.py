"""What an import needs of a table, and what its headings mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from babel.numbers import list_currencies

UNITS = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6}
CURRENCIES = "|".join(sorted(code.lower() for code in list_currencies()))
# "cost_musd", "cost_usd", "cost_million_usd", "cost_gbpm"
AMOUNT = re.compile(
    rf"(?P<name>.+?)_(?:(?P<unit>k|thousand|m|mn|million)_?)?(?P<currency>{CURRENCIES})"
    r"_?(?P<after>k|m|mn)?"
)


class ImportProblem(ValueError):  # noqa: N818 - what is wrong is in the file
    """The file as a whole cannot be taken; the message is for the reader."""


class Row(Protocol):
    """One row of the table: cells by column, or why it could not be read."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> Mapping[str, str]: ...
    @property
    def problem(self) -> str: ...
    @property
    def faults(self) -> Mapping[str, str]: ...
    @property
    def texts(self) -> Sequence[str]: ...


class Table(Protocol):
    """A table whose rows can be walked through more than once."""

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def headings(self) -> Mapping[str, str]: ...
    @property
    def remarks(self) -> Sequence[str]: ...
    @property
    def unknown(self) -> Sequence[str]: ...
    @property
    def separator(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Amount:
    """What the heading of a column of money says about its figures."""

    name: str
    currency: str
    factor: float


def plain(heading: str) -> str:
    """Return a heading in small letters with one underscore between words."""
    return "_".join(re.findall(r"\w+", heading.casefold().replace("_", " ")))


def word_of(name: str) -> str:
    """Return a name as it is looked up; one without letters and digits stands for itself."""
    return plain(name) or " ".join(name.split())


def amount_of(heading: str) -> Amount:
    """Return the name of a column of money without unit and currency, and these."""
    match = AMOUNT.fullmatch(plain(heading))
    if match is None:
        return Amount(plain(heading), "", 1.0)
    factor = UNITS[match["unit"] or match["after"] or ""]
    return Amount(match["name"], match["currency"].upper(), factor)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that an import knows, each with the headings under which it comes."""

    headings: Mapping[str, Sequence[str]]
    amounts: frozenset[str] = frozenset()

    def column_of(self, heading: str) -> str | None:
        """Return the column that a heading means, or ``None``."""
        name = plain(heading)
        for column, names in self.headings.items():
            if name == column or name in names:
                return column
        amount = amount_of(heading)
        for column in self.amounts:
            if amount.name == column or amount.name in self.headings[column]:
                return column
        return None
