"""What an account is for, and who coaches whom."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, TextAreaField, widgets
from wtforms.validators import InputRequired, Length

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.inviting import OFFERED
from assessments.labels.people import ACCESSES


class AccessForm(PageForm):
    """What an account is for."""

    accesses = SelectMultipleField(
        _l("What the account is for"),
        choices=choices_of({access: ACCESSES[access] for access in OFFERED}),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )


class EntrustForm(PageForm):
    """Several people go to one coach."""

    people = SelectMultipleField(
        _l("People"),
        [InputRequired(_l("Choose at least one person."))],
        coerce=int,
        validate_choice=False,
    )
    coach = SelectField(_l("Their coach from now on"), [InputRequired(_l("Choose a coach."))])
    statement = TextAreaField(_l("A word on where things stand"), [Length(max=2000)])
