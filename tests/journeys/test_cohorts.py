"""A coach looks at many people together, proposes something, and reads the answers."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.assessments.builders import crowd, inside, person_of
from tests.conftest import Installation
from tests.journeys.test_pages import enter
from tests.journeys.watching import check_barriers
from tests.world import World

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def demo_app(installation: Installation, demo: None) -> Iterator[Flask]:
    yield installation.begin("demo")
    installation.end()


@pytest.fixture
def app(request: pytest.FixtureRequest, installation: Installation) -> Iterator[Flask]:
    """The application with the demo, or with the small world where a test asks for it."""
    if "world" in request.fixturenames:
        yield installation.begin("world")
        installation.end()
    else:
        yield request.getfixturevalue("demo_app")


def test_a_coach_finds_what_most_need_and_proposes_a_workshop_for_it(app: Flask, page: Page):
    enter(page, app, "Helle Sørensen")
    page.goto("/coach/heat-map")
    page.get_by_role("link", name="Risk and commercial").first.click()
    expect(page.get_by_role("columnheader", name="Issues and claims")).to_be_visible()
    check_barriers(page)

    page.get_by_role("link", name="Demand").click()
    needs = page.locator(".needs").first.locator(".need h3")
    expect(needs.first).to_have_text("Risk and opportunity")
    check_barriers(page)
    page.locator("#need-risk").get_by_role("link", name="Facilitating risk sessions").click()

    page.locator("details.more-names summary").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    names = page.locator("label.check b").all_inner_texts()
    chosen, other = len(names), next(name for name in names if name != "Yuki Tanabe")
    page.get_by_role("button", name="See what it takes").click()
    check_barriers(page)
    page.get_by_label("A word for them").fill("One day in March, together.")
    page.get_by_role("button", name=f"Propose it to {chosen} people").click()
    toasts = page.locator("[data-toasts]")
    expect(toasts).to_contain_text(f"Proposed to {chosen} people.")
    expect(page.locator("#answers tbody tr")).to_have_count(chosen)
    check_barriers(page)

    enter(page, app, "Yuki Tanabe")
    page.goto("/home")
    proposal = page.locator(".proposal").filter(has_text="Facilitating risk sessions")
    expect(proposal).to_contain_text("One day in March, together.")
    check_barriers(page)
    proposal.get_by_role("button", name=re.compile("^Keep it")).click()
    expect(toasts).to_contain_text("is in your plan.")

    enter(page, app, other)
    page.goto("/plan")
    proposal = page.locator(".proposal").filter(has_text="Facilitating risk sessions")
    proposal.get_by_text("Decline…").click()
    proposal.get_by_label("Why not?").fill("I lead one of these already.")
    proposal.get_by_role("button", name="Decline", exact=True).click()
    expect(page.locator("main")).to_contain_text("Declined: I lead one of these already.")
    check_barriers(page)

    enter(page, app, "Helle Sørensen")
    page.goto("/coach/activities/risk_facilitation/propose")
    answers = page.locator("#answers tbody tr")
    expect(answers.filter(has_text="Yuki Tanabe")).to_contain_text("Kept")
    expect(answers.filter(has_text=other)).to_contain_text("I lead one of these already.")


def test_more_names_come_as_the_frame_is_scrolled(app: Flask, world: World, page: Page):
    with inside(app):
        crowd(120, coach=person_of(world.coach), department_id=None)
    enter(page, app, "Mara Haddad")
    page.goto("/coach/heat-map?figures=level")
    rows = page.locator(".heat-table tbody tr:not(.heat-group)")
    expect(rows).to_have_count(50)
    frame = page.locator("[data-heat-frame]")

    for shown in (100, 122):
        frame.evaluate("frame => frame.scrollTo(0, frame.scrollHeight)")
        expect(rows).to_have_count(shown)

    expect(page.locator("[data-heat-last]")).to_have_text("122")
    expect(page.locator("[data-heat-next]")).to_have_count(0)
    # Whoever has no department stands in one group, however often rows were added.
    expect(page.locator(".heat-group")).to_have_count(2)
    check_barriers(page)
