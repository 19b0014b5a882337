"""People: who is here, what the record says, who has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.admitting import AccessForm
from assessments.forms.registering import LeaveForm, PersonForm
from assessments.forms.tracing import PeopleForm
from assessments.labels.people import ACCESSES
from assessments.permissions import Action
from assessments.queries import directory, people
from assessments.services import admitting, registering, tracing
from assessments.services.conflicts import ConflictError
from assessments.views.administrator import bp
from assessments.views.administrator.choices import NOBODY, filter_choices, offer
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person


@bp.get("/people")
def list_people() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = PeopleForm(request.args)
    filter_choices(form)
    number = request.args.get("page", 1, type=int)
    page = directory.search(current_person(), form.filter, page=number)
    return render_template("administrator/list_people.html", form=form, page=page)


@bp.route("/people/new", methods=["GET", "POST"])
def add_person() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = PersonForm()
    offer(form, None)
    if form.validate_on_submit():
        try:
            person = registering.add(form.draft, by=current_person())
        except registering.TakenError as error:
            _say(form, error)
        else:
            tell(_("%(name)s is added.", name=person.name))
            return redirect(url_for(".edit_person", person_id=person.id))
    return render_template("administrator/add_person.html", form=form)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
def edit_person(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    form = _record_form(person)
    clash: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        try:
            registering.change(
                person, form.draft, seen=form.version.data or "", by=current_person()
            )
        except registering.TakenError as error:
            _say(form, error)
        except ConflictError:
            clash = _clash(form, person)
        # Two who wrote the same have nothing to choose between.
        if not form.errors and not clash:
            tell(_("The record of %(name)s is kept.", name=person.name))
            return redirect(url_for(".edit_person", person_id=person.id))
    page = _person_page(person, form, clash=clash)
    return page, 409 if clash else 200


@bp.post("/people/<int:person_id>/leave")
def leave(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    form = LeaveForm()
    if form.validate_on_submit():
        try:
            registering.leave(person, form.left_on.data, by=current_person())
        except admitting.AccessError as error:
            tell(str(error))
        else:
            undo = url_for(".come_back", person_id=person.id)
            tell(_("%(name)s is marked as having left.", name=person.name), undo_url=undo)
        return redirect(url_for(".edit_person", person_id=person.id))
    return _person_page(person, _record_form(person, posted=False), leaving=form)


@bp.post("/people/<int:person_id>/come-back")
def come_back(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    registering.come_back(person, by=current_person())
    tell(_("%(name)s is here again.", name=person.name))
    return redirect(url_for(".edit_person", person_id=person.id))


def _record_form(person: Person, *, posted: bool = True) -> PersonForm:
    given = {
        **{name: getattr(person, name) for name in ("name", "called", "number", "email")},
        **{
            name: str(getattr(person, f"{name}_id") or NOBODY)
            for name in ("department", "role", "aims_for", "coach")
        },
        "languages": person.languages,
        "site": person.site,
        "working_percent": person.working_percent,
        "version": registering.fingerprint(person),
    }
    form = PersonForm(data=given) if posted else PersonForm(None, data=given)
    offer(form, person)
    return form


def _person_page(
    person: Person,
    form: PersonForm,
    *,
    leaving: LeaveForm | None = None,
    clash: list[tuple[str, str, str]] | None = None,
) -> str:
    accesses = [str(each) for each in ACCESSES if each in _all_accesses(person)]
    sought = directory.Filter(coach=str(person.id))
    return render_template(
        "administrator/edit_person.html",
        person=person,
        form=form,
        clash=clash or [],
        leaving=leaving or LeaveForm(None, data={"left_on": filters.today()}),
        access_form=AccessForm(None, data={"accesses": accesses}),
        coached=directory.count(current_person(), sought),
        history=tracing.history_about(current_person(), person),
        is_own=person.id == current_person().id,
    )


def _all_accesses(person: Person) -> set[str]:
    """Return what an account is for, also while it is deactivated."""
    return {role.name for role in person.account.roles} if person.account else set()


def _say(form: PersonForm, error: registering.TakenError) -> None:
    field = form[error.field]
    field.errors = [*field.errors, str(error)]


def _clash(form: PersonForm, person: Person) -> list[tuple[str, str, str]]:
    """Return where what was written differs from what somebody else has kept meanwhile."""
    standing = _record_form(person, posted=False)
    # Whoever now keeps the form again has seen both.
    form.version.data = standing.version.data
    return [
        (mine.label.text, _shown(theirs), _shown(mine))
        for mine, theirs in zip(form, standing, strict=True)
        if mine.name not in {"version", "csrf_token"} and _shown(mine) != _shown(theirs)
    ]


def _shown(field: Any) -> str:  # noqa: ANN401 - a field of any kind
    """Return the value of a field in words."""
    chosen = field.data if isinstance(field.data, list) else [field.data]
    words = {str(each.value): str(each.label) for each in getattr(field, "choices", None) or ()}
    return filters.listed(words.get(str(each), str(each)) for each in chosen if each)
