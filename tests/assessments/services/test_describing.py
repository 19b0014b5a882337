"""What people say about themselves, and about their parts in projects."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.database import db
from assessments.services import confirming, describing
from assessments.services.confirming import PartTakenError
from assessments.services.describing import Profile
from capability.vocabulary import Degree, ProjectPart
from tests.assessments.builders import audit_lines, lead, person_of, role

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


def profile_of(person):
    return Profile(
        called=person.called,
        role_id=person.role_id,
        aims_for_id=person.aims_for_id,
        degree=person.degree,
        education_hours=person.education_hours,
        languages=list(person.languages),
        time_zone=person.time_zone,
    )


def test_what_changed_is_kept_and_only_that_is_noted(pm):
    aim = role("programme_manager")
    told = replace(
        profile_of(pm), degree=Degree.BACHELOR, aims_for_id=aim.id, languages=["en", "zh"]
    )

    describing.describe(pm, told, by=pm)

    db.session.expire_all()
    assert (pm.degree, pm.aims_for.code, pm.languages) == (
        Degree.BACHELOR,
        "programme_manager",
        ["en", "zh"],
    )
    line = audit_lines("describe_person")[-1]
    assert set(line.new) == {"degree", "aims_for_id", "languages"}
    assert (line.old["degree"], line.new["degree"]) == (None, "bachelor")


def test_saying_the_same_again_leaves_no_line(pm):
    describing.describe(pm, profile_of(pm), by=pm)

    assert audit_lines("describe_person") == []


def test_what_is_taken_back_is_unknown_again(pm):
    describing.describe(pm, replace(profile_of(pm), education_hours=40), by=pm)

    describing.describe(pm, replace(profile_of(pm), education_hours=None), by=pm)

    assert pm.education_hours is None


def test_a_confirmed_part_keeps_what_the_person_says(pm):
    part = lead(pm, started_on=None, is_confirmed=False)
    begun, ended = date(2024, 1, 1), date(2024, 6, 30)

    confirming.confirm_part(part, ProjectPart.DEPUTY_LEAD, begun, ended, 0.5, by=pm)

    assert (part.part, part.started_on, part.ended_on, part.share, part.is_confirmed) == (
        ProjectPart.DEPUTY_LEAD,
        begun,
        ended,
        0.5,
        True,
    )
    line = audit_lines("confirm_part")[-1]
    assert (line.old["is_confirmed"], line.new["is_confirmed"]) == (False, True)
    assert (line.old["started_on"], line.new["ended_on"]) == (None, "2024-06-30")


def test_a_part_that_somebody_has_already_is_not_taken_twice(pm):
    first = lead(pm, started_on=date(2024, 1, 1))
    second = lead(pm, started_on=date(2024, 1, 1), part=ProjectPart.TEAM_MEMBER)
    second.project = first.project
    db.session.commit()

    with pytest.raises(PartTakenError):
        confirming.confirm_part(
            second, ProjectPart.PROJECT_LEAD, date(2024, 1, 1), None, 1.0, by=pm
        )

    assert second.part is ProjectPart.TEAM_MEMBER
