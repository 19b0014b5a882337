"""What a file to import is, and how its columns are read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from assessments.forms.base import FormPart, PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.days import NotToCome
from assessments.labels.imports import IMPORT_KINDS, IMPORT_SOURCES
from assessments.labels.levels import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


NOT_APPLICABLE, NO_ANSWER, NOT_SAID = "na", "none", ""


class UploadForm(PageForm):
    """A list, and what is in it."""

    kind = RadioField(_l("What is in the list"), choices=choices_of(IMPORT_KINDS))
    file = FileField(_l("File (CSV or XLSX)"), [FileRequired(_l("Choose a file."))])


class PlaceForm(FormPart):
    """Where in a workbook the table stands."""

    sheet = SelectField(_l("Sheet"), validate_choice=False)
    heading_row = IntegerField(
        _l("Row with the headings"), [Optional(), NumberRange(min=1, max=1_000_000)]
    )


class ReadingForm(PageForm):
    """Which column of the file is which of ours; the fields are made for one file."""

    source = RadioField(
        _l("Whose view the levels are"), choices=choices_of(IMPORT_SOURCES), default="self"
    )
    rated_on = DateField(
        _l("Day of the answers"), [Optional(), NotToCome(_l("The day lies in the future."))]
    )


def reading_form(
    headings: Sequence[str],
    columns: Sequence[SelectChoice],
    mapping: Mapping[str, str],
    *,
    values: Sequence[str] = (),
    levels: Mapping[str, str | None] | None = None,
    options: Mapping[str, Any] | None = None,
    is_matrix: bool = False,
) -> ReadingForm:
    """Return the form for the headings of a file, filled in as proposed."""
    choices = [SelectChoice("", _("not used")), *columns]
    fields: dict[str, Any] = {
        f"column_{position}": SelectField(
            heading, choices=choices, default=mapping.get(heading, "")
        )
        for position, heading in enumerate(headings)
    }
    for position, value in enumerate(values):
        default = (levels or {}).get(value)
        fields[f"level_{position}"] = SelectField(
            value,
            choices=level_choices(),
            default=NOT_SAID if default is None else default or NO_ANSWER,
        )
    form: ReadingForm = type("ReadingFormOfOneFile", (ReadingForm,), fields)()
    if not is_matrix:
        del form.source, form.rated_on
    elif not form.is_submitted() and options:
        form.source.data = options.get("source", "self")
        day = options.get("rated_on")
        form.rated_on.data = date.fromisoformat(day) if day else None
    return form


def level_choices() -> list[SelectChoice]:
    """Return what a value of a skills matrix can mean."""
    return [
        SelectChoice(NOT_SAID, _("not said yet")),
        *(SelectChoice(str(level), f"{level} · {words}") for level, words in enumerate(LEVELS)),
        SelectChoice(NOT_APPLICABLE, _("not part of the work")),
        SelectChoice(NO_ANSWER, _("no answer")),
    ]


def mapping_of(form: ReadingForm, headings: Sequence[str]) -> dict[str, str]:
    """Return the column of each heading, as it was chosen."""
    return {heading: form[f"column_{position}"].data for position, heading in enumerate(headings)}


def levels_of(form: ReadingForm, values: Sequence[str]) -> dict[str, str]:
    """Return what each value means, where that was said."""
    chosen = {value: form[f"level_{position}"].data for position, value in enumerate(values)}
    return {
        value: "" if meaning == NO_ANSWER else meaning
        for value, meaning in chosen.items()
        if meaning != NOT_SAID
    }


def check_once(form: ReadingForm, headings: Sequence[str]) -> bool:
    """Return whether every column is read from one heading at most; else say so at the field."""
    seen: dict[str, str] = {}
    is_right = True
    for position, heading in enumerate(headings):
        field = form[f"column_{position}"]
        if field.data and field.data in seen:
            field.errors = [
                *field.errors,
                _("“%(heading)s” is read as this already.", heading=seen[field.data]),
            ]
            is_right = False
        seen.setdefault(field.data, heading)
    return is_right
