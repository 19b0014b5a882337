"""Connections that break, two tabs, no script, no keys: nothing that was given is lost."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from assessments.queries import people
from assessments.services import assessing
from tests.journeys.conftest import PHONE
from tests.journeys.visitor import Visitor
from tests.journeys.watching import Watch, check_barriers, sign_in
from tests.world import World

# What the pages do is the same on either database, and the main job walks both.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

OFFLINE = "Not saved yet: the connection is gone. We keep what you typed and try again."
EXAMPLE = "Settled the limits of the quay with three suppliers."


@pytest.fixture
def sheet(app: Flask, world: World) -> str:
    """The address of the first area of a blank self-assessment."""
    with app.app_context():
        form = assessing.open_self_assessment(people.get_person(world.pm.id))
        return f"/assessments/{form.id}/planning"


def rating(page: Page, code: str) -> Locator:
    return page.locator(f"#rating-{code}")


def choose(page: Page, code: str, level: int) -> None:
    rating(page, code).locator(".rating-cell").nth(level).click()


def expect_saved(page: Page, code: str) -> None:
    saved = rating(page, code).locator("[data-saved]:not(.is-waiting)")
    expect(saved).to_contain_text("Saved")


def expect_level(page: Page, code: str, level: str) -> None:
    expect(page.locator(f"[name=level-{code}]:checked")).to_have_value(level)


def test_answers_given_without_a_connection_are_kept_and_sent_once_it_is_back(
    page: Page, world: World, sheet: str, watch: Watch
):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    sign_in(page, world.pm.email)
    page.goto(sheet)
    choose(page, "integration", 2)
    expect_saved(page, "integration")

    page.context.set_offline(True)
    choose(page, "scope", 3)
    rating(page, "scope").locator("summary").click()
    page.locator("#example-scope").fill(EXAMPLE)
    expect(rating(page, "scope").locator(".is-waiting")).to_contain_text("Not saved yet")
    expect(page.locator(".form-foot")).to_contain_text(OFFLINE)
    check_barriers(page)

    page.context.set_offline(False)
    expect_saved(page, "scope")
    expect(page.locator(".form-foot")).to_contain_text("Everything is saved.")
    page.reload()
    expect_level(page, "scope", "3")
    expect(page.locator("#example-scope")).to_have_value(EXAMPLE)


def test_what_could_not_be_sent_outlives_a_reload(
    page: Page, world: World, sheet: str, watch: Watch
):
    watch.expect("ERR_FAILED")
    sign_in(page, world.pm.email)
    page.goto(sheet)
    page.route("**/answers/*", lambda route: route.abort())
    choose(page, "cost", 4)
    expect(page.locator(".form-foot")).to_contain_text(OFFLINE)

    page.reload()
    expect_level(page, "cost", "4")
    expect(rating(page, "cost").locator(".is-waiting")).to_contain_text("Not saved yet")

    page.unroute("**/answers/*")
    page.goto(sheet.replace("planning", "working"))  # it is sent from any page of the form
    expect(page.locator(".form-foot")).to_contain_text("Everything is saved.")
    page.goto(sheet)
    expect_level(page, "cost", "4")
    expect_saved(page, "cost")


def test_of_two_tabs_the_later_one_is_shown_both_answers_and_chooses(
    page: Page, world: World, sheet: str, watch: Watch
):
    watch.expect("status of 409")
    sign_in(page, world.pm.email)
    page.goto(sheet)
    other = page.context.new_page()
    other.goto(sheet)

    choose(page, "scope", 2)
    choose(page, "schedule", 1)
    expect_saved(page, "scope")
    expect_saved(page, "schedule")
    choose(other, "scope", 4)
    conflict = rating(other, "scope").locator("[data-conflict]")
    expect(conflict).to_contain_text("Which answer counts?")
    expect(conflict).to_contain_text("2 With help")
    expect(conflict).to_contain_text("4 Guides others")
    check_barriers(other)

    conflict.get_by_role("button", name="Use this one").click()
    expect_saved(other, "scope")
    choose(other, "schedule", 3)
    expect(rating(other, "schedule").locator("[data-conflict]")).to_contain_text("1 Aware")
    rating(other, "schedule").get_by_role("button", name="Keep that one").click()
    expect_level(other, "schedule", "1")
    expect_saved(other, "schedule")
    page.reload()
    expect_level(page, "scope", "4")
    expect_level(page, "schedule", "1")


def test_going_on_while_an_answer_is_still_on_its_way_is_no_conflict(
    page: Page, world: World, sheet: str
):
    sign_in(page, world.pm.email)
    page.goto(sheet)
    for pause in (0, 300, 380, 420):
        choose(page, "resources", pause % 3 + 1)
        page.wait_for_timeout(pause)
        page.locator(".form-foot button[value=next]").click()
        page.wait_for_url("**/working")
        page.goto(sheet)
        expect_level(page, "resources", str(pause % 3 + 1))
        expect(page.locator(".form-foot")).to_contain_text("Everything is saved.")


def test_the_keys_can_be_switched_off_and_stay_off(page: Page, world: World, sheet: str):
    sign_in(page, world.pm.email)
    page.goto(sheet)
    first = rating(page, "integration").locator("[name=level-integration]").first

    page.get_by_label("Use these keys").uncheck()
    first.focus()
    page.keyboard.press("4")
    page.keyboard.press("n")
    expect(rating(page, "integration").locator(":checked")).to_have_count(0)
    expect(rating(page, "integration").locator(".rating-keys")).to_be_hidden()

    page.reload()
    expect(page.get_by_label("Use these keys")).not_to_be_checked()
    page.get_by_label("Use these keys").check()
    first.focus()
    page.keyboard.press("4")
    expect_level(page, "integration", "4")
    expect_saved(page, "integration")


def test_without_script_a_form_is_filled_in_and_a_plan_sent(
    app: Flask, world: World, open_context: Callable[..., Page]
):
    page = open_context(java_script_enabled=False, viewport=PHONE)
    pm = Visitor(page, app, "en", set())
    sign_in(page, world.pm.email)

    page.goto("/assess")
    pm.press("Begin")
    expect(page.locator(".form-foot")).to_contain_text("kept when you go on or back")
    for _ in range(7):
        for question in page.locator("fieldset.rating").all():
            question.locator(".rating-cell").nth(2).click()
        page.locator(".form-foot button[value=next]").click()
    expect(pm.main.locator("h1")).to_have_text("Look it over")
    pm.read("All %(total)s questions are answered.", total=28)
    pm.open("Submit…")
    pm.press("Submit now")
    pm.told("Sent. Your map is drawn from these answers now.")

    page.get_by_role("link", name="Plan", exact=True).click()
    pm.press("Begin an empty plan")
    pm.follow("Add an item of my own")
    pm.field("What will you do?").fill("Shadow the planning of the coast programme")
    for label, day in (("Begins on", "2030-02-01"), ("Done by", "2030-03-01")):
        pm.field(label).fill(day)
    pm.press("Keep")
    item = page.locator(".plan-item")
    expect(item).to_contain_text("Shadow the planning of the coast programme")
    pm.press("Remove", item)
    pm.undo()
    expect(item).to_have_count(1)
    pm.open("Send to my coach…")
    pm.press("Send now")
    pm.told("Sent. Your coach reads it next.")
