"""Offering to mentor, asking a mentor, and what the two write."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.filters import today
from assessments.forms.base import AmountField, PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import check_near
from assessments.labels.mentoring import HELPED
from assessments.labels.people import LANGUAGES
from assessments.services.mentoring import MeetingDraft
from assessments.services.offering import OfferDraft

WORDS = 2000
MOST_PLACES = 20
MOST_HOURS = 40


class TickBoxes(SelectMultipleField):
    """Several of many, as boxes to tick."""

    option_widget = widgets.CheckboxInput()
    widget = widgets.ListWidget(prefix_label=False)


class OfferForm(PageForm):
    """What somebody offers as a mentor."""

    competencies = TickBoxes(
        _l("What for?"), [DataRequired(_l("Choose at least one thing you would help with."))]
    )
    places = IntegerField(
        _l("How many people at once?"),
        [InputRequired(_l("Say how many.")), NumberRange(1, MOST_PLACES)],
    )
    monthly_hours = AmountField(
        _l("Hours a month for each"),
        [InputRequired(_l("Say how many hours.")), NumberRange(0.5, MOST_HOURS)],
        places=None,
    )
    languages = TickBoxes(
        _l("In which languages?"),
        [DataRequired(_l("Choose at least one language."))],
        choices=choices_of(LANGUAGES),
    )
    until_on = DateField(_l("Until"), [Optional(), check_near])
    statement = TextAreaField(_l("A word about it"), [Length(max=WORDS)])
    version = IntegerField(validators=[Optional()])

    def validate_until_on(self, field: Field) -> None:
        if field.data and field.data < today():
            raise ValidationError(_l("This day is past."))

    @property
    def draft(self) -> OfferDraft:
        """What was written."""
        return OfferDraft(
            competencies=tuple(self.competencies.data or ()),
            places=self.places.data or 1,
            monthly_hours=float(self.monthly_hours.data or 1),
            languages=tuple(self.languages.data or ()),
            until_on=self.until_on.data,
            statement=self.statement.data or "",
        )


class AskForm(PageForm):
    """A message to a mentor, and what one wants to reach."""

    goals = TickBoxes(_l("What you want to reach"))
    message = TextAreaField(
        _l("Your message"),
        [DataRequired(_l("Write a sentence or two: what you hope for.")), Length(max=WORDS)],
    )


class GoalsForm(PageForm):
    """What the mentee wants to reach."""

    goals = TickBoxes(_l("What you want to reach"))
    version = IntegerField(validators=[InputRequired()])


class MeetingForm(PageForm):
    """When the two meet, what was said, and what comes next."""

    takes_place_on = DateField(_l("Day"), [InputRequired(_l("Say on which day.")), check_near])
    notes = TextAreaField(_l("Notes"), [Length(max=4000)])
    next_steps = TextAreaField(_l("Next steps"), [Length(max=WORDS)])
    version = IntegerField(validators=[Optional()])

    @property
    def draft(self) -> MeetingDraft:
        """What was written."""
        return MeetingDraft(
            self.takes_place_on.data, self.notes.data or "", self.next_steps.data or ""
        )


class HelpedForm(PageForm):
    """How much it helps."""

    helped = RadioField(
        _l("How much does it help?"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of({str(value): words for value, words in HELPED.items()}),
    )
    statement = TextAreaField(_l("A word about it"), [Length(max=WORDS)])
