"""The record of people, departments, settings, and who coaches whom."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.database import db
from assessments.models.people import Department, Person
from assessments.permissions import Access
from assessments.queries import departments, directory, people
from assessments.queries.organisation import find_organisation, organisation
from assessments.services import admitting, arranging, entrusting, registering, settling
from assessments.services.conflicts import ConflictError
from assessments.services.registering import PersonDraft
from assessments.services.settling import SettingsDraft
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import audit_lines, bystander, inside, person_of


@pytest.fixture
def admin(app, world):
    with app.test_request_context():
        yield person_of(world.administrator)


def test_a_person_is_added_with_a_line_of_what_is_known(admin):
    person = registering.add(PersonDraft(name="Wen Li", called="Wen", number="W-1"), by=admin)

    [line] = audit_lines("add_person")
    assert line.new == {"name": "Wen Li", "called": "Wen", "number": "W-1"}
    assert (line.person_id, line.subject) == (person.id, f"person {person.id}")


@pytest.mark.parametrize(
    ("facts", "field"), [({"number": "pm"}, "number"), ({"email": "PM@example.org"}, "email")]
)
def test_a_number_and_an_address_belong_to_one_person(admin, facts, field):
    with pytest.raises(registering.TakenError, match="Lin Yue has this") as caught:
        registering.add(PersonDraft(name="Wen", called="Wen", **facts), by=admin)

    assert caught.value.field == field
    assert audit_lines("add_person") == []


def test_only_what_changed_goes_into_the_trail(admin, world):
    person = person_of(world.pm)
    draft = replace(registering.draft_of(person), name="Lin Yue-Marsh", languages=("en", "zh"))

    assert registering.change(person, draft, seen=registering.fingerprint(person), by=admin)
    assert not registering.change(person, draft, seen=registering.fingerprint(person), by=admin)

    [line] = audit_lines("change_person")
    assert line.old == {"name": "Lin Yue", "languages": ["en"]}
    assert line.new == {"name": "Lin Yue-Marsh", "languages": ["en", "zh"]}


def test_the_address_of_the_account_follows_that_of_the_person(admin, world):
    person = person_of(world.pm)
    seen = registering.fingerprint(person)
    new = replace(registering.draft_of(person), email="lin@example.org")

    registering.change(person, new, seen=seen, by=admin)

    assert person.account.email == "lin@example.org"
    without = replace(new, email=None)
    with pytest.raises(registering.TakenError, match="needs an email"):
        registering.change(person, without, seen=registering.fingerprint(person), by=admin)


def test_the_address_of_another_account_is_refused(admin, world):
    other = person_of(world.other_pm)
    other.account.email = "elsewhere@example.org"
    db.session.commit()
    person = person_of(world.pm)
    new = replace(registering.draft_of(person), email="elsewhere@example.org")

    with pytest.raises(registering.TakenError, match="account with this email"):
        registering.change(person, new, seen=registering.fingerprint(person), by=admin)


def test_of_two_who_change_a_record_at_once_the_later_one_is_told(app, world):
    def changing(name):
        def deed(meet):
            person, by = person_of(world.pm), person_of(world.administrator)
            seen = registering.fingerprint(person)
            draft = replace(registering.draft_of(person), name=name)
            meet()
            registering.change(person, draft, seen=seen, by=by)

        return deed

    outcomes = at_once(app, changing("Lin One"), changing("Lin Two"))

    assert kinds(outcomes) == ["ConflictError", "done"]
    with inside(app):
        assert len(audit_lines("change_person")) == 1


def test_of_two_who_add_the_same_number_at_once_one_is_told(app, world):
    def adding(meet):
        by = person_of(world.administrator)
        meet()
        registering.add(PersonDraft(name="Wen", called="Wen", number="W-1"), by=by)

    assert kinds(at_once(app, adding, adding)) == ["TakenError", "done"]


def test_whoever_leaves_is_signed_out_and_can_come_back(admin, world):
    person = person_of(world.pm)

    registering.leave(person, date(2026, 3, 1), by=admin)
    assert person.accesses == frozenset()
    assert directory.search(admin, directory.Filter(words="Lin Yue"), page=1).rows == []

    registering.come_back(person, by=admin)
    registering.come_back(person, by=admin)
    assert (person.left_on, person.accesses) == (None, {Access.PROJECT_MANAGER})
    assert len(audit_lines("come_back")) == 1
    assert [line.new for line in audit_lines("leave")] == [
        {"left_on": "2026-03-01", "active": False}
    ]


def test_an_account_that_was_closed_before_stays_closed(admin, world):
    person = person_of(world.former_hr)

    registering.leave(person, date(2026, 3, 1), by=admin)
    registering.come_back(person, by=admin)

    assert not person.account.active


def test_an_administrator_does_not_leave_by_their_own_hand(admin):
    with pytest.raises(admitting.AccessError):
        registering.leave(admin, date(2026, 3, 1), by=admin)

    assert admin.left_on is None


def test_people_are_found_by_department_role_coach_and_account(admin, world):
    pm, coach = person_of(world.pm), person_of(world.coach)
    bystander("Wen Without")
    department = str(pm.department_id)

    def found(**sought):
        page = directory.search(admin, directory.Filter(**sought), page=1)
        assert directory.count(admin, directory.Filter(**sought)) == len(page.rows)
        return {person.name for person in page.rows}

    assert found(department=department, coach=str(coach.id)) == {"Lin Yue", "Nadia Karim"}
    assert found(role=str(pm.role_id)) == {"Lin Yue", "Piet Visser"}
    assert found(role="none", account="hr_reviewer") == {"Jonas Berg"}
    assert found(account="without") == {"Wen Without"}
    assert found(account="deactivated") == {"Lena Fuchs"}
    assert "Wen Without" not in found(account="with")
    assert found(coach="none", account="pmo_coach") == {"Mara Haddad", "Tomas Vidal"}
    assert found(department="9" * 30) == found()


def test_a_department_is_added_renamed_closed_and_opened(admin):
    added = arranging.add({"en": "Field office", "zh": "外地"}, by=admin)
    seen = arranging.fingerprint(added)
    assert arranging.rename(added, {"en": "Field offices"}, seen=seen, by=admin)
    arranging.close(added, by=admin)
    arranging.close(added, by=admin)
    assert added not in directory.list_departments()
    assert added in directory.list_departments(with_closed=True)
    arranging.reopen(added, by=admin)

    lines = [line for line in audit_lines() if line.subject == "department field_office"]
    assert [line.action for line in lines] == [
        "add_department", "change_department", "close_department", "reopen_department",
    ]  # fmt: skip
    assert lines[1].old == {"name": {"en": "Field office", "zh": "外地"}}


def test_two_departments_are_not_called_the_same(admin):
    with pytest.raises(arranging.NameTakenError):
        arranging.add({"en": "delivery"}, by=admin)
    with pytest.raises(arranging.NameTakenError):
        arranging.add({"en": "Shipping", "zh": "交付部"}, by=admin)


def test_departments_of_names_without_letters_have_codes_of_their_own(admin):
    codes = {arranging.add({"en": name}, by=admin).code for name in ("…", "!!", "Über 1")}

    assert codes == {"department", "department_2", "über_1"}


def test_a_department_that_was_renamed_meanwhile_is_not_overwritten(admin):
    department = db.session.scalars(db.select(Department)).first()

    with pytest.raises(ConflictError):
        arranging.rename(department, {"en": "Other"}, seen="older", by=admin)


def test_a_department_says_its_heads_and_numbers(admin):
    rows = {str(row.department.name): row for row in departments.list_departments()}

    assert rows["Delivery"].heads == ("Ruth Okeke",)
    assert (rows["Delivery"].people, rows["Systems"].people) == (4, 3)


def test_several_people_go_to_one_coach(admin, world):
    coach = person_of(world.coach)
    free = [bystander(f"Free {number}") for number in range(3)]

    found = entrusting.entrust([each.id for each in free] + [2**40, -1], coach, "", by=admin)

    assert [each.name for each in found.done] == ["Free 0", "Free 1", "Free 2"]
    assert {row.name: row.people for row in departments.list_coaches()}["Mara Haddad"] == 5
    assert len(audit_lines("hand_over")) == 3


def test_whoever_has_a_coach_goes_with_a_word(admin, world):
    pm, other = person_of(world.pm), person_of(world.other_coach)

    with pytest.raises(entrusting.WordMissingError, match="Lin Yue"):
        entrusting.entrust([pm.id], other, "  ", by=admin)
    assert pm.coach_id == world.coach.id

    entrusting.entrust([pm.id], other, "Begins the bridge in May.", by=admin)
    assert person_of(world.pm).coach_id == world.other_coach.id


def test_a_coach_is_not_given_to_themselves(admin, world):
    coach = person_of(world.coach)

    found = entrusting.entrust([coach.id], coach, "", by=admin)

    assert [each.name for each in found.left_out] == ["Mara Haddad"]


def test_whoever_no_longer_coaches_is_listed_while_people_are_left(admin, world):
    coach = person_of(world.coach)
    admitting.set_accesses(coach.account, [], by=admin)

    rows = {row.name: row for row in departments.list_coaches()}

    assert not rows["Mara Haddad"].is_coach
    assert rows["Mara Haddad"].people == 2
    assert rows["Tomas Vidal"].is_coach


def settings_draft(**changes) -> SettingsDraft:
    facts = {
        "name": {"en": "Harbour PMO", "zh": "港口"}, "currency": "CNY", "languages": ["zh", "en"],
        "budget_year_month": 4, "weekly_hours": 38.5, "development_hours": None,
        "person_budget": 20_000.0,
    }  # fmt: skip
    return SettingsDraft(**{**facts, **changes})


def test_settings_are_kept_and_told(admin):
    assert settling.settle(settings_draft(), seen=organisation().version, by=admin)

    now = organisation()
    assert (now.currency, now.languages, now.development_hours) == ("CNY", ("zh", "en"), None)
    [line] = audit_lines("change_settings")
    assert line.old["currency"] == "EUR"
    assert line.new["languages"] == ["zh", "en"]
    assert not settling.settle(settings_draft(), seen=now.version, by=admin)


def test_settings_that_were_changed_meanwhile_are_not_overwritten(admin):
    version = organisation().version
    settling.settle(settings_draft(), seen=version, by=admin)

    with pytest.raises(ConflictError):
        settling.settle(settings_draft(currency="USD"), seen=version, by=admin)
    assert organisation().currency == "CNY"


def test_of_two_who_set_at_once_the_later_one_is_told(app, world):
    def setting(currency):
        def deed(meet):
            by, version = person_of(world.administrator), organisation().version
            find_organisation()
            meet()
            settling.settle(settings_draft(currency=currency), seen=version, by=by)

        return deed

    outcomes = at_once(app, setting("USD"), setting("CNY"))

    assert kinds(outcomes) == ["ConflictError", "done"]


def test_until_settings_are_kept_those_of_the_configuration_hold(app, admin):
    db.session.delete(find_organisation())
    db.session.commit()
    settling.forget()

    assert str(organisation().name) == "Harbour PMO"
    assert organisation().version == 0
    assert settling.settle(settings_draft(), seen=0, by=admin)
    assert people.get_person(admin.id) is not None
    assert db.session.scalar(db.select(db.func.count(Person.id))) > 0
