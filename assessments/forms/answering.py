"""One answer of an assessment, and one area of answers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import NotToCome
from assessments.labels.levels import CONFIDENCES
from assessments.services.assessing import Answer
from capability.scale import ProficiencyLevel
from capability.vocabulary import Confidence

NOT_APPLICABLE = "na"
LEVEL_CHOICES = [*(str(int(level)) for level in ProficiencyLevel), NOT_APPLICABLE]


class AnswerForm(PageForm):
    """A level or "not part of my work", how sure, and an example."""

    level = RadioField(_l("Level"), [InputRequired()], choices=LEVEL_CHOICES)
    confidence = RadioField(
        _l("How sure are you?"),
        [Optional()],
        choices=choices_of(CONFIDENCES),
    )
    example = TextAreaField(_l("An example"), [Length(max=2000)])
    example_on = DateField(_l("When was that?"), [Optional(), NotToCome()])
    version = IntegerField(validators=[InputRequired(), NumberRange(min=0)])

    @property
    def answer(self) -> Answer:
        """What was answered, once the form is valid."""
        is_applicable = self.level.data != NOT_APPLICABLE
        return Answer(
            level=int(self.level.data) if is_applicable else None,
            confidence=Confidence(self.confidence.data) if self.confidence.data else None,
            example=self.example.data or "",
            example_on=self.example_on.data,
        )


def answers_in(fields: Mapping[str, str], codes: list[str]) -> dict[str, AnswerForm]:
    """Return the form of every competency that a whole posted area answers.

    The fields of a competency end in its code: ``level-risk``, ``confidence-risk``.
    """
    names = ("level", "confidence", "example", "example_on", "version")
    return {
        code: AnswerForm(
            formdata=MultiDict({name: fields.get(f"{name}-{code}", "") for name in names}),
            meta={"csrf": False},
        )
        for code in codes
        if fields.get(f"level-{code}")
    }
