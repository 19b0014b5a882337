"""A training plan within wishes: every sentence about it is worked out again from the rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest import approx
from sqlalchemy import insert

from assessments.database import LocalText, db
from assessments.models.catalogue import (
    ActivitySession,
    activity_exclusion,
    mandatory_activity,
)
from assessments.services import planning
from assessments.services.conflicts import ConflictError
from assessments.services.training import (
    building,
    drafts,
    explaining,
    picturing,
    taking,
    words,
)
from assessments.services.training.ground import ask, read_ground
from assessments.services.training.solving import solve, tell
from assessments.services.training.wishes import TrainingWishes, wishes_of
from capability.gaps import closed_value
from capability.lifecycle import PlanItemStatus, TransitionError
from capability.training_plan import Obstacle, Wish
from capability.vocabulary import ProjectStatus
from tests.assessments.builders import (
    TODAY,
    activity,
    all_codes,
    answer,
    audit_lines,
    clear_catalogue,
    competency,
    item_draft,
    lead,
    person_of,
    plan_for,
    send,
)

pytestmark = pytest.mark.usefixtures("session")

WISHES = TrainingWishes(
    hours=20, quarters=2, budget=300, at_once=None, languages=("en",), is_balanced=False
)


@pytest.fixture
def pm(session, world):
    """A project manager who says that all is well but risk and scope."""
    clear_catalogue()
    person = person_of(world.pm)
    answer(person, {**dict.fromkeys(all_codes(), 5), "risk": 1, "scope": 2})
    return person


def ground_of(person, *named):
    db.session.expire_all()
    return read_ground(person, person.role, today=TODAY, named=named)


def built(person, wishes=WISHES):
    return building.build(ground_of(person, *wishes.pinned), wishes)


def codes(person, wishes=WISHES):
    return [each.activity.code for each in built(person, wishes).items]


def explained(person, wishes=WISHES):
    return explaining.build_with_reasons(ground_of(person, *wishes.pinned), wishes)


def why_not(person, code, wishes=WISHES):
    _, told = explained(person, wishes)
    return next((each for each in told.left_out if each.activity.code == code), None)


def ways_out(person, wishes=WISHES):
    return [" ".join(way.sentences) for way in built(person, wishes).ways_out]


def catalogue_of_eight():
    """Add activities that compete for hours, money and the same gaps."""
    for number, (gains, cost, hours) in enumerate(
        [
            ({"risk": 0.9}, 150, 16), ({"risk": 0.6}, 60, 8),
            ({"risk": 0.5, "scope": 0.4}, 120, 12),
            ({"scope": 0.8}, 100, 10), ({"scope": 0.5}, 0, 14), ({"risk": 0.4}, 0, 6),
            ({"scope": 0.3}, 40, 4), ({"risk": 0.9, "scope": 0.9}, 900, 30),
        ]
    ):  # fmt: skip
        activity(f"course_{number}", gains, cost=float(cost), hours=float(hours))


# What is in it, and what is said about it


def test_every_sentence_about_a_plan_is_true_when_worked_out_again(pm):
    catalogue_of_eight()
    ground = ground_of(pm)

    plan, told = explaining.build_with_reasons(ground, WISHES)

    merit = plan.schedule.merit
    assert len(plan.items) >= 3
    for item in plan.items:
        without = building.build(ground, WISHES.without(item.activity.code)).schedule
        assert item.lost == _lost((merit - without.merit) / merit)
        for change in item.changes:
            claim = next(
                each.gain for each in item.activity.gains
                if each.competency.code == change.place.code
            )  # fmt: skip
            assert change.to_level == approx(change.place.level + 0.6 * claim)
            assert f"from about {change.place.level:.1f} to about {change.to_level:.1f}" in (
                change.words
            )
        said = [reason.words for reason in item.reasons if reason.kind == "gap"]
        assert said == [
            f"{each.place.name}: you say {each.place.level:.1f}, "
            f"your role asks {each.place.required:g}."
            for each in item.changes
        ]
    assert told.left_out
    for each in told.left_out:
        code = each.activity.code
        other = building.build(ground, WISHES.with_pinned(code)).schedule
        assert other.is_possible == each.can_be_taken
        if each.can_be_taken:
            gone = set(plan.schedule.activities) - set(other.activities)
            part = (merit - other.merit) / merit
            assert f"{part:.0%}" in each.regret or (part < 0.005 and "as much" in each.regret)
            assert all(str(ground.activities[name].name) in each.regret for name in gone)
        if each.reason == words.OBSTACLES[Obstacle.BUDGET]:
            assert each.activity.cost + plan.schedule.cost > WISHES.budget
    for other in told.alternatives:
        again = building.build(ground, other.wishes)
        assert again.schedule.merit >= 0.98 * merit
        assert {str(each.activity.name) for each in again.items} >= set(other.added)


def _lost(part):
    if part < words.WORTH_NAMING:
        return "Without it, the rest chosen anew, the plan would be worth as much."
    return f"Without it, the rest chosen anew, the plan would be worth about {part:.0%} less."


def test_more_hours_and_money_bring_what_the_page_says(pm):
    catalogue_of_eight()
    ground = ground_of(pm)
    plan, told = explaining.build_with_reasons(ground, replace(WISHES, hours=5, budget=100))
    value = plan.schedule.value

    longer = building.build(ground, replace(WISHES, hours=5 + 10 / 2, budget=100)).schedule
    richer = building.build(ground, replace(WISHES, hours=5, budget=1100)).schedule

    hours, money = told.more
    assert hours.startswith("10 h more")
    assert money.startswith("€1,000 more")
    for sentence, found in ((hours, longer), (money, richer)):
        part = found.value / value - 1
        assert f"{part:.0%}" in sentence or (part < 0.005 and "nothing to speak of" in sentence)


def test_the_plan_keeps_to_hours_budget_and_its_quarters(pm):
    catalogue_of_eight()

    plan = built(pm)

    assert plan.schedule.cost == sum(each.activity.cost for each in plan.items) <= WISHES.budget
    for number in range(WISHES.quarters):
        first, last = plan.ground.quarter(number)
        within = [each for each in plan.items if first <= each.starts_on <= last]
        assert sum(each.activity.hours for each in within) <= WISHES.hours
        assert all(each.ends_on <= last for each in within)
    assert all(each.starts_on > TODAY for each in plan.items)


def test_how_much_it_closes_is_the_part_of_the_weighed_gaps(pm):
    activity("risk_course", {"risk": 0.5})

    plan = built(pm)

    gaps = plan.ground.gaps
    whole = sum(each.weight * each.gap for each in gaps.values())
    assert plan.closed == approx(gaps["risk"].weight * 0.3 / whole)
    total = sum(each.weight for each in gaps.values())
    worth = gaps["risk"].weight / total * closed_value(gaps["risk"].gap, 0.3)
    assert plan.schedule.value == approx(worth)


def test_where_it_leads_is_told_with_its_range_three_months_after(pm):
    activity("risk_course", {"risk": 0.5})
    plan = built(pm)

    outlook = picturing.outlook_of(plan)

    [risk] = [each for each in outlook if each.place.code == "risk"]
    [scope] = [each for each in outlook if each.place.code == "scope"]
    assert risk.level == approx(1.3)
    assert scope.level == scope.place.level
    assert risk.low < 1.3 < risk.high
    assert risk.high - risk.low > risk.place.high - risk.place.low
    assert picturing.shows_by(plan) == date(2027, 2, 28)
    assert "from about 1.0 to about 1.3" in picturing.outlook_sentence(plan, outlook)
    assert "changes no level" in picturing.outlook_sentence(plan, (scope,))
    # As the table shows it: 2.96 stands there as 3.0.
    nearly = replace(risk, level=risk.place.required - 0.04)
    assert "in 1 of 1 competency you would reach" in picturing.outlook_sentence(plan, (nearly,))


# Wishes and rules


def test_what_is_pinned_is_in_and_what_is_left_out_is_out(pm):
    catalogue_of_eight()

    pinned = built(pm, WISHES.with_pinned("course_6"))
    without = built(pm, WISHES.without("course_0"))

    [item] = [each for each in pinned.items if each.activity.code == "course_6"]
    assert (item.standing, item.is_pinned) == ("Pinned.", True)
    assert "course_0" not in [each.activity.code for each in without.items]
    reason = why_not(pm, "course_0", WISHES.without("course_0"))
    assert (reason.reason, reason.is_left_out_by_hand) == ("Left out of this plan by hand.", True)


def test_of_two_that_do_not_go_together_one_is_taken(pm):
    one, other = activity("one", {"risk": 0.5}), activity("other", {"scope": 0.5})
    assert codes(pm) == ["one", "other"]

    row = {"activity_id": one.id, "other_id": other.id}
    db.session.execute(insert(activity_exclusion), [row])

    assert len(codes(pm)) == 1
    [left] = {"one", "other"} - set(codes(pm))
    assert why_not(pm, left).reason == words.OBSTACLES[Obstacle.EXCLUSION]


def test_what_the_role_makes_mandatory_is_in_until_it_is_done(pm):
    rules = activity("rules", {"digital": 0.5})
    row = {"activity_id": rules.id, "role_id": pm.role_id}
    db.session.execute(insert(mandatory_activity), [row])

    [item] = built(pm).items
    assert item.standing == f"Mandatory for {pm.role}."

    taken = planning.add_item(planning.open_plan(pm), item_draft(activity_id=rules.id), by=pm)
    assert codes(pm) == []
    taken.status = PlanItemStatus.DONE
    db.session.commit()
    assert codes(pm) == []


def test_a_date_is_kept_and_a_full_one_passed_over(pm, world):
    course = activity("risk_course", {"risk": 0.5})
    days = (date(2026, 7, 6), date(2026, 10, 5))
    course.sessions = [
        ActivitySession(
            starts_on=day, ends_on=day + timedelta(days=1), place=LocalText(en="Here"), seats=1
        )
        for day in days
    ]
    db.session.commit()
    assert [(each.starts_on, each.ends_on) for each in built(pm).items] == [
        (days[0], days[0] + timedelta(days=1))
    ]

    other = person_of(world.other_pm)
    draft = item_draft(activity_id=course.id, starts_on=days[0], due_on=days[0])
    planning.add_item(planning.open_plan(other), draft, by=other)
    assert [each.starts_on for each in built(pm).items] == [days[1]]

    short = replace(WISHES, quarters=1)
    assert why_not(pm, "risk_course", short).reason == words.OBSTACLES[Obstacle.NO_SEAT]
    assert any("Ask the PMO for other dates or seats" in each for each in ways_out(pm, short))


def test_open_items_take_their_hours_and_money_and_what_they_bring(pm):
    activity("risk_course", {"risk": 0.5}, cost=200.0, hours=10.0)
    draft = item_draft(
        starts_on=date(2026, 6, 20), due_on=date(2026, 7, 20), cost=150.0, hours=12.0,
        competency_id=competency("risk").id, from_level=1.0, to_level=1.5,
    )  # fmt: skip
    planning.add_item(planning.open_plan(pm), draft, by=pm)

    question = ask(ground_of(pm), WISHES)

    assert question.wishes.budget == 150.0
    assert question.wishes.quarter_hours == (8.0, 20.0)
    assert ground_of(pm).gaps["risk"].level == 1.5
    assert codes(pm) == []
    # What opens a plan counts what the open items cost.
    assert "Allow a budget of €350 or more." in ways_out(pm)


def test_what_needs_something_in_the_plan_begins_after_that(pm):
    basics, course = activity("basics", {"digital": 0.2}), activity("course", {"risk": 0.5})
    course.prerequisites.append(basics)
    draft = item_draft(
        activity_id=basics.id, starts_on=date(2026, 7, 6), due_on=date(2026, 7, 20),
        competency_id=None, cost=0.0, hours=0.0,
    )  # fmt: skip
    planning.add_item(planning.open_plan(pm), draft, by=pm)

    [item] = built(pm).items
    assert (item.activity.code, item.placed.quarter) == ("course", 1)
    reason = why_not(pm, "course", replace(WISHES, quarters=1))
    assert reason.reason == words.OBSTACLES[Obstacle.PREREQUISITE]

    days = (date(2026, 7, 13), date(2026, 7, 27))
    course.sessions = [
        ActivitySession(starts_on=day, ends_on=day, place=LocalText(en="Here")) for day in days
    ]
    db.session.commit()
    assert [each.starts_on for each in built(pm).items] == [days[1]]


def test_a_declined_suggestion_stays_out_with_its_reason_until_something_changes(pm):
    course = activity("risk_course", {"risk": 0.5})
    [item] = built(pm).items
    planning.decline(pm, item.subject, "", "no_time", item.fingerprint)

    assert codes(pm) == []
    reason = why_not(pm, "risk_course")
    assert reason.reason.startswith("Declined on ")
    assert reason.reason.endswith(": No time in this period.")
    assert reason.declined_subject == "activity:risk_course"

    course.cost = 90.0
    db.session.commit()
    assert codes(pm) == ["risk_course"]


def test_what_is_planned_near_the_end_of_ones_project_is_told(pm):
    course = activity("risk_course", {"risk": 0.5})
    course.sessions = [
        ActivitySession(
            starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2), place=LocalText(en="Here")
        )
    ]
    part = lead(
        pm, name="Ferry terminal", started_on=date(2026, 1, 1), status=ProjectStatus.ACTIVE,
        planned_end_on=date(2026, 9, 10),
    )  # fmt: skip
    assert built(pm).items[0].clash == part.project

    part.project.planned_end_on = date(2026, 9, 20)
    db.session.commit()
    assert built(pm).items[0].clash is None


# Wishes that cannot be kept


def test_without_a_budget_the_page_says_how_much_would_open_a_plan(pm):
    activity("risk_course", {"risk": 0.5}, cost=120.0)
    poor = replace(WISHES, budget=0)

    [way] = [each for each in built(pm, poor).ways_out if "budget" in each.sentences[0]]

    assert way.sentences == ("Allow a budget of €120 or more.",)
    assert codes(pm, way.wishes) == ["risk_course"]


def test_something_mandatory_above_the_budget_is_told_with_what_it_takes(pm):
    rules = activity("rules", {"risk": 0.5}, cost=500.0)
    row = {"activity_id": rules.id, "role_id": pm.role_id}
    db.session.execute(insert(mandatory_activity), [row])

    plan = built(pm)

    assert not plan.schedule.is_possible
    assert [way.wishes and way.wishes.budget for way in plan.ways_out] == [500.0, None]
    assert ways_out(pm)[1].startswith("Ask the PMO about Rules: mandatory in this role")


def test_activities_that_need_each_other_first_are_told(pm):
    one, other = activity("one", {"risk": 0.5}), activity("other", {"risk": 0.4})
    one.prerequisites, other.prerequisites = [other], [one]
    db.session.commit()

    assert any("each needs the other first" in each for each in ways_out(pm))
    assert why_not(pm, "one").reason == words.OBSTACLES[Obstacle.CIRCLE]


def test_without_candidates_and_without_gaps_the_page_says_so(pm):
    assert ways_out(pm) == [
        "The catalogue has nothing that helps. Tell your coach what is missing."
    ]

    answer(pm, dict.fromkeys(all_codes(), 5))

    assert ways_out(pm) == [
        "No gap is left open that the evidence names, so there is nothing to close."
    ]


def test_languages_pins_and_exclusions_can_be_relaxed_by_a_link(pm):
    activity("risk_course", {"risk": 0.5}, languages=["fr"])
    assert [way.wishes for way in built(pm).ways_out] == [replace(WISHES, languages=())]

    pinned = WISHES.with_pinned("risk_course")
    assert any(way.wishes == WISHES for way in built(pm, pinned).ways_out)
    excluded = replace(WISHES, languages=()).without("risk_course")
    assert [way.wishes for way in built(pm, excluded).ways_out] == [replace(WISHES, languages=())]


def test_what_was_declined_is_let_back_in_by_its_link_and_by_a_role_that_asks_for_it(pm):
    course = activity("risk_course", {"risk": 0.5})
    [item] = built(pm).items
    planning.decline(pm, item.subject, "", "no_time", item.fingerprint)

    [way] = built(pm).ways_out
    assert way.sentences == ("Let Risk course back in.",)
    assert codes(pm, way.wishes) == ["risk_course"]

    row = {"activity_id": course.id, "role_id": pm.role_id}
    db.session.execute(insert(mandatory_activity), [row])
    assert codes(pm) == ["risk_course"]


def test_every_wish_obstacle_and_number_has_its_words(app):
    for wish in Wish:
        assert words.relaxation_words(wish, ["Course"], 10.0)
        assert words.relaxation_words(wish, [], None)
    assert set(words.OBSTACLES) == set(Obstacle)
    assert words.gap_words(0.0) == ""
    assert "at least 94% of" in words.gap_words(0.06)
    assert "at least 99% of" in words.gap_words(0.001)


# Taken, proposed, kept


def test_what_is_taken_stands_in_the_plan_with_its_dates_and_can_be_taken_out(pm):
    catalogue_of_eight()
    plan = built(pm, replace(WISHES, quarters=5, hours=8))
    chosen = {each.activity.code for each in plan.items[-2:]}

    items = taking.take(plan, chosen, by=pm)

    assert {each.activity.code for each in items} == chosen
    assert [(each.starts_on, each.due_on) for each in items] == [
        (each.starts_on, each.ends_on) for each in plan.items[-2:]
    ]
    assert items[0].to_level == plan.items[-2].changes[0].to_level
    assert items[0].plan.ends_on >= max(each.due_on for each in items)
    assert not chosen & set(codes(pm))
    planning.remove_items(items, by=pm)
    assert all(each.removed_at for each in items)


def test_a_plan_on_its_way_takes_nothing(pm):
    activity("risk_course", {"risk": 0.5})
    send(plan_for(pm), today=TODAY)

    with pytest.raises(TransitionError):
        taking.take(built(pm), {"risk_course"}, by=pm)


def test_a_coach_proposes_what_is_not_held_and_takes_it_back_until_it_is_answered(pm, world):
    catalogue_of_eight()
    coach = person_of(world.coach)
    plan = built(pm)
    chosen = {each.activity.code for each in plan.items}

    items = taking.propose(plan, chosen, " From our talk. ", by=coach)

    assert {each.activity.code for each in items} == chosen
    assert {(each.status, each.reason) for each in items} == {
        (PlanItemStatus.PROPOSED, "From our talk.")
    }
    assert taking.propose(plan, chosen, "", by=coach) == []
    assert codes(pm) == [] or not chosen & set(codes(pm))
    keys = [each.id for each in items]
    assert len(audit_lines("propose_plan_item")) == len(keys)
    assert taking.take_back(pm, keys, by=coach) == len(keys)
    with pytest.raises(ConflictError):
        taking.take_back(pm, keys, by=coach)


def test_drafts_keep_wishes_under_a_name_and_never_the_plan(pm, world):
    wishes = WISHES.with_pinned("one").without("other")

    draft = drafts.keep(pm, " Little money ", wishes, pm.role, by=person_of(world.coach))

    assert wishes_of(draft) == wishes
    assert [each.name for each in drafts.list_drafts(pm)] == ["Little money"]
    with pytest.raises(drafts.NameTakenError):
        drafts.keep(pm, "Little money", WISHES, None, by=pm)
    drafts.remove(draft, by=pm)
    assert list(drafts.list_drafts(pm)) == []
    for number in range(drafts.MOST_DRAFTS):
        drafts.keep(pm, str(number), WISHES, None, by=pm)
    with pytest.raises(drafts.TooManyDraftsError):
        drafts.keep(pm, "one more", WISHES, None, by=pm)


def test_two_outlooks_stand_side_by_side(pm):
    activity("risk_course", {"risk": 0.5})
    sides = [
        picturing.outlook_of(built(pm, wishes)) for wishes in (WISHES, replace(WISHES, budget=0))
    ]

    rows = {place.code: found for place, found in picturing.side_by_side(sides)}

    assert [each.level for each in rows["risk"]] == [approx(1.3), approx(1.0)]


def test_the_same_question_is_worked_out_once(pm):
    catalogue_of_eight()

    question, again = ask(ground_of(pm), WISHES), ask(ground_of(pm), WISHES)

    assert solve(question) is solve(again)
    assert tell(question) is tell(again)
