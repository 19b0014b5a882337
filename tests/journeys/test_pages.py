"""Every page of every audience, with a demo's worth of people: wide and narrow, light and dark."""

import io
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from assessments.database import db, now
from assessments.interchange.opening import open_table
from assessments.interchange.rejects import write_rejects
from assessments.models.assessment import Assessment
from assessments.models.development import DevelopmentPlan
from assessments.models.importing import ImportKind
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import (
    catalogue,
    certificates,
    coaching,
    imports,
    mentorships,
    plans,
    projects,
)
from assessments.queries.cohorts import Cohort
from assessments.services import assessing, assigning_mentors, mentor_pages, mentoring
from assessments.services.importing import undoing, uploading
from capability.lifecycle import AssessmentStatus, MentorshipStatus, PlanStatus
from tests.conftest import Installation
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visitor import Visitor
from tests.journeys.watching import OF_THE_LOOK, Watch, find_barriers
from tests.world import Inhabitant, sign_in

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

PM, COACH, HEAD = "Amara Okonkwo", "Helle Sørensen", "Margarethe Vogel"
HR, ADMINISTRATOR, BOTH = "Tomás Rivera", "Robin Castellano", "Beatrix Novák"
LOOKS = ((DESKTOP, "light"), (PHONE, "dark"))
NARROWEST = {"width": 320, "height": 640}

