"""What a plan is for, its items, and working them off."""

from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.forms.base import AmountField, PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import NotToCome, check_in_sight
from assessments.forms.editing.parts import CheckboxesField
from assessments.labels.activities import ACTIVITY_KINDS
from assessments.services.planning import ItemDraft
from capability.scale import HIGHEST, LOWEST
from capability.vocabulary import ActivityKind


class AimForm(PageForm):
    """What the plan is for, and until when."""

    aim = StringField(_l("What do you want to be able to do?"), [DataRequired(), Length(max=200)])
    ends_on = DateField(_l("Until"), [InputRequired(), check_in_sight])
    version = IntegerField(validators=[InputRequired()])

    def __init__(self, *args: object, begins_on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.begins_on = begins_on

    def validate_ends_on(self, field: Field) -> None:
        if field.data and field.data <= self.begins_on:
            raise ValidationError(_l("It cannot end before it begins."))


class ItemForm(PageForm):
    """One item of a plan."""

    kind = SelectField(_l("Kind"), choices=choices_of(ACTIVITY_KINDS))
    title = StringField(_l("What will you do?"), [DataRequired(), Length(max=200)])
    competency = SelectField(_l("Which competency is it for?"))
    from_level = AmountField(
        _l("From level"), [Optional(), NumberRange(min=int(LOWEST), max=int(HIGHEST))], places=1
    )
    to_level = AmountField(
        _l("To level"), [Optional(), NumberRange(min=int(LOWEST), max=int(HIGHEST))], places=1
    )
    starts_on = DateField(_l("Begins on"), [InputRequired(), check_in_sight])
    due_on = DateField(_l("Done by"), [InputRequired(), check_in_sight])
    cost = AmountField(_l("Cost"), [Optional(), NumberRange(min=0, max=10_000_000)], places=2)
    hours = AmountField(_l("Hours"), [Optional(), NumberRange(min=0, max=10_000)], places=1)
    owner = StringField(_l("Who makes it happen?"), [Length(max=200)])
    reason = TextAreaField(_l("Why this?"), [Length(max=1000)])
    version = IntegerField(validators=[Optional()])

    def validate_due_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("It cannot be done before it begins."))

    def validate_to_level(self, field: Field) -> None:
        if None not in (field.data, self.from_level.data) and field.data < self.from_level.data:
            raise ValidationError(_l("The aim lies below where it starts."))

    def draft(self, *, activity_id: int | None = None, mentor_id: int | None = None) -> ItemDraft:
        """Return what was written, once the form is valid."""
        return ItemDraft(
            kind=ActivityKind(self.kind.data),
            title=self.title.data.strip(),
            starts_on=self.starts_on.data,
            due_on=self.due_on.data,
            competency_id=int(self.competency.data) if self.competency.data else None,
            from_level=_number(self.from_level.data),
            to_level=_number(self.to_level.data),
            cost=_number(self.cost.data) or 0.0,
            hours=_number(self.hours.data) or 0.0,
            owner=(self.owner.data or "").strip(),
            reason=(self.reason.data or "").strip(),
            activity_id=activity_id,
            mentor_id=mentor_id,
        )


class CompletionForm(PageForm):
    """That an item is done, when, and what shows it."""

    completed_on = DateField(_l("Done on"), [InputRequired(), NotToCome(), check_in_sight])
    evidence = TextAreaField(
        _l("What shows it?"),
        [DataRequired(_l("Say in a sentence what shows it.")), Length(max=2000)],
    )
    counts = CheckboxesField(_l("Counts towards the renewal of"))


class DropForm(PageForm):
    """Why an item is given up."""

    reason = StringField(
        _l("Why do you give it up?"),
        [DataRequired(_l("Say why in a few words.")), Length(max=300)],
    )


class CommentForm(PageForm):
    """A comment on a plan."""

    statement = TextAreaField(
        _l("Reply"), [DataRequired(_l("Write something first.")), Length(max=2000)]
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
