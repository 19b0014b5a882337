"""The limits within which suggestions are worked out."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from assessments.forms.base import PageForm
from assessments.services.suggesting import MOST_BUDGET, MOST_HOURS


class LimitsForm(PageForm):
    """Hours, money and the role to work towards; sent as a question, so it needs no token."""

    class Meta:
        csrf = False

    hours = IntegerField(
        _l("Hours in the coming year"), [InputRequired(), NumberRange(0, MOST_HOURS)]
    )
    budget = IntegerField(_l("Budget"), [InputRequired(), NumberRange(0, MOST_BUDGET)])
    role = SelectField(_l("Towards"))