# What answers to GET without being a page of its own, or not in the state that a demo is in.
NOT_HERE = {
    "static", "bootstrap.static", "security.static",
    "project_manager.download_map", "project_manager.download_certificate",  # files
    "administrator.export_list", "administrator.download_rejects",  # files
    "project_manager.download_plan", "hr_reviewer.download_plans", "hr_reviewer.download_figures",
    "hr_reviewer.download_fairness",
    "administrator.download_audit", "hr_reviewer.download_audit", "auth.download_own_trail",
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


def pages_by_reader() -> list[tuple[str, list[str]]]:
    """Return who opens which pages; nobody's are open to all. Some may turn out to be the same."""
    person = {each.name: each for each in db.session.scalars(select(Person))}
    pm, coach = person[PM], person[COACH]
    plan = plans.current_plan(pm)
    draft, sent = _form_of(pm, AssessmentStatus.DRAFT), _form_of(pm, AssessmentStatus.SUBMITTED)
    coachs_own = assessing.open_coach_assessment(pm, coach)
    waiting = plans.list_waiting_for_coach(coach)[0]
    talk = coaching.list_held(pm, until=now().date())[0]
    candidate = mentor_pages.page_of(pm, today=now().date()).found[0].mentor.id
    pair, meeting = _running_mentorship()
    cohort = Cohort(coach, Access.PMO_COACH)
    unpaired = assigning_mentors.assignment_of(
        cohort, mode="optimal", today=now().date()
    ).taking_part[0]
    returned, approved = _plan_in(PlanStatus.RETURNED), _plan_in(PlanStatus.APPROVED)
    without = _form_nowhere()
    held = catalogue.list_certificates(pm)[0]
    training = certificates.list_trainings(pm)[0]
    upload, run = _lists(person[ADMINISTRATOR])
    return [
        ("", ["/sign-in", "/forgotten-password", "/privacy", "/how-it-works",
             "/how-it-works/for-analysts", "/switch-person"]),
        (PM, [
            "/home", "/about-me", "/map?role=next", "/suggestions", "/plan", "/projects",
            f"/assessments/{draft}/commercial", f"/assessments/{draft}/look-over",
            f"/assessments/{sent}/look-over", f"/projects/{projects.list_parts(pm)[0].id}",
            "/outlook", "/ladder", "/training-plan", f"/people/{pm.id}/training-plan/compare",
            "/certifications", "/certifications?show=all", "/certifications/pmp",
            "/certificates/new", f"/certificates/{held.id}", f"/certificates/{held.id}/edit",
            "/education", f"/education/{training.id}",
            "/mentors", "/mentors/offer", f"/mentors/{candidate}/ask",
            f"/mentorships/{mentorships.list_of(pm)[0].id}",
            "/audit", "/talks", "/account", "/change-password", "/authenticator",
            "/confirm-password",
            "/privacy", "/how-it-works", "/switch-person", "/nothing", "/admin/people",
        ]),
        (pair.mentee.name, [
            f"/mentorships/{pair.id}", f"/mentorships/{pair.id}/goals",
            f"/mentorship-meetings/{meeting}",
        ]),
        (without, ["/assess", "/home"]),
        (returned.person.name, [
            "/home", "/plan", f"/items/{returned.items[0].id}", f"/plans/{returned.id}/items/new",
        ]),
        (approved.person.name, [
            "/home", "/plan", *(
                f"/items/{item.id}/{step}"
                for item in approved.items[-1:] for step in ("complete", "drop")
            ),
        ]),
        (COACH, [
            "/coach/heat-map", "/coach/heat-map?area=commercial&figures=words",
            "/coach/heat-map?view=list", "/coach/demand", "/coach/activities",
            f"/people/{pm.id}/training-plan",
            "/coach/activities/risk_in_numbers/propose",
            "/coach/mentors", "/coach/mentors?mode=stable", f"/coach/mentors/{unpaired}",
            "/coach/people", "/coach/people?area=commercial&plan=approved",
            "/coach/people?q=nobody+of+that+name", f"/coach/people/{pm.id}", "/coach/plans",
            f"/coach/people/{pm.id}/talks/new", f"/coach/people/{pm.id}/hand-over",
            f"/people/{pm.id}/talks", f"/coach/talks/{talk.id}",
            "/coach/certificates", f"/people/{pm.id}/certifications",
            f"/people/{pm.id}/certifications/pmp", f"/certificates/{held.id}",
            f"/coach/plans/{waiting.plan_id}/endorse", f"/people/{pm.id}/map",
            f"/people/{pm.id}/projects", f"/plans/{plan.id}", f"/people/{pm.id}/outlook",
            f"/assessments/{coachs_own.id}/people", f"/assessments/{coachs_own.id}/look-over",
        ]),
        (HR, [
            "/hr/audit", "/hr/plans", "/hr/plans?flag=no_date&department=1",
            f"/hr/plans/{plan.id}/review", f"/hr/plans/{_plan_in(PlanStatus.APPROVED).id}/review",
            f"/hr/plans/approve?plan={plan.id}:{len(plan.submissions)}",
            "/hr/decisions", "/hr/decisions?q=nobody+of+that+name", "/hr/figures",
            "/hr/figures/people", "/hr/figures/plans_approved", "/hr/figures/items_planned",
            "/hr/figures/certificates_expired?department=2", "/hr/certificates", "/hr/heat-map",
            "/hr/fairness",
            "/hr/certificates?state=held", f"/people/{pm.id}/map",
        ]),
        (HEAD, [
            "/department/heat-map", "/department/plans", "/department/people",
            f"/people/{pm.id}/map", f"/plans/{plan.id}",
        ]),
        (ADMINISTRATOR, [
            "/admin/people", "/admin/people?q=nobody+of+that+name",
            f"/admin/people/{pm.id}/invite", f"/admin/people/{pm.id}", "/admin/people/new",
            "/admin/departments", "/admin/departments/new",
            f"/admin/departments/{pm.department_id}", "/admin/coaches", "/admin/coaches/assign",
            "/admin/roles", "/admin/roles/new", f"/admin/roles/{pm.role_id}",
            f"/admin/roles/{pm.role_id}/profile", "/admin/roles/onet", "/admin/roles/onet/1",
            "/admin/framework", "/admin/framework/areas/1", "/admin/framework/competencies/new",
            "/admin/framework/competencies/2", "/admin/catalogue", "/admin/catalogue?q=nothing+so",
            "/admin/catalogue/activities/new", "/admin/catalogue/activities/5",
            "/admin/catalogue/certifications", "/admin/catalogue/certifications/new",
            "/admin/catalogue/certifications/1",
            "/admin/imports", f"/admin/imports/files/{upload}/columns",
            f"/admin/imports/files/{upload}/trial", f"/admin/imports/{run}",
            "/admin/settings", "/admin/audit", "/admin/audit?who=nobody+of+that+name",
        ]),
        (BOTH, ["/coach/people", "/home"]),
    ]  # fmt: skip


LIST = (
    b"number,full name,e-mail (work),unit\n9001,Mei Ferry,mei@ferry.example,Quay\n"
    b"9002,Jan,not an address,Quay\n"
)


def _lists(by: Person) -> tuple[int, int]:
    """Put a list on its way in, tried out, and take another in of which something had to stay."""
    ids = []
    for take in (uploading.take_in, uploading.try_out):
        upload = uploading.keep(ImportKind.PEOPLE, "ferry.csv", LIST, by=by)
        mapping = dict(
            zip(LIST.decode().splitlines()[0].split(","), ("number", "name", "email", "department"),
                strict=True)
        )  # fmt: skip
        uploading.read_as(upload, mapping, {})
        table = open_table(io.BytesIO(LIST), mapping.get)
        ids.append(upload.id)
        report = take(upload, table, partial(write_rejects, table), by=by)
        if report.run_id:
            run_id = report.run_id
            undoing.undo(imports.get_run(run_id), by=by)
    return ids[-1], run_id


def _form_of(person: Person, status: AssessmentStatus) -> int:
    return db.session.scalars(
        select(Assessment.id).where(
            Assessment.rater_id == person.id,
            Assessment.person_id == person.id,
            Assessment.status == status,
        )
    ).first()


def _running_mentorship() -> tuple[Mentorship, int]:
    """Return a mentorship under way, with the key of a meeting that its mentee wrote down."""
    running = select(Mentorship).where(Mentorship.status == MentorshipStatus.RUNNING)
    pair = db.session.scalars(running.order_by(Mentorship.id)).first()
    meeting = mentoring.add_meeting(
        pair, mentoring.MeetingDraft(now().date(), "Said.", "Read it."), by=pair.mentee
    )
    return pair, meeting.id


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
    for rules, (viewport, scheme) in zip(((), OF_THE_LOOK), LOOKS, strict=True):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        visitor.picture(f"-{scheme}")
        yield from (f"{scheme}: {barrier}" for barrier in find_barriers(page, rules))
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
    for name, addresses in readers:
        if name:
            enter(page, app, name)
        for address in addresses:
            page.goto(address)
            expect(page).to_have_url(address)
            expect(page.locator("main h1").first).to_be_visible()
            faults += [f"{name} at {address}: {fault}" for fault in find_faults(visitor)]

    assert faults == []
    assert not_opened(app, [each for _, addresses in readers for each in addresses]) == set()


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

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.get_by_role("region", name="Demo")).to_have_count(1)  # the people to step in as
    page.goto("/home")
    expect(page.locator("h1")).to_have_text("Sign in")
