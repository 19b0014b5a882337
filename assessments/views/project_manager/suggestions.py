"""Suggestions: worked out within limits, taken into the plan or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.suggesting import LimitsForm
from assessments.labels.plans import DECLINE_REASONS
from assessments.permissions import Action
from assessments.queries import catalogue, framework
from assessments.services import planning, suggesting, taking_up
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.project_manager.training_page import ASKED, training_address
from assessments.views.toasts import tell
from capability.lifecycle import TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Role
    from assessments.models.people import Person

LIMITS = ("hours", "budget", "role")


@bp.get("/suggestions")
def list_suggestions() -> ResponseReturnValue:
    person = current_person()
    require(Action.VIEW_SUGGESTIONS, person)
    form = _limits_form(person)
    limits, role = _chosen(form, person)
    found = suggesting.suggest(person, role, limits, today=filters.today())
    return render_template(
        "project_manager/list_suggestions.html",
        person=person,
        form=form,
        limits=limits,
        args=chosen_limits(),
        role=role,
        found=found,
        reasons=list(DECLINE_REASONS.items()),
    )


@bp.post("/suggestions/take/<kind>/<code>")
def take_suggestion(kind: str, code: str) -> ResponseReturnValue:
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    _limits, role = _chosen(_limits_form(person), person)
    if kind != "activity":
        abort(404)
    activity = catalogue.get_activity(code)
    try:
        plan = planning.open_plan(person)
        item = taking_up.take_activity(plan, activity, role, by=person, today=filters.today())
    except taking_up.AlreadyHeldError:
        tell(_("“%(title)s” is in your plan already, or proposed for it.", title=activity.name))
        return redirect(_list_url())
    except ConflictError:
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        return redirect(_list_url())
    except TransitionError:
        tell(_("Your plan is on its way. Open it for changes first, on its page."))
        return redirect(url_for(".show_plan"))
    undo = url_for(".remove_item", item_id=item.id, back="suggestions")
    tell(_("“%(title)s” is in your plan.", title=item.title), undo_url=undo)
    return redirect(_list_url())


@bp.post("/suggestions/decline/<subject>")
def decline_suggestion(subject: str) -> ResponseReturnValue:
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    reason = request.form.get("reason", "other")
    if reason not in DECLINE_REASONS:
        abort(400)
    title = taking_up.title_of(subject)
    planning.decline(person, subject, title, reason, request.form.get("fingerprint", "")[:64])
    undo = url_for(".take_back_decline", subject=subject, **_question())
    tell(_("Declined. It stays away until something changes."), undo_url=undo)
    return redirect(_list_url())


@bp.post("/suggestions/take-back/<subject>")
def take_back_decline(subject: str) -> ResponseReturnValue:
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    planning.take_back_decline(person, subject)
    tell(_("It may be suggested again."))
    return redirect(_list_url())


def _list_url() -> str:
    """Return the page that asked, with the limits or wishes that it had."""
    if request.args.get("back") == "training":
        return training_address(current_person())
    if request.args.get("back") == "mentors":
        return url_for(".list_mentors")
    return url_for(".list_suggestions", **chosen_limits())


def _question() -> dict[str, Any]:
    """Return all that the address asks of either page, for the way back from an undo."""
    names = {"back", *LIMITS, *ASKED} & set(request.args)
    return {name: request.args.getlist(name) for name in sorted(names)}


def chosen_limits() -> dict[str, Any]:
    """Return the limits that the address names; anything else in it is dropped."""
    return {name: request.args[name] for name in LIMITS if name in request.args}


def _aim(person: Person) -> Role | None:
    """Return the role that suggestions lead towards when nothing else is chosen: the present."""
    return person.role or person.aims_for


def _chosen(form: LimitsForm, person: Person) -> tuple[suggesting.Limits, Role | None]:
    """Return limits and role as chosen in the form, else those of the organisation and the own."""
    if "hours" in request.args and form.validate():
        limits = suggesting.Limits(form.hours.data or 0.0, form.budget.data or 0.0)
        return limits, framework.get_role(form.role.data)
    return suggesting.usual_limits(), _aim(person)


def _limits_form(person: Person) -> LimitsForm:
    role = _aim(person)
    usual = suggesting.usual_limits()
    form = LimitsForm(
        request.args if "hours" in request.args else None,
        hours=round(usual.hours),
        budget=round(usual.budget),
        role=role.code if role else None,
    )
    roles = framework.list_roles(keeping=[role.id if role else None])
    form.role.choices = choices_of({each.code: str(each.name) for each in roles})
    return form
