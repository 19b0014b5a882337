"""The people of the demo, their departments, coaches and roles."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from assessments.database import LocalText, db
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.permissions import Access
from assessments.services.demonstrating.setting import LADDER, Setting
from capability.vocabulary import Degree


class Group(StrEnum):
    """The parts of the list of people."""

    PROJECT_MANAGERS = "project_managers"
    BECOMING = "becoming"
    COACHES = "coaches"
    HEADS = "heads"
    REVIEWERS = "reviewers"
    ADMINISTRATORS = "administrators"


ACCESSES = {
    Group.PROJECT_MANAGERS: Access.PROJECT_MANAGER,
    Group.BECOMING: Access.PROJECT_MANAGER,
    Group.COACHES: Access.PMO_COACH,
    Group.HEADS: Access.DEPARTMENT_HEAD,
    Group.REVIEWERS: Access.HR_REVIEWER,
    Group.ADMINISTRATORS: Access.ADMINISTRATOR,
}
RUNG_YEARS = 3.2
FULL_TIME = 100


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the demo, with what the tables do not hold."""

    person: Person
    group: Group
    accesses: frozenset[Access]
    years: float
    distance: dict[str, float]

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def is_assessed(self) -> bool:
        """Whether the person assesses themselves."""
        return Access.PROJECT_MANAGER in self.accesses

    @property
    def rung(self) -> int:
        """Position on the career ladder today; -1 beside it."""
        role = self.person.role
        return LADDER.index(role.code) if role is not None and role.code in LADDER else -1

    def rung_then(self, years_ago: float) -> int:
        """Return the rung some years ago; -1 before the first."""
        if self.rung < 0 or years_ago >= self.years:
            return -1
        return max(self.rung - int(years_ago / RUNG_YEARS), 0)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by name."""

    members: dict[str, Member]
    first: tuple[str, ...]
    reads_chinese: frozenset[str]

    @property
    def by_id(self) -> dict[int, Member]:
        """Everybody by the id of their row."""
        return {member.person.id: member for member in self}

    def __getitem__(self, name: str) -> Member:
        return self.members[name]

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members.values())

    def of(self, *groups: Group) -> list[Member]:
        """Return everybody of some groups, in the order of the list."""
        return [member for member in self if member.group in groups]

    def assessed(self) -> list[Member]:
        """Return everybody who assesses themselves."""
        return [member for member in self if member.is_assessed]

    def id_of(self, name: str) -> int:
        """Return the id of somebody."""
        return self.members[name].person.id


def add_people(setting: Setting) -> Cast:
    """Add departments and people."""
    organisation = setting.read("organisation")
    contents = setting.read("people")
    departments = {
        each["code"]: Department(code=each["code"], name=LocalText(each["name"]))
        for each in organisation["department"]
    }
    db.session.add_all(departments.values())
    domain = organisation["email_domain"]
    elsewhere = {name: site for site, names in contents["elsewhere"].items() for name in names}
    listed = [(group, entry) for group in Group for entry in contents[group.value]]
    members: dict[str, Member] = {}
    for number, (group, entry) in enumerate(listed, start=1001):
        person = _person(setting, entry, domain)
        person.number = f"NW-{number}"
        person.department = departments.get(entry.get("department", ""))
        person.site = elsewhere.get(person.name, contents["site"][entry.get("department", "none")])
        person.working_percent = contents["part_time"].get(person.name, FULL_TIME)
        members[person.name] = Member(
            person=person,
            group=group,
            accesses=frozenset({ACCESSES[group], *map(Access, entry.get("also", ()))}),
            years=float(entry.get("years", 0)),
            distance=entry.get("distance", {}),
        )
    # Without autoflush: a coach is a person too, and nobody has an id yet.
    with db.session.no_autoflush:
        db.session.add_all(member.person for member in members.values())
    db.session.flush()
    for _, entry in listed:
        if "coach" in entry:
            members[entry["name"]].person.coach_id = members[entry["coach"]].person.id
    db.session.flush()
    return Cast(members, tuple(contents["first"]), frozenset(contents["reads_chinese"]))


def _person(setting: Setting, entry: dict[str, Any], domain: str) -> Person:
    name = entry["name"]
    role = setting.roles.get(entry.get("role", ""))
    mail = entry.get("mail") or _plain(name)
    return Person(
        name=name,
        called=entry.get("called") or name.split()[0],
        email=f"{mail}@{domain}",
        role=role,
        aims_for=_aim(setting, entry),
        degree=Degree(entry["degree"]) if "degree" in entry else None,
        education_hours=entry.get("hours"),
        languages=list(entry["languages"]),
        mentor_places=entry.get("mentor_places", 0),
    )


def _aim(setting: Setting, entry: dict[str, Any]) -> Role | None:
    if "aims_for" in entry:
        return setting.roles[entry["aims_for"]]
    role = setting.roles.get(entry.get("role", ""))
    if role is None or entry.get("stays") or role.code not in LADDER:
        return None
    return role.next_role


def _plain(name: str) -> str:
    """Return the local part of an address: letters without marks, words joined by points."""
    decomposed = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("ł", "l"))
    return ".".join(decomposed.encode("ascii", "ignore").decode().split())


def usual_levels(setting: Setting, person: Person) -> np.ndarray:
    """Return the usual levels of somebody's role, in the order of the framework."""
    if person.role_id is None:
        # Somebody without a role is new to the work.
        return np.full(len(setting.competencies), 0.8)
    profile = setting.profiles[person.role_id]
    return np.array([profile[each.id].usual for each in setting.competencies])
