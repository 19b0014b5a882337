"""Texts of the framework: old answers stay, what is no longer asked is nowhere new."""

from dataclasses import replace

import pytest

from assessments import config
from assessments.database import db
from assessments.models.assessment import Rating
from assessments.models.framework import Role, RoleProfile
from assessments.queries import assessment, reference
from assessments.queries import framework as queries
from assessments.services import answer_sheets, installing, mapping, seeding
from assessments.services.conflicts import ConflictError
from assessments.services.editing import framework
from assessments.services.editing.changes import CodeTakenError
from assessments.services.editing.framework import CompetencyDraft, LevelDraft
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    TODAY,
    answer,
    audit_lines,
    competency,
    person_of,
    role,
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def admin(session, world):
    return person_of(world.administrator)


@pytest.fixture
def risk(session):
    return competency("risk")


def draft(name="Sustainability", **texts):
    return CompetencyDraft(
        {"en": name, "zh": "可持续"},
        {"en": "Weighing what a project costs those who come later."},
        {},
        tuple(LevelDraft({"en": f"Does it at {level}."}) for level in range(6)),
        **texts,
    )


def area(code="strategy"):
    return next(each for each in reference.list_every_area() if each.code == code)


def codes():
    return [each.code for each in queries.list_competencies()]


def test_a_changed_text_says_what_stood_there(admin, risk):
    texts = framework.draft_of(risk)
    levels = (*texts.levels[:5], LevelDraft({"en": "Shapes it."}, texts.levels[5].example))

    framework.change_competency(risk, replace(texts, levels=levels), seen=risk.version, by=admin)

    line = audit_lines("change_competency")[-1]
    assert line.subject == "texts risk"
    assert line.new == {"statement 5 en": "Shapes it.", "statement 5 zh": None}
    assert str(framework.draft_of(risk).levels[5].statement) == "Shapes it."


def test_a_save_that_changes_nothing_leaves_no_line_and_no_version(admin, risk):
    before = risk.version

    assert not framework.change_competency(risk, framework.draft_of(risk), seen=before, by=admin)
    assert (audit_lines("change_competency"), risk.version) == ([], before)


def test_of_two_who_change_only_an_indicator_at_once_one_is_told(app, world, risk):
    seen = risk.version

    def write(words):
        def deed(meet):
            found = competency("risk")
            texts = framework.draft_of(found)
            levels = (LevelDraft({"en": words}), *texts.levels[1:])
            by = person_of(world.administrator)
            meet()
            framework.change_competency(found, replace(texts, levels=levels), seen=seen, by=by)

        return deed

    assert kinds(at_once(app, write("One"), write("Two"))) == ["ConflictError", "done"]
    assert len(audit_lines("change_competency")) == 1


def test_who_has_seen_an_older_area_is_told(admin):
    strategy = area()

    with pytest.raises(ConflictError):
        framework.change_area(strategy, framework.area_draft_of(strategy), seen=0, by=admin)
    changed = replace(framework.area_draft_of(strategy), name={"en": "Direction"})
    assert framework.change_area(strategy, changed, seen=strategy.version, by=admin)
    assert audit_lines("change_competency_area")[-1].subject == "area strategy"


def test_a_new_competency_is_asked_about_and_required_by_nobody(admin, world):
    pm = person_of(world.pm)
    answer(pm, {"risk": 2})

    added = framework.add_competency("sustainability", area(), draft(), by=admin)

    assert codes()[-1] != "sustainability"  # last in its area, and an area follows
    assert "sustainability" in codes()
    assert [each.level for each in added.indicators] == list(range(6))
    place = mapping.map_of(pm, pm.role, today=TODAY).place("sustainability")
    assert place.required is None
    lines = db.session.scalar(db.select(db.func.count(RoleProfile.id)))
    assert lines == 29 * db.session.scalar(db.select(db.func.count(Role.id)))
    assert audit_lines("add_competency")[-1].new["area"] == "strategy"
    with pytest.raises(CodeTakenError):
        framework.add_competency("sustainability", area(), draft(), by=admin)


