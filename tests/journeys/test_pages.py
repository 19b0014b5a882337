"""Every page of every audience, with a demo's worth of people: wide and narrow, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from assessments.database import db
from assessments.models.assessment import Assessment
from assessments.models.development import DevelopmentPlan
from assessments.models.people import Person
from assessments.queries import plans, projects
from assessments.services import assessing
from capability.lifecycle import AssessmentStatus, PlanStatus
from tests.conftest import Installation
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visitor import Visitor
from tests.journeys.watching import Watch, find_barriers
from tests.world import Inhabitant, sign_in

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

PM, COACH, HEAD = "Amara Okonkwo", "Helle Sørensen", "Margarethe Vogel"
HR, ADMINISTRATOR, BOTH = "Tomás Rivera", "Robin Castellano", "Beatrix Novák"
LOOKS = ((DESKTOP, "light"), (PHONE, "dark"))
NARROWEST = {"width": 320, "height": 640}

# What answers to GET without being a page of its own, or not in the state that a demo is in.
NOT_HERE = {
    "static", "bootstrap.static", "security.static",
    "project_manager.download_map",  # a file
    "auth.open_desk", "security.logout", "security.tf_select",  # lead elsewhere
    "security.reset_password",  # by a link from a letter: see test_way_in
    "security.two_factor_token_validation", "security.two_factor_rescue",
    "security.mf_recovery", "security.mf_recovery_codes",  # with an authenticator
}  # fmt: skip


@pytest.fixture
def app(installation: Installation, demo: None) -> Iterator[Flask]:
    """The application with the demo in its database."""
    yield installation.begin("demo")
    installation.end()


def pages_by_reader() -> dict[str, list[str]]:
    """Return who opens which pages; nobody's are open to all."""
    person = {each.name: each for each in db.session.scalars(select(Person))}
    pm, coach = person[PM], person[COACH]
    plan = plans.current_plan(pm)
    draft, sent = _form_of(pm, AssessmentStatus.DRAFT), _form_of(pm, AssessmentStatus.SUBMITTED)
    coachs_own = assessing.open_coach_assessment(pm, coach)
    waiting = plans.list_waiting_for_coach(coach)[0]
    returned, approved = _plan_in(PlanStatus.RETURNED), _plan_in(PlanStatus.APPROVED)
    without = _form_nowhere()
    return {
        "": ["/sign-in", "/forgotten-password", "/privacy", "/how-it-works", "/switch-person"],
        PM: [
            "/home", "/about-me", "/map?role=next", "/suggestions", "/plan", "/projects",
            f"/assessments/{draft}/commercial", f"/assessments/{draft}/look-over",
            f"/assessments/{sent}/look-over", f"/projects/{projects.list_parts(pm)[0].id}",
            "/account", "/change-password", "/authenticator", "/confirm-password",
            "/privacy", "/how-it-works", "/switch-person", "/nothing", "/admin/people",
        ],
        without: ["/assess", "/home"],
        returned.person.name: [
            "/home", "/plan", f"/items/{returned.items[0].id}", f"/plans/{returned.id}/items/new",
        ],
        approved.person.name: [
            "/home", "/plan", *(
                f"/items/{item.id}/{step}"
                for item in approved.items[-1:] for step in ("complete", "drop")
            ),
        ],
        COACH: [
            "/coach/people", f"/coach/people/{pm.id}", "/coach/plans",
            f"/coach/plans/{waiting.plan_id}/endorse", f"/people/{pm.id}/map",
            f"/people/{pm.id}/projects", f"/plans/{plan.id}",
            f"/assessments/{coachs_own.id}/people", f"/assessments/{coachs_own.id}/look-over",
        ],
        HR: ["/hr/plans", f"/hr/plans/{plan.id}/review", "/hr/decisions", f"/people/{pm.id}/map"],
        HEAD: ["/department/people", f"/people/{pm.id}/map", f"/plans/{plan.id}"],
        ADMINISTRATOR: [
            "/admin/people", "/admin/people?q=nobody+of+that+name",
            f"/admin/people/{pm.id}/invite",
        ],
        BOTH: ["/coach/people", "/home"],
    }  # fmt: skip


