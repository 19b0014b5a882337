"""Answers: kept when given, never overwritten unseen, counted once sent."""

from datetime import timedelta

import pytest

from assessments.database import LocalText, db, now
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.queries import assessment as queries
from assessments.services import assessing
from assessments.services.assessing import Answer, AnswerConflictError, FormClosedError
from capability.lifecycle import AssessmentStatus, TransitionError
from capability.vocabulary import AssessmentSource, Confidence
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import answer, audit_lines, bystander, competency, person_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def form(pm):
    return assessing.open_self_assessment(pm)


def save(form, code="risk", level=3, *, seen=0, by=None, **more):
    given = Answer(level=level, confidence=Confidence.SURE, **more)
    return assessing.save_answer(form, competency(code), given, seen=seen, by=by or form.rater)


def open_round():
    today = now().date()
    cycle = AssessmentCycle(
        name=LocalText(en="Autumn round"),
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=1),
    )
    db.session.add(cycle)
    db.session.commit()
    return cycle


def test_a_form_begins_in_the_open_round(pm):
    cycle = open_round()

    assert assessing.open_self_assessment(pm).cycle_id == cycle.id


def test_outside_a_round_a_form_gets_a_round_of_one_day(form):
    assert form.cycle.opens_on == form.cycle.closes_on == now().date()
    assert form.cycle.name["zh"] == f"{now().year}年{now().month}月"


def test_whoever_has_sent_a_form_in_the_round_gets_a_round_of_one_for_the_next(pm):
    cycle = open_round()
    first = assessing.open_self_assessment(pm)
    assessing.submit(first, by=pm)

    second = assessing.open_self_assessment(pm)

    assert second.id != first.id
    assert second.cycle_id != cycle.id


def test_a_form_under_way_is_found_again(pm, form):
    assert assessing.open_self_assessment(pm).id == form.id


def test_each_coach_has_a_form_of_their_own_about_a_person(pm, world):
    first = assessing.open_coach_assessment(pm, person_of(world.coach))
    second = assessing.open_coach_assessment(pm, person_of(world.other_coach))

    assert first.source is AssessmentSource.COACH
    assert first.id != second.id
    assert assessing.open_coach_assessment(pm, person_of(world.coach)).id == first.id


def test_an_answer_is_kept_with_how_sure_and_an_example(form):
    day = now().date()

    save(form, level=4, example="  Led the workshop. ", example_on=day)

    rating = queries.get_assessment(form.id).ratings[0]
    assert (rating.level, rating.is_applicable) == (4, True)
    assert rating.confidence is Confidence.SURE
    assert (rating.example, rating.example_on) == ("Led the workshop.", day)


def test_not_part_of_the_work_is_an_answer_without_a_level(form):
    rating = save(form, level=None)

    assert (rating.level, rating.is_applicable) == (None, False)


def test_each_answer_leaves_a_line_with_before_and_after(pm, form):
    first = save(form, level=2)
    save(form, level=3, seen=first.version)

    lines = audit_lines("answer")
    assert [line.subject for line in lines] == ["competency risk"] * 2
    assert [(line.old or {}).get("level") for line in lines] == [None, 2]
    assert [line.new["level"] for line in lines] == [2, 3]
    assert {(line.actor_id, line.person_id) for line in lines} == {(pm.id, pm.id)}


@pytest.mark.parametrize("source", [AssessmentSource.PEER, AssessmentSource.SPONSOR])
def test_lines_about_colleagues_and_sponsors_carry_neither_level_nor_rater(pm, source):
    rater = bystander()
    form = answer(pm, {}, rater=rater, source=source, on=None)

    save(form, level=1)
    assessing.submit(form, by=rater)

    lines = audit_lines()[-2:]
    assert [line.action for line in lines] == ["answer", "submit_assessment"]
    assert {line.person_id for line in lines} == {pm.id}
    assert {line.actor_id for line in lines} == {None}
    assert {(line.old, line.new) for line in lines} == {(None, None)}


def test_an_answer_given_elsewhere_meanwhile_is_not_overwritten(form):
    save(form, level=2)

    with pytest.raises(AnswerConflictError) as conflict:
        save(form, level=5, seen=0)

    assert conflict.value.current.level == 2
    assert len(audit_lines("answer")) == 1


def test_an_answer_that_somebody_has_not_seen_in_its_last_version_is_not_overwritten(form):
    first = save(form, level=2)
    version = first.version
    save(form, level=3, seen=version)

    with pytest.raises(AnswerConflictError) as conflict:
        save(form, level=5, seen=version)

    assert conflict.value.current.level == 3


