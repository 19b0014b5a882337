"""Roles: added, described, put on the ladder, taken off the offer."""

from dataclasses import dataclass, field

from sqlalchemy import func, or_, select

from assessments.database import db
from assessments.models.development import DevelopmentPlan
from assessments.models.framework import Competency, Role
from assessments.models.people import Person
from assessments.services.conflicts import commit
from assessments.services.editing import changes
from assessments.services.editing.changes import CircleError, CodeTakenError, Facts, Texts
from assessments.services.editing.profiles import (
    Profile,
    Requirement,
    facts_of,
    profile_of,
    write_profile,
)
from capability.scoring import ScoringModel

USUAL = ScoringModel(means={}).usual_mean
"""Where estimates begin in a role of which nothing is known yet."""
NOTHING_ASKED = Requirement(required=None, weight=1.0, is_critical=False, usual=USUAL)


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """What a role is called, and where it stands on the ladder."""

    code: str
    name: Texts
    summary: Texts = field(default_factory=dict)
    position: int = 0
    next_role_id: int | None = None

    def facts(self) -> Facts:
        """Return the contents laid flat."""
        return {
            "code": self.code,
            **changes.by_language("name", self.name),
            **changes.by_language("summary", self.summary),
            "position": self.position,
            "next_role": _code_of(self.next_role_id),
        }


def subject_of(role: Role) -> str:
    """Return under which name the audit trail keeps a role."""
    return f"role {role.id}"


def draft_of(role: Role) -> RoleDraft:
    """Return a role as it stands."""
    return RoleDraft(role.code, role.name, role.summary, role.position, role.next_role_id)


def is_used(role: Role) -> bool:
    """Return whether somebody holds a role, aims for it or has planned for it."""
    people = select(Person.id).where(or_(Person.role_id == role.id, Person.aims_for_id == role.id))
    plans = select(DevelopmentPlan.id).where(DevelopmentPlan.role_id == role.id)
    return any(db.session.scalar(each.limit(1)) is not None for each in (people, plans))


def add_role(
    draft: RoleDraft,
    *,
    copied_from: Role | None = None,
    profile: Profile | None = None,
    source: str = "",
    by: Person,
) -> Role:
    """Add a role with a profile: another's, the one given, or one that asks nothing yet.

    Raises
    ------
    CodeTakenError
        There is a role with this code.
    """
    if db.session.scalar(select(Role.id).where(Role.code == draft.code)) is not None:
        raise CodeTakenError
    if copied_from is not None:
        profile, source = profile_of(copied_from), copied_from.source
    role = Role(
        code=draft.code,
        name=changes.local(draft.name),
        summary=changes.local(draft.summary),
        position=draft.position,
        next_role_id=draft.next_role_id,
        source=source[:400],
    )
    db.session.add(role)
    with changes.taken_codes_told():
        db.session.flush()
    codes = db.session.scalars(select(Competency.code))
    write_profile(role, {**dict.fromkeys(codes, NOTHING_ASKED), **(profile or {})})
    facts = {**draft.facts(), "copied_from": copied_from.code if copied_from else None}
    changes.note_added(
        "add_role", subject_of(role), {**facts, **facts_of(profile or {})}, by=by, reason=source
    )
    db.session.commit()
    return role


def change_role(role: Role, draft: RoleDraft, *, seen: int, by: Person) -> bool:
    """Change a role, as last seen in version ``seen``; return whether anything changed.

    Raises
    ------
    ConflictError
        Somebody changed it meanwhile.
    CircleError
        The ladder would lead back to this role.
    CodeTakenError
        There is another role with this code.
    """
    changes.check_seen(role, seen)
    _check_ladder(role, draft.next_role_id)
    owner = db.session.scalar(select(Role.id).where(Role.code == draft.code))
    if owner not in {None, role.id}:
        raise CodeTakenError
    old = draft_of(role).facts()
    if draft.code != role.code and not is_used(role):
        role.code = draft.code
    role.name, role.summary = changes.local(draft.name), changes.local(draft.summary)
    role.position, role.next_role_id = draft.position, draft.next_role_id
    is_changed = changes.note_changed(
        "change_role", subject_of(role), old, draft_of(role).facts(), by=by
    )
    commit()
    return is_changed


def _check_ladder(role: Role, next_role_id: int | None) -> None:
    ladder = {role_id: above for role_id, above in db.session.execute(_LADDER)}
    rung = next_role_id
    while rung is not None:
        if rung == role.id:
            raise CircleError
        # Each rung is left behind once: a circle elsewhere must not hold this one up.
        rung = ladder.pop(rung, None)


_LADDER = select(Role.id, Role.next_role_id)


def set_active(role: Role, is_active: bool, *, by: Person) -> None:
    """Offer a role in choices, or no longer; whoever holds it keeps it."""
    if role.is_active == is_active:
        return
    role.is_active = is_active
    old, new = {"is_active": not is_active}, {"is_active": is_active}
    changes.note_changed("change_role", subject_of(role), old, new, by=by)
    commit()


def last_position() -> int:
    """Return the position after all roles."""
    return (db.session.scalar(select(func.max(Role.position))) or 0) + 1


def _code_of(role_id: int | None) -> str | None:
    return None if role_id is None else db.session.get_one(Role, role_id).code
