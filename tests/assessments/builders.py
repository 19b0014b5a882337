"""What tests put into the database: answers, plans, projects, mentors, and crowds of people."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import event, select

from assessments.database import LocalText, db, now
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity, ActivityGain, CertificateHeld
from assessments.models.development import DevelopmentPlan, PlanItem, PlanSubmission
from assessments.models.framework import Competency, Role
from assessments.models.mentoring import MentorOffer, Mentorship, MentorshipMeeting
from assessments.models.people import AccessRole, Account, Person
from assessments.models.project import Project, ProjectRole
from assessments.permissions import Access
from assessments.queries import catalogue, plans
from assessments.services import holding, mapping, planning, reviewing
from assessments.services.holding import CertificateDraft, Upload
from assessments.services.planning import ItemDraft
from capability.lifecycle import (
    AssessmentStatus,
    CoachDecision,
    MentorshipStatus,
    PlanStatus,
    ReviewDecision,
)
from capability.vocabulary import (
    ActivityKind,
    AssessmentSource,
    Confidence,
    Learning,
    ProjectPart,
    ProjectStatus,
)
from tests.world import Inhabitant

TODAY = date(2026, 6, 15)
"""The day of tests in which the calendar matters; what is on it is written beside it."""

_numbers = count(1)


def person_of(inhabitant: Inhabitant) -> Person:
    return db.session.get_one(Person, inhabitant.id)


def competency(code: str) -> Competency:
    return db.session.scalars(select(Competency).where(Competency.code == code)).one()


def role(code: str) -> Role:
    return db.session.scalars(select(Role).where(Role.code == code)).one()


def all_codes() -> list[str]:
    return list(db.session.scalars(select(Competency.code).order_by(Competency.position)))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def answer(
    person: Person,
    levels: Mapping[str, int | None],
    *,
    rater: Person | None = None,
    source: AssessmentSource = AssessmentSource.SELF,
    on: date | None = TODAY,
    examples: tuple[str, ...] = (),
) -> Assessment:
    """Add a form with its answers, sent on a day; ``None`` as the day leaves it open."""
    day = on or now().date()
    form = Assessment(
        cycle=AssessmentCycle(name=LocalText(en=f"{day:%B %Y}"), opens_on=day, closes_on=day),
        person=person,
        rater=rater or person,
        source=source,
        status=AssessmentStatus.SUBMITTED if on else AssessmentStatus.DRAFT,
        started_at=noon(day),
        submitted_at=noon(day) if on else None,
        ratings=[
            Rating(
                competency=competency(code),
                level=level,
                is_applicable=level is not None,
                confidence=Confidence.SURE,
                example="Kept the register of the ferry terminal." if code in examples else "",
                example_on=day if code in examples else None,
                rated_at=noon(day),
            )
            for code, level in levels.items()
        ],
    )
    db.session.add(form)
    db.session.commit()
    return form


def bystander(name: str = "Somebody Else", **facts: object) -> Person:
    """Add a person without an account."""
    person = Person(name=name, called=name.split()[0], **{"languages": ["en"], **facts})
    db.session.add(person)
    db.session.commit()
    return person


def item_draft(title: str = "Risk workshop", **changes: object) -> ItemDraft:
    facts: dict[str, object] = {
        "kind": ActivityKind.WORKSHOP,
        "starts_on": date(2027, 2, 1),
        "due_on": date(2027, 2, 2),
        "cost": 400.0,
        "hours": 8.0,
    }
    return ItemDraft(title=title, **{**facts, **changes})


def plan_for(person: Person, *titles: str) -> DevelopmentPlan:
    """Begin a plan with one item of each title."""
    plan = planning.open_plan(person)
    for title in titles or ("Risk workshop",):
        planning.add_item(plan, item_draft(title), by=person)
    return plans.get_plan(plan.id)


def send(plan: DevelopmentPlan, *, today: date | None = None) -> None:
    """Send a plan with the gaps of the day."""
    person = plan.person
    person_map = mapping.map_of(person, person.role, today=today or now().date())
    reviewing.submit(plan, mapping.gaps_in_order(person_map), by=person)


def plan_in(status: PlanStatus, person: Person, *, coach: Person, hr: Person) -> DevelopmentPlan:
    """Bring a plan with one item into a state, by the steps that lead there."""
    plan = plan_for(person)
    if status is PlanStatus.DRAFT:
        return plan
    send(plan)
    if status is PlanStatus.SUBMITTED:
        return plan
    if status is PlanStatus.RETURNED:
        hand_back = CoachDecision.HAND_BACK
        reviewing.decide_as_coach(plan, hand_back, "Which project?", seen=1, by=coach)
        return plan
    reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=1, by=coach)
    if status is PlanStatus.ENDORSED:
        return plan
    reviewing.review(plan, ReviewDecision.APPROVE, "", seen=1, by=hr)
    if status is PlanStatus.COMPLETED:
        plan.status = PlanStatus.COMPLETED
        db.session.commit()
    return plan


def standing_item(plan: DevelopmentPlan) -> PlanItem:
    return next(item for item in plan.items if item.removed_at is None)


def lead(
    person: Person,
    *,
    started_on: date | None,
    ended_on: date | None = None,
    status: ProjectStatus = ProjectStatus.CLOSED,
    part: ProjectPart = ProjectPart.PROJECT_LEAD,
    is_confirmed: bool = True,
    **facts: object,
) -> ProjectRole:
    """Add a project and somebody's part in it, as long as the project itself."""
    number = next(_numbers)
    found = ProjectRole(
        project=Project(
            code=f"project-{number}",
            **{"name": f"Project {number}", **facts},
            status=status,
            started_on=started_on,
            ended_on=ended_on,
        ),
        person=person,
        part=part,
        is_confirmed=is_confirmed,
    )
    db.session.add(found)
    db.session.commit()
    return found


