"""The pages of records, accounts, departments, coaches, settings and the trail."""

import csv
import io

import pytest

from assessments import filters
from assessments.database import db
from assessments.permissions import Access
from assessments.queries import organisation, people
from assessments.services import admitting, registering, settling
from tests.assessments.builders import audit_lines, bystander, inside, person_of
from tests.assessments.services.test_registering import settings_draft
from tests.world import sign_in


def record(person, **changes):
    """Return what the form of a record posts."""
    facts = {
        "name": person.name, "called": person.called, "number": person.number or "",
        "email": person.email or "", "department": person.department_id or "",
        "role": person.role_id or "", "aims_for": person.aims_for_id or "",
        "coach": person.coach_id or "", "languages": person.languages,
        "version": registering.fingerprint(person),
    }  # fmt: skip
    return {**facts, **changes}


def post(client, address, **fields):
    return client.post(address, data=fields, follow_redirects=True)


def test_a_person_is_added_and_the_page_opens(app, administrator_client):
    shown = administrator_client.get("/admin/people/new")
    page = post(administrator_client, "/admin/people/new", name="  Wen   Li ", number="W-9")

    assert "Add a person" in shown.text
    assert "Wen Li is added." in page.text
    assert "Person added" in page.text
    with inside(app):
        assert people.find_by_number("W-9").called == "Wen"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "A person needs a name."),
        ({"name": "Wen", "number": "pm"}, "Lin Yue has this number already."),
        ({"name": "Wen", "email": "PM@example.org"}, "Lin Yue has this address already."),
        ({"name": "Wen", "email": "no address"}, "This is not an email address"),
        ({"name": "Wen", "role": "99999"}, "Choose from what is offered."),
    ],
)
def test_a_person_who_cannot_be_is_refused_and_stays_on_the_page(
    administrator_client, fields, message
):
    page = post(administrator_client, "/admin/people/new", **fields)

    assert message in page.text
    assert f'value="{fields["name"]}"' in page.text
    assert page.request.path == "/admin/people/new"


def test_a_record_is_kept_and_its_history_says_so(app, administrator_client, world):
    with inside(app):
        fields = record(person_of(world.pm), name="Lin Marsh", languages=["en", "zh"])

    page = post(administrator_client, f"/admin/people/{world.pm.id}", **fields)

    assert "The record of Lin Marsh is kept." in page.text
    for words in ("Record changed", "Lin Yue", "Ines Prado", "English, 中文"):
        assert words in page.text


def test_whoever_is_later_sees_both_and_can_keep_their_own(app, administrator_client, world):
    with inside(app):
        mine = record(person_of(world.pm), name="Lin Mine")
        theirs = record(person_of(world.pm), name="Lin Theirs")
    address = f"/admin/people/{world.pm.id}"
    post(administrator_client, address, **theirs)

    page = post(administrator_client, address, **mine)

    assert page.status_code == 409
    assert "Nothing was overwritten" in page.text
    for words in ("Lin Theirs", "Lin Mine"):
        assert words in page.text
    with inside(app):
        version = registering.fingerprint(person_of(world.pm))
    assert version in page.text
    post(administrator_client, address, **{**mine, "version": version})
    with inside(app):
        assert person_of(world.pm).name == "Lin Mine"


def test_somebody_who_left_is_found_under_left_and_comes_back_by_undo(
    app, administrator_client, world
):
    address = f"/admin/people/{world.coach.id}"
    shown = administrator_client.get(address)
    assert "2 people then have a coach who is gone" in shown.text

    page = post(administrator_client, f"{address}/leave", left_on="2026-01-31")

    assert "Mara Haddad is marked as having left." in page.text
    assert f"{address}/come-back" in page.text
    assert "Mara Haddad" not in administrator_client.get("/admin/people?q=mara").text
    assert "Mara Haddad" in administrator_client.get("/admin/people?presence=left").text
    back = post(administrator_client, f"{address}/come-back")
    assert "Mara Haddad is here again." in back.text


@pytest.mark.parametrize(
    ("day", "message"), [("", "Say which day it was."), ("2999-01-01", "still to come")]
)
def test_a_leave_on_no_day_is_refused(administrator_client, world, day, message):
    page = post(administrator_client, f"/admin/people/{world.pm.id}/leave", left_on=day)

    assert message in page.text


def test_nobody_leaves_or_closes_by_their_own_hand(administrator_client, world):
    address = f"/admin/people/{world.administrator.id}"

    assert "This is you." in administrator_client.get(address).text
    left = post(administrator_client, f"{address}/leave", left_on="2026-01-31")
    closed = post(administrator_client, f"{address}/deactivate")

    assert "Nobody can close their own account" in left.text
    assert "Nobody can close their own account" in closed.text


def test_a_deactivated_account_is_signed_out_at_once(app, administrator_client, world):
    client = app.test_client()
    sign_in(client, world.pm)
    assert client.get("/home").status_code == 200

    page = post(administrator_client, f"/admin/people/{world.pm.id}/deactivate")

    assert "is signed out everywhere" in page.text
    assert "/sign-in" in client.get("/home").location
    post(administrator_client, f"/admin/people/{world.pm.id}/reactivate")
    # What was signed in before stays out.
    assert "/sign-in" in client.get("/home").location
    with inside(app):
        assert person_of(world.pm).account.active