def test_of_two_tabs_that_answer_first_at_once_one_is_told(app, form, pm):
    form_id, pm_id = form.id, pm.id

    def tab(level):
        def deed(meet):
            found = queries.get_assessment(form_id)
            by, risk = db.session.get(type(pm), pm_id), competency("risk")
            meet()
            given = Answer(level=level, confidence=None)
            return assessing.save_answer(found, risk, given, seen=0, by=by).level

        return deed

    outcomes = at_once(app, tab(2), tab(4))

    assert kinds(outcomes) == ["AnswerConflictError", "done"]
    kept = next(each for each in outcomes if not isinstance(each, Exception))
    db.session.expire_all()
    assert [rating.level for rating in queries.get_assessment(form_id).ratings] == [kept]
    assert len(audit_lines("answer")) == 1


def test_of_two_tabs_that_change_an_answer_at_once_one_is_told(app, form, pm):
    form_id, pm_id, version = form.id, pm.id, save(form, level=1).version

    def tab(level):
        def deed(meet):
            found = queries.get_assessment(form_id)
            by, risk = db.session.get(type(pm), pm_id), competency("risk")
            meet()
            given = Answer(level=level, confidence=None)
            return assessing.save_answer(found, risk, given, seen=version, by=by).level

        return deed

    outcomes = at_once(app, tab(2), tab(4))

    assert kinds(outcomes) == ["AnswerConflictError", "done"]
    assert len(audit_lines("answer")) == 2


def test_two_tabs_that_begin_in_a_round_at_once_fill_in_one_form(app, session, world):
    open_round()

    def deed(meet):
        person = person_of(world.pm)
        meet()
        return assessing.open_self_assessment(person).id

    first, second = at_once(app, deed, deed)

    assert first == second


def test_two_tabs_that_begin_outside_a_round_at_once_fill_in_one_form(app, session, world):
    def deed(meet):
        person = person_of(world.pm)
        meet()
        return assessing.open_self_assessment(person).id

    first, second = at_once(app, deed, deed)

    assert first == second


def test_a_day_of_ones_own_is_no_round_that_others_join(session, world):
    assessing.open_self_assessment(person_of(world.pm))

    assert queries.open_cycle(now().date()) is None


def test_nothing_in_a_sent_form_changes(form, pm):
    rating = save(form, level=2)
    assessing.submit(form, by=pm)

    with pytest.raises(FormClosedError):
        save(form, level=5, seen=rating.version)

    db.session.expire_all()
    assert db.session.get(Rating, rating.id).level == 2


def test_sending_a_form_is_a_step_of_its_own_that_leaves_a_line(form, pm):
    save(form)

    assessing.submit(form, by=pm)

    assert form.is_submitted
    assert form.submitted_at is not None
    assert audit_lines("submit_assessment")[-1].actor_id == pm.id


def test_a_form_is_sent_once(form, pm):
    assessing.submit(form, by=pm)

    with pytest.raises(TransitionError):
        assessing.submit(form, by=pm)


def test_a_form_opened_again_keeps_its_answers_and_says_why(form, pm, world):
    coach = person_of(world.coach)
    save(form, level=2)
    assessing.submit(form, by=pm)

    assessing.reopen(form, by=coach, reason="The bridge is new")

    assert form.status is AssessmentStatus.DRAFT
    assert form.submitted_at is None
    assert queries.own_draft(pm).id == form.id
    line = audit_lines("reopen_assessment")[-1]
    assert (line.actor_id, line.reason) == (coach.id, "The bridge is new")
    assert save(form, level=3, seen=1).level == 3


def test_a_form_is_not_opened_beside_a_newer_one(form, pm, world):
    assessing.submit(form, by=pm)
    newer = assessing.open_self_assessment(pm)

    with pytest.raises(assessing.FormUnderWayError):
        assessing.reopen(form, by=person_of(world.coach), reason="The bridge is new")

    assert form.is_submitted
    assert queries.own_draft(pm).id == newer.id
    assert not audit_lines("reopen_assessment")


def test_what_was_agreed_is_kept_with_its_reason(pm, world):
    coach = person_of(world.coach)

    agreed = assessing.agree_on_level(
        pm, competency("risk"), 3.5, by=coach, reason="As seen on the bridge"
    )

    assert (agreed.level, agreed.agreed_on) == (3.5, now().date())
    line = audit_lines("agree_on_level")[-1]
    assert (line.actor_id, line.person_id, line.new) == (coach.id, pm.id, {"level": 3.5})
    assert line.reason == "As seen on the bridge"


def test_the_same_answer_sent_again_changes_nothing(form):
    first = save(form, level=2)
    version, at = first.version, first.rated_at

    again = save(form, level=2, seen=version)

    assert (again.version, again.rated_at) == (version, at)
    assert len(audit_lines("answer")) == 1


def test_forms_of_one_person_are_kept_apart(pm, form):
    answer(pm, {"risk": 5})

    assert queries.get_assessment(form.id).ratings == []
    assert db.session.query(Assessment).count() == 2