def hold(
    person: Person, code: str | None = None, *, upload: Upload | None = None, **facts: object
) -> CertificateHeld:
    """Add a certificate that somebody holds: of the catalogue by its code, else another one."""
    known = catalogue.find_certification(code) if code else None
    draft = CertificateDraft(certification=known, **{"name": "Harbour pilot", **facts})
    return holding.add_certificate(person, draft, by=person, upload=upload)


def offer(
    person: Person, *codes: str, places: int = 1, on: datetime | None = None, **facts: object
) -> MentorOffer:
    """Let somebody offer to mentor, in everything unless codes are given."""
    at = on or now()
    found = MentorOffer(
        person_id=person.id,
        **{"monthly_hours": 2.0, "languages": ["en"], **facts},
        places=places,
        offered_at=at,
        changed_at=at,
        competencies=[competency(code) for code in codes or all_codes()],
    )
    db.session.add(found)
    db.session.commit()
    return found


def guide(
    name: str = "Grace Obi",
    level: int = 5,
    *,
    codes: Sequence[str] = ("risk", "scope"),
    on: date = TODAY,
    person: Person | None = None,
    **facts: object,
) -> Person:
    """Add somebody whom a coach and three colleagues rate, highly unless said otherwise."""
    found = person or bystander(name, **{"role": role("programme_manager"), **facts})
    levels = dict.fromkeys(codes, level)
    answer(found, levels, on=on)
    coach = bystander(f"Coach of {name}")
    answer(found, levels, rater=coach, source=AssessmentSource.COACH, on=on)
    for number in range(3):
        peer = bystander(f"Peer {number} of {name}")
        answer(found, levels, rater=peer, source=AssessmentSource.PEER, on=on)
    return found


def mentorship(
    mentee: Person,
    mentor: Person,
    status: MentorshipStatus = MentorshipStatus.RUNNING,
    *,
    proposed_by: Person | None = None,
) -> Mentorship:
    """Add what two people have, with a meeting."""
    day = now().date()
    found = Mentorship(
        mentee_id=mentee.id,
        mentor_id=mentor.id,
        status=status,
        asked_at=now(),
        changed_at=now(),
        starts_on=day,
        ends_on=day + timedelta(days=180),
        proposed_by_id=proposed_by.id if proposed_by else None,
        meetings=[
            MentorshipMeeting(
                takes_place_on=day, notes="Said.", written_by_id=mentor.id, written_at=now()
            )
        ],
    )
    db.session.add(found)
    db.session.commit()
    return found


def clear_catalogue() -> None:
    """Take every activity off the offer, so that only those of the test count."""
    for activity in db.session.scalars(select(Activity)):
        activity.is_offered = False
    db.session.commit()


def activity(
    code: str,
    gains: Mapping[str, float],
    *,
    cost: float | None = 100.0,
    hours: float = 10.0,
    up_to: float = 5.0,
    **facts: object,
) -> Activity:
    """Add an activity of one's own to the catalogue."""
    added = Activity(
        code=code,
        **{"kind": ActivityKind.COURSE, "learning": Learning.FORMAL, "languages": ["en"], **facts},
        name=LocalText(en=code.replace("_", " ").capitalize()),
        description=LocalText(en="What one does in it."),
        provider=LocalText(en="PMO academy"),
        cost=cost,
        hours=hours,
        duration_days=2,
        gains=[
            ActivityGain(competency=competency(each), gain=gain, up_to=up_to)
            for each, gain in gains.items()
        ],
    )
    db.session.add(added)
    db.session.commit()
    return added


def crowd(size: int, *, coach: Person, department_id: int | None) -> list[Person]:
    """Add people with accounts, each with answers, in one department and with one coach."""
    access = db.session.scalars(
        select(AccessRole).where(AccessRole.name == Access.PROJECT_MANAGER)
    ).one()
    job = role("project_manager")
    people = []
    for _ in range(size):
        number = next(_numbers)
        email = f"crowd-{number}@example.org"
        people.append(
            Person(
                number=f"crowd-{number}",
                name=f"Person {number}",
                called=f"P{number}",
                email=email,
                coach_id=coach.id,
                department_id=department_id,
                role=job,
                languages=["en"],
                account=Account(
                    email=email, password="", fs_uniquifier=f"crowd-{number}", roles=[access]
                ),
            )
        )
    db.session.add_all(people)
    db.session.commit()
    for person in people:
        answer(person, {"risk": 2, "scope": 3, "leadership": 1}, on=now().date())
    return people


def send_plans(people: Sequence[Person], status: PlanStatus) -> None:
    """Give everybody a plan of one item, which was sent once and has come to a state."""
    db.session.add_all(
        DevelopmentPlan(
            person=person,
            role=person.role,
            aim="Lead the bridge",
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=365),
            status=status,
            created_at=now(),
            changed_at=now(),
            first_submitted_at=now(),
            items=[PlanItem(**asdict(item_draft()))],
            submissions=[PlanSubmission(number=1, submitted_at=now(), items=[])],
        )
        for person in people
    )
    db.session.commit()


def audit_lines(action: str | None = None) -> list[AuditLine]:
    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    return [line for line in lines if action in {None, line.action}]


def contents(*, leave_out: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return every row of the database as text, to see whether anything was written."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for table in db.metadata.sorted_tables
            if table.name not in leave_out
        }


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """Do something in the database between two requests."""
    with app.test_request_context():
        yield
        db.session.remove()


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect the statements that are sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def days(number: int) -> timedelta:
    return timedelta(days=number)
