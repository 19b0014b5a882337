"""A file as a page shows it: its table, its columns, and what they are read as."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from assessments.forms.choosing import choices_of
from assessments.forms.importing import reading_form
from assessments.interchange import opening
from assessments.queries import imports
from assessments.services.importing import column_words, kinds, level_words, proposing, uploading
from assessments.services.importing.skills_matrix import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms.fields.choices import SelectChoice

    from assessments.forms.importing import ReadingForm
    from assessments.interchange.tabular import Table
    from assessments.models.importing import UploadedFile

LOOKED_AT = 100
SAMPLES = 3
MATRIX = "skills_matrix"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that has been opened, and how it is proposed to be read."""

    table: Table
    headings: tuple[str, ...]
    samples: dict[str, list[str]]
    mapping: dict[str, str]
    values: tuple[str, ...]
    """Different levels of a skills matrix."""
    form: ReadingForm


def open_anew(upload: UploadedFile, *, sheet: str = "", heading_row: int | None = None) -> Table:
    """Return the table of a file by the headings that are known."""
    columns = kinds.columns_of(upload.kind)
    known = uploading.remembered(upload.kind)
    probe = opening.open_table(
        _stream(upload), columns.column_of, sheet=sheet, heading_row=heading_row
    )
    found = proposing.propose(columns, probe.names, known)
    return _open(upload, found, probe.origin.sheet, probe.heading_row)


def open_as_said(
    upload: UploadedFile, mapping: Mapping[str, str], options: Mapping[str, Any]
) -> Table:
    """Return the table of a file as somebody has said that it is read."""
    return _open(upload, mapping, options.get("sheet", ""), options.get("heading_row"))


def _open(
    upload: UploadedFile, mapping: Mapping[str, str], sheet: str, heading_row: int | None
) -> Table:
    return opening.open_table(
        _stream(upload),
        lambda heading: mapping.get(heading) or None,
        sheet=sheet,
        heading_row=heading_row,
    )


def _stream(upload: UploadedFile) -> io.BytesIO:
    return io.BytesIO(imports.contents_of(upload))


def read(upload: UploadedFile, *, sheet: str = "", heading_row: int | None = None) -> Reading:
    """Return a file with its proposal; what was said before of the same place stands."""
    options = upload.options
    is_elsewhere = bool(sheet or heading_row)
    if upload.mapping and not is_elsewhere:
        table = open_as_said(upload, upload.mapping, options)
        mapping = dict(upload.mapping)
    else:
        table = open_anew(upload, sheet=sheet, heading_row=heading_row)
        mapping = {heading: column for column, heading in table.headings.items()}
    headings = tuple(dict.fromkeys(name for name in table.names if name))
    values, levels = _levels(table, options) if upload.kind == MATRIX else ((), {})
    form = reading_form(
        headings,
        _choices(upload),
        mapping,
        values=values,
        levels=levels,
        options=options,
        is_matrix=upload.kind == MATRIX,
    )
    return Reading(table, headings, _samples(table), mapping, values, form)


def _levels(
    table: Table, options: Mapping[str, Any]
) -> tuple[tuple[str, ...], dict[str, str | None]]:
    found = level_words.propose(values_of(table))
    values = tuple(value for value in found if value)
    if len(values) > level_words.MOST_VALUES:
        return (), {}
    return values, {**found, **options.get("levels", {})}


def _choices(upload: UploadedFile) -> list[SelectChoice]:
    columns = kinds.columns_of(upload.kind)
    return choices_of(
        {
            column: column_words.choice_words(upload.kind, column, names)
            for column, names in columns.headings.items()
        }
    )


def _samples(table: Table) -> dict[str, list[str]]:
    """Return some cells under each heading."""
    found: dict[str, list[str]] = {name: [] for name in table.names if name}
    for row in islice(table.rows(), LOOKED_AT):
        for name, text in zip(table.names, row.texts, strict=False):
            if text and name and len(found[name]) < SAMPLES and text[:40] not in found[name]:
                found[name].append(text[:40])
    return found
