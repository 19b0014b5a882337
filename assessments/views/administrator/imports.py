"""Lists from elsewhere, taken in step by step: upload, columns, dry run, import; and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.importing import (
    PlaceForm,
    UploadForm,
    check_once,
    levels_of,
    mapping_of,
)
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.rejects import write_rejects
from assessments.permissions import Action
from assessments.queries import imports
from assessments.queries.pages import part_of
from assessments.services.importing import column_words, undoing, uploading
from assessments.services.importing.kept_words import kept_words
from assessments.services.importing.kinds import kind_of
from assessments.services.importing.tables import ImportProblem
from assessments.services.importing.uploading import FIGURES
from assessments.views.administrator import bp, reading
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from assessments.models.importing import UploadedFile

PAGE = 50


@bp.get("/imports")
def list_imports() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    return _list(UploadForm(kind=request.args.get("kind") or "people"))


@bp.post("/imports")
def upload_list() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            upload = _keep(form.kind.data, form.file.data)
        except (SpreadsheetError, ImportProblem) as error:
            form.file.errors = [*form.file.errors, str(error)]
        else:
            return redirect(url_for(".read_columns", file_id=upload.id))
    return _list(form)


def _list(form: UploadForm) -> ResponseReturnValue:
    page = imports.list_runs(request.args.get("page", 1, type=int))
    waiting = imports.list_uploads(current_person())
    return render_template(
        "administrator/list_imports.html",
        form=form,
        page=page,
        waiting=waiting,
        most=uploading.MOST_BYTES // 1024 // 1024,
    )


def _keep(kind: str, file: FileStorage) -> UploadedFile:
    """Keep a file that can be opened; of one that cannot, nothing is kept."""
    content = file.stream.read(uploading.MOST_BYTES + 1)
    person = current_person()
    upload = uploading.keep(kind_of(kind), file.filename or "list", content, by=person)
    try:
        reading.open_anew(upload)
    except SpreadsheetError:
        uploading.give_up(upload, by=person)
        raise
    return upload


@bp.route("/imports/files/<int:file_id>/columns", methods=["GET", "POST"])
def read_columns(file_id: int) -> ResponseReturnValue:
    upload = imports.get_upload(file_id)
    require(Action.READ_UPLOAD, upload)
    if upload.run_id:
        return redirect(url_for(".show_import", run_id=upload.run_id))
    place, problem = PlaceForm(request.args), ""
    asked = {"sheet": place.sheet.data or "", "heading_row": place.heading_row.data}
    try:
        found = reading.read(upload, **asked)
    except SpreadsheetError as error:
        problem = str(error)
        found = reading.read(upload)
    if not problem and found.form.validate_on_submit() and check_once(found.form, found.headings):
        try:
            _try_out(upload, found)
        except (SpreadsheetError, ImportProblem) as error:
            problem = str(error)
        else:
            return redirect(url_for(".show_trial", file_id=file_id))
    place.sheet.choices = choices_of({name: name for name in found.table.origin.sheets})
    place.sheet.data = found.table.origin.sheet
    place.heading_row.data = found.table.heading_row
    return render_template(
        "administrator/read_columns.html", upload=upload, found=found, form=found.form,
        place=place, problem=problem, asked={name: value for name, value in asked.items() if value},
    )  # fmt: skip


def _try_out(upload: UploadedFile, found: reading.Reading) -> None:
    mapping = mapping_of(found.form, found.headings)
    options: dict[str, Any] = {
        "sheet": found.table.origin.sheet,
        "heading_row": found.table.heading_row,
    }
    if "source" in found.form:
        day = found.form.rated_on.data
        options["source"] = found.form.source.data
        options["rated_on"] = day.isoformat() if day else None
        table = reading.open_as_said(upload, mapping, options)
        if found.values:
            options["levels"] = levels_of(found.form, found.values)
    uploading.read_as(upload, mapping, options)
    table = reading.open_as_said(upload, mapping, options)
    uploading.try_out(
        upload, table, lambda report: write_rejects(table, report), by=current_person()
    )


@bp.get("/imports/files/<int:file_id>/trial")
def show_trial(file_id: int) -> ResponseReturnValue:
    upload = imports.get_upload(file_id)
    require(Action.READ_UPLOAD, upload)
    if upload.run_id:
        return redirect(url_for(".show_import", run_id=upload.run_id))
    trial = imports.trial_of(upload)
    if trial is None:
        return redirect(url_for(".read_columns", file_id=file_id))
    if trial["language"] != str(get_locale()):
        # The reasons were said in another language: they are found again, and nothing is kept.
        trial = uploading.trial_of(_rehearse(upload))
    return render_template(
        "administrator/show_trial.html",
        upload=upload,
        trial=trial,
        page=part_of(trial["rejections"], request.args.get("page", 1, type=int), size=PAGE),
        column_words=column_words.column_words,
    )


def _rehearse(upload: UploadedFile) -> Any:  # noqa: ANN401 - a report, passed on
    table = reading.open_as_said(upload, upload.mapping, upload.options)
    return uploading.rehearse(upload, table, by=current_person())


@bp.get("/imports/files/<int:file_id>/rejects.csv")
def download_rejects(file_id: int) -> ResponseReturnValue:
    upload = imports.get_upload(file_id)
    require(Action.READ_UPLOAD, upload)
    contents = imports.rejects_of(upload)
    if contents is None:
        tell(_("Every row was taken: there is nothing to mend."))
        return redirect(url_for(".list_imports"))
    answer = Response(contents, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="not-taken.csv")
    return answer


@bp.post("/imports/files/<int:file_id>/take")
def take_list(file_id: int) -> ResponseReturnValue:
    upload = imports.get_upload(file_id)
    require(Action.READ_UPLOAD, upload)
    if upload.run_id:
        return redirect(url_for(".show_import", run_id=upload.run_id))
    if imports.trial_of(upload) is None:
        return redirect(url_for(".read_columns", file_id=file_id))
    try:
        table = reading.open_as_said(upload, upload.mapping, upload.options)
        report = uploading.take_in(
            upload, table, lambda report: write_rejects(table, report), by=current_person()
        )
    except (SpreadsheetError, ImportProblem) as error:
        tell(str(error))
        return redirect(url_for(".list_imports"))
    if report.run_id is None:
        tell(_("No row could be taken, so nothing was changed."))
        return redirect(url_for(".show_trial", file_id=file_id))
    return redirect(url_for(".show_import", run_id=report.run_id))


@bp.post("/imports/files/<int:file_id>/remove")
def remove_list(file_id: int) -> ResponseReturnValue:
    upload = imports.get_upload(file_id)
    require(Action.READ_UPLOAD, upload)
    uploading.give_up(upload, by=current_person())
    tell(_("The file is removed. Nothing was imported from it."))
    return redirect(url_for(".list_imports"))


@bp.get("/imports/<int:run_id>")
def show_import(run_id: int) -> ResponseReturnValue:
    run = imports.get_run(run_id)
    require(Action.ADMINISTER)
    page = imports.list_kept(run, request.args.get("page", 1, type=int))
    is_otherwise = run.trial is not None and any(
        run.trial[name] != run.counts.get(name, 0) for name in FIGURES
    )
    return render_template(
        "administrator/show_import.html",
        run=run,
        is_otherwise=is_otherwise,
        rows=imports.count_rows(run),
        kept=[kept_words(row) for row in page.rows],
        page=page,
        left=imports.left_of(run, current_person()),
    )


@bp.post("/imports/<int:run_id>/undo")
def undo_import(run_id: int) -> ResponseReturnValue:
    run = imports.get_run(run_id)
    require(Action.ADMINISTER)
    undone = undoing.undo(run, by=current_person())
    if undone.counts["left"]:
        tell(_("Undone as far as it goes: below is what had to stay, and why."))
    else:
        tell(_("The import is undone."))
    return redirect(url_for(".show_import", run_id=run_id))
