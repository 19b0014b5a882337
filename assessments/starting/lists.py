"""Lists taken in and written out by commands."""

from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.interchange import opening
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.exports import write_export
from assessments.interchange.rejects import write_rejects
from assessments.models.importing import ImportKind
from assessments.queries import exports, imports
from assessments.services.importing import kinds, proposing, undoing, uploading
from assessments.services.importing.kept_words import kept_words
from assessments.services.importing.reports import rejection_lines, report_lines
from assessments.services.importing.rows import Terms
from assessments.services.importing.tables import ImportProblem
from assessments.starting import show_progress

FORMATS = (".csv", ".xlsx")


def import_list(
    kind: str, file: Path, rejects: Path | None, options: dict[str, str], *, is_trial: bool
) -> bool:
    """Take a list; return whether anything in it was taken, or would be."""
    wanted = ImportKind(kind)
    columns = kinds.columns_of(wanted)
    with file.open("rb") as stream:
        table = opening.open_table(stream, columns.column_of)
        found = proposing.propose(columns, table.names, uploading.remembered(wanted))
        table = opening.open_table(
            stream,
            lambda heading: found.get(heading) or None,
            sheet=table.origin.sheet,
            heading_row=table.heading_row,
        )
        terms = Terms(by=None, progress=show_progress, is_trial=is_trial)
        report = kinds.import_list(wanted, table, terms, file=file.name, options=options)
        if rejects:
            rejects.write_bytes(write_rejects(table, report))
    for sentence in report_lines(report):
        click.echo(sentence)
    for sentence in rejection_lines(report):
        click.echo(sentence, err=True)
    if is_trial:
        click.echo(_("This was a dry run: nothing was changed."))
    elif report.run_id:
        command = f"capability-map undo-import {report.run_id}"
        click.echo(_("To undo it: %(command)s", command=command))
    return report.taken > 0


def undo_import(run_id: int) -> bool:
    """Undo an import; return whether all of it went back."""
    run = imports.find_run(run_id)
    if run is None:
        raise ImportProblem(_("There is no import %(id)s.", id=run_id))
    counts = undoing.undo(run, by=None).counts
    words = ngettext(
        "%(file)s: %(num)s row taken away, %(changed)s changed back, %(removed)s put back, "
        "%(left)s left as they are.",
        "%(file)s: %(num)s rows taken away, %(changed)s changed back, %(removed)s put back, "
        "%(left)s left as they are.",
        counts["added"],
        file=run.file,
        changed=counts["changed"],
        removed=counts["removed"],
        left=counts["left"],
    )
    click.echo(words)
    page = 1
    while True:
        found = imports.list_kept(run, page)
        for row in found.rows:
            click.echo(f"  {kept_words(row)}", err=True)
        if not found.has_next:
            return counts["left"] == 0
        page += 1


def export_list(kind: str, file: Path) -> None:
    """Write everything of a kind to a file that an import takes as it is."""
    if file.suffix.lower() not in FORMATS:
        raise SpreadsheetError(_("The name of the file must end in .csv or .xlsx."))
    found = exports.read(ImportKind(kind))
    with file.open("wb") as stream:
        write_export(stream, file.suffix.lower()[1:], kind, found.headings, found.rows)
    click.echo(_("Written: %(file)s", file=file))
