"""The pages of HR: plans that wait, their review, and what was decided."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import auth_required

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.reviewing import ReviewForm
from assessments.permissions import Action
from assessments.queries import plans
from assessments.services import plan_pages, planning, reviewing
from assessments.views.toasts import tell
from capability.lifecycle import PlanStatus, ReviewDecision, TransitionError

bp = Blueprint("hr_reviewer", __name__, url_prefix="/hr")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


@bp.get("/plans")
def list_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    return render_template(
        "hr_reviewer/list_plans.html", queue=plans.list_waiting_for_hr(), today=filters.today()
    )


@bp.route("/plans/<int:plan_id>/review", methods=["GET", "POST"])
def review_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require(Action.REVIEW_PLAN, plan)
    page = plan_pages.page_of(plan, today=filters.today())
    form = ReviewForm(data={"submission": page.submission.number if page.submission else 0})
    if form.validate_on_submit():
        try:
            reviewing.review(
                plan,
                ReviewDecision(form.decision.data),
                form.comment.data or "",
                seen=form.submission.data,
                by=current_person(),
            )
        except (TransitionError, planning.PlanConflictError):
            tell(_("The plan has moved on meanwhile; this is how it stands now."))
            return redirect(url_for("project_manager.show_plan", plan_id=plan.id))
        tell(_("Review recorded"))
        return redirect(url_for(".list_plans"))
    return render_template(
        "hr_reviewer/review_plan.html",
        plan=plan,
        page=page,
        form=form,
        queue=plans.list_waiting_for_hr(),
        is_waiting=plan.status is PlanStatus.ENDORSED,
        today=filters.today(),
    )


@bp.get("/decisions")
def list_decisions() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    return render_template("hr_reviewer/list_decisions.html", reviews=plans.list_decisions())
