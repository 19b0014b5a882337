"""Several plans approved at once, by one reviewer or by several: none lost, none doubled."""

import pytest

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanReview
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services import reviewing
from capability.lifecycle import PlanStatus, ReviewDecision
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import audit_lines, crowd, person_of, plan_in, send_plans

pytestmark = pytest.mark.usefixtures("session")

TWELVE, TWENTY = 12, 20


@pytest.fixture
def waiting(session, world):
    """Twenty plans that wait for HR, by key."""
    coach = person_of(world.coach)
    send_plans(crowd(TWENTY, coach=coach, department_id=coach.department_id), PlanStatus.ENDORSED)
    found = db.session.scalars(db.select(DevelopmentPlan.id).order_by(DevelopmentPlan.id)).all()
    db.session.commit()
    return list(found)


def states():
    db.session.expire_all()
    return {
        plan.id: plan.status for plan in db.session.scalars(db.select(DevelopmentPlan)).unique()
    }


def reviews():
    return [
        (review.submission.plan_id, review.decision)
        for review in db.session.scalars(db.select(PlanReview).order_by(PlanReview.id))
    ]


def lines():
    return sorted(line.subject for line in audit_lines("approve_plan"))


def is_each_approved_once(keys):
    """Whether plans, decisions and the audit trail say the same: each once, nothing else."""
    return (
        states() == dict.fromkeys(keys, PlanStatus.APPROVED)
        and sorted(reviews()) == [(key, ReviewDecision.APPROVE) for key in keys]
        and lines() == sorted(f"plan {key}" for key in keys)
    )


def test_twenty_approvals_at_the_same_moment_are_all_kept_and_none_twice(app, waiting, world):
    def approve(plan_id):
        def deed(meet):
            # They meet before they read: more than the pool has connections may not hold one.
            meet()
            plan, by = plans.get_plan(plan_id), person_of(world.hr)
            reviewing.review(plan, ReviewDecision.APPROVE, "", seen=1, by=by)

        return deed

    outcomes = at_once(app, *(approve(key) for key in waiting))

    assert kinds(outcomes) == ["done"] * TWENTY
    assert is_each_approved_once(waiting)
    assert {(line.old["status"], line.new["status"]) for line in audit_lines("approve_plan")} == {
        ("endorsed", "approved")
    }


def test_of_many_who_have_read_one_plan_and_approve_it_at_the_same_moment_one_does(
    app, waiting, world
):
    [first, *others] = waiting

    def deed(meet):
        plan, by = plans.get_plan(first), person_of(world.hr)
        meet()
        reviewing.review(plan, ReviewDecision.APPROVE, "", seen=1, by=by)

    outcomes = at_once(app, *[deed] * TWELVE)

    assert kinds(outcomes).count("done") == 1
    assert set(kinds(outcomes)) <= {"done", "TransitionError", "ConflictError"}
    assert reviews() == [(first, ReviewDecision.APPROVE)]
    assert lines() == [f"plan {first}"]
    assert [states()[key] for key in others] == [PlanStatus.ENDORSED] * len(others)


def test_several_are_approved_each_with_a_decision_and_a_line_of_its_own(waiting, world):
    outcome = reviewing.approve_several(dict.fromkeys(waiting, 1), by=person_of(world.hr))

    assert outcome == reviewing.Outcome(approved=tuple(waiting), left_alone=())
    assert is_each_approved_once(waiting)
    assert {line.actor_id for line in audit_lines("approve_plan")} == {world.hr.id}
    owners = {plan.person_id for plan in db.session.scalars(db.select(DevelopmentPlan)).unique()}
    assert {line.person_id for line in audit_lines("approve_plan")} == owners


def test_those_that_moved_meanwhile_are_left_alone_and_the_others_go_through(waiting, world):
    hr = person_of(world.hr)
    returned, sent_again, *others = waiting
    reviewing.review(plans.get_plan(returned), ReviewDecision.RETURN, "Why?", seen=1, by=hr)
    plans.get_plan(sent_again).submissions[0].number = 2
    db.session.commit()

    outcome = reviewing.approve_several({**dict.fromkeys(waiting, 1), 10**6: 1}, by=hr)

    assert outcome.approved == tuple(others)
    assert outcome.left_alone == (returned, sent_again, 10**6)
    assert states()[returned] is PlanStatus.RETURNED
    assert states()[sent_again] is PlanStatus.ENDORSED
    assert lines() == sorted(f"plan {key}" for key in others)


def test_of_reviewers_who_approve_overlapping_sets_each_plan_is_approved_by_one(
    app, waiting, world
):
    sets = (waiting[:14], waiting[6:], waiting[::-1])

    def reviewer(inhabitant, keys):
        def deed(meet):
            by = db.session.get_one(Person, inhabitant.id)
            meet()
            return reviewing.approve_several(dict.fromkeys(keys, 1), by=by)

        return deed

    outcomes = at_once(
        app,
        reviewer(world.hr, sets[0]),
        reviewer(world.reviewing_pm, sets[1]),
        reviewer(world.hr, sets[2]),
    )

    assert kinds(outcomes) == ["done"] * 3
    assert sorted(key for each in outcomes for key in each.approved) == waiting
    for keys, outcome in zip(sets, outcomes, strict=True):
        assert sorted([*outcome.approved, *outcome.left_alone]) == sorted(keys)
    assert is_each_approved_once(waiting)


def test_a_plan_that_is_approved_and_returned_at_once_meets_one_outcome(app, session, world):
    coach, hr = person_of(world.coach), person_of(world.hr)
    key = plan_in(PlanStatus.ENDORSED, person_of(world.pm), coach=coach, hr=hr).id

    def approve(meet):
        by = person_of(world.hr)
        meet()
        return reviewing.approve_several({key: 1}, by=by).approved

    def give_back(meet):
        plan, by = plans.get_plan(key), person_of(world.reviewing_pm)
        meet()
        reviewing.review(plan, ReviewDecision.RETURN, "Why?", seen=1, by=by)

    approved, returned = at_once(app, approve, give_back)

    kept = reviews()
    assert len(kept) == 1
    assert (approved == (key,)) == (kept == [(key, ReviewDecision.APPROVE)])
    assert isinstance(returned, Exception) == (approved == (key,))
    assert len(lines()) + len(audit_lines("return_plan")) == 1
