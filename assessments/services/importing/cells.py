"""From the text in a cell to a day, a number or a list, or to a reason why not."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from assessments.services.importing.tables import plain

BLANKS = frozenset({"", "-", "–", "—", "nan", "nat", "n/a", "#n/a", "null"})
EARLIEST_YEAR = 1950
LATEST_YEAR = 2100
LARGEST_AMOUNT = 1e14
CLOCK = r"(?:[T ]+\d{1,2}:\d{2}.*)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{CLOCK}")
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){CLOCK}")
NAMED_MONTH = re.compile(r"(\d{1,2})[- ]([a-z]{3})[a-z]*\.?[- ](\d{4})", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes days and numbers."""

    today: date
    day_first: bool | None = None
    """Whether 3/4/2020 is in April; ``None`` where the file does not show it."""
    decimal_comma: bool = False
    factors: Mapping[str, float] | None = None
    """By how much figures of a column are multiplied: 1,000,000 under “million”."""


def refused(message: str) -> PydanticCustomError:
    """Return the error that carries a message for the reader."""
    return PydanticCustomError("refused", "{message}", {"message": message})


def is_blank(text: str) -> bool:
    """Return whether a cell says nothing; programs write missing values in many ways."""
    return text.strip().casefold() in BLANKS


def find_day_order(texts: Iterable[str]) -> bool | None:
    """Return whether days stand before months, as far as the days themselves show it."""
    found = set()
    for text in texts:
        match = YEAR_LAST.fullmatch(text.strip())
        if match and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                found.add(True)
            elif second > 12 >= first:
                found.add(False)
    return found.pop() if len(found) == 1 else None


def read_text(value: str | None) -> str | None:
    """Return a text on one line, or ``None`` for a blank cell."""
    if value is None or is_blank(value):
        return None
    return " ".join(value.split())


