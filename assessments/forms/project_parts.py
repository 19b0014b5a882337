"""What a person says about a part in a project."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from assessments.forms.base import PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import NotToCome
from assessments.labels.projects import PROJECT_PARTS


class PartForm(PageForm):
    """From when to when, as what, and with how much of the time."""

    part = SelectField(
        _l("As what?"),
        choices=choices_of(PROJECT_PARTS),
    )
    started_on = DateField(_l("From"), [InputRequired(_l("Say when it began.")), NotToCome()])
    ended_on = DateField(_l("Until"), [Optional()])
    share = IntegerField(
        _l("Share of your working time, in percent"), [InputRequired(), NumberRange(1, 100)]
    )

    def validate_ended_on(self, field: Field) -> None:
        if field.data and self.started_on.data and field.data < self.started_on.data:
            raise ValidationError(_l("It cannot end before it begins."))
