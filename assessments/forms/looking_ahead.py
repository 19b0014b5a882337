"""What an outlook is asked for: a role, and a day."""

from datetime import date, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, ValidationError

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.labels.people import DIGESTS

FURTHEST = timedelta(days=5 * 366)
NEVER = "never"


class Back(StrEnum):
    """The page that a form came from, and goes back to."""

    HOME = "home"
    OUTLOOK = "outlook"
    PERSON = "person"


class OutlookForm(PageForm):
    """A role, and a day to come; sent as a question, so it needs no token."""

    class Meta:
        csrf = False

    role = SelectField(_l("Held against"))
    by = DateField(_l("By which day"), [InputRequired(_l("Choose a day."))])

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def validate_by(self, field: Field) -> None:
        if field.data and not self.today < field.data <= self.today + FURTHEST:
            raise ValidationError(_l("Choose a day after today, at most five years ahead."))


class PutAsideForm(PageForm):
    """Which early sign is put aside, in which state, and where the page was."""

    subject = HiddenField(validators=[InputRequired(), Length(max=120)])
    fingerprint = HiddenField(validators=[Length(max=64)])
    back = SelectField(choices=[each.value for each in Back], default=Back.OUTLOOK.value)


class DigestForm(PageForm):
    """How often somebody wants a letter."""

    every = RadioField(_l("How often"), choices=choices_of(DIGESTS), default=NEVER)
