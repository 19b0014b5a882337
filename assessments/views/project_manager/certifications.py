"""Which certificates are in reach, why, until when, and how to prepare for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.hr_desk import LARGEST_KEY
from assessments.permissions import Action
from assessments.queries import people, plans
from assessments.services import planning, viewing
from assessments.services.certifying import pages, preparing
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.project_manager.maps import viewing_purpose
from assessments.views.toasts import tell
from capability.lifecycle import TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person

MOST_STEPS = 20


@bp.get("/certifications")
@bp.get("/people/<int:person_id>/certifications")
def list_certifications(person_id: int | None = None) -> ResponseReturnValue:
    person = _person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    is_all = request.args.get("show") == "all"
    return render_template(
        "project_manager/list_certifications.html",
        person=person,
        is_owner=person.id == current_person().id,
        is_all=is_all,
        page=pages.list_of(person, is_all=is_all, today=filters.today()),
    )


@bp.get("/certifications/<code>")
@bp.get("/people/<int:person_id>/certifications/<code>")
def show_certification(code: str, person_id: int | None = None) -> ResponseReturnValue:
    person = _person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    page = pages.page_of(person, code, today=filters.today())
    # The parts of the exam are held against the levels of the map.
    viewing.note_viewing(person, by=current_person(), purpose=viewing_purpose())
    return render_template(
        "project_manager/show_certification.html",
        person=person,
        is_owner=person.id == current_person().id,
        page=page,
    )


@bp.post("/certifications/<code>/prepare")
def prepare_for(code: str) -> ResponseReturnValue:
    """Put the way to an exam into the plan, as it stands now."""
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    page = pages.page_of(person, code, today=filters.today())
    here = url_for(".show_certification", code=code)
    if page.way is None or not page.way.steps:
        tell(_("There is nothing to put into the plan just now."))
        return redirect(here)
    try:
        plan = planning.open_plan(person)
        items = preparing.take(page.way, page.certification.name, plan, by=person)
    except TransitionError:
        tell(_("Your plan is on its way. Open it for changes first, on its page."))
        return redirect(url_for(".show_plan"))
    except ConflictError:
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        return redirect(here)
    words = ngettext("%(num)s step is in your plan.", "%(num)s steps are in your plan.", len(items))
    undo = url_for(".take_back_preparation", code=code, item=[item.id for item in items])
    tell(words, undo_url=undo)
    return redirect(here)


@bp.post("/certifications/<code>/take-back")
def take_back_preparation(code: str) -> ResponseReturnValue:
    """Take the steps out again that were just put into the plan."""
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    keys = request.args.getlist("item", type=int)[:MOST_STEPS]
    if max(keys, default=0) > LARGEST_KEY:
        abort(404)
    items = [plans.get_item(each) for each in keys]
    for item in items:
        require(Action.SUBMIT_PLAN, item.plan)
    try:
        planning.remove_items(items, by=person)
    except (TransitionError, ConflictError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    else:
        tell(_("The steps are out of your plan again."))
    return redirect(url_for(".show_certification", code=code))


def _person(person_id: int | None) -> Person:
    return current_person() if person_id is None else people.get_person(person_id)