def test_where_estimates_of_a_new_competency_begin_is_the_usual_of_its_area(admin):
    added = framework.add_competency("sustainability", area(), draft(), by=admin)

    profile = db.session.scalars(
        db.select(RoleProfile).where(RoleProfile.role_id == role("project_manager").id)
    ).all()
    inside = {each.code for each in area().competencies} - {"sustainability"}
    others = [each.usual for each in profile if each.competency.code in inside]
    [mine] = [each.usual for each in profile if each.competency_id == added.id]
    assert mine == round(sum(others) / len(others), 1)


def test_what_is_no_longer_asked_is_in_no_new_form_map_or_profile(admin, world, risk):
    pm = person_of(world.pm)
    sent = answer(pm, {"risk": 2, "scope": 3})
    open_form = answer(pm, {"risk": 1}, on=None)

    framework.set_active(risk, False, by=admin)

    assert "risk" not in codes()
    assert queries.count_competencies() == 27
    assert "risk" not in set(queries.requirements_frame(pm.role_id)["competency"])
    assert "risk" not in set(queries.own_requirements_frame([pm.id])["competency"])
    assert "risk" not in set(queries.usual_levels_frame([pm.id])["competency"])
    assert "risk" not in set(assessment.answers_frame([pm.id])["competency"])
    shown = mapping.map_of(pm, pm.role, today=TODAY)
    assert "risk" not in {place.code for place in shown.competencies}
    assert mapping.map_cohort([pm.id], today=TODAY)[pm.id]
    sheet = answer_sheets.sheet_of(open_form, "commercial")
    assert "risk" not in {question.competency.code for question in sheet.questions}
    assert open_form.answered == 0
    assert assessment.list_states([pm.id])[pm.id][1] in {0, 1}
    past = {
        question.competency.code
        for _, questions in answer_sheets.overview_of(sent).areas
        for question in questions
    }
    assert "risk" in past


def test_what_was_answered_comes_back_when_it_is_asked_again(admin, world, risk):
    pm = person_of(world.pm)
    answer(pm, {"risk": 2})
    before = mapping.map_of(pm, pm.role, today=TODAY).place("risk").level

    framework.set_active(risk, False, by=admin)
    framework.set_active(risk, False, by=admin)
    framework.set_active(risk, True, by=admin)

    assert db.session.scalar(db.select(db.func.count(Rating.id))) == 1
    assert mapping.map_of(pm, pm.role, today=TODAY).place("risk").level == before
    assert [line.new["is_active"] for line in audit_lines("change_competency")] == [False, True]


def test_an_area_of_which_nothing_is_asked_is_left_out(admin):
    for each in list(area("self").competencies):
        framework.set_active(each, False, by=admin)

    assert "self" not in {each.code for each in queries.list_areas()}
    assert "self" in {each.code for each in reference.list_every_area()}


def test_the_order_changes_by_one_place_at_a_time(admin):
    framework.move_competency(competency("scope"), up=True, by=admin)
    assert codes()[:2] == ["scope", "integration"]
    framework.move_competency(competency("scope"), up=True, by=admin)
    framework.move_area(area("working"), up=True, by=admin)

    assert codes()[0] == "predictive"
    assert [each.code for each in queries.list_areas()][:2] == ["working", "planning"]
    assert len(audit_lines("change_competency")) == 1


def test_a_later_start_keeps_what_an_administrator_has_edited(admin, risk):
    texts = replace(framework.draft_of(risk), name={"en": "Uncertainty"})
    framework.change_competency(risk, texts, seen=risk.version, by=admin)
    framework.set_active(competency("scope"), False, by=admin)

    assert not seeding.load_reference(config.shipped_folder("seeds"))
    installing.prepare()

    db.session.expire_all()
    assert str(competency("risk").name) == "Uncertainty"
    assert not competency("scope").is_active


def test_how_many_answers_rest_on_a_text_is_known(world, risk):
    answer(person_of(world.pm), {"risk": 2})
    answer(person_of(world.other_pm), {"risk": 2})
    answer(person_of(world.coaching_pm), {"risk": None})
    answer(person_of(world.coaching_pm), {"risk": 4}, on=None)

    use = reference.competency_use(risk)

    assert (use.answers, use.by_level, use.people) == (2, {2: 2}, 3)
