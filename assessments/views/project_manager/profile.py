"""About me: role, aim, education, languages and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from assessments import filters, labels
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.profile import CertificateForm, ProfileForm
from assessments.permissions import Action
from assessments.queries import catalogue, framework
from assessments.services import describing
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.vocabulary import Degree

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person


@bp.route("/about-me", methods=["GET", "POST"])
def edit_profile() -> ResponseReturnValue:
    person = current_person()
    require(Action.EDIT_PROFILE, person)
    form = _profile_form(person)
    if form.validate_on_submit():
        describing.describe(person, _profile(form), by=person)
        tell(_("Kept."))
        return redirect(url_for(".edit_profile"))
    return render_template(
        "project_manager/edit_profile.html",
        form=form,
        certificates=catalogue.list_certificates(person),
        certificate_form=_certificate_form(),
        today=filters.today(),
    )


@bp.post("/about-me/certificates")
def add_certificate() -> ResponseReturnValue:
    person = current_person()
    require(Action.EDIT_PROFILE, person)
    form = _certificate_form()
    if not form.validate():
        return render_template(
            "project_manager/edit_profile.html",
            form=_profile_form(person, is_posted=False),
            certificates=catalogue.list_certificates(person),
            certificate_form=form,
            today=filters.today(),
        )
    describing.add_certificate(
        person,
        catalogue.find_certification(form.certification.data),
        form.name.data or "",
        number=form.number.data or "",
        issued_on=form.issued_on.data,
        expires_on=form.expires_on.data,
        by=person,
    )
    tell(_("Certificate added."))
    return redirect(url_for(".edit_profile"))


@bp.post("/certificates/<int:held_id>/remove")
def remove_certificate(held_id: int) -> ResponseReturnValue:
    held = catalogue.get_certificate(held_id)
    require(Action.EDIT_PROFILE, held)
    describing.remove_certificate(held, by=current_person())
    tell(_("Certificate removed."), undo_url=url_for(".restore_certificate", held_id=held.id))
    return redirect(url_for(".edit_profile"))


@bp.post("/certificates/<int:held_id>/restore")
def restore_certificate(held_id: int) -> ResponseReturnValue:
    held = catalogue.get_certificate(held_id)
    require(Action.EDIT_PROFILE, held)
    describing.restore_certificate(held, by=current_person())
    tell(_("The certificate is back."))
    return redirect(url_for(".edit_profile"))


def _profile_form(person: Person, *, is_posted: bool = True) -> ProfileForm:
    values = {
        "called": person.called,
        "role": str(person.role_id or ""),
        "aims_for": str(person.aims_for_id or ""),
        "degree": person.degree or "",
        "education_hours": person.education_hours,
        "languages": person.languages,
        "mentor_places": person.mentor_places,
    }
    form = ProfileForm(data=values) if is_posted else ProfileForm(formdata=None, data=values)
    unknown = {"": _("To confirm")}
    kept = [person.role_id, person.aims_for_id]
    roles = {str(role.id): str(role.name) for role in framework.list_roles(keeping=kept)}
    form.role.choices = choices_of(unknown | roles)
    form.aims_for.choices = choices_of({"": _("The next rung of the ladder")} | roles)
    form.degree.choices = choices_of(unknown) + choices_of(labels.DEGREES)
    return form


def _profile(form: ProfileForm) -> describing.Profile:
    return describing.Profile(
        called=form.called.data.strip(),
        role_id=int(form.role.data) if form.role.data else None,
        aims_for_id=int(form.aims_for.data) if form.aims_for.data else None,
        degree=Degree(form.degree.data) if form.degree.data else None,
        education_hours=form.education_hours.data,
        languages=list(form.languages.data or []),
        mentor_places=form.mentor_places.data or 0,
    )


def _certificate_form() -> CertificateForm:
    form = CertificateForm()
    form.certification.choices = choices_of(
        {"": _("Another one")}
        | {each.code: f"{each.name} ({each.body})" for each in catalogue.list_certifications()}
    )
    return form
