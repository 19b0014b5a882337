"""The pages of an administrator."""

from flask import Blueprint
from flask_security import auth_required

bp = Blueprint("administrator", __name__, url_prefix="/admin")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


from assessments.views.administrator import (  # noqa: E402 - the modules fill the blueprint
    accounts,
    audit,
    catalogue,
    certifications,
    coaches,
    departments,
    exports,
    framework,
    imports,
    occupations,
    people,
    roles,
    settings,
)

__all__ = [
    "accounts",
    "audit",
    "bp",
    "catalogue",
    "certifications",
    "coaches",
    "departments",
    "exports",
    "framework",
    "imports",
    "occupations",
    "people",
    "roles",
    "settings",
]
