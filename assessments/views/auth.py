"""The way in: the first page of each desk, the account, the demo's people, the open pages."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_security import auth_required, current_user, login_user, logout_user

from assessments.authentication import current_person, is_signed_in
from assessments.forms.looking_ahead import NEVER, DigestForm
from assessments.labels.people import ACCESSES
from assessments.permissions import Access
from assessments.queries import early_signs, people
from assessments.services import digesting, notebook
from assessments.views import data_sheet, navigation, trail
from assessments.views.toasts import tell
from capability.vocabulary import DigestEvery

if TYPE_CHECKING:
    from assessments.models.people import Person

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
    person = current_person()
    accesses = [ACCESSES[access] for access in ACCESSES if access in person.accesses]
    return render_template(
        "auth/account.html", account=current_user, accesses=accesses, digest_form=_digest_form()
    )


@bp.post("/account/letters")
@auth_required("session")
def choose_digest() -> ResponseReturnValue:
    person = current_person()
    form = _digest_form()
    if not form.validate_on_submit():
        abort(400)
    chosen = form.every.data
    every = None if chosen == NEVER else DigestEvery(chosen)
    digesting.choose(person, every, by=person)
    tell(_("Kept."))
    return redirect(url_for(".show_account"))


def _digest_form() -> DigestForm:
    wish = early_signs.digest_wish(current_person())
    return DigestForm(every=wish.every.value if wish else NEVER)


@bp.get("/audit")
@auth_required("session")
def show_own_trail() -> ResponseReturnValue:
    return trail.own_page()


@bp.get("/audit.csv")
@auth_required("session")
def download_own_trail() -> ResponseReturnValue:
    return trail.own_file()


@bp.get("/privacy")
def show_privacy() -> ResponseReturnValue:
    return render_template("auth/privacy.html", sheet_of_facts=data_sheet.SHEET)


@bp.get("/how-it-works")
def show_how_it_works() -> ResponseReturnValue:
    return render_template("auth/how_it_works.html")


@bp.get("/how-it-works/for-analysts")
def show_for_analysts() -> ResponseReturnValue:
    return render_template("auth/for_analysts.html", cells=notebook.CELLS)


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
    found = _demo_people()
    if not found:
        abort(404)
    return render_template("auth/switch_person.html", people=found)


def people_to_step_in_as() -> dict[str, Any]:
    """Return for the sign-in page the first of the demo's people at each desk."""
    found = _demo_people()
    first = {each.desk: each for each in reversed(found)}
    shown = [each for each in found if first[each.desk] is each]
    return {"people": shown, "has_more_people": len(shown) < len(found)}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented, and the desk that stepping in leads to."""

    person: "Person"
    desk: Access | None

    @property
    def access_label(self) -> LazyString | str:
        return ACCESSES[self.desk] if self.desk else ""


def _demo_people() -> list[DemoPerson]:
    return [
        DemoPerson(person, next(iter(navigation.desks_of(person)), None))
        for person in people.list_demo_people()
        if person.accesses
    ]
