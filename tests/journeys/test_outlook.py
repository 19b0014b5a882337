"""A project manager is told of a fall, looks ahead and at the ladder; the coach sees the sign."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assessments.database import now
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import all_codes, answer, inside, person_of
from tests.conftest import Installation
from tests.journeys.test_pages import enter
from tests.world import World

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

TODAY = now().date()
FALL = "Lower than a year before: Leadership"


@pytest.fixture
def app(installation: Installation, world: World) -> Iterator[Flask]:
    """A project manager whose coach saw more a year and a half ago than in this spring."""
    app = installation.begin("world")
    with inside(app):
        pm, coach = person_of(world.pm), person_of(world.coach)
        for level, days in ((5, 500), (1, 100)):
            levels = {**dict.fromkeys(all_codes(), 4), "leadership": level}
            day = TODAY - timedelta(days=days)
            answer(pm, levels, on=day)
            answer(pm, levels, rater=coach, source=AssessmentSource.COACH, on=day)
    yield app
    installation.end()


def test_an_early_sign_is_read_put_aside_and_still_there_for_the_coach(
    app: Flask, world: World, page: Page
):
    signs, toasts = page.locator("#signs"), page.locator("[data-toasts]")
    enter(page, app, "Lin Yue")
    page.goto("/home")
    expect(signs).to_contain_text(FALL)
    expect(signs).to_contain_text("Only you and your coach see them.")

    signs.get_by_role("link", name="How it will turn out").click()
    expect(page.locator("main h1")).to_have_text("How it will turn out")
    page.get_by_label("Held against").select_option(label="Project manager")
    page.get_by_label("By which day").fill((TODAY + timedelta(days=700)).isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#readiness h2")).to_have_text("Readiness for Project manager")
    expect(page.locator("#readiness")).to_contain_text("all at once, today")

    page.get_by_role("link", name="Career ladder").click()
    own = page.locator(".rung-own")
    expect(own).to_contain_text("Your role")
    expect(page.locator(".rung-above").last).to_contain_text("You aim for it")
    own.get_by_role("link", name=re.compile("^Compare the map")).click()
    expect(page.locator("main h1")).to_be_visible()

    page.goto("/home")
    signs.get_by_role("button", name=re.compile("^Seen, not now")).click()
    expect(toasts).to_contain_text("It stays away until it changes.")
    expect(signs).to_have_count(0)
    toasts.get_by_role("button", name="Undo").click()
    expect(signs).to_contain_text(FALL)
    signs.get_by_role("button", name=re.compile("^Seen, not now")).click()
    expect(signs).to_have_count(0)

    # What one has put aside the other still sees.
    enter(page, app, "Mara Haddad")
    page.goto("/coach/people")
    page.get_by_role("row").filter(has_text="Lin Yue").get_by_role(
        "link", name="1 early sign"
    ).click()
    expect(page.locator("main h1")).to_have_text("Lin Yue")
    expect(signs).to_contain_text(FALL)
    signs.get_by_role("button", name=re.compile("^Seen, not now")).click()
    expect(signs).to_have_count(0)
