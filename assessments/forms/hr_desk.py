"""What HR looks for, and several plans that are approved at once."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.labels.plans import PLAN_FLAGS

MOST_AT_ONCE = 50
LARGEST_KEY = 2**31 - 1


class Chosen(NamedTuple):
    """A plan, and which version of it was on the page."""

    plan_id: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Chosen":
        """Return what a form sends as ``plan:number``.

        Raises
        ------
        ValueError
            It is none.
        """
        plan_id, number = (int(part) for part in text.split(":"))
        if not (0 < plan_id <= LARGEST_KEY and 0 < number <= LARGEST_KEY):
            raise ValueError(text)
        return cls(plan_id, number)

    def __str__(self) -> str:
        return f"{self.plan_id}:{self.number}"


class SeekForm(PageForm):
    """A form that only asks: it changes nothing, so it needs no token."""

    class Meta:
        csrf = False


class QueueForm(SeekForm):
    """Which of the plans that wait are shown."""

    department = SelectField(_l("Department"), validate_choice=False)
    flag = SelectField(
        _l("Flag"),
        choices=[
            *choices_of({"": _l("All plans"), "none": _l("Without a flag")}),
            *choices_of(PLAN_FLAGS),
        ],
    )


class DecisionsForm(SeekForm):
    """Which decisions are shown."""

    q = StringField(_l("Name"))
    decision = SelectField(
        _l("Decision"),
        choices=choices_of(
            {"": _l("All decisions"), "approve": _l("Approved"), "return": _l("Returned")}
        ),
    )


class CertificatesForm(SeekForm):
    """Which certificates are shown."""

    q = StringField(_l("Name"))
    department = SelectField(_l("Department"), validate_choice=False)
    certification = SelectField(_l("Certification"), validate_choice=False)


class SeveralForm(PageForm):
    """Several plans to approve, each as it was seen."""

    plan = SelectMultipleField(
        validators=[DataRequired(), Length(max=MOST_AT_ONCE)],
        coerce=Chosen.parse,
        validate_choice=False,
    )

    @property
    def seen(self) -> dict[int, int]:
        """The version that was seen, by the plan's key."""
        return {each.plan_id: each.number for each in self.plan.data}


class SeveralSeekForm(SeekForm, SeveralForm):
    """The same, before it is confirmed."""


def key_of(text: str | None) -> int | None:
    """Return the key that a field holds; what is none asks for nothing."""
    if text and text.isascii() and text.isdigit() and int(text) <= LARGEST_KEY:
        return int(text)
    return None
