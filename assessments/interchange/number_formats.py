"""What a number in a workbook is meant to be: a day, a share, a number with leading zeros."""

import math
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

BUILT_IN_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
BUILT_IN_SHARES = frozenset({9, 10})
LAST_DAY = 2_958_465
"""31 December 9999."""
# Quoted and escaped characters, colours and conditions say nothing about what the number is.
ASIDES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
DAY_LETTERS = re.compile("[dmyhs年月日]", re.IGNORECASE)

Shown = Callable[[float], str]


def shown_by(format_id: int, code: str | None) -> Shown | None:
    """Return how numbers of a format are shown, or ``None`` where they are shown plainly."""
    if code is None:
        if format_id in BUILT_IN_DAYS:
            return show_day
        return show_share if format_id in BUILT_IN_SHARES else None
    first = ASIDES.sub("", code).partition(";")[0]
    if re.fullmatch("0{2,}", first):
        return lambda value: f"{int(value):0{len(first)}d}" if value == int(value) else plain(value)
    if "%" in first:
        return show_share
    if "general" not in first.lower() and DAY_LETTERS.search(first):
        return show_day
    return None


def plain(value: float) -> str:
    """Return a number without exponent, as exact as a spreadsheet keeps it."""
    return format(Decimal(f"{value:.15g}"), "f") if math.isfinite(value) else str(value)


def show_share(value: float) -> str:
    """Return 0.6 as 60%."""
    return plain(value * 100) + "%"


def show_day(serial: float, *, since_1904: bool = False) -> str:
    """Return the day, and the time where there is one, that a serial number stands for.

    Spreadsheets count from 1900 as if that year had had a 29 February, or from 1904.
    """
    days = math.floor(serial)
    seconds = round((serial - days) * 86_400)
    if seconds == 86_400:
        days, seconds = days + 1, 0
    if since_1904:
        days += 1_462
    if not 0 <= days <= LAST_DAY:
        return plain(serial)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if days == 0:
        return clock if seconds else "1900-01-00"
    return f"{_day(days)} {clock}" if seconds else _day(days)


def _day(days: int) -> str:
    if days == 60:
        return "1900-02-29"
    start = date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    return (start + timedelta(days=days)).isoformat()
