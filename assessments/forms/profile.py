"""What a project manager says about herself or himself."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.labels.people import LANGUAGES, TIME_ZONES


class ProfileForm(PageForm):
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
        choices=choices_of(LANGUAGES),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    time_zone = SelectField(_l("Where you work"), choices=choices_of(TIME_ZONES))
