"""A small organisation to test with: one person for each part in the loop, and their doubles."""

from dataclasses import dataclass, fields
from time import time

from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.permissions import Access
from assessments.services.inviting import open_account

PASSWORD = "seven small boats"


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody of the world, as tests need to know them outside any session."""

    id: int
    name: str
    email: str
    uniquifier: str


@dataclass(frozen=True, slots=True)
class World:
    """Who is who. The department of delivery has a project manager, a coach and a head."""

    pm: Inhabitant
    coach: Inhabitant
    head: Inhabitant
    hr: Inhabitant
    administrator: Inhabitant
    other_pm: Inhabitant
    other_coach: Inhabitant
    coaching_pm: Inhabitant
    """A project manager in delivery who coaches as well, and is coached by ``coach``."""
    reviewing_pm: Inhabitant
    """A project manager in systems who reviews for HR as well, coached by ``other_coach``."""
    headless: Inhabitant
    """A head of department who belongs to none."""
    former_hr: Inhabitant
    """An HR reviewer whose account is deactivated."""

    def __iter__(self):
        return (getattr(self, field.name) for field in fields(self))


def add_world() -> None:
    """Add the people, in one transaction."""
    roles = {role.code: role for role in db.session.scalars(select(Role))}
    delivery = Department(code="delivery", name=LocalText(en="Delivery", zh="交付部"))
    systems = Department(code="systems", name=LocalText(en="Systems", zh="系统部"))

    def add(part, name, *accesses, department=None, coach=None, role=None):
        person = Person(
            number=part,
            name=name,
            called=name.split()[0],
            email=f"{part.replace('_', '-')}@example.org",
            department=department,
            coach=coach,
            role=roles[role] if role else None,
            aims_for=roles[role].next_role if role else None,
            languages=["en"],
        )
        db.session.add(person)
        db.session.flush()
        open_account(person, accesses, by=None, password=PASSWORD)
        return person

    pm_access = Access.PROJECT_MANAGER
    coach = add("coach", "Mara Haddad", Access.PMO_COACH, department=delivery)
    other_coach = add("other_coach", "Tomas Vidal", Access.PMO_COACH, department=systems)
    add("pm", "Lin Yue", pm_access, department=delivery, coach=coach, role="project_manager")
    add("head", "Ruth Okeke", Access.DEPARTMENT_HEAD, department=delivery)
    add("hr", "Jonas Berg", Access.HR_REVIEWER)
    add("administrator", "Ines Prado", Access.ADMINISTRATOR)
    add(
        "other_pm",
        "Sefa Tuala",
        pm_access,
        department=systems,
        coach=other_coach,
        role="associate_project_manager",
    )
    add(
        "coaching_pm",
        "Nadia Karim",
        pm_access,
        Access.PMO_COACH,
        department=delivery,
        coach=coach,
        role="senior_project_manager",
    )
    add(
        "reviewing_pm",
        "Piet Visser",
        pm_access,
        Access.HR_REVIEWER,
        department=systems,
        coach=other_coach,
        role="project_manager",
    )
    add("headless", "Aiko Mori", Access.DEPARTMENT_HEAD)
    former = add("former_hr", "Lena Fuchs", Access.HR_REVIEWER)
    former.account.active = False
    db.session.commit()


def read_world() -> World:
    """Return who is in the database."""
    people = db.session.scalars(select(Person).where(Person.account.has())).unique()
    known = {
        person.number: Inhabitant(
            person.id, person.name, person.email, person.account.fs_uniquifier
        )
        for person in people
    }
    return World(**{field.name: known[field.name] for field in fields(World)})


def sign_in(client: FlaskClient, person: Inhabitant) -> None:
    """Sign in without the form, which has tests of its own."""
    with client.session_transaction() as session:
        session.update(_user_id=person.uniquifier, _fresh=True, fs_paa=time(), fs_cc="set")
