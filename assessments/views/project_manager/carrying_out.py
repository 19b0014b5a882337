"""Working off an approved plan."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person
from assessments.forms.choosing import choices_of
from assessments.forms.planning import CompletionForm, DropForm
from assessments.permissions import Action
from assessments.queries import plans
from assessments.services import carrying_out, renewing
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.project_manager.plans import require_own
from assessments.views.toasts import tell
from capability.lifecycle import TransitionError


@bp.post("/items/<int:item_id>/<step>")
def advance_item(item_id: int, step: str) -> ResponseReturnValue:
    """Begin an item, or take its last step back."""
    item = plans.get_item(item_id)
    require_own(Action.CARRY_OUT_PLAN, item.plan)
    try:
        match step:
            case "begin":
                carrying_out.begin(item, by=current_person())
                undo = url_for(".advance_item", item_id=item.id, step="resume")
                tell(_("“%(title)s” is under way.", title=item.title), undo_url=undo)
            case "resume":
                carrying_out.resume(item, by=current_person())
                tell(_("“%(title)s” is open again.", title=item.title))
            case _:
                abort(404)
    except (TransitionError, ConflictError):
        tell(_("The item has moved on meanwhile; this is how it stands now."))
    return redirect(url_for(".show_plan"))


@bp.route("/items/<int:item_id>/complete", methods=["GET", "POST"])
def complete_item(item_id: int) -> ResponseReturnValue:
    item = plans.get_item(item_id)
    require_own(Action.CARRY_OUT_PLAN, item.plan)
    form = CompletionForm(
        data={"completed_on": item.completed_on or filters.today(), "evidence": item.evidence}
    )
    renewals = renewing.open_to(item, today=filters.today())
    form.counts.choices = choices_of({str(each.held.id): each.held.name for each in renewals})
    if not form.is_submitted():
        form.counts.data = [str(each.held.id) for each in renewals]
    if form.validate_on_submit():
        try:
            carrying_out.complete(
                item, form.completed_on.data, form.evidence.data, by=current_person()
            )
            held_ids = [int(key) for key in form.counts.data or []]
            renewing.count_done(item, held_ids, by=current_person())
        except (TransitionError, ConflictError):
            tell(_("The item has moved on meanwhile; this is how it stands now."))
        else:
            undo = url_for(".advance_item", item_id=item.id, step="resume")
            tell(_("“%(title)s” is done.", title=item.title), undo_url=undo)
            exam = item.activity.certification if item.activity else None
            if exam is not None:
                # What was passed is best recorded while its number is at hand.
                return redirect(url_for(".add_certificate", certification=exam.code))
        return redirect(url_for(".show_plan"))
    return render_template(
        "project_manager/complete_item.html",
        form=form,
        item=item,
        renewals={str(each.held.id): each for each in renewals},
    )


@bp.route("/items/<int:item_id>/drop", methods=["GET", "POST"])
def drop_item(item_id: int) -> ResponseReturnValue:
    item = plans.get_item(item_id)
    require_own(Action.CARRY_OUT_PLAN, item.plan)
    form = DropForm()
    if form.validate_on_submit():
        try:
            carrying_out.drop(item, form.reason.data, by=current_person())
        except (TransitionError, ConflictError):
            tell(_("The item has moved on meanwhile; this is how it stands now."))
        else:
            undo = url_for(".advance_item", item_id=item.id, step="resume")
            tell(_("“%(title)s” is given up.", title=item.title), undo_url=undo)
        return redirect(url_for(".show_plan"))
    return render_template("project_manager/drop_item.html", form=form, item=item)


@bp.post("/plans/<int:plan_id>/complete")
def complete_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require_own(Action.CARRY_OUT_PLAN, plan)
    try:
        carrying_out.complete_plan(plan, by=current_person())
    except carrying_out.ItemsOpenError:
        tell(_("Some items are still open. Finish them, or give them up, first."))
        return redirect(url_for(".show_plan"))
    except (TransitionError, ConflictError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        return redirect(url_for(".show_plan"))
    tell(_("The plan is completed. A new self-assessment shows what it brought."))
    return redirect(url_for(".open_assessment"))
