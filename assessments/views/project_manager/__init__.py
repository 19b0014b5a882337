"""The pages of a project manager; maps and plans are also opened by those who may see them."""

from flask import Blueprint
from flask_security import auth_required

bp = Blueprint("project_manager", __name__)


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


from assessments.views.project_manager import (  # noqa: E402 - the modules fill the blueprint
    answering,
    carrying_out,
    certificates,
    certifications,
    documents,
    education,
    home,
    maps,
    mentors,
    mentorships,
    outlooks,
    plans,
    profile,
    projects,
    proposals,
    suggestions,
    talks,
    training,
    training_drafts,
    training_page,
)

__all__ = [
    "answering",
    "bp",
    "carrying_out",
    "certificates",
    "certifications",
    "documents",
    "education",
    "home",
    "maps",
    "mentors",
    "mentorships",
    "outlooks",
    "plans",
    "profile",
    "projects",
    "proposals",
    "suggestions",
    "talks",
    "training",
    "training_drafts",
    "training_page",
]
