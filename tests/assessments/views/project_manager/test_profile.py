"""About me: what somebody says, and parts in projects."""

from datetime import date, timedelta

import pytest

from assessments.database import db, now
from assessments.models.project import ProjectRole
from capability.vocabulary import Degree, ProjectPart, ProjectStatus
from tests.assessments.builders import audit_lines, bystander, inside, lead, person_of, role

PROFILE = {
    "called": "Lin",
    "role": "",
    "aims_for": "",
    "degree": "bachelor",
    "education_hours": "35",
    "languages": ["en", "zh"],
    "time_zone": "Asia/Shanghai",
}


# What somebody says


def test_what_is_unknown_is_to_confirm(pm_client):
    page = pm_client.get("/about-me")

    assert "To confirm" in page.text
    assert "My certificates" in page.text


def test_what_somebody_says_is_kept(app, pm_client, world):
    with inside(app):
        key = role("programme_manager").id

    page = pm_client.post("/about-me", data={**PROFILE, "role": key}, follow_redirects=True)

    assert "Kept." in page.text
    with inside(app):
        pm = person_of(world.pm)
        assert (pm.role.code, pm.aims_for, pm.degree) == (
            "programme_manager",
            None,
            Degree.BACHELOR,
        )
        assert (pm.education_hours, pm.languages) == (35, ["en", "zh"])
        assert pm.time_zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"called": ""}, "Fill this in."),
        ({"called": "   "}, "Fill this in."),
        ({"called": "L" * 101}, "Shorten it to 100 characters."),
        ({"education_hours": "many"}, "Write a whole number in figures"),
        ({"education_hours": "-1"}, "Write a number from"),
        ({"time_zone": "Atlantis"}, "Choose from what is offered."),
        ({"role": "0"}, "Choose from what is offered."),
        ({"languages": ["tlh"]}, "One thing is still open:"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_on_the_page(app, pm_client, world, fields, message):
    page = pm_client.post("/about-me", data={**PROFILE, **fields})

    assert page.status_code == 200
    assert message in page.text
    value = fields.get("education_hours", "35")
    assert f'value="{value}"' in page.text
    with inside(app):
        assert person_of(world.pm).degree is None
        assert audit_lines("describe_person") == []


# Projects


def test_without_projects_the_page_says_where_they_come_from(pm_client):
    assert "No project is recorded yet" in pm_client.get("/projects").text


def test_projects_are_listed_with_the_months_that_count(app, pm_client, coach_client, world):
    with inside(app):
        pm = person_of(world.pm)
        year = now().date().year - 1
        lead(pm, name="Ferry terminal", started_on=date(year, 1, 1), ended_on=date(year, 3, 31))
        lead(pm, name="Old harbour", started_on=date(year, 1, 1), is_confirmed=False)
        lead(pm, name="New quay", started_on=None, status=ProjectStatus.PROPOSED)

    own = pm_client.get("/projects")
    coachs = coach_client.get(f"/people/{world.pm.id}/projects")

    assert "3 months" in own.text
    assert "1 part is still to be confirmed" in own.text
    assert own.text.count("dates missing") >= 1
    assert "Projects of Lin Yue" in coachs.text


@pytest.fixture
def part_id(app, world):
    with inside(app):
        return lead(
            person_of(world.pm), name="Old harbour", started_on=date(2020, 1, 1), is_confirmed=False
        ).id


PART = {"part": "deputy_lead", "started_on": "2020-02-01", "ended_on": "2021-01-31", "share": "50"}


def test_a_part_is_confirmed_as_the_person_says(app, pm_client, part_id):
    shown = pm_client.get(f"/projects/{part_id}")
    page = pm_client.post(f"/projects/{part_id}", data=PART, follow_redirects=True)

    assert 'value="2020-01-01"' in shown.text
    assert "Confirmed. The months are counted anew." in page.text
    with inside(app):
        part = db.session.get_one(ProjectRole, part_id)
        assert (part.part, part.share, part.is_confirmed) == (ProjectPart.DEPUTY_LEAD, 0.5, True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"started_on": ""}, "Say when it began."),
        ({"ended_on": "2020-01-01"}, "It cannot end before it begins."),
        ({"share": "0"}, "Write a number from"),
        ({"part": "mascot"}, "Choose from what is offered."),
        ({"started_on": (now() + timedelta(days=9)).date().isoformat(), "ended_on": ""}, "to come"),
    ],
)
def test_a_part_that_cannot_be_is_refused_and_stays_on_the_page(
    app, pm_client, part_id, fields, message
):
    page = pm_client.post(f"/projects/{part_id}", data={**PART, **fields})

    assert message in page.text
    assert f'value="{fields.get("share", "50")}"' in page.text
    with inside(app):
        assert not db.session.get_one(ProjectRole, part_id).is_confirmed


def test_a_part_that_is_recorded_already_is_told(app, pm_client, world, part_id):
    with inside(app):
        taken = lead(person_of(world.pm), started_on=date(2020, 1, 1), part=ProjectPart.DEPUTY_LEAD)
        taken.project_id = db.session.get_one(ProjectRole, part_id).project_id
        db.session.commit()

    page = pm_client.post(f"/projects/{part_id}", data=PART)

    assert "This part of yours in the project is recorded already." in page.text


def test_somebody_elses_part_is_not_confirmed(app, pm_client):
    with inside(app):
        other = lead(bystander(), started_on=date(2020, 1, 1), is_confirmed=False).id

    assert pm_client.post(f"/projects/{other}", data=PART).status_code == 403
