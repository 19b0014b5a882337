"""A training plan worked out within wishes: for oneself, or for somebody entrusted to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.authentication import current_person, require
from assessments.forms.hr_desk import LARGEST_KEY
from assessments.permissions import Action
from assessments.queries import people, plans
from assessments.services import planning
from assessments.services.conflicts import ConflictError
from assessments.services.training import taking
from assessments.views.project_manager import bp
from assessments.views.project_manager.training_page import (
    LONGEST_REASON,
    built_as_asked,
    training_address,
    training_page,
)
from assessments.views.toasts import tell
from capability.lifecycle import TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person


@bp.get("/training-plan")
@bp.get("/people/<int:person_id>/training-plan")
def build_training_plan(person_id: int | None = None) -> ResponseReturnValue:
    person = _person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    return training_page(person)


@bp.post("/training-plan/take")
def take_training_plan() -> ResponseReturnValue:
    """Take some of the plan as it stands under the wishes of the address."""
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    built = built_as_asked(person)
    codes = request.form.getlist("activity")
    if not codes:
        tell(_("Tick at least one activity first."))
    if built is None or not codes:
        return redirect(training_address(person))
    try:
        items = taking.take(built, codes, by=person)
    except TransitionError:
        tell(_("Your plan is on its way. Open it for changes first, on its page."))
        return redirect(url_for(".show_plan"))
    except ConflictError:
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        return redirect(training_address(person))
    if not items:
        tell(_("Nothing new: what was ticked is in your plan, or no longer part of this one."))
        return redirect(training_address(person))
    words = ngettext("%(num)s item is in your plan.", "%(num)s items are in your plan.", len(items))
    if len(items) < len(set(codes)):
        words = _("%(taken)s The rest was there already, or fits no longer.", taken=words)
    tell(words, undo_url=url_for(".take_out_training", item=[each.id for each in items]))
    return redirect(url_for(".show_plan", _anchor="items"))


@bp.post("/training-plan/take-out")
def take_out_training() -> ResponseReturnValue:
    """Undo: take out again what was taken in one go."""
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    items = [plans.get_item(key) for key in _named_items()]
    for item in items:
        require(Action.SUBMIT_PLAN, item.plan)
    standing = [each for each in items if each.removed_at is None]
    words = ngettext(
        "%(num)s item is out of your plan.", "%(num)s items are out of your plan.", len(standing)
    )
    try:
        planning.remove_items(standing, by=person)
    except (ConflictError, TransitionError):
        words = _("The plan has moved on meanwhile; this is how it stands now.")
    tell(words if standing else _("It is out of your plan already."))
    return redirect(url_for(".show_plan"))


@bp.post("/people/<int:person_id>/training-plan/propose")
def propose_training_plan(person_id: int) -> ResponseReturnValue:
    """Propose some of the plan to the person, who keeps or declines each item."""
    person = people.get_person(person_id)
    require(Action.PROPOSE_ACTIVITY, person)
    built = built_as_asked(person)
    codes = request.form.getlist("activity")
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    if not codes:
        tell(_("Tick at least one activity first."))
    if built is None or not codes:
        return training_page(person, reason=reason)
    items = taking.propose(built, codes, reason, by=current_person())
    if items:
        undo = url_for(".take_back_training", person_id=person.id, item=[each.id for each in items])
        words = ngettext(
            "%(num)s item is proposed to %(name)s.",
            "%(num)s items are proposed to %(name)s.",
            len(items),
            name=person.called,
        )
        if len(items) < len(set(codes)):
            words = _("%(taken)s The rest was there already, or fits no longer.", taken=words)
        tell(words, undo_url=undo)
    else:
        tell(
            _(
                "Nothing new: %(name)s has what was ticked, or it is no longer part of this plan.",
                name=person.called,
            )
        )
    return redirect(training_address(person))


@bp.post("/people/<int:person_id>/training-plan/take-back")
def take_back_training(person_id: int) -> ResponseReturnValue:
    """Undo: take back what was proposed in one go, as long as nothing of it is answered."""
    person = people.get_person(person_id)
    require(Action.PROPOSE_ACTIVITY, person)
    try:
        count = taking.take_back(person, _named_items(), by=current_person())
    except ConflictError:
        tell(_("Something of it is answered meanwhile, so it stands."))
    else:
        tell(ngettext("%(num)s item is taken back.", "%(num)s items are taken back.", count))
    return redirect(url_for(".build_training_plan", person_id=person.id))


def _named_items() -> list[int]:
    """Return the items that the address of an undo names."""
    return [key for key in request.args.getlist("item", type=int) if 0 < key <= LARGEST_KEY]


def _person(person_id: int | None) -> Person:
    return current_person() if person_id is None else people.get_person(person_id)
