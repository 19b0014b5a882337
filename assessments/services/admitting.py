"""Accounts: what they are for, whether they are open, and how somebody gets back in."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select

from assessments.database import db
from assessments.models.people import AccessRole, Account, Person, account_access
from assessments.permissions import Access
from assessments.services import auditing, inviting
from assessments.services.locking import lock

Change = dict[str, Any] | None


class AccessError(ValueError):
    """It would lock somebody out who must stay; the message is for the reader."""


def set_accesses(account: Account, accesses: Iterable[Access], *, by: Person) -> bool:
    """Keep what an account is for; return whether anything changed.

    A rater stays a rater: that comes and goes with a form, not with a desk.

    Raises
    ------
    AccessError
        The last administrator would lose that access.
    """
    wanted = {access.value for access in accesses}
    if Access.ADMINISTRATOR not in wanted:
        _check_not_last(account)
    lock(account)
    old = {role.name for role in account.roles}
    wanted |= old & {Access.RATER.value}
    if wanted == old:
        db.session.rollback()
        return False
    account.roles = list(db.session.scalars(select(AccessRole).where(AccessRole.name.in_(wanted))))
    _note(
        "change_access",
        account,
        by=by,
        old={"access": sorted(old)},
        new={"access": sorted(wanted)},
    )
    db.session.commit()
    return True


def deactivate(account: Account, *, by: Person) -> None:
    """Close an account and end its sessions.

    Raises
    ------
    AccessError
        It is one's own, or that of the last administrator.
    """
    check_may_close(account, by=by)
    lock(account)
    if account.active:
        close(account)
        _note("deactivate_account", account, by=by, old={"active": True}, new={"active": False})
    db.session.commit()


def reactivate(account: Account, *, by: Person) -> None:
    """Open an account again.

    Raises
    ------
    AccessError
        Its owner has left.
    """
    if account.person.left_on is not None:
        raise AccessError(_("Whoever has left cannot sign in. Say first that they are here again."))
    lock(account)
    if not account.active:
        account.active = True
        _note("reactivate_account", account, by=by, old={"active": False}, new={"active": True})
    db.session.commit()


def invite_again(account: Account, *, by: Person) -> str:
    """Send the letter with the link once more, and return the link; the account stays as it is."""
    _note("invite_again", account, by=by)
    db.session.commit()
    link = inviting.invitation_link(account)
    inviting.send_letter(account, link)
    return link


def switch_off_authenticator(account: Account, *, by: Person) -> None:
    """Let somebody in who has lost the telephone and the codes; the password is still asked."""
    lock(account)
    old = account.tf_primary_method
    if old is None:
        db.session.rollback()
        return
    account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    _note(
        "switch_off_authenticator",
        account,
        by=by,
        old={"two_factor": old},
        new={"two_factor": None},
    )
    db.session.commit()


def close(account: Account) -> None:
    """Close an account inside the caller's transaction; whoever is signed in with it is out."""
    account.active = False
    account.fs_uniquifier = uuid.uuid4().hex


def check_may_close(account: Account, *, by: Person) -> None:
    """Refuse to close one's own account, or that of the last administrator.

    Raises
    ------
    AccessError
    """
    if account.person_id == by.id:
        raise AccessError(_("Nobody can close their own account. Ask another administrator."))
    _check_not_last(account)


def _check_not_last(account: Account) -> None:
    """Refuse what would leave nobody to administer; holds until the transaction ends."""
    access = db.session.scalars(
        select(AccessRole).where(AccessRole.name == Access.ADMINISTRATOR.value)
    ).one()
    # Two administrators who take each other's access at once must wait for one another.
    lock(access)
    owners = (
        select(Account.id)
        .join(account_access, account_access.c.account_id == Account.id)
        .where(account_access.c.access_role_id == access.id, Account.active)
    )
    is_one = db.session.scalar(select(exists(owners.where(Account.id == account.id))))
    has_others = db.session.scalar(select(exists(owners.where(Account.id != account.id))))
    if is_one and not has_others:
        db.session.rollback()
        raise AccessError(
            _("This is the last active administrator. Give somebody else that access first.")
        )


def _note(
    action: str, account: Account, *, by: Person, old: Change = None, new: Change = None
) -> None:
    person = account.person
    auditing.note(action, f"person {person.id}", by=by, about=person, old=old, new=new)
