"""Role profiles: row by row or as a matrix, and what cannot be taken."""

import pytest
from sqlalchemy import select

from assessments.database import db
from assessments.models.framework import Role, RoleProfile
from tests.assessments.builders import competency
from tests.assessments.services.importing.lists import outcomes, reasons, take


def profile(role: str, code: str) -> RoleProfile:
    return db.session.scalars(
        select(RoleProfile)
        .join(Role, Role.id == RoleProfile.role_id)
        .join(RoleProfile.competency)
        .where(Role.code == role, RoleProfile.competency_id == competency(code).id)
    ).one()


def test_a_profile_row_by_row_changes_what_it_says_and_nothing_else():
    weight = profile("project_manager", "risk").weight

    report = take(
        "role_profiles",
        "role,competency,required,critical,usual",
        "project_manager,risk,4.5,yes,",
        "Project manager,风险与机会,,,2",
        "project_manager,scope,not asked,,",
    )

    changed = profile("project_manager", "risk")
    assert (changed.required, changed.is_critical, changed.weight) == (4.5, True, weight)
    assert profile("project_manager", "scope").required is None
    assert outcomes(report)[1] + outcomes(report)[3] == 3


@pytest.mark.parametrize(
    "lines",
    [
        ("role,Risk and opportunity,scope", "project_manager,5,1"),
        ("competency,Project manager", "risk,5", "scope,1"),
        ("能力,project_manager", "risk,5", "scope,1"),
    ],
)
def test_a_matrix_either_way_round_is_understood(lines):
    take("role_profiles", *lines)

    assert profile("project_manager", "risk").required == 5
    assert profile("project_manager", "scope").required == 1


def test_a_new_role_gets_a_whole_profile_and_comes_before_another():
    report = take(
        "role_profiles",
        "role,role_name,role_name_zh,next_role,competency,required",
        "site_lead,Site lead,现场负责人,project_manager,risk,3",
        "site_lead,,,,scope,2.5",
    )

    added = db.session.scalars(select(Role).where(Role.code == "site_lead")).one()
    profiles = db.session.scalars(select(RoleProfile).where(RoleProfile.role_id == added.id)).all()
    assert (added.name, added.next_role.code) == (
        {"en": "Site lead", "zh": "现场负责人"},
        "project_manager",
    )
    assert len(profiles) == 28
    assert profile("site_lead", "risk").required == 3
    assert profile("site_lead", "agile").required is None
    assert outcomes(report) == (2, 0, 0, 0)
    assert "New roles: Site lead." in report.remarks[0]


def test_what_cannot_be_of_a_profile_is_named():
    report = take(
        "role_profiles",
        "role,competency,required,weight,critical,scope",
        "project_manager,risk,6,,,",
        "project_manager,juggling,3,,,",
        "project_manager,risk,3,0,,",
        "project_manager,risk,3,,perhaps,",
        ",risk,3,,,",
        "project_manager,,,,,high",
        "project_manager,agile,3,,,",
        "project_manager,agile,4,,,",
    )

    assert reasons(report) == [
        (2, "required", "The number is not between 0 and 5."),
        (4, "weight", "A weight is more than 0; write “not asked” as the level instead."),
        (5, "critical", "This is neither yes nor no."),
        (3, "competency", "No competency is called so."),
        (6, "role", "The row names no role."),
        (7, "scope", "This is not a number."),
        (9, "competency", "Row 8 says this already."),
    ]
