"""Accounts: access, closing and opening, and that somebody is always left to administer."""

from datetime import date

import pytest
from flask_security import hash_password

from assessments.database import db
from assessments.models.people import Account
from assessments.permissions import Access
from assessments.services import admitting, inviting
from assessments.services.admitting import AccessError
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import audit_lines, bystander, inside, person_of


def second_administrator():
    person = bystander("Second Admin", email="second@example.org")
    inviting.open_account(person, [Access.ADMINISTRATOR], by=None)
    db.session.commit()
    return person


@pytest.fixture
def admin(app, world):
    with app.test_request_context():
        yield person_of(world.administrator)


def test_access_is_given_and_taken_with_a_line(admin, world):
    pm = person_of(world.pm)

    admitting.set_accesses(pm.account, [Access.PMO_COACH, Access.HR_REVIEWER], by=admin)

    line = audit_lines("change_access")[-1]
    assert pm.accesses == {Access.PMO_COACH, Access.HR_REVIEWER}
    assert line.old == {"access": ["project_manager"]}
    assert line.new == {"access": ["hr_reviewer", "pmo_coach"]}
    assert (line.actor_id, line.person_id) == (admin.id, pm.id)


def test_what_is_set_as_it_is_leaves_no_line(admin, world):
    pm = person_of(world.pm)

    assert not admitting.set_accesses(pm.account, [Access.PROJECT_MANAGER], by=admin)
    assert audit_lines("change_access") == []


def test_a_rater_stays_one(admin):
    person = bystander(email="rater@example.org")
    account = inviting.open_account(person, [Access.RATER], by=None)
    db.session.commit()

    admitting.set_accesses(account, [Access.PMO_COACH], by=admin)

    assert person.accesses == {Access.RATER, Access.PMO_COACH}


def test_the_last_administrator_keeps_the_access(admin):
    with pytest.raises(AccessError, match="last active administrator"):
        admitting.set_accesses(admin.account, [Access.PMO_COACH], by=admin)

    assert Access.ADMINISTRATOR in admin.accesses


def test_a_deactivated_administrator_does_not_count_as_another(admin):
    second = second_administrator()
    admitting.deactivate(second.account, by=admin)

    with pytest.raises(AccessError):
        admitting.set_accesses(admin.account, [], by=admin)


def test_nobody_closes_their_own_account(admin):
    second_administrator()

    with pytest.raises(AccessError, match="their own account"):
        admitting.deactivate(admin.account, by=admin)


def test_a_closed_account_is_signed_out_and_opens_again(admin, world):
    account = person_of(world.pm).account
    before = account.fs_uniquifier

    admitting.deactivate(account, by=admin)
    admitting.deactivate(account, by=admin)
    assert not account.active
    assert account.fs_uniquifier != before

    admitting.reactivate(account, by=admin)
    admitting.reactivate(account, by=admin)
    assert account.active
    lines = [line.action for line in audit_lines() if line.person_id == world.pm.id]
    assert lines[-2:] == ["deactivate_account", "reactivate_account"]


def test_whoever_has_left_gets_no_open_account(admin, world):
    person = person_of(world.former_hr)
    person.left_on = date(2026, 1, 1)
    db.session.commit()

    with pytest.raises(AccessError, match="has left"):
        admitting.reactivate(person.account, by=admin)


def test_an_authenticator_is_switched_off_with_its_codes(admin, world):
    account = person_of(world.pm).account
    account.tf_primary_method, account.tf_totp_secret = "authenticator", "secret"
    account.mf_recovery_codes = [hash_password("one")]
    db.session.commit()

    admitting.switch_off_authenticator(account, by=admin)
    admitting.switch_off_authenticator(account, by=admin)

    assert account.tf_primary_method is None
    assert account.tf_totp_secret is None
    assert not account.mf_recovery_codes
    [line] = audit_lines("switch_off_authenticator")
    assert (line.old, line.new) == ({"two_factor": "authenticator"}, {"two_factor": None})


def test_two_administrators_cannot_close_each_others_accounts_at_once(app, world):
    with inside(app):
        first, second = world.administrator.id, second_administrator().id

    def closing(by, whom):
        def deed(meet):
            actor = db.session.get_one(admitting.Person, by)
            account = db.session.get_one(admitting.Person, whom).account
            meet()
            admitting.deactivate(account, by=actor)

        return deed

    outcomes = at_once(app, closing(first, second), closing(second, first))

    assert kinds(outcomes) == ["AccessError", "done"]
    with app.app_context():
        admins = [
            each for each in db.session.scalars(db.select(Account))
            if each.active and any(role.name == Access.ADMINISTRATOR for role in each.roles)
        ]  # fmt: skip
        assert len(admins) == 1


def test_two_administrators_cannot_both_give_the_access_up_at_once(app, world):
    with inside(app):
        ids = (world.administrator.id, second_administrator().id)

    def giving_up(who):
        def deed(meet):
            person = db.session.get_one(admitting.Person, who)
            meet()
            admitting.set_accesses(person.account, [Access.PMO_COACH], by=person)

        return deed

    outcomes = at_once(app, *(giving_up(who) for who in ids))

    assert kinds(outcomes) == ["AccessError", "done"]
