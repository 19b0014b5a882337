"""One activity proposed for several plans at once; each owner is free to decline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.proposing import ProposalForm
from assessments.permissions import Access, Action
from assessments.queries import catalogue, plans
from assessments.services import proposal_pages, proposing
from assessments.services.conflicts import ConflictError
from assessments.views.cohorts import cohort_asked
from assessments.views.pmo_coach import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.catalogue import Activity
    from assessments.services.proposal_pages import Candidate, ProposalPage


@bp.route("/activities/<code>/propose", methods=["GET", "POST"])
def propose_activity(code: str) -> ResponseReturnValue:
    """Choose people, look over what it takes, and propose it."""
    require(Action.WORK_AS_COACH)
    activity = catalogue.get_activity(code)
    cohort = cohort_asked(Access.PMO_COACH)
    page = proposal_pages.page_of(activity, cohort, current_person(), today=filters.today())
    form = ProposalForm()
    form.people.choices = choices_of(page.choices)
    if not form.is_submitted():
        form.people.data = [str(each.person.id) for each in page.candidates if each.is_suggested]
        return _choice(activity, page, form)
    chosen = page.chosen(form.people.data or ())
    is_valid = form.validate()
    if form.back.data or not chosen or not activity.is_offered:
        return _choice(activity, page, form, is_nobody=not chosen)
    for each in chosen:
        require(Action.PROPOSE_ACTIVITY, each.person)
    if is_valid and form.confirm.data:
        return _propose(activity, chosen, form.reason.data or "")
    return render_template(
        "cohorts/look_over_proposal.html",
        activity=activity,
        page=page,
        chosen=chosen,
        form=form,
        cost=None if activity.cost is None else activity.cost * len(chosen),
        hours=activity.hours * len(chosen),
    )


def _choice(
    activity: Activity, page: ProposalPage, form: ProposalForm, *, is_nobody: bool = False
) -> ResponseReturnValue:
    return render_template(
        "cohorts/propose_activity.html",
        activity=activity,
        page=page,
        form=form,
        is_nobody=is_nobody,
        is_narrowed=bool(request.args.get("department") or request.args.get("role")),
        chosen=set(form.people.data or ()),
    )


def _propose(activity: Activity, chosen: tuple[Candidate, ...], reason: str) -> ResponseReturnValue:
    found = proposing.propose(
        activity,
        proposal_pages.aims_of(activity, chosen),
        reason,
        by=current_person(),
        today=filters.today(),
    )
    skipped = len(chosen) - len(found.people)
    words = ngettext(
        "Proposed to %(num)s person.", "Proposed to %(num)s people.", len(found.people)
    )
    if skipped:
        left_out = ngettext(
            "%(num)s person has it by now and was left out.",
            "%(num)s people have it by now and were left out.",
            skipped,
        )
        words = _("%(said)s %(more)s", said=words, more=left_out)
    first = found.first_item_id
    undo = url_for(".take_back_proposal", item_id=first) if first is not None else None
    tell(words, undo_url=undo)
    return redirect(url_for(".propose_activity", code=activity.code))


@bp.post("/proposals/<int:item_id>/take-back")
def take_back_proposal(item_id: int) -> ResponseReturnValue:
    """Undo: everything that was proposed together is taken back, as long as nobody answered."""
    item = plans.get_item(item_id)
    require(Action.PROPOSE_ACTIVITY, item.plan)
    code = item.activity.code if item.activity else None
    try:
        count = proposing.take_back(item, by=current_person())
    except ConflictError:
        tell(_("Somebody has answered meanwhile, so it stands."))
    else:
        tell(ngettext("Taken back from %(num)s person.", "Taken back from %(num)s people.", count))
    return redirect(url_for(".propose_activity", code=code) if code else url_for(".show_demand"))
