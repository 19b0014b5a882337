"""The reference data: loaded once, and complete."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from assessments import config
from assessments.database import db
from assessments.models.catalogue import Activity, Certification
from assessments.models.framework import Competency, Role, RoleProfile
from assessments.services import seeding
from assessments.services.seeding import SeedError
from capability.scale import ProficiencyLevel
from capability.vocabulary import ActivityKind

pytestmark = pytest.mark.usefixtures("session")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_second_time_nothing_is_loaded():
    before = [count(model) for model in (Competency, Role, Activity, Certification)]

    assert not seeding.load_reference(config.shipped_folder("seeds"))
    assert [count(model) for model in (Competency, Role, Activity, Certification)] == before


def test_every_competency_has_six_levels_in_both_languages():
    for competency in db.session.scalars(select(Competency)):
        assert [each.level for each in competency.indicators] == [int(x) for x in ProficiencyLevel]
        for text in (each.statement for each in competency.indicators):
            assert set(text) == {"en", "zh"}
            assert all(text.values())


def test_the_ladder_runs_from_coordinator_to_director():
    role = db.session.scalars(select(Role).where(Role.code == "project_coordinator")).one()
    ladder = [role.code]
    while role.next_role:
        role = role.next_role
        ladder.append(role.code)

    assert ladder == [
        "project_coordinator",
        "associate_project_manager",
        "project_manager",
        "senior_project_manager",
        "programme_manager",
        "portfolio_manager",
        "pmo_director",
    ]


def test_every_role_has_a_line_for_every_competency():
    assert count(RoleProfile) == count(Role) * count(Competency) == 10 * 28


def test_the_catalogue_has_every_kind_and_serves_every_competency():
    activities = db.session.scalars(select(Activity)).all()

    assert len(activities) >= 80
    assert {each.kind for each in activities} == set(ActivityKind)
    served = {gain.competency.code for each in activities for gain in each.gains}
    assert len(served) == 28


def test_every_certificate_says_where_its_rules_were_read_and_when():
    for certification in db.session.scalars(select(Certification)):
        assert certification.source
        assert certification.checked_on
        assert certification.activity is not None
        assert all(
            certification.paths[place].position == place
            for place, _ in enumerate(certification.paths)
        )


def test_a_path_that_asks_no_months_is_told_from_one_whose_months_are_unknown():
    capm = db.session.scalars(select(Certification).where(Certification.code == "capm")).one()

    assert capm.paths[0].experience == []
    assert seeding._path({"name": {"en": "Some way"}}, 0).experience is None


@pytest.mark.parametrize("contents", [None, "code = "])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, contents):
    path = tmp_path / "risk.toml"
    if contents is not None:
        path.write_text(contents, encoding="utf-8")

    with pytest.raises(SeedError, match=r"risk\.toml"):
        seeding.read(path)


def test_a_role_without_a_usual_level_is_named():
    competency = db.session.scalars(select(Competency)).first()

    with pytest.raises(SeedError, match="pmo_analyst has no usual level"):
        seeding._usual({"code": "pmo_analyst", "usual": {}}, competency)
