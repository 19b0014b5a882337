"""Why a row that an import brought could not be undone, in words."""

from typing import Protocol

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.filters import listed

TABLES: dict[str, LazyString] = {
    "person": _l("record of a person"),
    "department": _l("department"),
    "project": _l("project"),
    "project_role": _l("part in a project"),
    "role": _l("role"),
    "role_profile": _l("requirement of a role"),
    "activity": _l("activity"),
    "activity_gain": _l("gain of an activity"),
    "activity_session": _l("date of an activity"),
    "activity_prerequisite": _l("what an activity needs before"),
    "activity_exclusion": _l("what an activity does not go together with"),
    "mandatory_activity": _l("for whom an activity is mandatory"),
    "assessment_cycle": _l("round"),
    "assessment": _l("form"),
    "rating": _l("answer"),
    "audit_line": _l("what was done here by this person"),
    "account": _l("account"),
    "development_plan": _l("development plan"),
    "plan_item": _l("item of a plan"),
    "certificate_held": _l("certificate"),
    "talk": _l("talk"),
    "agreed_level": _l("agreed level"),
}


class Kept(Protocol):
    """A row that stays."""

    @property
    def table(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def why(self) -> "dict[str, object] | object": ...


def kept_words(row: Kept) -> str:
    """Return which row stays as it is, and why."""
    why = row.why if isinstance(row.why, dict) else {}
    what = _("%(name)s (%(kind)s)", name=row.name, kind=_table(row.table))
    if not row.name:
        what = _table(row.table)
    match why.get("why"):
        case "changed":
            reason = _("somebody has changed it since")
        case "rests":
            tables = sorted(why.get("tables", {}))
            named = [name for name in tables if name != "audit_line"] or tables
            reason = _("something now rests on it: %(what)s", what=listed(map(_table, named)))
        case "gone":
            reason = _("it is no longer there")
        case _code:
            reason = _("what it was before belongs to something else by now")
    return str(_("%(what)s: %(reason)s", what=what, reason=reason))


def _table(name: object) -> str:
    return str(TABLES.get(str(name), str(name).replace("_", " ")))
