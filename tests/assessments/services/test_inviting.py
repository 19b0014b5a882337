"""Accounts, and the letter with which somebody chooses a password."""

import pytest

from assessments.database import db
from assessments.models.people import Account, Person
from assessments.permissions import Access
from assessments.services import inviting
from assessments.services.inviting import InvitationError
from tests.assessments.at_once import just_before
from tests.assessments.builders import TODAY, audit_lines, bystander, inside, person_of

pytestmark = pytest.mark.usefixtures("session")

PM = [Access.PROJECT_MANAGER]


@pytest.fixture
def administrator(session, world):
    return person_of(world.administrator)


def letters(app):
    return app.extensions["mailman"].outbox


def accounts():
    return db.session.query(Account).count()


def test_an_invitation_opens_an_account_and_sends_its_link(app, administrator):
    person = bystander("Wen Ostrowski", email="wen@example.org")

    link = inviting.invite(person, PM, by=administrator)

    assert person.accesses == frozenset(PM)
    assert letters(app)[-1].to == ["wen@example.org"]
    assert link in letters(app)[-1].body
    line = audit_lines("open_account")[-1]
    assert (line.actor_id, line.person_id) == (administrator.id, person.id)
    assert line.new == {"access": ["project_manager"]}


def test_an_invitation_may_give_an_address(app, administrator):
    person = bystander("Wen Ostrowski")

    inviting.invite(person, PM, by=administrator, email=" wen@example.org ")

    assert (person.email, person.account.email) == ("wen@example.org", "wen@example.org")
    [line] = audit_lines("change_person")
    assert (line.old, line.new) == ({"email": None}, {"email": "wen@example.org"})


def test_whoever_has_left_is_not_invited(administrator):
    gone = bystander("Gone", email="gone@example.org", left_on=TODAY)

    with pytest.raises(InvitationError, match="Whoever has left"):
        inviting.invite(gone, PM, by=administrator)


def test_of_two_who_invite_somebody_at_once_the_later_one_is_told(app, world):
    with inside(app):
        key = bystander("Wen Ostrowski", email="wen@example.org").id

    def invite():
        with app.test_request_context():
            by = person_of(world.administrator)
            inviting.invite(db.session.get_one(Person, key), PM, by=by)
            db.session.remove()

    with just_before(app, invite), pytest.raises(InvitationError, match="already"):
        invite()


def test_without_an_address_nobody_is_invited(administrator):
    with pytest.raises(InvitationError, match="needs an email"):
        inviting.invite(bystander(), PM, by=administrator)


def test_nobody_is_invited_twice(app, world, administrator):
    before = accounts()

    with pytest.raises(InvitationError, match="already"):
        inviting.invite(person_of(world.pm), PM, by=administrator)

    assert accounts() == before
    assert letters(app) == []


def test_an_address_serves_one_account_however_it_is_written(world, administrator):
    with pytest.raises(InvitationError, match="already"):
        inviting.invite(bystander(), PM, by=administrator, email=world.pm.email.upper())


def test_the_address_of_somebody_without_an_account_is_taken_too(administrator):
    bystander("First", email="shared@example.org")

    with pytest.raises(InvitationError, match="somebody else"):
        inviting.invite(bystander("Second"), PM, by=administrator, email="Shared@example.org")


def test_a_refused_invitation_changes_nothing(world, administrator):
    person = bystander("Second", email="second@example.org")

    with pytest.raises(InvitationError):
        inviting.invite(person, PM, by=administrator, email=world.pm.email)
    db.session.commit()

    db.session.expire_all()
    assert person.email == "second@example.org"


def test_the_language_somebody_reads_is_remembered(world, session):
    account = person_of(world.pm).account

    inviting.keep_language(account, "zh")

    db.session.expire_all()
    assert account.language == "zh"
