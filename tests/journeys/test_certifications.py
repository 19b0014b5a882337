"""A project manager keeps a certificate, logs what renews it, and sets out for the next one."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assessments.database import db, now
from assessments.queries import people, plans
from capability.vocabulary import Degree, ProjectStatus
from tests.assessments.builders import answer, lead
from tests.journeys.conftest import PHONE
from tests.journeys.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def readied(app: Flask, world: World) -> None:
    """Somebody with a degree, a project under way, and a map that is thin in risk."""
    with app.app_context():
        pm, today = people.get_person(world.pm.id), now().date()
        pm.degree, pm.education_hours = Degree.BACHELOR, 20
        db.session.commit()
        answer(pm, {"risk": 1, "scope": 2, "leadership": 4}, on=today)
        lead(
            pm,
            name="Ferry terminal",
            started_on=today - timedelta(days=700),
            status=ProjectStatus.ACTIVE,
        )


def test_a_certificate_is_kept_and_renewed_and_the_way_to_another_enters_the_plan(
    app: Flask, world: World, readied: None, open_context: Callable[..., Page], tmp_path: Path
):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 a certificate")
    # A browser that asks for the other language, which is changed on the page.
    page = open_context(locale="zh-CN", viewport=PHONE)
    visitor = Visitor(page, app, "en", set())
    visitor.sign_in(world.pm.email)
    visitor.go("Certificates")
    visitor.arrive("Certificates")

    visitor.follow("Add a certificate")
    visitor.arrive("Add a certificate")
    visitor.field("Certificate").select_option("csm")
    visitor.field("Issued on").fill((now().date() - timedelta(days=30)).isoformat())
    visitor.field("Copy of the certificate").set_input_files(scan)
    visitor.press("Add")
    visitor.arrive("Certified ScrumMaster (CSM)")
    expect(visitor.main.get_by_role("link", name="scan.pdf")).to_be_visible()

    visitor.field("What they are for").fill("Conference")
    visitor.field("Earned on").fill(now().date().isoformat())
    visitor.field("Units").fill("5")
    visitor.press("Log them")
    expect(visitor.main).to_contain_text("5 of 20 SEU so far.")

    visitor.go("Certificates")
    visitor.follow("Project Management Professional (PMP)")
    visitor.arrive("Project Management Professional (PMP)")
    expect(visitor.main).to_contain_text("Ferry terminal")
    visitor.press("Put it all into my plan")
    expect(page.locator("[data-toasts]")).to_contain_text("in your plan.")
    with app.app_context():
        titles = [item.title for item in plans.list_items(people.get_person(world.pm.id))]
    assert titles[-1] == "PMP: preparation and exam"
    assert len(titles) > 1

    visitor.undo()
    visitor.told("The steps are out of your plan again.")
    with app.app_context():
        assert plans.list_items(people.get_person(world.pm.id)) == []
