"""One activity proposed to many: who gets it, who is left out, and what that costs."""

from datetime import date

import pytest
from sqlalchemy import select

from assessments.database import db
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.queries import plans, proposals
from assessments.services import answering_proposals, proposing
from assessments.services.conflicts import ConflictError
from assessments.services.proposing import Aim
from capability.lifecycle import Holding, PlanItemStatus, PlanStatus
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    activity,
    audit_lines,
    competency,
    counted_queries,
    crowd,
    inside,
    item_draft,
    person_of,
    plan_for,
    plan_in,
)

TODAY = date(2026, 6, 15)


@pytest.fixture
def people(app, world):
    """The project manager and the one who coaches as well: both entrusted to the coach."""
    with app.test_request_context():
        yield [person_of(world.pm), person_of(world.coaching_pm)]
        db.session.remove()


@pytest.fixture
def coach(people, world):
    return person_of(world.coach)


def propose(workshop, people, coach, reason="Take it together."):
    aims = {person.id: Aim() for person in people}
    return proposing.propose(workshop, aims, reason, by=coach, today=TODAY)


def test_everybody_chosen_gets_the_item_to_answer_and_a_plan_where_there_was_none(people, coach):
    pm, other = people
    plan = plan_for(pm)
    workshop = activity("risk_days", {"risk": 0.5}, cost=400.0, hours=8.0)
    aims = {pm.id: Aim(competency("risk").id, 2.0, 2.3), other.id: Aim()}

    found = proposing.propose(workshop, aims, " Take it together. ", by=coach, today=TODAY)

    assert set(found.people) == {pm.id, other.id}
    [mine] = [item for item in plans.get_plan(plan.id).items if item.proposed_at]
    assert (mine.status, mine.title, mine.cost, mine.hours, mine.reason, mine.to_level) == (
        PlanItemStatus.PROPOSED, "Risk days", 400.0, 8.0, "Take it together.", 2.3,
    )  # fmt: skip
    assert mine.proposed_by_id == coach.id
    begun = plans.current_plan(other)
    assert begun.status is PlanStatus.DRAFT
    assert begun.role_id == (other.aims_for_id or other.role_id)
    assert [item.status for item in begun.items] == [PlanItemStatus.PROPOSED]
    assert [line.person_id for line in audit_lines("propose_plan_item")] == [pm.id, other.id]
    assert [line.person_id for line in audit_lines("begin_plan")] == [pm.id, other.id]


def test_who_has_it_or_has_said_no_is_left_out_and_told_apart(people, coach):
    pm, other = people
    workshop = activity("risk_days", {"risk": 0.5})
    plan = plan_for(pm)
    db.session.add(PlanItem(plan=plan, **_facts(workshop)))
    db.session.commit()
    propose(workshop, [other], coach)
    [asked] = plans.current_plan(other).items
    assert proposals.holdings(workshop, [pm.id, other.id]) == {
        pm.id: Holding.PLANNED, other.id: Holding.PROPOSED,
    }  # fmt: skip
    answering_proposals.decline(asked, "No time", by=other)

    again = propose(workshop, people, coach)

    assert again.people == ()
    assert again.first_item_id is None
    assert again.skipped == {pm.id: Holding.PLANNED, other.id: Holding.DECLINED}


def _facts(workshop: Activity) -> dict[str, object]:
    draft = item_draft(activity_id=workshop.id)
    return {name: getattr(draft, name) for name in type(draft).__slots__}


def test_what_was_declined_in_a_completed_plan_may_be_proposed_again(people, coach):
    pm, _ = people
    workshop = activity("risk_days", {"risk": 0.5})
    propose(workshop, [pm], coach)
    plan = plans.current_plan(pm)
    answering_proposals.decline(plan.items[0], "No time", by=pm)
    plan.status = PlanStatus.COMPLETED
    db.session.commit()

    found = propose(workshop, [pm], coach)

    assert found.people == (pm.id,)
    assert plans.current_plan(pm).id != plan.id


def test_a_thousand_times_as_many_people_take_as_many_statements(people, coach):
    workshop = activity("risk_days", {"risk": 0.5})

    def count(chosen):
        aims = {person.id: Aim() for person in chosen}
        # Read before, so that only what proposing itself asks is counted.
        facts = [str(workshop.name), str(workshop.provider), workshop.sessions, coach.id]
        with counted_queries() as statements:
            proposing.propose(workshop, aims, "", by=coach, today=TODAY)
        assert facts
        return len(statements)

    few = count(people)
    many = count(crowd(40, coach=coach, department_id=None))

    assert many == few


def test_as_long_as_nobody_has_answered_all_is_taken_back(people, coach):
    workshop = activity("risk_days", {"risk": 0.5})
    found = propose(workshop, people, coach)

    assert proposing.take_back(plans.get_item(found.first_item_id), by=coach) == 2

    assert proposals.holdings(workshop, [each.id for each in people]) == {}
    assert len(audit_lines("take_back_proposal")) == 2


def test_once_somebody_has_answered_it_stands(people, coach):
    pm, _ = people
    workshop = activity("risk_days", {"risk": 0.5})
    found = propose(workshop, people, coach)
    answering_proposals.decline(plans.current_plan(pm).items[0], "No time", by=pm)

    with pytest.raises(ConflictError):
        proposing.take_back(plans.get_item(found.first_item_id), by=coach)

    assert len(proposals.holdings(workshop, [each.id for each in people])) == 2


def test_nobody_takes_back_what_somebody_else_has_proposed_or_what_was_no_proposal(
    people, coach, world
):
    pm, _ = people
    own = plan_for(pm).items[0]
    found = propose(activity("risk_days", {"risk": 0.5}), people, coach)

    for item in (plans.get_item(found.first_item_id), own):
        with pytest.raises(ConflictError):
            proposing.take_back(item, by=person_of(world.other_coach))


def test_two_who_propose_at_once_give_nobody_the_same_twice(app, world):
    with inside(app):
        code = activity("risk_days", {"risk": 0.5}).code

    def deed(meet):
        workshop = db.session.scalars(select(Activity).where(Activity.code == code)).one()
        coach, pm, other = (person_of(each) for each in (world.coach, world.pm, world.coaching_pm))
        meet()
        return propose(workshop, [pm, other], coach)

    outcomes = at_once(app, deed, deed)

    assert kinds(outcomes) == ["done", "done"]
    with inside(app):
        held = db.session.scalars(select(PlanItem).where(PlanItem.proposed_at.is_not(None))).all()
        assert len(held) == 2
        assert len(db.session.scalars(select(DevelopmentPlan)).all()) == 2


def test_a_proposal_counts_nowhere_before_it_is_kept(people, coach, world):
    pm, _ = people
    plan = plan_in(PlanStatus.SUBMITTED, pm, coach=coach, hr=person_of(world.hr))
    propose(activity("risk_days", {"risk": 0.5}, cost=900.0, hours=30.0), [pm], coach)

    [row] = plans.list_waiting_for_coach(coach)

    assert (row.plan_id, row.items, row.cost, row.hours) == (plan.id, 1, 400.0, 8.0)
