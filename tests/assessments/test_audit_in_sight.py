"""Who reads which line of the audit trail, asked of the table of rules and of the database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessments.database import db, now
from assessments.labels.audit import AUDIT_ACTIONS
from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.permissions import Action, AuditKind, may
from assessments.queries import audit
from assessments.queries.audit import Question
from assessments.services import tracing
from tests.assessments.builders import counted_queries, person_of

ONE_OF_EACH = [next(iter(actions), "") for actions in AUDIT_ACTIONS.values()]


def add_line(action, *, actor=None, about=None, subject="person 1", **facts):
    at = facts.pop("at", None) or now()
    line = AuditLine(
        at=at,
        actor_id=actor.id if actor else None,
        person_id=about.id if about else None,
        action=action,
        subject=subject,
        **{"reason": "", **facts},
    )
    db.session.add(line)
    db.session.commit()
    return line


@pytest.fixture
def people(app, world):
    with app.test_request_context():
        yield {name: person_of(getattr(world, name)) for name in world.__dataclass_fields__}


def test_a_search_shows_exactly_the_lines_that_may_be_read(people):
    pm, coach, hr = people["pm"], people["coach"], people["hr"]
    for action in [*ONE_OF_EACH, "something_new"]:
        for actor, about in ((pm, pm), (coach, pm), (hr, None), (None, pm), (coach, coach)):
            add_line(action, actor=actor, about=about)
    lines = db.session.scalars(select(AuditLine)).all()

    for viewer in db.session.scalars(select(Person)).unique().all():
        for action, condition in (
            (Action.VIEW_AUDIT_LINE, audit.may_see),
            (Action.VIEW_AUDIT_VALUES, audit.may_read),
        ):
            found = db.session.scalars(select(AuditLine.id).where(condition(viewer)))

            assert set(found) == {line.id for line in lines if may(viewer, action, line)}


def test_whoever_may_read_what_stood_there_may_see_the_line(people):
    for kind in AuditKind:
        line = AuditLine(action=next(iter(AUDIT_ACTIONS[kind]), ""), subject="")
        for viewer in people.values():
            if may(viewer, Action.VIEW_AUDIT_VALUES, line):
                assert may(viewer, Action.VIEW_AUDIT_LINE, line)


def test_an_administrator_sees_that_a_level_was_agreed_and_not_which(people):
    add_line(
        "agree_on_level", actor=people["coach"], about=people["pm"],
        subject="competency risk", new={"level": 3.5}, reason="We talked about the ferry.",
    )  # fmt: skip

    [entry] = tracing.search(people["administrator"], Question(what="answers")).entries

    assert (entry.actor, entry.person, entry.action) == ("Mara Haddad", "Lin Yue", "Level agreed")
    assert (entry.changes, entry.reason) == ((), "")
    assert "administrator does not read them" in entry.withheld


def test_a_reason_that_is_withheld_is_not_found_by_its_words(people):
    add_line("agree_on_level", about=people["pm"], reason="We talked about the ferry.")
    add_line("change_person", about=people["pm"], reason="The ferry office moved.")

    found = tracing.search(people["administrator"], Question(why="ferry")).entries

    assert [entry.action for entry in found] == ["Record changed"]


def test_of_a_colleagues_answer_the_owner_reads_the_day_alone(people):
    add_line("submit_assessment", about=people["pm"], subject="assessment by peer")

    [entry] = tracing.search(people["pm"], Question(person_id=people["pm"].id)).entries[:1]

    assert (entry.actor, entry.has_time) == ("not named", False)
    assert "colleagues were promised" in entry.withheld


def test_what_a_coach_answers_is_not_read_in_the_trail_before_the_form_is_sent(people):
    coach, pm = people["coach"], people["pm"]
    add_line("answer", actor=coach, about=pm, subject="competency risk", new={"level": 1})
    add_line("answer", actor=pm, about=pm, subject="competency risk", new={"level": 4})

    own, coachs = tracing.search(pm, Question(what="answer")).entries

    assert [change.new for change in own.changes] == ["4"]
    assert coachs.changes == ()


def test_lines_are_found_by_actor_person_action_reason_and_day(people):
    admin, pm = people["administrator"], people["pm"]
    day = now() - timedelta(days=40)
    add_line("change_settings", actor=admin, subject="organisation", at=day)
    add_line("change_person", actor=admin, about=pm, reason="Moved to Systems")
    questions = {
        Question(actor="ines", what="change_person"): 1,
        Question(actor="nobody so"): 0,
        Question(about="lin yue", what="records"): 1,
        Question(person_id=pm.id, what="change_person"): 1,
        Question(why="systems"): 1,
        Question(why="100%"): 0,
        Question(what="settings", until=day.date()): 1,
        Question(what="settings", since=(day + timedelta(days=2)).date()): 0,
    }

    found = {question: len(tracing.search(admin, question).entries) for question in questions}

    assert found == questions


def test_old_and_new_are_told_in_words(people):
    pm, coach = people["pm"], people["coach"]
    add_line(
        "change_person", actor=people["administrator"], about=pm,
        old={"coach_id": None, "languages": [], "left_on": None, "name": {"en": "A", "zh": "甲"}},
        new={"coach_id": coach.id, "languages": ["en", "zh"], "left_on": "2026-03-07",
             "name": {"en": "A", "zh": "乙"}, "novel": True},
    )  # fmt: skip

    entry = tracing.search(people["administrator"], Question(what="change_person")).entries[0]

    assert [(each.field, each.old, each.new) for each in entry.changes] == [
        ("Coach", "", "Mara Haddad"),
        ("Languages", "", "English, 中文"),
        ("Left on", "", "7 March 2026"),
        ("Name or title (中文)", "甲", "乙"),
        ("novel", "", "yes"),
    ]


def test_pages_go_on_where_the_last_one_ended_though_lines_are_added(people, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 3)
    admin = people["administrator"]
    same = now()
    keys = [add_line("change_settings", subject="organisation", at=same).id for _ in range(7)]
    question = Question(what="settings")

    first = tracing.search(admin, question)
    add_line("change_settings", subject="organisation")
    second = tracing.search(admin, Question(what="settings", before=first.before))
    third = tracing.search(admin, Question(what="settings", before=second.before))

    seen = [entry.id for page in (first, second, third) for entry in page.entries]
    assert seen == keys[::-1]
    assert third.before is None


def test_a_search_asks_as_often_for_fifty_lines_as_for_three(people):
    admin, pm = people["administrator"], people["pm"]

    def count():
        with counted_queries() as statements:
            tracing.search(admin, Question(what="change_person"))
        return len(statements)

    def fill(number):
        for _ in range(number):
            add_line(
                "change_person", actor=people["coach"], about=pm,
                old={"department_id": pm.department_id}, new={"role_id": pm.role_id},
            )  # fmt: skip

    fill(3)
    few = count()
    fill(47)

    assert count() <= few


def test_the_whole_search_is_a_table_and_holds_a_portion_at_a_time(people, monkeypatch):
    monkeypatch.setattr(audit, "PORTION", 2)
    for number in range(5):
        add_line("change_settings", subject="organisation", new={"currency": f"X{number}"})

    rows = list(tracing.table(people["administrator"], Question(what="settings")))

    assert [row[6] for row in rows] == [f"Currency: X{number}" for number in (4, 3, 2, 1, 0)]
    assert {len(row) for row in rows} == {len(tracing.table_headings())}
