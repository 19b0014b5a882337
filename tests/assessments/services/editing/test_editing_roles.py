"""Roles and profiles: nothing is overwritten unseen, no ladder leads in a circle."""

from dataclasses import replace

import pytest

from assessments.database import db
from assessments.models.framework import Role, RoleProfile
from assessments.queries import framework
from assessments.queries import occupations as queries
from assessments.services import mapping
from assessments.services.conflicts import ConflictError
from assessments.services.deriving import Element
from assessments.services.editing import occupations, profiles, roles
from assessments.services.editing.changes import CircleError, CodeTakenError
from assessments.services.editing.roles import RoleDraft
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import TODAY, answer, audit_lines, person_of, role

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def admin(session, world):
    return person_of(world.administrator)


@pytest.fixture
def manager(session):
    return role("project_manager")


def draft(code="site_manager", **facts):
    return RoleDraft(code, {"en": "Site manager", "zh": "现场经理"}, position=20, **facts)


def change(found, asked, *, by, **changes):
    profile = {**profiles.profile_of(found)}
    profile[asked] = replace(profile[asked], **changes)
    return profiles.change_profile(found, profile, seen=found.version, by=by)


def test_a_new_role_asks_nothing_yet(admin):
    added = roles.add_role(draft(), by=admin)

    profile = profiles.profile_of(added)
    assert len(profile) == 28
    assert {each.required for each in profile.values()} == {None}
    line = audit_lines("add_role")[-1]
    assert (line.actor_id, line.new["name zh"]) == (admin.id, "现场经理")


def test_a_role_begins_with_the_profile_of_another(admin, manager):
    added = roles.add_role(draft(), copied_from=manager, by=admin)

    assert profiles.profile_of(added) == profiles.profile_of(manager)
    assert audit_lines("add_role")[-1].new["copied_from"] == "project_manager"


def test_two_roles_have_two_codes(admin, manager):
    with pytest.raises(CodeTakenError):
        roles.add_role(draft("project_manager"), by=admin)
    mine = roles.add_role(draft(), by=admin)
    with pytest.raises(CodeTakenError):
        roles.change_role(mine, draft("pmo_director"), seen=mine.version, by=admin)


def test_the_code_of_a_role_in_use_stays(admin, manager):
    changed = replace(roles.draft_of(manager), code="boss", name={"en": "Lead"})

    roles.change_role(manager, changed, seen=manager.version, by=admin)

    assert manager.code == "project_manager"
    line = audit_lines("change_role")[-1]
    assert line.old == {"name en": "Project manager", "name zh": "项目经理"}
    assert line.new == {"name en": "Lead", "name zh": None}


def test_the_code_of_a_role_that_nobody_holds_can_change(admin):
    mine = roles.add_role(draft(), by=admin)

    roles.change_role(mine, draft("yard_manager"), seen=mine.version, by=admin)

    assert mine.code == "yard_manager"


def test_a_save_that_changes_nothing_leaves_no_line(admin, manager):
    assert not roles.change_role(manager, roles.draft_of(manager), seen=manager.version, by=admin)
    assert audit_lines("change_role") == []


@pytest.mark.parametrize("rung", ["project_manager", "project_coordinator"])
def test_the_ladder_never_leads_back(admin, manager, rung):
    changed = replace(roles.draft_of(manager), next_role_id=role(rung).id)

    with pytest.raises(CircleError):
        roles.change_role(manager, changed, seen=manager.version, by=admin)


def test_a_circle_that_is_there_already_holds_nothing_up(admin, manager):
    one, other = (roles.add_role(draft(code), by=admin) for code in ("one", "other"))
    one.next_role_id, other.next_role_id = other.id, one.id
    db.session.commit()

    changed = replace(roles.draft_of(manager), next_role_id=one.id)

    assert roles.change_role(manager, changed, seen=manager.version, by=admin)


def test_who_has_seen_an_older_version_is_told(admin, manager):
    with pytest.raises(ConflictError):
        roles.change_role(manager, roles.draft_of(manager), seen=manager.version + 1, by=admin)
    with pytest.raises(ConflictError):
        profiles.change_profile(manager, {}, seen=manager.version + 1, by=admin)


def test_of_two_who_change_a_profile_at_once_one_is_told(app, admin, manager, world):
    seen = manager.version

    def ask(level):
        def deed(meet):
            found = role("project_manager")
            profile = profiles.profile_of(found)
            profile = {**profile, "risk": replace(profile["risk"], required=level)}
            by = person_of(world.administrator)
            meet()
            profiles.change_profile(found, profile, seen=seen, by=by)

        return deed

    outcomes = at_once(app, ask(4.0), ask(4.5))

    assert kinds(outcomes) == ["ConflictError", "done"]
    db.session.expire_all()
    assert len(audit_lines("change_role_profile")) == 1
    assert profiles.profile_of(manager)["risk"].required in {4.0, 4.5}


