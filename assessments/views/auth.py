"""The way in: the first page of each desk, the account, the demo's people, the language."""

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user, login_user, logout_user

from assessments.authentication import current_person, is_signed_in
from assessments.queries import people
from assessments.views import navigation

bp = Blueprint("auth", __name__)


@bp.get("/")
def open_desk() -> ResponseReturnValue:
    if not is_signed_in():
        return redirect(url_for("security.login"))
    desk = navigation.desk_of(current_person())
    if desk is None:
        return redirect(url_for("auth.show_account"))
    return redirect(navigation.home_of(desk))


@bp.get("/account")
@auth_required("session")
def show_account() -> ResponseReturnValue:
    return render_template("auth/account.html", account=current_user)


@bp.get("/privacy")
def show_privacy() -> ResponseReturnValue:
    return render_template("auth/privacy.html")


@bp.post("/step-in/<int:person_id>")
def step_in(person_id: int) -> ResponseReturnValue:
    """Sign in as one of the demo's people; anybody else is not to be had this way."""
    person = people.get_person(person_id)
    if person.account is None or not person.account.is_demo or not person.account.active:
        abort(404)
    logout_user()
    session.pop("desk", None)
    login_user(person.account, authn_via=["demo"])
    return redirect(url_for("auth.open_desk"))


@bp.get("/switch-person")
def switch_person() -> ResponseReturnValue:
    """Choose another of the demo's people."""
    found = people.list_demo_people()
    if not found:
        abort(404)
    return render_template("auth/switch_person.html", people=found)

