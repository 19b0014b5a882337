"""Accounts: invite, give and take access, close and open, let somebody in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.admitting import AccessForm
from assessments.forms.confirming import ConfirmForm
from assessments.forms.inviting import InvitationForm
from assessments.permissions import Access, Action
from assessments.queries import people
from assessments.services import admitting, inviting
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from assessments.models.people import Account, Person


@bp.route("/people/<int:person_id>/invite", methods=["GET", "POST"])
def invite_person(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    form = InvitationForm(data={"email": person.email})
    if form.validate_on_submit():
        accesses = [Access(value) for value in form.accesses.data]
        try:
            inviting.invite(person, accesses, email=form.email.data, by=current_person())
        except inviting.InvitationError as error:
            form.email.errors = [*form.email.errors, str(error)]
        except OSError:
            # The account is there and only the letter is not: the link goes from hand to hand.
            link = inviting.invitation_link(person.account) if person.account else ""
            tell(_("The letter could not be sent: hand over this link, %(link)s", link=link))
            return _back(person)
        else:
            tell(_("The invitation is on its way to %(email)s.", email=form.email.data))
            return _back(person)
    return render_template("administrator/invite_person.html", person=person, form=form)


@bp.post("/people/<int:person_id>/access")
def set_access(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    account = _account(person)
    form = AccessForm()
    if form.validate_on_submit():
        accesses = [Access(value) for value in form.accesses.data or ()]
        _try(
            lambda: admitting.set_accesses(account, accesses, by=current_person()),
            _("What %(name)s may do here is kept.", name=person.name),
        )
    return _back(person)


@bp.post("/people/<int:person_id>/deactivate")
def deactivate_account(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    account = _account(person)
    if ConfirmForm().validate_on_submit():
        _try(
            lambda: admitting.deactivate(account, by=current_person()),
            _("%(name)s can no longer sign in, and is signed out everywhere.", name=person.name),
            undo_url=url_for(".reactivate_account", person_id=person.id),
        )
    return _back(person)


@bp.post("/people/<int:person_id>/reactivate")
def reactivate_account(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    account = _account(person)
    _try(
        lambda: admitting.reactivate(account, by=current_person()),
        _("%(name)s can sign in again.", name=person.name),
    )
    return _back(person)


@bp.post("/people/<int:person_id>/invite-again")
def invite_again(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    account = _account(person)
    try:
        admitting.invite_again(account, by=current_person())
    except OSError:
        link = inviting.invitation_link(account)
        tell(_("The letter could not be sent: hand over this link, %(link)s", link=link))
    else:
        tell(_("The invitation is on its way to %(email)s.", email=account.email))
    return _back(person)


@bp.post("/people/<int:person_id>/authenticator-off")
def switch_off_authenticator(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.ADMINISTER)
    account = _account(person)
    admitting.switch_off_authenticator(account, by=current_person())
    tell(_("%(name)s now signs in with the password alone.", name=person.name))
    return _back(person)


def _account(person: Person) -> Account:
    if person.account is None:
        abort(404)
    return person.account


def _try(deed: Callable[[], object], done: str, *, undo_url: str | None = None) -> None:
    """Do it and say so, or say why it cannot be."""
    try:
        deed()
    except admitting.AccessError as error:
        tell(str(error))
    else:
        tell(done, undo_url=undo_url)


def _back(person: Person) -> ResponseReturnValue:
    return redirect(url_for(".edit_person", person_id=person.id))
