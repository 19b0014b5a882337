"""Certificates that somebody holds: one by one, with a copy and the units of renewal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.certificates import CertificateForm, CountForm, UnitsForm
from assessments.forms.choosing import choices_of
from assessments.permissions import Action
from assessments.queries import catalogue, certificates, plans
from assessments.services import holding, renewing
from assessments.services.certifying import pages
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.catalogue import CertificateHeld


@bp.route("/certificates/new", methods=["GET", "POST"])
def add_certificate() -> ResponseReturnValue:
    person = current_person()
    require(Action.EDIT_PROFILE, person)
    form = _certificate_form(request.args.get("certification", ""))
    if form.validate_on_submit():
        held = holding.add_certificate(person, _draft(form), by=person, upload=form.upload)
        undo = url_for(".remove_certificate", held_id=held.id)
        tell(_("Certificate added."), undo_url=undo)
        return redirect(url_for(".show_certificate", held_id=held.id))
    return render_template("project_manager/edit_certificate.html", form=form, held=None)


@bp.get("/certificates/<int:held_id>")
def show_certificate(held_id: int) -> ResponseReturnValue:
    held = _standing(held_id)
    require(Action.VIEW_CERTIFICATES, held)
    return _page(held, UnitsForm(formdata=None))


@bp.route("/certificates/<int:held_id>/edit", methods=["GET", "POST"])
def edit_certificate(held_id: int) -> ResponseReturnValue:
    held = _standing(held_id)
    require(Action.EDIT_PROFILE, held)
    form = _certificate_form(held=held)
    is_conflict = False
    if form.validate_on_submit():
        try:
            holding.change_certificate(
                held,
                _draft(form),
                seen=form.version.data or 0,
                by=current_person(),
                upload=form.upload,
            )
        except ConflictError:
            is_conflict = True
        else:
            tell(_("Kept."))
            return redirect(url_for(".show_certificate", held_id=held_id))
    return render_template(
        "project_manager/edit_certificate.html",
        form=form,
        held=catalogue.get_certificate(held_id),
        copy=certificates.find_copy(held),
        is_conflict=is_conflict,
    )


@bp.post("/certificates/<int:held_id>/remove")
def remove_certificate(held_id: int) -> ResponseReturnValue:
    held = catalogue.get_certificate(held_id)
    require(Action.EDIT_PROFILE, held)
    undo = url_for(".restore_certificate", held_id=held_id)
    try:
        holding.remove_certificate(held, by=current_person())
    except ConflictError:
        _tell_conflict()
    else:
        tell(_("Certificate removed."), undo_url=undo)
    return redirect(url_for(".list_certifications"))


@bp.post("/certificates/<int:held_id>/restore")
def restore_certificate(held_id: int) -> ResponseReturnValue:
    held = catalogue.get_certificate(held_id)
    require(Action.EDIT_PROFILE, held)
    try:
        holding.restore_certificate(held, by=current_person())
    except ConflictError:
        _tell_conflict()
    else:
        tell(_("The certificate is back."))
    return redirect(url_for(".list_certifications"))


@bp.get("/certificates/<int:held_id>/file")
def download_certificate(held_id: int) -> ResponseReturnValue:
    held = _standing(held_id)
    require(Action.VIEW_CERTIFICATES, held)
    copy = certificates.find_copy(held, with_content=True)
    if copy is None:
        abort(404)
    return send_file(
        io.BytesIO(copy.content), copy.media_type, as_attachment=True, download_name=copy.name
    )


@bp.post("/certificates/<int:held_id>/file/remove")
def remove_certificate_copy(held_id: int) -> ResponseReturnValue:
    held = _standing(held_id)
    require(Action.EDIT_PROFILE, held)
    try:
        holding.remove_copy(held, by=current_person())
    except ConflictError:
        _tell_conflict()
    else:
        tell(_("The copy is erased."))
    return redirect(url_for(".show_certificate", held_id=held_id))


@bp.post("/certificates/<int:held_id>/units")
def log_units(held_id: int) -> ResponseReturnValue:
    held = _standing(held_id)
    require(Action.EDIT_PROFILE, held)
    form = UnitsForm()
    if not form.validate():
        return _page(held, form)
    units = renewing.log_units(
        held, form.title.data, form.earned_on.data, float(form.units.data), by=current_person()
    )
    tell(_("Units logged."), undo_url=url_for(".change_units", units_id=units.id, step="remove"))
    return redirect(url_for(".show_certificate", held_id=held_id, _anchor="renewal"))


@bp.post("/certificates/<int:held_id>/count")
def count_item(held_id: int) -> ResponseReturnValue:
    """Confirm that an item of the plan counts towards the renewal."""
    held = _standing(held_id)
    require(Action.EDIT_PROFILE, held)
    form = CountForm()
    here = url_for(".show_certificate", held_id=held_id, _anchor="renewal")
    if not form.validate():
        tell(_("Write how many units it counts for: a number above 0, up to 1,000."))
        return redirect(here)
    item = plans.get_item(form.item.data)
    require(Action.EDIT_PROFILE, item.plan)
    try:
        units = renewing.count_item(held, item, float(form.units.data), by=current_person())
    except (renewing.ItemNotDoneError, ConflictError):
        tell(_("The item has moved on meanwhile; this is how it stands now."))
        return redirect(here)
    undo = url_for(".change_units", units_id=units.id, step="remove")
    tell(_("“%(title)s” counts.", title=item.name), undo_url=undo)
    return redirect(here)


@bp.post("/units/<int:units_id>/<step>")
def change_units(units_id: int, step: str) -> ResponseReturnValue:
    """Take units off, or put them back."""
    units = certificates.get_units(units_id)
    require(Action.EDIT_PROFILE, units)
    if units.held.is_removed:
        abort(404)
    match step:
        case "remove":
            renewing.remove_units(units, by=current_person())
            undo = url_for(".change_units", units_id=units_id, step="restore")
            tell(_("Units taken off."), undo_url=undo)
        case "restore":
            renewing.restore_units(units, by=current_person())
            tell(_("The units are back."))
        case _:
            abort(404)
    return redirect(url_for(".show_certificate", held_id=units.held_id, _anchor="renewal"))


def _page(held: CertificateHeld, form: UnitsForm) -> ResponseReturnValue:
    today = filters.today()
    renewal = renewing.renewals_of([held], today=today)[0]
    is_owner = held.person_id == current_person().id
    items = plans.list_items(held.person) if is_owner else ()
    return render_template(
        "project_manager/show_certificate.html",
        held=held,
        is_owner=is_owner,
        renewal=renewal,
        waiting=renewing.waiting_items(renewal, items, today=today),
        copy=certificates.find_copy(held),
        form=form,
    )


def _standing(held_id: int) -> CertificateHeld:
    held = catalogue.get_certificate(held_id)
    if held.is_removed:
        abort(404)
    return held


def _tell_conflict() -> None:
    tell(_("The certificate was changed elsewhere meanwhile; this is how it stands now."))


def _certificate_form(code: str = "", held: CertificateHeld | None = None) -> CertificateForm:
    if held is None:
        form = CertificateForm(data={"certification": code})
        done = pages.done_exams(current_person(), today=filters.today()) if code else ()
        exam = next((item for item, known in done if known.code == code), None)
        if exam is not None and not form.is_submitted():
            form.issued_on.data = exam.completed_on
    else:
        form = CertificateForm(obj=holding.draft_of(held))
        if not form.is_submitted():
            form.certification.data = held.certification.code if held.certification else ""
    form.certification.choices = choices_of({"": _("Another one")} | catalogue.list_names())
    return form


def _draft(form: CertificateForm) -> holding.CertificateDraft:
    return holding.CertificateDraft(
        certification=catalogue.find_certification(form.certification.data),
        name=form.name.data or "",
        issuer=form.issuer.data or "",
        number=form.number.data or "",
        issued_on=form.issued_on.data,
        renewed_on=form.renewed_on.data,
        expires_on=form.expires_on.data,
    )