def read_email(value: str | None) -> str | None:
    """Return an email address in small letters, as it is looked up."""
    if value is None or is_blank(value):
        return None
    try:
        checked = validate_email(value.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise refused(_("This is not an email address.")) from None
    return checked.normalized.lower()


def one_line(longest: int) -> BeforeValidator:
    """Return the validator of a text of at most so many characters."""

    def read(value: str | None) -> str | None:
        text = read_text(value)
        if text is not None and len(text) > longest:
            raise refused(_("This is longer than %(longest)d characters.", longest=longest))
        return text

    return BeforeValidator(read)


def read_list(value: str | None, separators: str = "|") -> list[str]:
    """Return the parts of a cell that holds several, each once."""
    parts = re.split(f"[{re.escape(separators)}]", value or "")
    return list(dict.fromkeys(part for part in map(read_text, parts) if part))


def read_day(value: str | None, info: ValidationInfo) -> date | None:
    """Return the day in a cell."""
    if value is None or is_blank(value):
        return None
    year, month, day = _parts(value.strip(), _notation(info))
    try:
        found = date(year, month, day)
    except ValueError:
        raise refused(_("There is no such day.")) from None
    check_year(found)
    return found


def check_year(day: date) -> None:
    """Raise where a day is of a year that is surely a slip."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise refused(
            _("The year is not between %(first)d and %(last)d.", first=EARLIEST_YEAR,
              last=LATEST_YEAR)
        )  # fmt: skip


def read_past_day(value: str | None, info: ValidationInfo) -> date | None:
    """Return the day in a cell that tells of something that has happened."""
    found = read_day(value, info)
    check_past(found, info)
    return found


def check_past(day: date | None, info: ValidationInfo) -> None:
    """Raise where a day that something happened on is still to come."""
    if day is not None and day > _notation(info).today:
        raise refused(_("The day lies in the future."))


def _parts(text: str, notation: Notation) -> tuple[int, int, int]:
    if match := YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if (match := NAMED_MONTH.fullmatch(text)) and match[2].casefold() in MONTHS:
        return int(match[3]), MONTHS.index(match[2].casefold()) + 1, int(match[1])
    if not (match := YEAR_LAST.fullmatch(text)):
        raise refused(_("This is not a date: write it as year-month-day, for example 2024-05-31."))
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    day_first = True if match[2] == "." or first == second else notation.day_first
    if first > 12 or second > 12:
        day_first = first > 12
    if day_first is None:
        raise refused(
            _("Day and month cannot be told apart: write year-month-day, for example 2024-05-31.")
        )
    return (year, second, first) if day_first else (year, first, second)


def member(words: Mapping[Any, Sequence[str]]) -> BeforeValidator:
    """Return the validator that finds the member of an enumeration which a word means."""
    known = {name: each for each, names in words.items() for name in (each.value, *names)}

    def read(value: str | None) -> object:
        if value is None or is_blank(value):
            return None
        try:
            return known[plain(value)]
        except KeyError:
            expected = ", ".join(each.value for each in words)
            raise refused(
                _("This word is not known: use one of %(words)s.", words=expected)
            ) from None

    return BeforeValidator(read)


def read_amount(value: str | None, info: ValidationInfo) -> float | None:
    """Return the amount in a cell, in whole units of its currency."""
    if value is None or is_blank(value):
        return None
    notation = _notation(info)
    factor = (notation.factors or {}).get(info.field_name or "", 1.0)
    amount = _number(value, decimal_comma=notation.decimal_comma) * factor
    if amount < 0:
        raise refused(_("The number is negative."))
    if amount > LARGEST_AMOUNT:
        raise refused(_("The number is too large."))
    return round(amount, 2)


def read_count(value: str | None, info: ValidationInfo) -> int | None:
    """Return the whole number in a cell."""
    amount = read_amount(value, info)
    if amount is None:
        return None
    if amount != int(amount) or amount > 100_000:
        raise refused(_("This is not a whole number up to 100,000."))
    return int(amount)


def read_between(
    value: str | None, info: ValidationInfo, lowest: float, highest: float
) -> float | None:
    """Return the number in a cell, which lies within a range."""
    if value is None or is_blank(value):
        return None
    number = _number(value, decimal_comma=_notation(info).decimal_comma)
    if not lowest <= number <= highest:
        raise refused(
            _(
                "The number is not between %(lowest)g and %(highest)g.",
                lowest=lowest,
                highest=highest,
            )
        )
    return number


def between(lowest: float, highest: float) -> BeforeValidator:
    """Return the validator of a number within a range."""
    return BeforeValidator(lambda value, info: read_between(value, info, lowest, highest))


YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "是", "关键"})
NO = frozenset({"no", "n", "false", "0", "否"})


def read_yes(value: str | None) -> bool | None:
    """Return whether a cell says yes; ``None`` where it says nothing."""
    if value is None or is_blank(value):
        return None
    word = value.strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise refused(_("This is neither yes nor no."))


def _number(text: str, *, decimal_comma: bool) -> float:
    digits = re.sub(r"[\s'’]", "", text).strip("€$£¥")
    if not re.fullmatch(r"[+-]?[.,]?\d[\d.,]*", digits):
        raise refused(_("This is not a number."))
    decimal = _decimal_mark(digits, decimal_comma=decimal_comma)
    digits = digits.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    try:
        return float(digits)
    except ValueError:
        raise refused(_("This is not a number.")) from None


def _decimal_mark(digits: str, *, decimal_comma: bool) -> str:
    marks = [mark for mark in digits if mark in ".,"]
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "." if marks[0] == "," else ","
    is_thousand = re.search(r"\d[.,]\d{3}$", digits) is not None
    if marks == [","]:
        return "." if is_thousand and not decimal_comma else ","
    if marks == ["."] and is_thousand and decimal_comma:
        raise refused(_("1.234 can be a thousand or one and a bit: write it without the point."))
    return "."


def _notation(info: ValidationInfo) -> Notation:
    context: dict[str, Any] = info.context or {}
    notation = context.get("notation")
    return notation if isinstance(notation, Notation) else Notation(today=date.max)
