"""The development plan: made here, sent, talked about; read by those who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.planning import AimForm, CommentForm, ItemForm
from assessments.permissions import Action, may
from assessments.queries import framework, plans
from assessments.services import mapping, plan_pages, planning, reviewing
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.lifecycle import TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.development import DevelopmentPlan, PlanItem


def require_own(action: Action, plan: DevelopmentPlan) -> None:
    """Let the owner pass; who opens a page too late for the action is led back to the plan.

    What is sent too late is refused by the service, and said so.
    """
    require(Action.SUBMIT_PLAN, plan)
    if request.method == "GET" and not may(current_person(), action, plan):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        abort(redirect(url_for(".show_plan", plan_id=plan.id)))


@bp.get("/plan")
@bp.get("/plans/<int:plan_id>")
def show_plan(plan_id: int | None = None) -> ResponseReturnValue:
    if plan_id is None:
        require(Action.WORK_AS_PROJECT_MANAGER)
        plan = plans.current_plan(current_person())
        if plan is None:
            return render_template(
                "project_manager/no_plan.html", completed=plans.list_completed(current_person())
            )
    else:
        plan = plans.get_plan(plan_id)
    require(Action.VIEW_PLAN, plan)
    return _plan_page(plan, CommentForm(), _aim_form(plan))


@bp.post("/plan")
def begin_plan() -> ResponseReturnValue:
    require(Action.WORK_AS_PROJECT_MANAGER)
    planning.open_plan(current_person())
    return redirect(url_for(".show_plan"))


@bp.post("/plans/<int:plan_id>/aim")
def set_aim(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require_own(Action.EDIT_PLAN, plan)
    form = AimForm(begins_on=plan.starts_on)
    if not form.validate():
        return _plan_page(plan, CommentForm(formdata=None), form)
    try:
        planning.set_aim(
            plan, form.aim.data, form.ends_on.data, seen=form.version.data, by=current_person()
        )
    except ConflictError:
        return _plan_page(plans.get_plan(plan_id), CommentForm(formdata=None), form, conflict=True)
    except TransitionError:
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    else:
        tell(_("Kept."))
    return redirect(url_for(".show_plan"))


@bp.route("/plans/<int:plan_id>/items/new", methods=["GET", "POST"])
def add_item(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require_own(Action.EDIT_PLAN, plan)
    form = _item_form(None)
    if form.validate_on_submit():
        try:
            item = planning.add_item(plan, form.draft(), by=current_person())
        except ConflictError:
            tell(_("The plan has moved on meanwhile. Nothing you typed is lost: send it again."))
        except TransitionError:
            tell(_too_late())
        else:
            undo = url_for(".remove_item", item_id=item.id)
            tell(_("“%(title)s” is in your plan.", title=item.title), undo_url=undo)
            return redirect(url_for(".show_plan"))
    return render_template("project_manager/edit_item.html", form=form, item=None, plan=plan)


@bp.route("/items/<int:item_id>", methods=["GET", "POST"])
def edit_item(item_id: int) -> ResponseReturnValue:
    item = plans.get_item(item_id)
    require_own(Action.EDIT_PLAN, item.plan)
    form = _item_form(item)
    is_conflict = False
    if form.validate_on_submit():
        try:
            planning.change_item(
                item,
                form.draft(activity_id=item.activity_id, mentor_id=item.mentor_id),
                seen=form.version.data or 0,
                by=current_person(),
            )
        except ConflictError:
            is_conflict = True
        except TransitionError:
            tell(_too_late())
        else:
            tell(_("Kept."))
            return redirect(url_for(".show_plan"))
    return render_template(
        "project_manager/edit_item.html",
        form=form,
        item=plans.get_item(item_id),
        plan=item.plan,
        is_conflict=is_conflict,
    )


@bp.post("/items/<int:item_id>/remove")
def remove_item(item_id: int) -> ResponseReturnValue:
    item = plans.get_item(item_id)
    require_own(Action.EDIT_PLAN, item.plan)
    try:
        planning.remove_item(item, by=current_person())
    except (TransitionError, ConflictError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    else:
        undo = url_for(".restore_item", item_id=item.id)
        tell(_("“%(title)s” is out of your plan.", title=item.title), undo_url=undo)
    is_from_suggestions = request.args.get("back") == "suggestions"
    return redirect(url_for(".list_suggestions" if is_from_suggestions else ".show_plan"))


@bp.post("/items/<int:item_id>/restore")
def restore_item(item_id: int) -> ResponseReturnValue:
    item = plans.get_item(item_id)
    require_own(Action.EDIT_PLAN, item.plan)
    try:
        planning.restore_item(item, by=current_person())
    except (TransitionError, ConflictError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    else:
        tell(_("“%(title)s” is back in your plan.", title=item.title))
    return redirect(url_for(".show_plan"))


@bp.post("/plans/<int:plan_id>/<step>")
def advance_plan(plan_id: int, step: str) -> ResponseReturnValue:
    """Send the plan, take it back, or open it again for changes."""
    plan = plans.get_plan(plan_id)
    require(Action.SUBMIT_PLAN, plan)
    person = current_person()
    try:
        match step:
            case "submit" if not plan_pages.standing_items(plan):
                tell(_("There is nothing in the plan yet. Add an item first."))
                return redirect(url_for(".show_plan"))
            case "submit":
                person_map = mapping.map_of(person, plan.role or person.role, today=filters.today())
                reviewing.submit(plan, mapping.gaps_in_order(person_map), by=person)
                tell(_("Sent. Your coach reads it next."))
            case "withdraw":
                reviewing.withdraw(plan, by=person)
                tell(_("The plan is yours again."))
            case "revise":
                reviewing.revise(plan, by=person)
                tell(_("The plan is open for changes. It goes round again when you send it."))
            case _:
                abort(404)
    except (TransitionError, ConflictError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    return redirect(url_for(".show_plan"))


@bp.post("/plans/<int:plan_id>/comments")
def comment_on_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require(Action.COMMENT_ON_PLAN, plan)
    form = CommentForm()
    if not form.validate():
        return _plan_page(plan, form, _aim_form(plan))
    reviewing.say(plan, form.statement.data, by=current_person())
    return redirect(url_for(".show_plan", plan_id=plan.id, _anchor="comments"))


def _too_late() -> str:
    return _(
        "The plan has moved on meanwhile and cannot be changed just now. What you typed stays on "
        "this page."
    )


def _plan_page(
    plan: DevelopmentPlan, comment: CommentForm, aim: AimForm, *, conflict: bool = False
) -> ResponseReturnValue:
    is_owner = plan.person_id == current_person().id
    completed = plans.list_completed(plan.person) if is_owner else []
    return render_template(
        "project_manager/show_plan.html",
        plan=plan,
        page=plan_pages.page_of(plan, today=filters.today()),
        is_owner=is_owner,
        completed=[each for each in completed if each.id != plan.id],
        comment_form=comment,
        aim_form=aim,
        is_conflict=conflict,
    )


def _aim_form(plan: DevelopmentPlan) -> AimForm:
    return AimForm(
        formdata=None,
        data={"aim": plan.aim, "ends_on": plan.ends_on, "version": plan.version},
        begins_on=plan.starts_on,
    )


def _item_form(item: PlanItem | None) -> ItemForm:
    form = ItemForm(obj=item)
    kept = [item.competency_id] if item is not None else []
    form.competency.choices = choices_of(
        {"": _("None in particular")}
        | {str(each.id): str(each.name) for each in framework.list_competencies(keeping=kept)}
    )
    if item is not None and not form.is_submitted():
        form.competency.data = str(item.competency_id or "")
    return form
