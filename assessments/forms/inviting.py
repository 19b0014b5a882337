"""An invitation to somebody who has no account yet."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectMultipleField, widgets
from wtforms.validators import Email, InputRequired, Length

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.labels.people import ACCESSES
from assessments.permissions import Access

OFFERED = [access for access in Access if access is not Access.RATER]


class InvitationForm(PageForm):
    """The address that the letter goes to, and what the account is for."""

    email = EmailField(_l("Work email"), [InputRequired(), Email(), Length(max=254)])
    accesses = SelectMultipleField(
        _l("What the account is for"),
        [InputRequired(_l("Choose at least one."))],
        choices=choices_of({access: ACCESSES[access] for access in OFFERED}),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
