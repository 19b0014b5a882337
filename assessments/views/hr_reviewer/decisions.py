"""What HR has decided."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments.authentication import require
from assessments.forms.hr_desk import DecisionsForm
from assessments.permissions import Action
from assessments.queries import decisions
from assessments.views.hr_reviewer import bp
from capability.lifecycle import ReviewDecision


@bp.get("/decisions")
def list_decisions() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    form = DecisionsForm(request.args)
    chosen = form.decision.data
    page = decisions.search(
        (form.q.data or "").strip(),
        ReviewDecision(chosen) if chosen in set(ReviewDecision) else None,
        page=request.args.get("page", 1, type=int),
    )
    asked = {name: value for name, value in form.data.items() if value}
    return render_template("hr_reviewer/list_decisions.html", form=form, page=page, asked=asked)
