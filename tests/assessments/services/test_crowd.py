"""A crowd beside the demo, for load tests: as many as asked, the same for the same seed."""

from collections import Counter
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from assessments import cli, config, starting
from assessments.database import LocalText, db
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.models.catalogue import CertificateHeld
from assessments.models.development import DevelopmentPlan, PlanItem, PlanReview, PlanSubmission
from assessments.models.mentoring import MentorOffer, Mentorship
from assessments.models.people import Account, Department, Person
from assessments.models.project import Project, ProjectRole
from assessments.permissions import Access
from assessments.queries import people
from assessments.services import mapping
from assessments.services.demonstrating import DemoError
from assessments.services.demonstrating.crowd import add_crowd
from assessments.services.demonstrating.crowd.tables import Ledger
from capability.lifecycle import PlanStatus
from tests.assessments.builders import TODAY, bystander, inside
from tests.conftest import Installation
from tests.world import World

SEEDS = config.shipped_folder("seeds")
PEOPLE = 400
TABLES = (
    Account, Assessment, AuditLine, CertificateHeld, Department, DevelopmentPlan, Person, PlanItem,
    PlanReview, PlanSubmission, Project, ProjectRole, Rating,
)  # fmt: skip


def pretend_a_demo() -> None:
    """Make the small world what a crowd joins: a demo with three rounds."""
    for account in db.session.scalars(select(Account)):
        account.is_demo = True
    for days in (400, 200, 20):
        begun = TODAY - timedelta(days=days)
        db.session.add(
            AssessmentCycle(
                name=LocalText(en="Round"), opens_on=begun, closes_on=begun + timedelta(days=25)
            )
        )
    db.session.commit()


def add(count: int = PEOPLE, *, seed: int = 7) -> Counter[str]:
    return add_crowd(SEEDS, people=count, today=TODAY, seed=seed)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def crowd(session, world: World) -> Counter[str]:
    pretend_a_demo()
    return add()


def test_there_are_as_many_people_as_asked_and_all_they_need(crowd: Counter[str]):
    accesses = Counter(
        access
        for person in db.session.scalars(select(Person)).unique()
        for access in person.accesses
    )

    assert count(Person) == PEOPLE
    assert accesses[Access.PMO_COACH] >= PEOPLE // 60
    assert accesses[Access.DEPARTMENT_HEAD] >= 2
    assert accesses[Access.HR_REVIEWER] >= 1
    assert (
        db.session.scalar(
            select(func.count(Person.id)).where(
                Person.number.like("NW-%"), Person.role_id.is_(None)
            )
        )
        < PEOPLE // 20
    )


def test_it_answers_plans_and_holds_certificates(crowd: Counter[str]):
    states = {plan.status for plan in db.session.scalars(select(DevelopmentPlan))}
    levels = set(db.session.scalars(select(Rating.level)))

    assert states == set(PlanStatus)
    assert levels >= {0, 1, 2, 3, 4, 5, None}
    assert all(count(model) > 0 for model in TABLES)
    assert crowd["rating"] == count(Rating)


def test_everything_belongs_together(crowd: Counter[str]):
    for plan in db.session.scalars(select(DevelopmentPlan)):
        assert plan.items
        assert bool(plan.submissions) is (plan.status is not PlanStatus.DRAFT)
        assert plan.ends_on > plan.starts_on
    for form in db.session.scalars(select(Assessment)):
        assert form.rater_id in {form.person_id, form.person.coach_id}
        assert form.submitted_at is None or form.submitted_at.date() <= TODAY


def test_maps_can_be_drawn_of_it(crowd: Counter[str]):
    ids = list(db.session.scalars(select(Person.id).where(Person.number.like("NW-%"))))

    maps = mapping.map_cohort(ids, today=TODAY)

    assert sum(any(place.level is not None for place in each) for each in maps.values()) > 100


def test_the_database_goes_on_counting_behind_it(crowd: Counter[str]):
    last = db.session.scalar(select(func.max(Person.id))) or 0

    assert bystander("Somebody New").id > last


def test_the_same_seed_gives_the_same_people(installation: Installation):
    def rows() -> list[list[tuple[object, ...]]]:
        app = installation.begin("world")
        with inside(app):
            pretend_a_demo()
            add()
            return [
                [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]
                for columns in (
                    (Person.id, Person.name, Person.email, Person.coach_id, Person.role_id),
                    (Rating.id, Rating.level, Rating.assessment_id, Rating.rated_at),
                    (PlanItem.id, PlanItem.title, PlanItem.status, PlanItem.due_on),
                )
            ]

    assert rows() == rows()
    installation.end()


def test_an_organisation_that_is_large_enough_gets_nobody(session, world: World):
    pretend_a_demo()
    before = count(Person)

    assert add(before) == Counter()
    assert count(Person) == before


def test_without_a_demo_there_is_nothing_to_join(session, world: World):
    with pytest.raises(DemoError, match="not loaded"):
        add()


def test_nobody_of_the_crowd_is_offered_on_the_sign_in_page(crowd: Counter[str]):
    offered = people.list_demo_people()

    assert len(offered) == people.DEMO_PEOPLE
    assert [each.number for each in offered[:1]] == ["coach"]


def test_progress_is_told(session, world: World):
    pretend_a_demo()
    told: list[tuple[int, int]] = []

    add_crowd(SEEDS, people=60, today=TODAY, progress=lambda *each: told.append(each))

    assert told
    assert told[-1][0] == told[-1][1]


def test_some_offer_what_they_are_strong_in_and_mentor_within_their_places(session, world: World):
    pretend_a_demo()
    add(60)

    offers = {each.person_id: each for each in db.session.scalars(select(MentorOffer))}
    running = list(db.session.scalars(select(Mentorship)))
    assert offers
    assert all(each.competencies and each.is_open(TODAY) for each in offers.values())
    assert running
    for pair in running:
        assert {goal.competency_id for goal in pair.goals} <= {
            each.id for each in offers[pair.mentor_id].competencies
        }
    taken = Counter(pair.mentor_id for pair in running)
    assert all(number <= offers[mentor].places for mentor, number in taken.items())


def test_the_command_says_how_many_rows_it_added(session, world: World, capsys):
    pretend_a_demo()

    starting.load_crowd(7, 100)

    assert "to make it 100 people" in capsys.readouterr().out
    assert count(Person) == 100


def test_more_people_than_can_be_made_are_refused():
    answer = CliRunner().invoke(cli.main, ["demo", "--people", "100001"])

    assert answer.exit_code == 2
    assert "100000" in answer.output


def test_a_model_without_a_table_is_refused():
    class Abstract:
        __table__ = None

    with pytest.raises(TypeError, match="no table"):
        Ledger().write(Abstract, [{}])