def test_access_is_set_on_the_page(app, administrator_client, world):
    page = post(
        administrator_client, f"/admin/people/{world.pm.id}/access",
        accesses=["project_manager", "hr_reviewer"],
    )  # fmt: skip

    assert "What Lin Yue may do here is kept." in page.text
    assert "Access changed" in page.text
    with inside(app):
        assert person_of(world.pm).accesses == {Access.PROJECT_MANAGER, Access.HR_REVIEWER}


def test_the_last_administrator_is_told(administrator_client, world):
    page = post(administrator_client, f"/admin/people/{world.administrator.id}/access")

    assert "This is the last active administrator." in page.text


def test_an_invitation_is_sent_again(app, administrator_client, world):
    page = post(administrator_client, f"/admin/people/{world.pm.id}/invite-again")

    assert "The invitation is on its way to pm@example.org." in page.text
    assert "/forgotten-password/" in app.extensions["mailman"].outbox[-1].body
    with inside(app):
        assert len(audit_lines("invite_again")) == 1


def test_an_invitation_that_cannot_be_sent_again_is_handed_over(
    app, administrator_client, world, monkeypatch
):
    mail = app.extensions["mailman"]
    for name, value in {"backend": "smtp", "server": "127.0.0.1", "port": 9}.items():
        monkeypatch.setattr(mail, name, value)

    page = post(administrator_client, f"/admin/people/{world.pm.id}/invite-again")

    assert "hand over this link" in page.text


def test_an_authenticator_is_switched_off(app, administrator_client, world):
    with inside(app):
        account = person_of(world.pm).account
        account.tf_primary_method = "authenticator"
        db.session.commit()
    address = f"/admin/people/{world.pm.id}"
    assert "Switch off the authenticator" in administrator_client.get(address).text

    page = post(administrator_client, f"{address}/authenticator-off")

    assert "Lin Yue now signs in with the password alone." in page.text
    with inside(app):
        assert person_of(world.pm).account.tf_primary_method is None


def test_whoever_has_no_account_has_none_to_change(app, administrator_client):
    with inside(app):
        wen = bystander("Wen").id

    assert administrator_client.get(f"/admin/people/{wen}").status_code == 200
    for step in ("access", "deactivate", "reactivate", "invite-again", "authenticator-off"):
        assert administrator_client.post(f"/admin/people/{wen}/{step}").status_code == 404


def test_a_closed_department_is_offered_no_more_and_keeps_its_people(
    app, administrator_client, world
):
    with inside(app):
        department = person_of(world.pm).department_id
    address = f"/admin/departments/{department}"

    page = post(administrator_client, f"{address}/close")

    assert "Delivery is no longer offered; 4 people stay in it until moved." in page.text
    choice = f'value="{department}">Delivery<'
    assert choice not in administrator_client.get("/admin/people/new").text
    assert ">Delivery</option>" in administrator_client.get(f"/admin/people/{world.pm.id}").text
    assert "Department closed" in administrator_client.get(address).text
    assert "Delivery is offered again." in post(administrator_client, f"{address}/reopen").text


def test_a_department_is_added_and_renamed(administrator_client):
    page = post(administrator_client, "/admin/departments/new", name_en="Field", name_zh="外地")
    twice = post(administrator_client, "/admin/departments/new", name_en="field")
    none = post(administrator_client, "/admin/departments/new", name_zh="外地")

    assert "The department Field is added." in page.text
    assert "Another department is called so." in twice.text
    assert "A department needs a name." in none.text


def test_a_department_shows_both_names_when_two_have_changed_it(app, administrator_client, world):
    with inside(app):
        department = person_of(world.pm).department_id
    address = f"/admin/departments/{department}"

    stale = post(administrator_client, address, name_en="Shipping", version="older")
    taken = post(administrator_client, address, name_en="Systems", version="older")

    assert (stale.status_code, taken.status_code) == (409, 409)
    assert "Delivery" in stale.text
    assert 'value="Shipping"' in stale.text


def test_people_are_given_to_a_coach(app, administrator_client, world):
    with inside(app):
        wen = bystander("Wen").id
    shown = administrator_client.get("/admin/coaches/assign?coach=none&q=wen")
    assert f'value="{wen}"' in shown.text
    address = "/admin/coaches/assign"

    none = post(administrator_client, address, coach=world.coach.id)
    silent = post(administrator_client, address, coach=world.other_coach.id, people=[world.pm.id])
    page = post(administrator_client, address, coach=world.coach.id, people=[wen])

    assert "Choose at least one person." in none.text
    assert "Lin Yue has a coach: say in a word where things stand." in silent.text
    assert "1 person is now with Mara Haddad." in page.text


