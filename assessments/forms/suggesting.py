"""The limits within which suggestions are worked out."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange


class LimitsForm(FlaskForm):
    """Hours, money and the role to work towards; sent as a question, so it needs no token."""

    class Meta:
        csrf = False

    hours = IntegerField(_l("Hours in the coming year"), [InputRequired(), NumberRange(0, 2000)])
    budget = IntegerField(_l("Budget"), [InputRequired(), NumberRange(0, 10_000_000)])
    role = SelectField(_l("Towards"))
