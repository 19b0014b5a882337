"""Answers to a plan: the coach's and HR's."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    ValidationError,
)

from assessments.forms.base import AmountField, PageForm
from assessments.forms.choosing import choices_of
from assessments.labels.plans import COACH_DECISIONS, REVIEW_DECISIONS
from capability.lifecycle import CoachDecision, ReviewDecision
from capability.scale import HIGHEST, LOWEST


class EndorseForm(PageForm):
    """The coach endorses a plan, or hands it back."""

    decision = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(COACH_DECISIONS),
    )
    comment = TextAreaField(_l("A word for the project manager"), [Length(max=2000)])
    submission = IntegerField(validators=[InputRequired()])

    def validate_comment(self, field: Field) -> None:
        if self.decision.data == CoachDecision.HAND_BACK and not (field.data or "").strip():
            raise ValidationError(_l("Say what needs to change, so that it can be acted on."))


class ReviewForm(PageForm):
    """HR approves a plan, or returns it with a reason."""

    decision = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(REVIEW_DECISIONS),
    )
    comment = TextAreaField(_l("What should change, and why?"), [Length(max=2000)])
    submission = IntegerField(validators=[InputRequired()])

    def validate_comment(self, field: Field) -> None:
        if self.decision.data == ReviewDecision.RETURN and not (field.data or "").strip():
            raise ValidationError(_l("Say what needs to change, so that it can be acted on."))


class AgreementForm(PageForm):
    """The level that coach and project manager settled on after talking."""

    competency = SelectField(_l("Competency"))
    level = AmountField(
        _l("Level you both agree on"),
        [InputRequired(), NumberRange(min=int(LOWEST), max=int(HIGHEST))],
        places=1,
    )
    reason = StringField(
        _l("What it rests on"), [DataRequired(_l("Say why in a few words.")), Length(max=500)]
    )


class ReopenForm(PageForm):
    """The coach gives a form back to its owner."""

    reason = StringField(
        _l("Why is it opened again?"),
        [DataRequired(_l("Say why in a few words.")), Length(max=300)],
    )
