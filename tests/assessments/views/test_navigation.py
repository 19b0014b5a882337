"""The frame of every page: desks, language, errors."""

import pytest

from assessments.database import db
from assessments.permissions import Access
from assessments.queries import waiting
from assessments.views import navigation
from capability.lifecycle import PlanStatus
from tests.assessments.builders import answer, inside, person_of, plan_in
from tests.world import sign_in


def client_of(app, inhabitant):
    client = app.test_client()
    sign_in(client, inhabitant)
    return client


@pytest.mark.parametrize(
    ("part", "home"),
    [
        ("pm", "/home"),
        ("coach", "/coach/people"),
        ("hr", "/hr/plans"),
        ("head", "/department/people"),
        ("administrator", "/admin/people"),
    ],
)
def test_everybody_arrives_at_the_own_desk(app, world, part, home):
    assert client_of(app, getattr(world, part)).get("/").location == home


def test_whose_account_is_for_no_desk_arrives_at_the_account(app, world):
    with inside(app):
        person_of(world.pm).account.roles = []
        db.session.commit()
    client = client_of(app, world.pm)

    assert client.get("/").location == "/account"
    assert client.get("/account").status_code == 200


def test_whoever_has_two_desks_changes_between_them(app, world):
    client = client_of(app, world.coaching_pm)

    at_home = client.get("/home")
    coaching = client.get("/coach/people")
    account = client.get("/account")

    assert 'href="/coach/people"' in at_home.text
    assert 'href="/home"' in coaching.text
    assert 'href="/coach/plans"' in account.text  # the desk of the last page stays


def test_the_menu_counts_what_waits(app, world):
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        answer(pm, {"risk": 2}, on=None)
        plan_in(PlanStatus.SUBMITTED, pm, coach=coach, hr=hr)
        other, other_coach = person_of(world.other_pm), person_of(world.other_coach)
        plan_in(PlanStatus.ENDORSED, other, coach=other_coach, hr=hr)

        assert waiting.count_waiting(pm, Access.PROJECT_MANAGER) == {
            "open_assessment": 27,
            "show_plan": 0,
            "list_mentors": 0,
        }
        assert waiting.count_waiting(other, Access.PROJECT_MANAGER) == {
            "open_assessment": 0,
            "show_plan": 0,
            "list_mentors": 0,
        }
        assert waiting.count_waiting(coach, Access.PMO_COACH) == {"list_plans": 1}
        assert waiting.count_waiting(other_coach, Access.PMO_COACH) == {"list_plans": 0}
        assert waiting.count_waiting(hr, Access.HR_REVIEWER) == {"list_plans": 1}
        assert waiting.count_waiting(hr, Access.ADMINISTRATOR) == {}


def test_every_page_of_every_menu_opens(app, world):
    parts = {
        Access.PROJECT_MANAGER: world.pm,
        Access.PMO_COACH: world.coach,
        Access.HR_REVIEWER: world.hr,
        Access.DEPARTMENT_HEAD: world.head,
        Access.ADMINISTRATOR: world.administrator,
    }
    with app.test_request_context():
        pages = {
            access: [app.url_for(page.endpoint) for page in navigation.MENUS[access]]
            for access in navigation.MENUS
        }

    for access, addresses in pages.items():
        client = client_of(app, parts[access])
        assert [client.get(each).status_code for each in addresses] == [200] * len(addresses)


def test_a_chosen_language_holds_for_all_pages_and_is_remembered(app, world):
    client = client_of(app, world.pm)

    chosen = client.get("/home?language=zh")
    later = client_of(app, world.pm).get("/home")
    back = client.get("/home?language=en")
    unknown = client.get("/home?language=tlh")

    assert '<html lang="zh-Hans">' in chosen.text
    assert '<html lang="zh-Hans">' in later.text
    assert '<html lang="en">' in back.text
    assert '<html lang="en">' in unknown.text


def test_without_a_choice_the_language_is_that_of_the_browser(client):
    page = client.get("/privacy", headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert '<html lang="zh-Hans">' in page.text


@pytest.mark.parametrize(
    ("address", "method", "code", "words"),
    [
        ("/coach/people", "GET", 403, "This page is not open to you"),
        ("/nowhere", "GET", 404, "There is nothing here"),
        ("/step-in/1", "GET", 405, "This address is not a page"),
    ],
)
def test_an_error_says_what_happened_and_shows_a_way_out(pm_client, address, method, code, words):
    page = pm_client.open(address, method=method)

    assert page.status_code == code
    assert words in page.text
    assert "Go to the first page" in page.text


def test_a_file_that_is_too_large_is_told(app, pm_client, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10)

    page = pm_client.post("/about-me", data={"called": "L" * 100})

    assert page.status_code == 413
    assert "That file is too large" in page.text


def test_a_form_of_an_older_session_is_refused_without_harm(app, pm_client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    page = pm_client.post("/plan")

    assert page.status_code == 400
    assert "This form has been open for too long" in page.text


def test_what_breaks_tells_nothing_of_the_inside(app, pm_client, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    broken = {"project_manager.list_suggestions": lambda: int("many")}
    monkeypatch.setattr(app, "view_functions", app.view_functions | broken)

    page = pm_client.get("/suggestions")

    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "ValueError" not in page.text


@pytest.mark.parametrize(
    ("method", "address", "before", "expected"),
    [
        ("GET", "/map", None, "/map?language=zh"),
        ("GET", "/map?role=next&q=&language=en", None, "/map?role=next&q=&language=zh"),
        ("POST", "/about-me?a=%E6%97%A5", None, "/about-me?a=%E6%97%A5&language=zh"),
        ("POST", "/items/3/remove", "http://localhost/plan?a=b#item-3", "/plan?a=b&language=zh"),
        ("POST", "/items/3/remove", "http://elsewhere.example/plan", "/?language=zh"),
        ("POST", "/items/3/remove", None, "/?language=zh"),
    ],
)
def test_another_language_keeps_what_the_page_was_asked(app, method, address, before, expected):
    headers = {"Referer": before} if before else {}
    with app.test_request_context(address, method=method, headers=headers):
        assert navigation.in_language("zh") == expected
