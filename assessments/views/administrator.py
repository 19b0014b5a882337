"""The page of an administrator: who is here, and who has an account."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import auth_required

from assessments.authentication import current_person, require
from assessments.forms.inviting import InvitationForm
from assessments.permissions import Access, Action
from assessments.queries import people
from assessments.services import inviting
from assessments.views.toasts import tell

bp = Blueprint("administrator", __name__, url_prefix="/admin")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


@bp.get("/people")
def list_people() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    words = request.args.get("q", "").strip()
    page = people.search(current_person(), words, page=request.args.get("page", 1, type=int))
    return render_template("administrator/list_people.html", page=page, words=words)


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
            return redirect(url_for(".list_people"))
        else:
            tell(_("The invitation is on its way to %(email)s.", email=form.email.data))
            return redirect(url_for(".list_people"))
    return render_template("administrator/invite_person.html", person=person, form=form)
