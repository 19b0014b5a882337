"""A project manager asks a mentor who accepts; a coach assigns mentors and changes one by hand."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assessments.database import now
from tests.assessments.builders import all_codes, answer, guide, inside, offer, person_of
from tests.conftest import Installation
from tests.journeys.test_pages import enter
from tests.journeys.watching import check_barriers
from tests.world import World

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

TODAY = now().date()


@pytest.fixture
def app(installation: Installation, world: World) -> Iterator[Flask]:
    """Two who are short in risk, and two who offer help in it, with a place each."""
    app = installation.begin("world")
    with inside(app):
        day = TODAY - timedelta(days=3)
        levels = {**dict.fromkeys(all_codes(), 4), "risk": 1}
        for each in (world.pm, world.coaching_pm):
            answer(person_of(each), levels, on=day)
        for each in (world.other_pm, world.reviewing_pm):
            offer(guide(each.name, person=person_of(each), on=day))
    yield app
    installation.end()


def test_a_project_manager_asks_a_mentor_who_accepts(app: Flask, page: Page):
    toasts = page.locator("[data-toasts]")
    enter(page, app, "Lin Yue")
    page.goto("/mentors")
    card = page.locator(".mentor").filter(has_text="Sefa Tuala")
    expect(card).to_contain_text("1 of 1 place free")
    check_barriers(page)
    card.get_by_role("link", name=re.compile("^Ask…")).click()
    page.get_by_label("Your message").fill("Would you read my risk register?")
    check_barriers(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(toasts).to_contain_text("Asked. You see the answer here.")

    enter(page, app, "Sefa Tuala")
    page.goto("/mentors")
    request = page.locator("#requests .proposal")
    expect(request).to_contain_text("Would you read my risk register?")
    expect(request).to_contain_text("Risk and opportunity")
    request.get_by_text("Say yes…").click()
    check_barriers(page)
    request.get_by_label("A word with it, if you like").fill("Bring it along.")
    request.get_by_role("button", name="Yes, let us begin").click()
    expect(toasts).to_contain_text("You and Lin Yue begin today.")
    page.get_by_label("Day").fill(TODAY.isoformat())
    page.get_by_label("Notes").fill("Read the register together.")
    page.locator("#meetings").get_by_role("button", name="Keep").click()
    check_barriers(page)

    enter(page, app, "Lin Yue")
    page.goto("/mentors")
    page.get_by_role("link", name="Sefa Tuala").first.click()
    expect(page.locator("#meetings")).to_contain_text("Read the register together.")
    expect(page.locator("main")).to_contain_text("Bring it along.")
    page.goto("/plan")
    expect(page.locator("main")).to_contain_text("Mentoring with Sefa Tuala")


def test_a_coach_assigns_mentors_and_changes_one_by_hand(app: Flask, page: Page):
    toasts = page.locator("[data-toasts]")
    enter(page, app, "Mara Haddad")
    page.goto("/coach/mentors")
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(2)
    row = rows.filter(has=page.get_by_role("rowheader", name="Lin Yue"))
    before = row.locator("td b").inner_text()
    other = next(name for name in ("Sefa Tuala", "Piet Visser") if name != before)
    check_barriers(page)
    row.get_by_role("link", name=re.compile("^Change…")).click()
    choice = page.locator("li.line-with-action").filter(has_text=other)
    choice.get_by_role("link", name=re.compile("^What would it cost")).click()
    expect(page.locator("#cost")).to_contain_text("1 other mentee would get somebody else")
    check_barriers(page)
    page.get_by_role("button", name="Keep this pair").click()
    expect(toasts).to_contain_text(f"Lin Yue with {other}: fixed.")
    expect(row.locator("td b")).to_have_text(other)
    expect(row).to_contain_text("fixed")

    page.get_by_text("Propose the chosen pairs…").click()
    page.get_by_role("button", name="Propose them").click()
    expect(toasts).to_contain_text("Proposed to both sides of 2 pairs.")
    expect(page.locator("#running tbody tr")).to_have_count(2)
    check_barriers(page)
