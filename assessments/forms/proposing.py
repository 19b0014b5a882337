"""An activity proposed to several people, and their answers."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from assessments.forms.base import PageForm


class DeclineForm(PageForm):
    """Why somebody says no to a proposal."""

    reason = StringField(
        _l("Why not?"), [DataRequired(_l("Say why in a few words.")), Length(max=500)]
    )


class ProposalForm(PageForm):
    """Who is chosen, and a word for them. Nothing is proposed before ``confirm`` is sent."""

    people = SelectMultipleField(
        _l("People"),
        [DataRequired(_l("Choose at least one person."))],
        coerce=str,
        validate_choice=False,
    )
    """Who is not among those that the page offers is left out."""
    reason = StringField(_l("A word for them"), [Length(max=500)])
    confirm = SubmitField()
    back = SubmitField()
