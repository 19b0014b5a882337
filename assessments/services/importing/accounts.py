"""What a list of people means for their accounts: an address follows, and who has left is out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.people import AccessRole, Account, Person, account_access
from assessments.permissions import Access
from assessments.services.importing import records
from assessments.services.importing.records import Record

Change = tuple[Record, Record]
"""A person as known and as the row leaves them."""


def _administrators() -> set[int]:
    """Return who administers, by the key of the person."""
    return set(
        db.session.scalars(
            select(Account.person_id)
            .join(account_access, account_access.c.account_id == Account.id)
            .join(AccessRole, AccessRole.id == account_access.c.access_role_id)
            .where(Account.active, AccessRole.name == Access.ADMINISTRATOR.value)
        )
    )


@dataclass(slots=True)
class AccountsOfList:
    """The accounts of those whom a list names, portion by portion."""

    by: Person | None
    administrators: set[int] = field(default_factory=_administrators)
    """Who will still administer after the rows so far."""
    of_person: dict[int, Record] = field(default_factory=dict)
    of_email: dict[str, Record] = field(default_factory=dict)

    def look_up(self, people: Iterable[Record], emails: Iterable[str]) -> None:
        """Read the accounts that a portion of rows may touch."""
        found = records.find(
            Account,
            ("id", "person_id", "email", "active"),
            or_(
                Account.person_id.in_({each["id"] for each in people}),
                func.lower(Account.email).in_(set(emails)),
            ),
        )
        self.of_person = {each["person_id"]: each for each in found}
        self.of_email = {each["email"].lower(): each for each in found}

    def problem(
        self, old: Record, email: str | None, left_on: date | None
    ) -> tuple[str, str] | None:
        """Return the column and the reason why a row cannot be taken, or ``None``."""
        account = self.of_person.get(old.get("id", 0))
        if account is None:
            return None
        if self.of_email.get(email or "", account) is not account:
            return "email", _("There is an account with this email address already.")
        if not _is_closed_by(account, old, left_on):
            return None
        if self.by is not None and old["id"] == self.by.id:
            return "left_on", _("Nobody can close their own account. Ask another administrator.")
        if self.administrators == {old["id"]}:
            return "left_on", _(
                "This is the last active administrator. Give somebody else that access first."
            )
        self.administrators.discard(old["id"])
        return None

    def follow(self, changed: Sequence[Change], file: str) -> None:
        """Let the accounts of changed people follow what the rows say."""
        held = [
            (self.of_person[old["id"]]["id"], old, new)
            for old, new in changed
            if old["id"] in self.of_person
        ]
        moved = [
            {"id": key, "email": new["email"]}
            for key, old, new in held
            if old["email"] != new["email"]
        ]
        records.change(Account, moved)
        self._close(
            {
                key: new
                for key, old, new in held
                if _is_closed_by(self.of_person[old["id"]], old, new["left_on"])
            },
            file,
        )

    def _close(self, gone: Mapping[int, Record], file: str) -> None:
        """Close accounts, each by its key with the person as the row leaves them."""
        if not gone:
            return
        records.change(Account, [{"id": key, "active": False} for key in gone])
        # Whoever is signed in with it is out, also should it be opened again.
        sessions = [{"id": key, "fs_uniquifier": uuid.uuid4().hex} for key in gone]
        records.update_rows(Account, ["fs_uniquifier"], sessions)
        records.add(
            AuditLine,
            [
                records.audit_line(
                    "leave",
                    f"person {new['id']}",
                    by=self.by,
                    about=new["id"],
                    old={"left_on": None, "active": True},
                    new={"left_on": new["left_on"], "active": False},
                    reason=file,
                )
                for new in gone.values()
            ],
        )


def _is_closed_by(account: Record, old: Record, left_on: date | None) -> bool:
    """Return whether an account is open, and its owner only now said to have left."""
    return bool(account["active"] and old["left_on"] is None and left_on is not None)
