"""What others propose for one's plan: kept, or declined with a reason."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.proposing import DeclineForm
from assessments.permissions import Action
from assessments.queries import plans
from assessments.services import answering_proposals
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.lifecycle import PlanStatus, TransitionError


@bp.post("/proposals/<int:item_id>/<answer>")
def answer_proposal(item_id: int, answer: str) -> ResponseReturnValue:
    """Keep a proposal, decline it, or take the answer back."""
    item = plans.get_item(item_id)
    require(Action.ANSWER_PROPOSAL, item.plan)
    if answer not in {"keep", "decline", "reconsider"}:
        abort(404)
    try:
        match answer:
            case "keep":
                _keep(item_id)
            case "decline":
                _decline(item_id)
            case _:
                answering_proposals.reconsider(item, by=current_person())
                tell(_("“%(title)s” waits for your answer again.", title=item.title))
    except TransitionError as error:
        if isinstance(error.status, PlanStatus):
            tell(_("Your plan is on its way. You can keep this once it is back with you."))
        else:
            tell(_("This has been answered meanwhile; this is how it stands now."))
    except ConflictError:
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
    is_from_home = request.args.get("back") == "home"
    return redirect(url_for(".show_home") if is_from_home else url_for(".show_plan"))


def _keep(item_id: int) -> None:
    item = plans.get_item(item_id)
    was_approved = item.plan.status is PlanStatus.APPROVED
    answering_proposals.keep(item, by=current_person())
    if was_approved:
        tell(_("Kept. Your plan is open for changes; it goes round again when you send it."))
        return
    undo = url_for(".answer_proposal", item_id=item_id, answer="reconsider")
    tell(_("“%(title)s” is in your plan.", title=item.title), undo_url=undo)


def _decline(item_id: int) -> None:
    form = DeclineForm()
    if not form.validate():
        tell(_("Say why in a few words, so that your coach can think of something else."))
        return
    item = plans.get_item(item_id)
    answering_proposals.decline(item, form.reason.data or "", by=current_person())
    undo = url_for(".answer_proposal", item_id=item_id, answer="reconsider")
    tell(_("Declined. Your coach reads why."), undo_url=undo)
