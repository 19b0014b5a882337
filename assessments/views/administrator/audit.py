"""The audit trail at the desk of the administrator."""

from flask.typing import ResponseReturnValue

from assessments.authentication import require
from assessments.permissions import Action
from assessments.views import trail
from assessments.views.administrator import bp


@bp.get("/audit")
def search_audit() -> ResponseReturnValue:
    require(Action.SEARCH_AUDIT_TRAIL)
    return trail.search_page()


@bp.get("/audit.csv")
def download_audit() -> ResponseReturnValue:
    require(Action.SEARCH_AUDIT_TRAIL)
    return trail.search_file()
