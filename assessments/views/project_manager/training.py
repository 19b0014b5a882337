"""A training plan worked out within wishes: for oneself, or for somebody entrusted to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.training import DraftForm, WishesForm, values_of
from assessments.labels.plans import DECLINE_REASONS
from assessments.permissions import Action
from assessments.queries import framework, people, plans
from assessments.services import planning
from assessments.services.training import building, drafts, picturing, taking
from assessments.services.training.ground import read_ground
from assessments.services.training.wishes import TrainingWishes, usual_wishes, wishes_of
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.lifecycle import TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Role
    from assessments.models.people import Person
    from assessments.models.training import TrainingDraft
    from assessments.services.training.building import Built

ASKED = ("hours", "quarters", "budget", "at_once", "role", "speaks", "balanced", "pin", "without")
WHY = "why"
"""In an address: with the reasons, each of which is a plan solved anew. The plan comes first."""
TWO = 2


@bp.get("/training-plan")
@bp.get("/people/<int:person_id>/training-plan")
def build_training_plan(person_id: int | None = None) -> ResponseReturnValue:
    person = _person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    return _page(person, DraftForm(formdata=None))


@bp.post("/training-plan/take")
def take_training_plan() -> ResponseReturnValue:
    """Take some of the plan as it stands under the wishes of the address."""
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    built = _built(person)
    codes = request.form.getlist("activity")
    if built is None or not codes:
        tell(_("Tick at least one activity first."))
        return redirect(training_address(person))
    try:
        items = taking.take(built, codes, by=person)
    except TransitionError:
        tell(_("Your plan is on its way. Open it for changes first, on its page."))
        return redirect(url_for(".show_plan"))
    except planning.PlanConflictError:
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        return redirect(training_address(person))
    words = ngettext("%(num)s item is in your plan.", "%(num)s items are in your plan.", len(items))
    undo = url_for(".take_out_training", item=[each.id for each in items]) if items else None
    tell(words, undo_url=undo)
    return redirect(url_for(".show_plan", _anchor="items"))


@bp.post("/training-plan/take-out")
def take_out_training() -> ResponseReturnValue:
    """Undo: take out again what was taken in one go."""
    person = current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    items = [plans.get_item(key) for key in request.args.getlist("item", type=int)]
    for item in items:
        require(Action.EDIT_PLAN, item.plan)
    standing = [each for each in items if each.removed_at is None]
    try:
        planning.remove_items(standing, by=person)
    except (planning.PlanConflictError, TransitionError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    else:
        tell(
            ngettext(
                "%(num)s item is out of your plan.",
                "%(num)s items are out of your plan.",
                len(standing),
            )
        )
    return redirect(url_for(".show_plan"))


@bp.post("/people/<int:person_id>/training-plan/propose")
def propose_training_plan(person_id: int) -> ResponseReturnValue:
    """Propose some of the plan to the person, who keeps or declines each item."""
    person = people.get_person(person_id)
    require(Action.PROPOSE_ACTIVITY, person)
    built = _built(person)
    codes = request.form.getlist("activity")
    if built is None or not codes:
        tell(_("Tick at least one activity first."))
        return redirect(training_address(person))
    reason = request.form.get("reason", "").strip()[:500]
    items = taking.propose(built, codes, reason, by=current_person())
    if items:
        undo = url_for(".take_back_training", person_id=person.id, item=[each.id for each in items])
        words = ngettext(
            "%(num)s item is proposed to %(name)s.",
            "%(num)s items are proposed to %(name)s.",
            len(items),
            name=person.called,
        )
        tell(words, undo_url=undo)
    else:
        tell(_("%(name)s has all of it already.", name=person.called))
    return redirect(training_address(person))


@bp.post("/people/<int:person_id>/training-plan/take-back")
def take_back_training(person_id: int) -> ResponseReturnValue:
    """Undo: take back what was proposed in one go, as long as nothing of it is answered."""
    person = people.get_person(person_id)
    require(Action.PROPOSE_ACTIVITY, person)
    keys = request.args.getlist("item", type=int)
    try:
        count = taking.take_back(person, keys, by=current_person())
    except planning.PlanConflictError:
        tell(_("Something of it is answered meanwhile, so it stands."))
    else:
        tell(ngettext("%(num)s item is taken back.", "%(num)s items are taken back.", count))
    return redirect(url_for(".build_training_plan", person_id=person.id))


@bp.post("/people/<int:person_id>/training-plan/drafts")
def keep_training_draft(person_id: int) -> ResponseReturnValue:
    """Keep the wishes of the address under a name."""
    person = people.get_person(person_id)
    require(Action.KEEP_TRAINING_DRAFT, person)
    form = DraftForm(data={"name": request.args.get("name")} if "name" in request.args else None)
    found = _asked(person)
    if not form.validate() or found is None:
        return _page(person, form)
    wishes, role = found
    try:
        draft = drafts.keep(person, form.name.data or "", wishes, role, by=current_person())
    except drafts.NameTakenError:
        form.name.errors = [*form.name.errors, _("There is a draft of this name already.")]
        return _page(person, form)
    except drafts.TooManyDraftsError:
        form.name.errors = [*form.name.errors, _("Remove a draft first; twelve are enough.")]
        return _page(person, form)
    undo = url_for(".remove_training_draft", draft_id=draft.id)
    tell(_("“%(name)s” is kept.", name=draft.name), undo_url=undo)
    return redirect(training_address(person))


@bp.post("/training-drafts/<int:draft_id>/remove")
def remove_training_draft(draft_id: int) -> ResponseReturnValue:
    draft = drafts.get_draft(draft_id)
    require(Action.KEEP_TRAINING_DRAFT, draft.person)
    person, name = draft.person, draft.name
    undo = url_for(".keep_training_draft", person_id=person.id, name=name, **_question_of(draft))
    try:
        drafts.remove(draft, by=current_person())
    except planning.PlanConflictError:
        tell(_("The draft is gone already."))
    else:
        tell(_("“%(name)s” is removed.", name=name), undo_url=undo)
    return redirect(_plain_address(person, {}))


@bp.get("/people/<int:person_id>/training-plan/compare")
def compare_training_plans(person_id: int) -> ResponseReturnValue:
    """Set two drafts side by side, each worked out anew."""
    person = people.get_person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    kept = drafts.list_drafts(person)
    wanted = request.args.getlist("draft", type=int)[:TWO]
    chosen = [each for key in wanted for each in kept if each.id == key]
    sides = []
    for draft in chosen if len(chosen) == TWO else ():
        wishes = wishes_of(draft)
        ground = read_ground(
            person, draft.role, today=filters.today(), named=[*wishes.pinned, *wishes.excluded]
        )
        built = building.build(ground, wishes)
        sides.append((draft, built, picturing.outlook_of(built)))
    return render_template(
        "project_manager/compare_training_plans.html",
        person=person,
        is_owner=person.id == current_person().id,
        drafts=kept,
        chosen=[each.id for each in chosen],
        sides=sides,
        outlooks=picturing.side_by_side([outlook for *_, outlook in sides]),
        questions={each.id: _question_of(each) for each in kept},
    )


def _page(person: Person, draft_form: DraftForm) -> ResponseReturnValue:
    form = _wishes_form(person)
    found = _asked(person, form)
    built = explained = None
    role = found[1] if found else _aim(person)
    if found is not None:
        wishes, role = found
        ground = read_ground(
            person, role, today=filters.today(), named=[*wishes.pinned, *wishes.excluded]
        )
        if WHY in request.args or building.has_reasons(ground, wishes):
            built, explained = building.build_with_reasons(ground, wishes)
        else:
            built = building.build(ground, wishes)
    outlook = picturing.outlook_of(built) if built else ()
    return render_template(
        "project_manager/build_training_plan.html",
        person=person,
        is_owner=person.id == current_person().id,
        form=form,
        draft_form=draft_form,
        role=role,
        built=built,
        explained=explained,
        why_url=_plain_address(person, {**_question(*found), WHY: 1}) if found else "",
        outlook=outlook,
        outlook_words=picturing.outlook_sentence(built, outlook) if built else "",
        shows_by=picturing.shows_by(built) if built else None,
        timelines=[picturing.timeline_of(built, size=size) for size in ("wide", "phone")]
        if built
        else (),
        drafts=drafts.list_drafts(person),
        question_of=_question_of,
        ask=lambda wishes: training_address(person, wishes, role),
        args=_question(*found) if found else {},
        reasons=list(DECLINE_REASONS.items()),
    )


def _person(person_id: int | None) -> Person:
    return current_person() if person_id is None else people.get_person(person_id)


def _aim(person: Person) -> Role | None:
    return person.role or person.aims_for


def _built(person: Person) -> Built | None:
    """Return the plan under the wishes of the address; ``None`` where those cannot be read."""
    found = _asked(person)
    if found is None:
        return None
    wishes, role = found
    named = [*wishes.pinned, *wishes.excluded]
    return building.build(read_ground(person, role, today=filters.today(), named=named), wishes)


def _asked(
    person: Person, form: WishesForm | None = None
) -> tuple[TrainingWishes, Role | None] | None:
    """Return the wishes that the address asks, or the usual ones; ``None`` where they are wrong."""
    if "hours" not in request.args:
        return usual_wishes(person), _aim(person)
    form = form or _wishes_form(person)
    if not form.validate():
        return None
    wishes = form.wishes(request.args.getlist("pin"), request.args.getlist("without"))
    return wishes, framework.get_role(form.role.data) if form.role.data else None


def _wishes_form(person: Person) -> WishesForm:
    role = _aim(person)
    usual = values_of(usual_wishes(person), role.code if role else "")
    form = WishesForm(request.args if "hours" in request.args else None, data=usual)
    roles = framework.list_roles(keeping=[role.id if role else None])
    none = {} if role else {"": _("not known")}
    form.role.choices = choices_of(none | {each.code: str(each.name) for each in roles})
    return form


def _question_of(draft: TrainingDraft) -> dict[str, Any]:
    return _question(wishes_of(draft), draft.role)


def _question(wishes: TrainingWishes, role: Role | None) -> dict[str, Any]:
    return wishes.as_question(role.code if role else None)


def training_address(
    person: Person, wishes: TrainingWishes | None = None, role: Role | None = None
) -> str:
    """Return the page with some wishes, or with those that the address names."""
    if wishes is None:
        asked = {name: request.args.getlist(name) for name in ASKED if name in request.args}
        return _plain_address(person, asked)
    return _plain_address(person, _question(wishes, role))


def _plain_address(person: Person, asked: dict[str, Any]) -> str:
    if person.id == current_person().id:
        return url_for(".build_training_plan", **asked)
    return url_for(".build_training_plan", person_id=person.id, **asked)
