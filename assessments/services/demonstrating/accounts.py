"""Accounts of the demo: one password for all, hashed once, because hashing is slow on purpose."""

import uuid
from datetime import datetime, timedelta

from flask_security import hash_password
from sqlalchemy import select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.people import AccessRole, Account
from assessments.services.demonstrating.people import Cast, Member
from assessments.services.demonstrating.setting import Setting, at

OPENED_DAYS_AGO = 400


def open_accounts(setting: Setting, cast: Cast, password: str) -> None:
    """Open an account for everybody; the sign-in page offers people in the order of accounts."""
    hashed = hash_password(password)
    roles = {role.name: role for role in db.session.scalars(select(AccessRole))}
    opened_at = at(setting.day(-OPENED_DAYS_AGO), 0)
    first = [cast[name] for name in cast.first]
    for place, member in enumerate(first + [each for each in cast if each not in first]):
        names = sorted(access.value for access in member.accesses)
        invited_at = opened_at + timedelta(minutes=place)
        db.session.add(
            Account(
                person_id=member.person.id,
                email=member.person.email,
                password=hashed,
                fs_uniquifier=uuid.uuid4().hex,
                active=True,
                is_demo=True,
                invited_at=invited_at,
                language="zh" if member.name in cast.reads_chinese else None,
                roles=[roles[name] for name in names],
            )
        )
        db.session.add(_line(member, names, invited_at))
    db.session.flush()


def _line(member: Member, names: list[str], invited_at: datetime) -> AuditLine:
    return AuditLine(
        at=invited_at,
        actor_id=None,
        person_id=member.person.id,
        action="open_account",
        subject=f"person {member.person.id}",
        new={"access": names},
    )
