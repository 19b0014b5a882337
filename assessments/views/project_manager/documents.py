"""The plan as a document to print or keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments import config, filters
from assessments.authentication import current_person, require
from assessments.interchange import documents
from assessments.permissions import Action, may
from assessments.queries import plans
from assessments.services import plan_documents, viewing
from assessments.views.project_manager import bp
from assessments.views.project_manager.maps import viewing_purpose
from assessments.views.sending import send_pdf

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/plans/<int:plan_id>.pdf")
def download_plan(plan_id: int) -> ResponseReturnValue:
    plan = plans.get_plan(plan_id)
    require(Action.VIEW_PLAN, plan)
    with_map = may(current_person(), Action.VIEW_MAP, plan)
    if with_map:
        viewing.note_viewing(plan.person, by=current_person(), purpose=viewing_purpose())
    contents = plan_documents.contents_of(plan, with_map=with_map, today=filters.today())
    template = config.shipped_folder("templates") / "documents" / "plan.typ"
    return send_pdf(documents.pdf(template, contents), f"plan-{plan.id}")
