"""What a project manager says about herself or himself."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from assessments import labels
from assessments.forms.choosing import choices_of


class ProfileForm(FlaskForm):
    """Role, aim, education and languages; what is left open stays "to confirm"."""

    called = StringField(_l("What should we call you?"), [DataRequired(), Length(max=100)])
    role = SelectField(_l("Your role"))
    aims_for = SelectField(_l("The role you aim for"))
    degree = SelectField(_l("Your highest degree"))
    education_hours = IntegerField(
        _l("Hours of project management education so far"),
        [Optional(), NumberRange(min=0, max=100_000)],
    )
    languages = SelectMultipleField(
        _l("Languages you can learn in"),
        choices=choices_of(labels.LANGUAGES),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    mentor_places = IntegerField(
        _l("How many people could you mentor?"), [Optional(), NumberRange(min=0, max=20)]
    )


class CertificateForm(FlaskForm):
    """A certificate that somebody holds."""

    certification = SelectField(_l("Certificate"))
    name = StringField(_l("Its name, if it is another"), [Length(max=200)])
    number = StringField(_l("Number"), [Length(max=80)])
    issued_on = DateField(_l("Issued on"), [Optional()])
    expires_on = DateField(_l("Valid until"), [Optional()])

    def validate_name(self, field: Field) -> None:
        if not self.certification.data and not (field.data or "").strip():
            raise ValidationError(_l("Choose a certificate, or write its name."))

    def validate_issued_on(self, field: Field) -> None:
        if field.data and field.data > date.today():  # noqa: DTZ011 - the reader's calendar day
            raise ValidationError(_l("This day is still to come."))

    def validate_expires_on(self, field: Field) -> None:
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(_l("It cannot end before it was issued."))