def test_settings_hold_everywhere_at_once(app, administrator_client, pm_client, world):
    with inside(app):
        settling.settle(
            settings_draft(currency="USD"), seen=organisation.organisation().version,
            by=person_of(world.administrator),
        )  # fmt: skip

    page = pm_client.get("/suggestions", headers={"Accept-Language": "en"})

    assert "Harbour PMO" in page.text
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert filters.money(400) == "$400"
    assert 'value="20000"' in page.text
    # Chinese is the first language, for whoever asks for none that is offered.
    assert (
        '<html lang="zh-Hans"' in pm_client.get("/account", headers={"Accept-Language": "fr"}).text
    )


def test_a_language_that_is_no_longer_offered_is_not_shown(app, world, pm_client):
    pm_client.get("/account?language=zh")
    with inside(app):
        settling.settle(
            settings_draft(languages=["en"]), seen=organisation.organisation().version,
            by=person_of(world.administrator),
        )  # fmt: skip

    page = pm_client.get("/account?language=zh")

    assert '<html lang="en"' in page.text
    assert "中文" not in page.text


def settings_fields(client, **changes):
    fields = {
        "name_en": "Harbour", "currency": "usd", "languages": ["en", "zh"], "first_language": "en",
        "budget_year_month": 4, "weekly_hours": "38.5", "development_hours": "",
        "person_budget": "100", "version": _version(client),
    }  # fmt: skip
    return {**fields, **changes}


def _version(client):
    text = client.get("/admin/settings").text
    return text.split('name="version" type="hidden" value="')[1].split('"')[0]


def test_settings_are_kept_on_the_page(administrator_client):
    fields = settings_fields(administrator_client)

    page = post(administrator_client, "/admin/settings", **fields)
    stale = post(administrator_client, "/admin/settings", **{**fields, "currency": "CNY"})
    odd = {**fields, "version": "x", "name_en": "Haven"}
    odd = post(administrator_client, "/admin/settings", **odd)
    same = post(administrator_client, "/admin/settings", **fields)

    assert "The settings are kept." in page.text
    assert "US dollars" in page.text or "US Dollar (USD" in page.text
    assert "Settings changed" in page.text
    assert (stale.status_code, odd.status_code) == (409, 409)
    # The same once more, from an older page: nothing to choose between.
    assert "The settings are kept." in same.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"currency": "ZZZ"}, "Three letters of ISO 4217"),
        ({"languages": []}, "Choose at least one language."),
        ({"languages": ["en"], "first_language": "zh"}, "is one of those offered"),
        ({"weekly_hours": "0"}, "between 1 and 168"),
        ({"weekly_hours": "many"}, "Write a number in figures"),
        ({"name_en": " "}, "The organisation needs a name."),
        ({"budget_year_month": 13}, "Choose from what is offered."),
        ({"person_budget": "nan"}, "Write a number in figures"),
    ],
)
def test_settings_that_cannot_be_are_refused(administrator_client, changes, message):
    fields = settings_fields(administrator_client, **changes)

    page = post(administrator_client, "/admin/settings", **fields)

    assert message in page.text


@pytest.mark.parametrize("desk", ["admin", "hr"])
def test_the_trail_is_searched_at_two_desks(app, world, desk):
    client = app.test_client()
    sign_in(client, {"admin": world.administrator, "hr": world.hr}[desk])

    for query in (
        "",
        "?who=ines&what=accounts",
        "?since=nonsense&before=x&person=x",
        "?what=nothing",
    ):
        assert client.get(f"/{desk}/audit{query}").status_code == 200
    assert client.get(f"/{desk}/audit?person=999999").status_code == 404


def test_the_search_comes_as_a_table_too(administrator_client, world):
    post(administrator_client, f"/admin/people/{world.pm.id}/access", accesses=["pmo_coach"])

    with administrator_client.get("/admin/audit.csv?what=change_access") as file:
        rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))

    assert rows[0][:4] == ["When", "Who", "About whom", "What"]
    assert rows[1][1:4] == ["Ines Prado", "Lin Yue", "Access changed"]
    assert rows[1][5:7] == ["Access: Project manager", "Access: PMO coach"]
    assert len(rows) == 2


def test_everybody_reads_what_was_changed_about_them_and_nobody_elses(app, pm_client, world):
    with inside(app):
        admin = person_of(world.administrator)
        admitting.set_accesses(
            person_of(world.pm).account, [Access.PROJECT_MANAGER, Access.PMO_COACH], by=admin
        )
        admitting.set_accesses(person_of(world.other_pm).account, [Access.PMO_COACH], by=admin)

    page = pm_client.get("/audit")
    with pm_client.get("/audit.csv") as answered:
        file = answered.text

    assert page.text.count("Access changed") == 1
    assert "Sefa Tuala" not in page.text + file
    assert "Access changed" in file


def test_pages_of_the_trail_are_turned(app, administrator_client, monkeypatch):
    monkeypatch.setattr("assessments.queries.audit.PAGE", 4)

    first = administrator_client.get("/admin/audit?what=accounts")
    older = first.text.partition("Older lines")[0].rpartition('href="')[2].partition('"')[0]
    second = administrator_client.get(older.replace("&amp;", "&"))

    assert "Older lines" in first.text
    assert "The newest" in second.text
