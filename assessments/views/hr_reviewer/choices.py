"""Choices that several forms of HR offer."""

from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from assessments.forms.choosing import choices_of
from assessments.queries import directory


def department_choices() -> list[SelectChoice]:
    """Return the choices of a field for a department."""
    names = {str(each.id): str(each.name) for each in directory.list_departments()}
    return choices_of({"": _("All departments"), **names})
