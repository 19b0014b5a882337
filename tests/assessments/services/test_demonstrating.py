"""The demo organisation: its shape, its honesty, and that it is the same each time."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy import func, select

from assessments import config
from assessments.database import Base, db
from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.models.catalogue import CertificateHeld
from assessments.models.coaching import HandOver, Talk
from assessments.models.development import (
    DeclinedSuggestion,
    DevelopmentPlan,
    PlanItem,
    PlanSubmission,
)
from assessments.models.framework import Role
from assessments.models.mentoring import MentorOffer, Mentorship, MentorshipRating
from assessments.models.people import Account, Department, Person
from assessments.models.project import Lesson, Project, ProjectRole
from assessments.permissions import Access
from assessments.queries import fairness, people, plans
from assessments.queries.budget_years import BudgetYear
from assessments.queries.figure_kinds import Period
from assessments.services import coached_people, early_signs
from assessments.services.coaching_steps import CoachStep
from assessments.services.demonstrating import DemoError, load_demo
from assessments.services.demonstrating.outcomes import draw_outcome
from assessments.services.demonstrating.setting import LADDER
from assessments.services.demonstrating.ways import way_to
from assessments.services.effects import effects_of
from capability.lifecycle import AssessmentStatus, PlanItemStatus, PlanStatus
from capability.vocabulary import AssessmentSource, ProjectPart, ProjectStatus, SignKind
from tests.conftest import Installation

TODAY = date(2026, 11, 22)
PASSWORD = "a password for the demo in tests"
LEADS = (ProjectPart.PROJECT_LEAD, ProjectPart.PROGRAMME_LEAD, ProjectPart.PORTFOLIO_LEAD)
# What is random on purpose, and so differs from one load to the next.
SECRETS = {"account": {"password", "fs_uniquifier"}}


def load() -> None:
    load_demo(config.shipped_folder("seeds"), password=PASSWORD, today=TODAY)


@pytest.fixture(scope="module")
def demo(installation: Installation) -> Iterator[Flask]:
    """The application with the demo in its database, loaded once; tests only read."""
    app = installation.begin("bare")
    with app.app_context():
        load()
        db.session.remove()
    yield app
    installation.end()


@pytest.fixture(autouse=True)
def _context(demo: Flask) -> Iterator[None]:
    with demo.app_context():
        yield
        db.session.remove()


def count(model: type, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_nobody_is_proposed_what_their_plan_holds_already():
    items = db.session.scalars(
        select(PlanItem).where(PlanItem.activity_id.is_not(None), PlanItem.removed_at.is_(None))
    ).all()
    held = Counter((item.plan_id, item.activity_id) for item in items)

    twice = [item for item in items if held[item.plan_id, item.activity_id] > 1]

    assert {item.title for item in twice if item.proposed_at} == set()


def test_it_has_the_people_that_were_promised():
    ladder = count(Person, Person.role.has(Role.code.in_(LADDER)))
    by_access = Counter(
        access
        for account in db.session.scalars(select(Account))
        for access in account.person.accesses
    )

    assert ladder == 48
    assert count(Department) == 4
    assert count(Person, Person.role.has(Role.code == "pmo_coach")) == 5
    assert by_access[Access.DEPARTMENT_HEAD] == 4
    assert by_access[Access.HR_REVIEWER] == 2
    assert by_access[Access.ADMINISTRATOR] == 1
    # One of the coaches works at both desks.
    assert by_access[Access.PROJECT_MANAGER] == 48 + 6 + 1


def test_everybody_on_the_ladder_is_coached_and_most_are_in_its_middle():
    rungs = Counter(
        person.role.code
        for person in db.session.scalars(select(Person).where(Person.role_id.is_not(None)))
        if person.role.code in LADDER
    )

    assert set(rungs) == set(LADDER)
    assert max(rungs, key=rungs.__getitem__) == "project_manager"
    assert count(Person, Person.role.has(Role.code.in_(LADDER)), Person.coach_id.is_(None)) == 0


def test_all_accounts_are_of_the_demo_and_share_one_password():
    accounts = db.session.scalars(select(Account)).all()

    assert len(accounts) == count(Person) == 66
    assert all(account.is_demo for account in accounts)
    assert len({account.password for account in accounts}) == 1
    assert verify_password(PASSWORD, accounts[0].password)
    assert all(account.email.endswith("@northwater.example") for account in accounts)


def test_the_sign_in_page_offers_one_of_each_kind_first():
    names = [person.name for person in people.list_demo_people()]

    assert names[:3] == ["Amara Okonkwo", "Helle Sørensen", "Tomás Rivera"]
    assert Access.DEPARTMENT_HEAD in people.list_demo_people()[3].accesses
    assert Access.ADMINISTRATOR in people.list_demo_people()[4].accesses


def test_there_are_240_projects_of_eight_years_and_some_are_open():
    statuses = Counter(db.session.scalars(select(Project.status)))
    first = db.session.scalar(select(func.min(Project.started_on)))

    assert sum(statuses.values()) == 240
    assert 25 <= statuses[ProjectStatus.ACTIVE] <= 80
    assert statuses[ProjectStatus.PROPOSED] >= 2
    assert TODAY - timedelta(days=366 * 8) < first < TODAY - timedelta(days=365 * 7)


def test_most_projects_are_late_and_few_are_far_over_cost():
    closed = db.session.scalars(select(Project).where(Project.status == ProjectStatus.CLOSED)).all()
    durations = [
        (project.ended_on - project.started_on)
        / (project.planned_end_on - project.planned_start_on)
        for project in closed
    ]
    costs = [
        project.actual_cost / project.planned_cost for project in closed if project.actual_cost
    ]

    assert 0.75 < np.mean(np.array(durations) > 1) < 0.95
    assert 0.1 < np.mean(np.array(costs) > 1) < 0.45
    assert np.mean(np.array(costs) > 1.25) < 0.08


def test_parts_in_projects_lie_within_the_projects():
    rows = db.session.execute(select(ProjectRole, Project).join(ProjectRole.project)).all()

    assert len(rows) > 400
    for part, project in rows:
        begin, end = project.begins_on, project.ended_on
        if project.status is ProjectStatus.PROPOSED:
            begin = project.planned_start_on
        assert begin <= part.started_on
        assert (part.ended_on is None) == (end is None) or part.ended_on <= TODAY
        assert end is None or part.started_on <= part.ended_on <= end
        assert part.started_on <= TODAY or project.status is ProjectStatus.PROPOSED


def test_outcomes_are_more_alike_within_a_manager_than_by_chance():
    rows = db.session.execute(
        select(Project, ProjectRole.person_id)
        .join(ProjectRole.project)
        .where(
            ProjectRole.part.in_(LEADS),
            ProjectRole.share >= 0.5,
            Project.status == ProjectStatus.CLOSED,
        )
    ).all()
    outcomes = pd.DataFrame(
        [
            (
                person,
                each.quality_rating,
                each.stakeholder_rating,
                each.benefits_rating,
            )
            for each, person in rows
        ],
        columns=["person", "quality", "stakeholders", "benefits"],
    )
    rated = outcomes[["quality", "stakeholders", "benefits"]].astype(float)
    outcomes["outcome"] = ((rated - rated.mean()) / rated.std()).mean(axis=1)
    known = outcomes.dropna(subset="outcome")
    z = (known["outcome"] - known["outcome"].mean()) / known["outcome"].std()
    within = [a * b for _, group in z.groupby(known["person"]) for a, b in combinations(group, 2)]

    assert len(within) > 200
    assert np.mean(within) > 0.03


def test_a_manager_with_a_better_effect_ends_sooner_and_cheaper():
    def mean(effect: float) -> tuple[float, float]:
        dice = np.random.default_rng(1)
        drawn = [draw_outcome(effect, size=0, complexity=3, dice=dice) for _ in range(200)]
        return (
            float(np.mean([each.duration_ratio for each in drawn])),
            float(np.mean([each.cost_ratio for each in drawn])),
        )

    better, worse = mean(0.8), mean(-0.8)

    assert better[0] < worse[0]
    assert better[1] < worse[1]


def test_two_rounds_are_closed_and_one_is_open_until_a_friday():
    old, earlier, first, second, third = db.session.scalars(
        select(AssessmentCycle).order_by(AssessmentCycle.closes_on)
    )
    # Three years ago coaches alone answered, and only about those who mentor today.
    assert (TODAY - old.closes_on).days > 1000
    # Before the rounds nobody was asked about themselves.
    own = count(
        Assessment, Assessment.cycle_id == earlier.id, Assessment.source == AssessmentSource.SELF
    )
    assert (own, earlier.name["en"]) == (0, "July 2025")

    assert [each.name["en"] for each in (first, second, third)] == [
        "Autumn 2025", "May 2026", "Autumn 2026",
    ]  # fmt: skip
    assert third.name["zh"] == "2026年秋季"
    assert second.closes_on < TODAY
    assert (third.opens_on, third.closes_on) == (date(2026, 11, 2), date(2026, 11, 27))


def test_in_the_open_round_some_are_done_some_under_way_and_some_have_not_begun():
    latest = select(AssessmentCycle.id).order_by(AssessmentCycle.closes_on.desc()).limit(1)
    open_round = db.session.scalar(latest)
    forms = db.session.execute(
        select(Person.name, Assessment.status, func.count(Rating.id))
        .join(Assessment.person)
        .outerjoin(Rating)
        .where(Assessment.cycle_id == open_round)
        .group_by(Person.name, Assessment.status, Assessment.id)
    ).all()
    found = {name: (status, answered) for name, status, answered in forms}

    assert found["Amara Okonkwo"] == (AssessmentStatus.DRAFT, 12)
    assert found["Yuki Tanabe"] == (AssessmentStatus.DRAFT, 25)
    assert found["Lin Wei 林薇"] == (AssessmentStatus.SUBMITTED, 28)
    assert "Mateo Quispe" not in found
    assert all(count == 28 for status, count in found.values() if status == "submitted")
    assert len(found) < 48 + 6


def test_others_answer_about_many_and_people_are_lenient_with_themselves():
    asked = Counter(
        source
        for source, _ in db.session.execute(
            select(Assessment.source, Assessment.person_id).distinct()
        )
    )
    paired = db.session.execute(
        select(Assessment.source, func.avg(Rating.level))
        .join(Assessment.ratings)
        .where(Assessment.source.in_([AssessmentSource.SELF, AssessmentSource.COACH]))
        .group_by(Assessment.source)
    ).all()
    mean = {source: float(level) for source, level in paired}

    assert 24 <= asked[AssessmentSource.COACH] <= 42
    assert 15 <= asked[AssessmentSource.PEER] <= 36
    assert 5 <= asked[AssessmentSource.SPONSOR] <= 24
    assert mean[AssessmentSource.SELF] > mean[AssessmentSource.COACH]


def test_nothing_was_answered_sent_or_decided_after_today():
    moments = [
        db.session.scalar(select(func.max(column)))
        for column in (
            Rating.rated_at, Assessment.submitted_at, PlanSubmission.submitted_at, AuditLine.at,
            DevelopmentPlan.changed_at, PlanSubmission.coach_decided_at,
        )
    ]  # fmt: skip
    days = [
        db.session.scalar(select(func.max(column)))
        for column in (
            AgreedLevel.agreed_on, Rating.example_on, PlanItem.completed_on, Lesson.learned_on,
            CertificateHeld.issued_on,
        )
    ]  # fmt: skip

    assert max(moment.date() for moment in moments) < TODAY
    assert max(days) < TODAY


def test_plans_stand_in_every_state_and_five_wait_for_hr():
    statuses = Counter(db.session.scalars(select(DevelopmentPlan.status)))
    waiting = plans.list_waiting_for_hr()

    assert set(statuses) == set(PlanStatus)
    assert len(waiting) == 5
    assert "Amara Okonkwo" in {row.person.name for row in waiting}
    assert len({row.sent_at.date() for row in waiting}) == 5


def test_lin_wei_and_leila_wait_for_helle():
    helle = db.session.scalar(select(Person).where(Person.name == "Helle Sørensen"))

    waiting = plans.list_waiting_for_coach(helle)

    assert {row.person.name for row in waiting} == {"Leila Haddad", "Lin Wei 林薇"}


def test_a_sent_plan_holds_its_items_and_gaps_as_they_were():
    submissions = db.session.scalars(select(PlanSubmission)).all()

    assert [each.plan.person.name for each in submissions if not each.items] == []
    assert [each.plan.person.name for each in submissions if not each.gaps] == []
    amara = [each for each in submissions if each.plan.person.name == "Amara Okonkwo"]
    titles = [{item["title"] for item in each.items} for each in amara]
    assert "External risk course, five days" in titles[0] - titles[1]
    assert "Claims review on Harbour Line" in titles[1] - titles[0]
    assert amara[1].gaps[0].competency.code == "risk"


def test_a_returned_plan_says_why():
    returned = db.session.scalars(
        select(DevelopmentPlan).where(DevelopmentPlan.status == PlanStatus.RETURNED)
    ).all()

    for plan in returned:
        last = plan.submissions[-1]
        assert last.review.reason if last.review else last.coach_comment


def test_items_that_are_done_have_a_day_and_evidence():
    done = db.session.scalars(select(PlanItem).where(PlanItem.status == PlanItemStatus.DONE)).all()

    assert len(done) > 20
    assert all(item.completed_on and item.evidence for item in done)


def test_certificates_end_soon_for_some_and_have_ended_for_a_few():
    soon = CertificateHeld.expires_on.between(TODAY, TODAY + timedelta(days=90))

    assert count(CertificateHeld, soon) == 5
    assert count(CertificateHeld, CertificateHeld.expires_on < TODAY) == 3
    assert count(CertificateHeld, CertificateHeld.certification_id.is_(None)) == 2


def test_there_are_lessons_mentors_and_declined_suggestions():
    assert count(Lesson) >= 80
    assert count(MentorOffer) >= 14
    assert count(DeclinedSuggestion) >= 3


def test_mentorships_run_are_over_and_wait_within_the_places_offered():
    states = db.session.execute(
        select(Mentorship.status, func.count()).group_by(Mentorship.status)
    ).all()
    found = {status.value: number for status, number in states}
    taken = dict(
        db.session.execute(
            select(Mentorship.mentor_id, func.count())
            .where(Mentorship.status.in_(["running", "asked", "proposed"]))
            .group_by(Mentorship.mentor_id)
        ).all()
    )
    places = dict(db.session.execute(select(MentorOffer.person_id, MentorOffer.places)).all())

    assert found.pop("running") >= 2
    assert found == {"waiting": 1, "asked": 2, "proposed": 1, "completed": 1}
    assert count(MentorshipRating) == 3
    assert all(number <= places[mentor] for mentor, number in taken.items())
    # What runs has begun, in plans and between the two on the same day.
    begun = select(Mentorship.starts_on, PlanItem.starts_on).join(Mentorship.plan_item)
    days = db.session.execute(begun.where(Mentorship.status == "running")).all()
    assert [each for each in days if not each[0] == each[1] <= TODAY] == []


def test_audit_lines_name_neither_peers_nor_sponsors():
    lines = db.session.scalars(
        select(AuditLine.subject).where(AuditLine.action == "submit_assessment")
    )
    noted = {int(subject.removeprefix("assessment ")) for subject in lines}
    secret = set(
        db.session.scalars(
            select(Assessment.id).where(
                Assessment.source.in_([AssessmentSource.PEER, AssessmentSource.SPONSOR])
            )
        )
    )

    assert secret
    assert not noted & secret


def test_talks_are_held_and_planned_by_the_coach_of_the_time():
    helle = db.session.scalar(select(Person).where(Person.name == "Helle Sørensen"))
    rows = coached_people.rows_of(
        helle, [each.id for each in people.list_coached(helle)], today=TODAY
    )
    talks = {row.person.name: row.talks for row in rows}
    written = db.session.scalar(select(func.max(Talk.written_at)))

    assert count(Talk, Talk.takes_place_on < TODAY, Talk.notes != "") > 30
    assert count(Talk, Talk.takes_place_on > TODAY) > 10
    assert written.date() < TODAY
    assert talks["Amara Okonkwo"].last_on == TODAY - timedelta(days=10)
    assert talks["Amara Okonkwo"].next_on > TODAY
    assert {row.step for row in rows} >= {
        CoachStep.READ_PLAN, CoachStep.READ_HAND_OVER, CoachStep.WRITE_NOTES,
        CoachStep.LOOK_AT_ASSESSMENT,
    }  # fmt: skip


def test_somebody_was_handed_over_and_the_trail_has_it():
    [found] = db.session.scalars(select(HandOver))
    [line] = db.session.scalars(select(AuditLine).where(AuditLine.action == "hand_over"))

    assert found.person.coach is found.to_coach
    assert found.statement
    assert line.new["coach_id"] == found.to_coach_id
    assert line.old["coach_id"] == found.from_coach_id


def test_activities_show_to_work_or_leave_it_open_and_of_most_nothing_is_known():
    known = effects_of(TODAY).known

    shown = {key for key, effect in known.items() if effect.is_shown}
    open_ended = {key for key, effect in known.items() if effect.has_evidence} - shown
    assert ("risk_facilitation", "risk") in shown
    assert ("decisions_and_gates", "governance") in open_ended
    assert len({activity for activity, _ in shown | open_ended}) < 5


def test_each_kind_of_early_sign_is_there_for_the_coach_and_one_for_the_project_manager():
    helle, amara = (
        db.session.scalars(select(Person).where(Person.name == name)).one()
        for name in ("Helle Sørensen", "Amara Okonkwo")
    )
    found = early_signs.signs_of(
        [each.id for each in people.list_coached(helle)], helle, today=TODAY
    )

    kinds = Counter(sign.kind for signs in found.values() for sign in signs)
    assert set(kinds) == set(SignKind)
    assert early_signs.signs_of_person(amara, amara, today=TODAY)
    # A sign is for the few that it is about.
    assert kinds[SignKind.DECLINE] <= 2


def test_people_work_at_several_sites_and_small_groups_of_them_are_withheld():
    tables = fairness.tables_of(Period(BudgetYear(TODAY.year, 1), TODAY))

    by = {table.dimension: table for table in tables}
    sites = by[fairness.Dimension.SITE]
    assert {"Oosterhaven", "Port Mirren", "Rushmere"} <= {each.name for each in sites.groups}
    assert sites.withheld_groups >= 2
    assert {each.key for each in by[fairness.Dimension.WORKING_TIME].groups} == {"full", "part"}


def test_it_is_refused_where_somebody_is_already():
    with pytest.raises(DemoError, match="empty"):
        load()


@pytest.mark.parametrize(
    "state",
    ["draft", "submitted", "endorsed", "handed_back", "returned", "approved", "completed"],
)
def test_a_way_goes_forward_in_time(state: str):
    for seed in range(20):
        way = way_to(state, 5, np.random.default_rng(seed))
        days = [way.created]
        for sending in way.sendings:
            days.append(sending.sent)
            days += [sending.coach_on] if sending.coach else []
            days += [sending.hr_on] if sending.hr else []
        days += [] if way.completed is None else [way.completed]

        assert days == sorted(days, reverse=True)
        assert min(days) >= 1


def contents() -> dict[str, list[tuple]]:
    """Return every row of every table, without what is random on purpose."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [each for each in table.columns if each.name not in SECRETS.get(table.name, ())]
        rows = db.session.execute(select(*columns).order_by(*table.primary_key.columns)).all()
        found[table.name] = [tuple(row) for row in rows]
    return found


def test_the_same_seed_and_day_make_the_same_demo(installation: Installation):
    first = contents()
    db.session.remove()

    app = installation.begin("bare")
    with app.app_context():
        load()
        second = contents()
        db.session.remove()

    for table, rows in first.items():
        assert second[table] == rows, table
