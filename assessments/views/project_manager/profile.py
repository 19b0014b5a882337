"""About me: role, aim, education and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.profile import ProfileForm
from assessments.labels.people import DEGREES
from assessments.permissions import Action
from assessments.queries import framework
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
    return render_template("project_manager/edit_profile.html", form=form)


def _profile_form(person: Person) -> ProfileForm:
    values = {
        "called": person.called,
        "role": str(person.role_id or ""),
        "aims_for": str(person.aims_for_id or ""),
        "degree": person.degree or "",
        "education_hours": person.education_hours,
        "languages": person.languages,
        "time_zone": person.time_zone or "",
    }
    form = ProfileForm(data=values)
    unknown = {"": _("To confirm")}
    kept = [person.role_id, person.aims_for_id]
    roles = {str(role.id): str(role.name) for role in framework.list_roles(keeping=kept)}
    form.role.choices = choices_of(unknown | roles)
    form.aims_for.choices = choices_of({"": _("The next rung of the ladder")} | roles)
    form.degree.choices = choices_of(unknown) + choices_of(DEGREES)
    return form


def _profile(form: ProfileForm) -> describing.Profile:
    return describing.Profile(
        called=form.called.data.strip(),
        role_id=int(form.role.data) if form.role.data else None,
        aims_for_id=int(form.aims_for.data) if form.aims_for.data else None,
        degree=Degree(form.degree.data) if form.degree.data else None,
        education_hours=form.education_hours.data,
        languages=list(form.languages.data or []),
        time_zone=form.time_zone.data or None,
    )
