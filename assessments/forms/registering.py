"""The record of a person, a department, and that somebody has left."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import NotToCome, check_in_sight
from assessments.labels.people import LANGUAGES
from assessments.services.registering import PersonDraft


def one_line(value: str | None) -> str | None:
    """Return a text without space around it or twice within it; ``None`` where nothing is left."""
    return " ".join((value or "").split()) or None


class PersonForm(PageForm):
    """What the record says of a person."""

    name = StringField(
        _l("Name"), [DataRequired(_l("A person needs a name.")), Length(max=200)], [one_line]
    )
    called = StringField(_l("Called"), [Length(max=100)], [one_line])
    number = StringField(_l("Number in the organisation"), [Length(max=60)], [one_line])
    email = EmailField(_l("Work email"), [Optional(), Email(), Length(max=254)], [one_line])
    department = SelectField(_l("Department"), default="")
    role = SelectField(_l("Role"), default="")
    aims_for = SelectField(_l("Role aimed for"), default="")
    coach = SelectField(_l("Coach"), default="")
    languages = SelectMultipleField(
        _l("Languages to learn in"),
        choices=choices_of(LANGUAGES),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    site = StringField(_l("Site"), [Length(max=120)], [one_line])
    working_percent = IntegerField(
        _l("Working time in per cent of full time"),
        [Optional(), NumberRange(1, 100, _l("Between 1 and 100."))],
    )
    version = HiddenField()

    @property
    def draft(self) -> PersonDraft:
        """What was written, once the form is valid."""
        return PersonDraft(
            name=self.name.data,
            called=self.called.data or self.name.data.split()[0][:100],
            number=self.number.data,
            email=self.email.data,
            department_id=_key(self.department),
            role_id=_key(self.role),
            aims_for_id=_key(self.aims_for),
            coach_id=_key(self.coach),
            languages=tuple(self.languages.data or ()),
            site=self.site.data,
            working_percent=self.working_percent.data,
        )


class LeaveForm(PageForm):
    """When somebody has left."""

    left_on = DateField(
        _l("Last day here"),
        [
            InputRequired(_l("Say which day it was.")),
            NotToCome(_l("This day is still to come: enter it once it has passed.")),
            check_in_sight,
        ],
    )


class DepartmentForm(PageForm):
    """What a department is called."""

    name_en = StringField(
        _l("Name in English"),
        [DataRequired(_l("A department needs a name.")), Length(max=120)],
        [one_line],
    )
    name_zh = StringField(_l("Name in Chinese"), [Length(max=120)], [one_line])
    version = HiddenField()

    @property
    def names(self) -> dict[str, str]:
        """The names that were written, by language."""
        given = {"en": self.name_en.data, "zh": self.name_zh.data}
        return {language: name for language, name in given.items() if name}


def _key(field: SelectField) -> int | None:
    return int(field.data) if field.data else None
