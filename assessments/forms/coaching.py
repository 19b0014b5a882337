"""Talks, and handing a person over to another coach."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SearchField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import check_near
from assessments.labels.plans import PLAN_STATUSES
from assessments.queries.coached import NONE
from capability.lifecycle import AssessmentStatus

NOTES = 4000
ASSESSMENT_CHOICES: dict[str, LazyString] = {
    "": _l("All"),
    NONE: _l("Not begun"),
    AssessmentStatus.DRAFT: _l("Under way"),
    AssessmentStatus.SUBMITTED: _l("Sent"),
}
PLAN_CHOICES: dict[str, LazyString] = {
    "": _l("All"),
    NONE: _l("None yet"),
    **{str(status): words for status, words in PLAN_STATUSES.items()},
}


def _key(value: str) -> int:
    """Return a key as a number; 0 stands for the choice that is none, and cannot be written."""
    found = int(value or 0)
    if value and found < 1:
        raise ValueError
    return found


class TalkForm(PageForm):
    """When a talk takes place, and what it is about or what was said."""

    takes_place_on = DateField(_l("Day"), [InputRequired(_l("Say on which day.")), check_near])
    notes = TextAreaField(_l("Notes"), [Length(max=NOTES)])
    version = IntegerField(validators=[Optional()])


class HandOverForm(PageForm):
    """To whom a person goes, and a word on where things stand."""

    to = SelectField(_l("Next coach"), [InputRequired(_l("Choose one."))], coerce=_key)
    statement = TextAreaField(
        _l("A word on where things stand"),
        [
            DataRequired(_l("Say in a few sentences where things stand.")),
            Length(max=2000),
        ],
    )
    seen = IntegerField(validators=[InputRequired()])
    is_confirmed = BooleanField()


class PeopleFilterForm(PageForm):
    """Which people a coach looks for; sent as a question, so it needs no token."""

    class Meta:
        csrf = False

    q = SearchField(_l("Name"))
    department = SelectField(_l("Department"), [Optional()])
    role = SelectField(_l("Role"), [Optional()])
    area = SelectField(_l("Short in"), [Optional()])
    assessment = SelectField(
        _l("Self-assessment"), [Optional()], choices=choices_of(ASSESSMENT_CHOICES)
    )
    plan = SelectField(_l("Plan"), [Optional()], choices=choices_of(PLAN_CHOICES))

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen; what cannot be is left out, as is what leaves all."""
        self.validate()
        return {
            name: field.data.strip()
            for name, field in self._fields.items()
            if field.data and field.data.strip() and not field.errors
        }
