"""Certificates that somebody holds, their copies and units of renewal, and earlier training."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.forms.base import AmountField, PageForm
from assessments.forms.days import NotToCome
from assessments.forms.hr_desk import LARGEST_KEY, SeekForm
from assessments.interchange import copies
from assessments.services.holding import Upload
from assessments.services.recording_training import EarlierDraft

if TYPE_CHECKING:
    from wtforms import Field

EARLIEST = date(1950, 1, 1)
MOST_UNITS, MOST_HOURS = 1000, 2000


def _check_sensible(_form: PageForm, field: Field) -> None:
    if field.data and field.data < EARLIEST:
        raise ValidationError(_l("This day is too long ago. Is the year right?"))


def _amount(
    label: LazyString, least: str, most: int, *, message: LazyString | None = None
) -> AmountField:
    checks = [InputRequired(), NumberRange(min=Decimal(least), max=most, message=message)]
    return AmountField(label, checks, places=None)


class CertificateForm(PageForm):
    """A certificate that somebody holds, with a copy of it."""

    certification = SelectField(_l("Certificate"))
    name = StringField(_l("Its name, if it is another"), [Length(max=200)])
    issuer = StringField(_l("Issuer"), [Length(max=120)])
    number = StringField(_l("Number"), [Length(max=80)])
    issued_on = DateField(_l("Issued on"), [Optional(), NotToCome(), _check_sensible])
    renewed_on = DateField(_l("Last renewed on"), [Optional(), NotToCome(), _check_sensible])
    expires_on = DateField(_l("Valid until"), [Optional(), _check_sensible])
    file = FileField(_l("Copy of the certificate"))
    version = IntegerField(validators=[Optional()])

    upload: Upload | None = None
    """What was uploaded, once the form is valid."""

    def validate_name(self, field: Field) -> None:
        if not self.certification.data and not (field.data or "").strip():
            raise ValidationError(_l("Choose a certificate, or write its name."))

    def validate_renewed_on(self, field: Field) -> None:
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(_l("It cannot be renewed before it was issued."))

    def validate_expires_on(self, field: Field) -> None:
        began_on = self.renewed_on.data or self.issued_on.data
        if field.data and began_on and field.data < began_on:
            raise ValidationError(_l("It cannot end before it was issued."))

    def validate_file(self, field: Field) -> None:
        if not field.data or not field.data.filename:
            return
        content = field.data.stream.read(copies.MOST_BYTES + 1)
        field.data.close()
        try:
            media_type = copies.media_type_of(content)
        except copies.CopyError as error:
            raise ValidationError(str(error)) from error
        name = copies.name_of(field.data.filename, media_type)
        self.upload = Upload(name, media_type, content)


class UnitsForm(PageForm):
    """Units of renewal that somebody earned."""

    title = StringField(
        _l("What they are for"), [DataRequired(_l("Say what the units are for.")), Length(max=200)]
    )
    earned_on = DateField(_l("Earned on"), [InputRequired(), NotToCome(), _check_sensible])
    units = _amount(
        _l("Units"), "0.1", MOST_UNITS, message=_l("Write a number above 0, up to 1,000.")
    )


class CountForm(PageForm):
    """How many units an item of the plan counts for."""

    item = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=LARGEST_KEY)])
    units = _amount(_l("Units"), "0.1", MOST_UNITS)


class TrainingForm(PageForm):
    """A course or seminar from before, or from elsewhere."""

    title = StringField(
        _l("Course or seminar"), [DataRequired(_l("Say what it was.")), Length(max=200)]
    )
    provider = StringField(_l("Held by"), [Length(max=200)])
    completed_on = DateField(_l("Done on"), [InputRequired(), NotToCome(), _check_sensible])
    hours = _amount(
        _l("Hours"),
        "0.5",
        MOST_HOURS,
        message=_l("Write a number from half an hour to 2,000 hours."),
    )
    version = IntegerField(validators=[Optional()])

    def draft(self) -> EarlierDraft:
        """Return what was written, once the form is valid."""
        return EarlierDraft(
            title=(self.title.data or "").strip(),
            provider=(self.provider.data or "").strip(),
            completed_on=self.completed_on.data,
            hours=float(self.hours.data),
        )


class CoachCertificatesForm(SeekForm):
    """Which certificates of the people entrusted to a coach are shown."""

    q = StringField(_l("Name"))
    certification = SelectField(_l("Certification"), validate_choice=False)
