"""How it will turn out, the career ladder, and early signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.looking_ahead import Back, OutlookForm, PutAsideForm
from assessments.permissions import Action, may
from assessments.queries import framework, people, plans
from assessments.services import early_signs, forecasting, picturing, viewing
from assessments.services.forecasting import words
from assessments.views.project_manager import bp
from assessments.views.project_manager.maps import viewing_purpose
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from assessments.models.development import DevelopmentPlan
    from assessments.models.people import Person


@bp.get("/outlook")
@bp.get("/people/<int:person_id>/outlook")
def show_outlook(person_id: int | None = None) -> ResponseReturnValue:
    person, today = _person(person_id), filters.today()
    form = _form(person, today)
    is_asked = "by" in request.args and form.validate()
    role = framework.get_role(form.role.data) if is_asked else forecasting.usual_role(person)
    by = form.by.data if is_asked else forecasting.usual_day(today)
    plan = shown_plan(person)
    outlook = forecasting.outlook_of(person, role, plan, by=by, today=today)
    is_owner = person.id == current_person().id
    return render_template(
        "project_manager/show_outlook.html",
        person=person,
        is_owner=is_owner,
        form=form,
        plan=plan,
        outlook=outlook,
        pictures=picturing.pictures_of(outlook.projected, None, area=None),
        signs=shown_signs(person, today),
        words=words,
        today=today,
    )


@bp.get("/ladder")
@bp.get("/people/<int:person_id>/ladder")
def show_ladder(person_id: int | None = None) -> ResponseReturnValue:
    person, today = _person(person_id), filters.today()
    by = forecasting.usual_day(today)
    plan = shown_plan(person)
    return render_template(
        "project_manager/show_ladder.html",
        person=person,
        is_owner=person.id == current_person().id,
        ladder=forecasting.ladder_of(person, plan, by=by, today=today),
        plan=plan,
        words=words,
    )


@bp.post("/people/<int:person_id>/signs/put-aside")
def put_sign_aside(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.VIEW_SIGNS, person)
    form = PutAsideForm()
    viewer = current_person()
    if not form.validate():
        abort(400)
    subject, fingerprint = form.subject.data, form.fingerprint.data
    found = early_signs.signs_of_person(person, viewer, today=filters.today())
    sign = next((each for each in found if each.subject == subject), None)
    if sign is not None and sign.fingerprint == fingerprint:
        early_signs.put_aside(person, subject, fingerprint, by=viewer)
    elif sign is not None or not early_signs.is_aside(person, subject, fingerprint, by=viewer):
        tell(_("It has changed meanwhile; here is how it stands now."))
        return redirect(_back_url(person, form.back.data))
    undo = url_for(".take_up_sign", person_id=person.id, subject=subject, back=form.back.data)
    tell(_("Seen. It stays away until it changes."), undo_url=undo)
    return redirect(_back_url(person, form.back.data))


@bp.post("/people/<int:person_id>/signs/take-up")
def take_up_sign(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.VIEW_SIGNS, person)
    subject = request.args.get("subject", "")
    early_signs.take_up_again(person, subject, by=current_person())
    tell(_("It is shown again."))
    return redirect(_back_url(person, request.args.get("back", "")))


def shown_signs(person: Person, today: date) -> list[early_signs.Told]:
    """Return the early signs that the viewer may see, in words."""
    viewer = current_person()
    if not may(viewer, Action.VIEW_SIGNS, person):
        return []
    found = early_signs.signs_of_person(person, viewer, today=today)
    return [early_signs.tell_of(sign, today=today) for sign in found]


def shown_plan(person: Person) -> DevelopmentPlan | None:
    """Return the plan that an outlook counts: what the viewer may not see does not count."""
    plan = plans.current_plan(person)
    return plan if plan is not None and may(current_person(), Action.VIEW_PLAN, plan) else None


def _person(person_id: int | None) -> Person:
    if person_id is None:
        require(Action.WORK_AS_PROJECT_MANAGER)
        person = current_person()
    else:
        person = people.get_person(person_id)
    require(Action.VIEW_OUTLOOK, person)
    viewing.note_viewing(person, by=current_person(), purpose=viewing_purpose())
    return person


def _form(person: Person, today: date) -> OutlookForm:
    role = forecasting.usual_role(person)
    form = OutlookForm(
        request.args if "by" in request.args else None,
        today=today,
        role=role.code if role else None,
        by=forecasting.usual_day(today),
    )
    roles = framework.list_roles(keeping=[role.id if role else None, person.role_id])
    form.role.choices = choices_of({each.code: str(each.name) for each in roles})
    return form


def _back_url(person: Person, back: str) -> str:
    is_owner = person.id == current_person().id
    if back == Back.HOME and is_owner:
        return url_for(".show_home")
    if back == Back.PERSON and not is_owner:
        return url_for("pmo_coach.show_person", person_id=person.id)
    return url_for(".show_outlook", person_id=None if is_owner else person.id)
