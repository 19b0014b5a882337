"""How templates show numbers, money and dates; rounding happens here and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from babel.numbers import get_currency_name, get_currency_symbol
from flask import Flask, current_app
from flask_babel import (
    format_currency,
    format_date,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
    ngettext,
    pgettext,
    to_user_timezone,
)
from flask_babel import gettext as _

from assessments.database import now


def today() -> date:
    """Return the calendar day where the reader is."""
    return to_user_timezone(now()).date()


def level(value: float | None) -> str:
    """Return a level to one decimal, or a dash when it is unknown."""
    if value is None or value != value:
        return "–"
    return format_decimal(round(value, 1) + 0.0, "0.0")


def distance(value: float | None) -> str:
    """Return how far a level is above (+) or below (−) what is asked."""
    if value is None or value != value:
        return "–"
    rounded = round(value, 1) + 0.0
    return format_decimal(rounded, "+0.0;−0.0") if rounded else format_decimal(0, "0.0")


def asked(value: float | None) -> str:
    """Return a required level: profiles are in halves, so 3 is shown as 3."""
    if value is None or value != value:
        return "–"
    return format_decimal(round(value, 1), "0.#")


def twentieths(value: float) -> str:
    """Return a part of a whole that a model estimates, to 5 %."""
    return str(format_percent(round(value * 20) / 20))


def money(value: float | None) -> str:
    """Return an amount in the currency of the organisation, without needless cents."""
    if value is None:
        return _("cost not known")
    if value == 0:
        return _("no cost")
    currency = current_app.extensions["currency"]()
    if value == round(value):
        return format_currency(value, currency, "¤#,##0", currency_digits=False)
    return format_currency(value, currency)


def currency_words(code: str) -> str:
    """Return a currency as its name, its code and its sign."""
    locale = get_locale()
    name, sign = get_currency_name(code, locale=locale), get_currency_symbol(code, locale=locale)
    return f"{name} ({code})" if sign == code else f"{name} ({code}, {sign})"


def hours(value: float | None) -> str:
    """Return a number of hours with its unit."""
    if value is None:
        return _("hours not known")
    return _("%(hours)s h", hours=format_decimal(round(value, 1), "#,##0.#"))


def day(value: date | datetime | None) -> str:
    """Return a date in full."""
    if value is None:
        return _("no date")
    return format_date(value, "d MMMM y" if _is_english() else "y年M月d日")


def short_day(value: date | datetime | None) -> str:
    """Return day and month."""
    if value is None:
        return ""
    return format_date(value, "d MMM" if _is_english() else "M月d日")


def near_day(value: date) -> str:
    """Return day and month, with the year unless it is this one."""
    if value.year == today().year:
        return short_day(value)
    return format_date(value, "d MMM y" if _is_english() else "y年M月d日")


def period(start: date, end: date) -> str:
    """Return from when to when; a year that both share stands once, where the language puts it."""
    if start == end:
        return day(start)
    if _is_english():
        return f"{short_day(start) if start.year == end.year else day(start)} – {day(end)}"
    return f"{day(start)} – {short_day(end) if start.year == end.year else day(end)}"


def month(value: date | datetime | None) -> str:
    """Return month and year."""
    if value is None:
        return _("no date")
    return format_date(value, "MMMM y" if _is_english() else "y年M月")


def clock(value: datetime) -> str:
    """Return the time of day."""
    return format_time(value, "HH:mm")


def age(value: datetime) -> str:
    """Return how long ago something was, in days."""
    days = (today() - value.date()).days
    return _("today") if days <= 0 else ngettext("%(num)s day", "%(num)s days", days)


def months_count(value: int) -> str:
    """Return a number of months in words."""
    return ngettext("%(num)s month", "%(num)s months", value)


def words(value: object, labels: Mapping[object, object]) -> str:
    """Return the words of an enumeration's value."""
    return str(labels[value])


def listed(names: Iterable[object]) -> str:
    """Return names in a row, as the language divides them."""
    return pgettext("between names", ", ").join(map(str, names))


def _is_english() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "en"


def init_app(app: Flask, currency: Callable[[], str]) -> None:
    """Give the filters to the templates; ``currency`` returns that of the organisation."""
    app.extensions["currency"] = currency
    for name in (
        "level", "distance", "asked", "twentieths", "money", "hours", "day", "short_day",
        "near_day", "period", "month",
        "clock", "age", "months_count", "words", "listed",
    ):  # fmt: skip
        app.jinja_env.filters[name] = globals()[name]