def test_a_changed_profile_says_what_was_asked_before(admin, manager):
    assert change(manager, "risk", by=admin, required=4.0, weight=2.0)

    line = audit_lines("change_role_profile")[-1]
    assert (line.old, line.new) == (
        {"required risk": 3.5, "weight risk": 3.0},
        {"required risk": 4.0, "weight risk": 2.0},
    )
    assert line.subject == f"role {manager.id}"


def test_a_change_of_the_profile_counts_as_a_change_of_the_role(admin, manager):
    before = manager.version

    change(manager, "risk", by=admin, required=4.0)

    assert manager.version == before + 1


def test_what_is_no_longer_asked_is_no_gap(admin, world):
    pm = person_of(world.pm)
    answer(pm, {"risk": 1})
    before = mapping.map_of(pm, pm.role, today=TODAY).place("risk").required

    change(pm.role, "risk", by=admin, required=None)

    assert before == 3.5
    assert mapping.map_of(pm, pm.role, today=TODAY).place("risk").required is None


def test_a_role_no_longer_offered_stays_with_those_who_hold_it(admin, world):
    pm = person_of(world.pm)

    roles.set_active(pm.role, False, by=admin)
    roles.set_active(pm.role, False, by=admin)

    assert pm.role not in framework.list_roles()
    assert pm.role in framework.list_roles(keeping=[pm.role_id, None])
    assert [line.new for line in audit_lines("change_role")] == [{"is_active": False}]


def occupation(code):
    return db.session.scalars(
        db.select(queries.Occupation).where(queries.Occupation.code == code)
    ).one()


def test_an_occupation_is_taken_over_with_its_source_and_unknown_stays_unasked(admin, manager):
    site = occupation("11-9021.00")

    added = occupations.take_over(site, draft(), usual_of=manager, by=admin)

    profile = profiles.profile_of(added)
    assert (profile["cost"].required, profile["cost"].weight) == (3.0, 2.0)
    assert profile["integrity"].required is None
    assert profile["risk"].required is None
    assert profile["cost"].usual == profiles.profile_of(manager)["cost"].usual
    assert not any(each.is_critical for each in profile.values())
    assert "CC BY 4.0; modified" in added.source
    assert "11-9021.00 Construction Managers" in added.source
    assert audit_lines("add_role")[-1].reason == added.source


def test_the_source_of_the_longest_title_fits(admin):
    site = occupation("11-9021.00")
    site.title = "M" * 200

    assert len(occupations.source_of(site)) <= 400


def test_a_role_derived_without_usual_levels_begins_in_the_middle(admin):
    added = occupations.take_over(occupation("15-1299.09"), draft(), usual_of=None, by=admin)

    assert {each.usual for each in profiles.profile_of(added).values()} == {roles.USUAL}


def test_every_role_has_a_line_for_every_competency(admin):
    roles.add_role(draft(), by=admin)

    lines = db.session.scalar(db.select(db.func.count(RoleProfile.id)))
    assert lines == 28 * db.session.scalar(db.select(db.func.count(Role.id)))


def test_a_file_adds_occupations_and_changes_only_what_it_says(admin):
    known = occupation("11-9021.00")
    elements = len(known.elements)
    negotiation = Element("2.B.1.d", "Negotiation", 5.0, None)
    work = Element("4.A", "Scheduling Work and Activities", 4.0, 5.0)
    same = occupations.elements_of(occupation("15-1299.09"))[0]

    counts = occupations.keep_occupations(
        [
            occupations.OccupationDraft("11-9021.00", "", (negotiation, work)),
            occupations.OccupationDraft("99-0000.00", "", (work,)),
            occupations.OccupationDraft("15-1299.09", "", (same,)),
        ],
        release="29.0",
        file="Work Activities.txt",
        by=admin,
    )

    assert counts == {"new": 1, "changed": 1, "unchanged": 1}
    db.session.expire_all()
    assert known.title == "Construction Managers"
    assert len(known.elements) == elements + 1
    assert occupation("99-0000.00").title == "99-0000.00"
    assert audit_lines("import_occupations")[-1].new == {"file": "Work Activities.txt", **counts}
    derived = {each.competency: each for each in occupations.derived_of(known)}
    assert derived["schedule"].required == 3.5
