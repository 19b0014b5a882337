"""One plan under review, and several approved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.hr_desk import SeveralForm, SeveralSeekForm
from assessments.forms.reviewing import ReviewForm
from assessments.permissions import Action, may
from assessments.queries import hr_queue, plans
from assessments.services import (
    flagging,
    mapping,
    plan_pages,
    review_pages,
    reviewing,
    viewing,
)
from assessments.services.conflicts import ConflictError
from assessments.views.hr_reviewer import bp
from assessments.views.toasts import tell
from capability.lifecycle import PlanStatus, ReviewDecision, TransitionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from assessments.models.development import DevelopmentPlan
    from assessments.queries.hr_queue import QueueRow


@bp.route("/plans/<int:plan_id>/review", methods=["GET", "POST"])
def review_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require(Action.REVIEW_PLAN, plan)
    number = plan.submissions[-1].number if plan.submissions else 0
    form = ReviewForm(data={"submission": number})
    if not form.validate_on_submit():
        return _review_page(plan, form)
    try:
        reviewing.review(
            plan,
            ReviewDecision(form.decision.data),
            form.comment.data or "",
            seen=form.submission.data,
            by=current_person(),
        )
    except (TransitionError, ConflictError):
        tell(_("The plan has moved on meanwhile; this is how it stands now."))
        return redirect(url_for("project_manager.show_plan", plan_id=plan_id))
    tell(_("Review recorded"))
    return redirect(url_for(".list_plans"))


def _review_page(plan: DevelopmentPlan, form: ReviewForm) -> ResponseReturnValue:
    person, today = plan.person, filters.today()
    gaps = None
    if may(current_person(), Action.VIEW_MAP, plan):
        person_map = mapping.map_of(person, plan.role or person.role, today=today)
        gaps = review_pages.gaps_since(plan, person_map)
        viewing.note_viewing(person, by=current_person(), purpose="plan_review")
    queue = hr_queue.neighbours(plan, today=today)
    here = next((row for row in queue if row.plan.id == plan.id), None)
    return render_template(
        "hr_reviewer/review_plan.html",
        plan=plan,
        page=plan_pages.page_of(plan, today=today, with_timeline=False),
        form=form,
        queue=queue,
        here=here,
        following=_next_of(queue, plan),
        gaps=gaps,
        items=review_pages.counted_items(plan),
        versions=review_pages.history(plan),
        limits=hr_queue.limits(),
        flags_words=flagging.flags_words,
        is_waiting=plan.status is PlanStatus.ENDORSED,
    )


def _next_of(queue: list[QueueRow], plan: DevelopmentPlan) -> QueueRow | None:
    """Return whom to look at next: who has waited for longest beside this one."""
    place = next((at for at, row in enumerate(queue) if row.plan.id == plan.id), -1)
    others = [*queue[place + 1 :], *queue[: max(place, 0)]]
    return next(
        (row for row in others if may(current_person(), Action.REVIEW_PLAN, row.plan)), None
    )


@bp.get("/plans/approve")
def confirm_approvals() -> ResponseReturnValue:
    """Say what would be approved, before it is."""
    require(Action.WORK_AS_HR)
    form = SeveralSeekForm(request.args)
    if not form.validate():
        tell(_("Choose at least one plan, and at most fifty."))
        return redirect(url_for(".list_plans"))
    rows = _approvable(form.seen)
    return render_template(
        "hr_reviewer/approve_plans.html",
        rows=rows,
        left_alone=hr_queue.names_of(_without(form.seen, [row.plan.id for row in rows])),
    )


@bp.post("/plans/approve")
def approve_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    form = SeveralForm()
    if not form.validate():
        tell(_("Choose at least one plan, and at most fifty."))
        return redirect(url_for(".list_plans"))
    chosen = form.seen
    seen = {row.plan.id: chosen[row.plan.id] for row in _approvable(chosen)}
    outcome = reviewing.approve_several(seen, by=current_person())
    if outcome.approved:
        count = len(outcome.approved)
        tell(ngettext("%(num)s plan is approved.", "%(num)s plans are approved.", count))
    return redirect(url_for(".list_plans", left_alone=_without(chosen, outcome.approved)))


def _approvable(chosen: dict[int, int]) -> list[QueueRow]:
    """Return what may be approved unread: it waits as it was seen, and has no flag."""
    return [
        row
        for row in hr_queue.list_rows(chosen, today=filters.today())
        if row.number == chosen[row.plan.id]
        and not row.flags
        and may(current_person(), Action.REVIEW_PLAN, row.plan)
    ]


def _without(chosen: dict[int, int], taken: Iterable[int]) -> list[int]:
    return sorted(chosen.keys() - set(taken))
