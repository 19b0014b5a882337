"""Plans that wait for the coach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.reviewing import EndorseForm
from assessments.labels.plans import COACH_DECISIONS
from assessments.permissions import Action
from assessments.queries import plans
from assessments.services import (
    plan_pages,
    reviewing,
)
from assessments.services.conflicts import ConflictError
from assessments.views.pmo_coach import bp
from assessments.views.toasts import tell
from capability.lifecycle import CoachDecision, PlanStatus, TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/plans")
def list_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    return render_template(
        "pmo_coach/list_plans.html",
        queue=plans.list_waiting_for_coach(current_person()),
        today=filters.today(),
    )


@bp.route("/plans/<int:plan_id>/endorse", methods=["GET", "POST"])
def endorse_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require(Action.ENDORSE_PLAN, plan)
    page = plan_pages.page_of(plan, today=filters.today())
    form = EndorseForm(data={"submission": page.submission.number if page.submission else 0})
    if form.validate_on_submit():
        try:
            reviewing.decide_as_coach(
                plan,
                CoachDecision(form.decision.data),
                form.comment.data or "",
                seen=form.submission.data,
                by=current_person(),
            )
        except (TransitionError, ConflictError):
            tell(_("The plan has moved on meanwhile; this is how it stands now."))
            return redirect(url_for("project_manager.show_plan", plan_id=plan.id))
        tell(_("Your answer is recorded."))
        return redirect(url_for(".list_plans"))
    return render_template(
        "pmo_coach/endorse_plan.html",
        plan=plan,
        page=page,
        form=form,
        is_waiting=plan.status is PlanStatus.SUBMITTED,
        decisions=COACH_DECISIONS,
    )