def _form_of(person: Person, status: AssessmentStatus) -> int:
    return db.session.scalars(
        select(Assessment.id).where(
            Assessment.rater_id == person.id,
            Assessment.person_id == person.id,
            Assessment.status == status,
        )
    ).first()


def _form_nowhere() -> str:
    """Return a project manager's name who is not filling in a form."""
    busy = select(Assessment.person_id).where(Assessment.status == AssessmentStatus.DRAFT)
    owners = select(DevelopmentPlan.person_id)
    found = select(Person.name).where(Person.id.in_(owners), Person.id.not_in(busy))
    return db.session.scalars(found.order_by(Person.name)).first()


def _plan_in(status: PlanStatus) -> DevelopmentPlan:
    found = select(DevelopmentPlan).where(DevelopmentPlan.status == status)
    return db.session.scalars(found.order_by(DevelopmentPlan.id)).first()


def find_faults(visitor: Visitor) -> Iterator[str]:
    """Yield what is wrong with a page in each look, and in the narrowest window."""
    page = visitor.page
    for viewport, scheme in LOOKS:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        visitor.picture(f"-{scheme}")
        yield from (f"{scheme}: {barrier}" for barrier in find_barriers(page))
        yield from _find_overflow(page, viewport["width"])
    page.set_viewport_size(NARROWEST)
    yield from _find_overflow(page, NARROWEST["width"])


def _find_overflow(page: Page, window: int) -> Iterator[str]:
    width = page.evaluate("() => document.documentElement.scrollWidth")
    if width > window:
        yield f"{width} pixels wide in a window of {window}"


def test_no_page_has_barriers_or_is_wider_than_its_window(
    app: Flask, open_context: Callable[..., Page], watch: Watch
):
    watch.expect("status of 404")
    watch.expect("status of 403")
    page = open_context()
    visitor = Visitor(page, app, "en", set())
    with app.test_request_context():
        readers = pages_by_reader()

    faults = []
    for name, addresses in readers.items():
        if name:
            enter(page, app, name)
        for address in addresses:
            page.goto(address)
            expect(page).to_have_url(address)
            expect(page.locator("main h1").first).to_be_visible()
            faults += [f"{name} at {address}: {fault}" for fault in find_faults(visitor)]

    assert faults == []
    assert not_opened(app, [each for addresses in readers.values() for each in addresses]) == set()


def enter(page: Page, app: Flask, name: str) -> None:
    """Sign in without the form, which has journeys of its own."""
    client = app.test_client()
    with app.app_context():
        account = db.session.scalars(select(Person).where(Person.name == name)).one().account
        sign_in(client, Inhabitant(account.person_id, name, account.email, account.fs_uniquifier))
    page.context.clear_cookies()
    value = client.get_cookie("session").value
    page.context.add_cookies(
        [{"name": "session", "value": value, "domain": "127.0.0.1", "path": "/"}]
    )


def not_opened(app: Flask, addresses: list[str]) -> set[str]:
    """Return the pages that none of the addresses leads to."""
    routes = app.url_map.bind("")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = [address.partition("?")[0] for address in addresses if address != "/nothing"]
    opened = {routes.match(path, method="GET")[0] for path in paths}
    return {rule.endpoint for rule in rules} - opened - NOT_HERE


def test_somebody_looks_around_the_demo_as_several_people(app: Flask, page: Page):
    page.goto("/sign-in")
    expect(page.get_by_text("This is a demo.")).to_be_visible()
    page.get_by_role("button", name=PM).click()
    banner = page.get_by_role("region", name="Demo")
    expect(banner).to_contain_text("Demo: everyone here is invented.")
    expect(page.locator("h1")).to_have_text("Hello, Amara")

    banner.get_by_role("link", name="Switch person").click()
    page.get_by_role("button", name=COACH).click()
    expect(page.locator("h1")).to_have_text("My people")

    page.get_by_role("link", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.get_by_role("region", name="Demo")).to_have_count(1)  # the people to step in as
    page.goto("/home")
    expect(page.locator("h1")).to_have_text("Sign in")
