"""Wishes for a training plan, and a name to keep them under."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.editing.parts import CheckboxesField, stripped
from assessments.labels.people import LANGUAGES
from assessments.services.suggesting import MOST_BUDGET
from assessments.services.training.drafts import LONGEST_NAME
from assessments.services.training.wishes import (
    FEWEST_QUARTERS,
    MOST_AT_ONCE,
    MOST_HOURS_A_QUARTER,
    MOST_QUARTERS,
    TrainingWishes,
)

MOST_NAMED = 60
"""So many activities an address may name; nobody pins more."""


class WishesForm(PageForm):
    """What somebody can give and wants; sent as a question, so it needs no token."""

    class Meta:
        csrf = False

    hours = IntegerField(
        _l("Hours a quarter"), [InputRequired(), NumberRange(0, MOST_HOURS_A_QUARTER)]
    )
    quarters = IntegerField(
        _l("Quarters"), [InputRequired(), NumberRange(FEWEST_QUARTERS, MOST_QUARTERS)]
    )
    budget = IntegerField(_l("Budget in all"), [InputRequired(), NumberRange(0, MOST_BUDGET)])
    at_once = IntegerField(_l("At once, at most"), [Optional(), NumberRange(1, MOST_AT_ONCE)])
    role = SelectField(_l("Towards"))
    speaks = CheckboxesField(_l("Languages"), choices=choices_of(LANGUAGES))
    balanced = BooleanField(_l("Mostly on the job, then with others, then taught"))

    def wishes(self, pinned: list[str], excluded: list[str]) -> TrainingWishes:
        """Return the wishes, once the form is valid; what is pinned is not left out."""
        return TrainingWishes(
            hours=float(self.hours.data or 0),
            quarters=self.quarters.data or FEWEST_QUARTERS,
            budget=float(self.budget.data or 0),
            at_once=self.at_once.data,
            languages=tuple(sorted(self.speaks.data or ())),
            is_balanced=bool(self.balanced.data),
            pinned=tuple(sorted(set(pinned[:MOST_NAMED]))),
            excluded=tuple(sorted(set(excluded[:MOST_NAMED]) - set(pinned))),
        )


class DraftForm(PageForm):
    """A name for wishes."""

    name = StringField(
        _l("Keep these wishes as"),
        [DataRequired(_l("Give it a name.")), Length(max=LONGEST_NAME)],
        filters=[stripped],
    )

    def validate_name(self, field: Field) -> None:
        """Refuse a name of which nothing is seen."""
        if not any(sign.isprintable() and not sign.isspace() for sign in field.data or ""):
            raise ValidationError(_("Give it a name."))


def values_of(wishes: TrainingWishes, role: str | None) -> dict[str, Any]:
    """Return wishes as the values of the form."""
    return {
        "hours": round(wishes.hours),
        "quarters": wishes.quarters,
        "budget": round(wishes.budget),
        "at_once": wishes.at_once,
        "role": role,
        "speaks": list(wishes.languages),
        "balanced": wishes.is_balanced,
    }
