"""Answers to a plan: the coach's and HR's."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from assessments import labels
from capability.lifecycle import CoachDecision, ReviewDecision


class EndorseForm(FlaskForm):
    """The coach endorses a plan, or hands it back."""

    decision = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Choose one."))],
        choices=[(key.value, words) for key, words in labels.COACH_DECISIONS.items()],
    )
    comment = TextAreaField(_l("A word for the project manager"), [Length(max=2000)])
    submission = IntegerField(validators=[InputRequired()])

    def validate_comment(self, field: Field) -> None:
        if self.decision.data == CoachDecision.HAND_BACK and not (field.data or "").strip():
            raise ValidationError(_l("Say what needs to change, so that it can be acted on."))


class ReviewForm(FlaskForm):
    """HR approves a plan, or returns it with a reason."""

    decision = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Choose one."))],
        choices=[(key.value, words) for key, words in labels.REVIEW_DECISIONS.items()],
    )
    comment = TextAreaField(_l("What should change, and why?"), [Length(max=2000)])
    submission = IntegerField(validators=[InputRequired()])

    def validate_comment(self, field: Field) -> None:
        if self.decision.data == ReviewDecision.RETURN and not (field.data or "").strip():
            raise ValidationError(_l("Say what needs to change, so that it can be acted on."))


class ReopenForm(FlaskForm):
    """The coach gives a form back to its owner."""

    reason = StringField(
        _l("Why is it opened again?"),
        [InputRequired(_l("Say why in a few words.")), Length(max=300)],
    )
