"""Checks of the days that people enter, by the calendar where they are."""

from datetime import timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, ValidationError

from assessments.filters import today

FARTHEST = timedelta(days=3 * 365)
IN_SIGHT = timedelta(days=10 * 365)
"""How far from today a plan reaches."""


class NotToCome:
    """A day that is today or past, where one is given."""

    def __init__(self, words: LazyString | None = None) -> None:
        self.words = words or _l("This day is still to come.")

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse a day that is still to come."""
        if field.data and field.data > today():
            raise ValidationError(self.words)


def check_near(_form: Form, field: Field) -> None:
    """Refuse a day that is years away: a slip of the year is the usual mistake."""
    _refuse_beyond(FARTHEST, field)


def check_in_sight(_form: Form, field: Field) -> None:
    """Refuse a day that no plan reaches, and that no calendar of it has room for."""
    _refuse_beyond(IN_SIGHT, field)


def _refuse_beyond(farthest: timedelta, field: Field) -> None:
    if field.data and abs(field.data - today()) > farthest:
        raise ValidationError(_l("This day is years away; look at the year."))
