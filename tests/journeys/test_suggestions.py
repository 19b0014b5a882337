"""A project manager works out a training plan, bends it to their wishes, and takes it."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assessments.database import now
from tests.assessments.builders import (
    activity,
    all_codes,
    answer,
    clear_catalogue,
    inside,
    person_of,
)
from tests.journeys.test_pages import enter
from tests.journeys.watching import check_barriers
from tests.world import World

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def test_a_plan_within_a_budget_is_bent_and_taken(app: Flask, world: World, page: Page):
    with inside(app):
        clear_catalogue()
        levels = {**dict.fromkeys(all_codes(), 5), "risk": 1, "scope": 2}
        answer(person_of(world.pm), levels, on=now().date())
        activity("risk_days", {"risk": 0.8}, cost=250.0)
        activity("risk_book", {"risk": 0.4}, cost=20.0)
        activity("scope_days", {"scope": 0.6}, cost=150.0)
        activity("scope_talks", {"scope": 0.3}, cost=0.0)
    enter(page, app, "Lin Yue")
    page.goto("/suggestions")
    page.get_by_role("link", name=re.compile("^plan them over time")).click()

    page.get_by_label("Hours a quarter").fill("30")
    page.get_by_label("Quarters").fill("2")
    page.get_by_label("Budget in all").fill("300")
    page.get_by_role("button", name="Work it out").click()
    planned = page.locator("article.suggestion h3")
    expect(planned.filter(has_text="Risk days")).to_have_count(1)
    expect(page.locator("#left-out")).to_contain_text("Scope days")
    check_barriers(page)

    page.locator("#left-out tr", has_text="Scope days").get_by_role("link").click()
    expect(page.locator("#planned-scope_days")).to_contain_text("Pinned.")
    expect(planned.filter(has_text="Risk days")).to_have_count(0)
    page.locator("#planned-scope_talks").get_by_role("link", name=re.compile("^Leave out")).click()
    expect(planned).to_have_text(["Risk book", "Scope days"])
    expect(page.locator("#left-out tr", has_text="Scope talks")).to_contain_text("by hand")
    check_barriers(page)

    page.get_by_role("button", name="Take what is ticked into my plan").click()
    expect(page.locator("[data-toasts]")).to_contain_text("2 items are in your plan.")
    expect(page.locator("#items")).to_contain_text("Scope days")
    page.locator("[data-toasts]").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-toasts]")).to_contain_text("2 items are out of your plan.")
