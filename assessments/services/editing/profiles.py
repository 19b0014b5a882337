"""Role profiles: what a role asks in each competency, kept as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.database import db
from assessments.models.framework import Competency, Role, RoleProfile
from assessments.models.people import Person
from assessments.services.conflicts import commit
from assessments.services.editing import changes
from assessments.services.editing.changes import Difference, Facts


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a role asks in one competency; a level of ``None`` is not asked."""

    required: float | None
    weight: float
    is_critical: bool
    usual: float


Profile = Mapping[str, Requirement]
"""By the code of the competency."""


def profile_of(role: Role) -> Profile:
    """Return what a role asks in each competency that is asked about."""
    lines = db.session.scalars(
        select(RoleProfile)
        .join(RoleProfile.competency)
        .where(RoleProfile.role_id == role.id, Competency.is_active)
        .options(joinedload(RoleProfile.competency))
        .order_by(Competency.position)
        .execution_options(populate_existing=True)
    )
    return {
        line.competency.code: Requirement(line.required, line.weight, line.is_critical, line.usual)
        for line in lines
    }


def facts_of(profile: Profile) -> Facts:
    """Return a profile laid flat: one name for each competency and what is asked there."""
    facts: Facts = {}
    for code, each in profile.items():
        facts[f"required {code}"] = each.required
        if each.required is not None:
            facts[f"weight {code}"] = each.weight
            facts[f"is_critical {code}"] = each.is_critical
        facts[f"usual {code}"] = each.usual
    return facts


def profile_differences(old: Profile, new: Profile) -> list[Difference]:
    """Return what one profile asks otherwise than another."""
    return changes.differences(
        facts_of({code: each for code, each in old.items() if code in new}), facts_of(new)
    )


def change_profile(role: Role, profile: Profile, *, seen: int, by: Person) -> bool:
    """Keep a profile, as last seen in version ``seen`` of the role.

    What it does not name stays as it is. Returns whether anything changed.

    Raises
    ------
    ConflictError
        Somebody changed the role or its profile meanwhile.
    """
    changes.check_seen(role, seen)
    old = {code: each for code, each in profile_of(role).items() if code in profile}
    write_profile(role, profile)
    is_changed = changes.note_changed(
        "change_role_profile", f"role {role.id}", facts_of(old), facts_of(profile), by=by
    )
    if is_changed:
        changes.touch(role)
    commit()
    return is_changed


def write_profile(role: Role, profile: Profile) -> None:
    """Write the lines of a profile; the caller commits."""
    lines = {
        line.competency_id: line
        for line in db.session.scalars(select(RoleProfile).where(RoleProfile.role_id == role.id))
    }
    competencies = select(Competency).where(Competency.code.in_(list(profile)))
    for competency in db.session.scalars(competencies):
        asked = profile[competency.code]
        line = lines.get(competency.id)
        if line is None:
            line = RoleProfile(role_id=role.id, competency_id=competency.id)
            db.session.add(line)
        line.required, line.usual = asked.required, asked.usual
        line.weight, line.is_critical = asked.weight, asked.is_critical
