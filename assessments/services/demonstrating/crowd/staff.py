"""The people of a crowd: departments with their heads, coaches, HR, and those they look after."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.people import AccessRole, Account, Department, Person, account_access
from assessments.permissions import Access
from assessments.services.demonstrating.crowd.tables import Ledger, Row
from assessments.services.demonstrating.people import FULL_TIME
from assessments.services.demonstrating.setting import LADDER, Setting, at
from capability.vocabulary import Degree

# One coach, head, reviewer or administrator to so many people.
COACHED, HEADED, REVIEWED, ADMINISTERED = 45, 240, 1500, 10_000
RUNGS = (0.2, 0.25, 0.3, 0.15, 0.06, 0.03, 0.01)
DEGREES = (Degree.SECONDARY, Degree.BACHELOR, Degree.ACCREDITED, None)
DEGREE_CHANCES = (0.15, 0.6, 0.15, 0.1)
AIMS, MENTORS, HOURS_KNOWN, GONE, PART_TIME = 0.35, 0.2, 0.8, 0.01, 0.15
PERCENTS = (50, 60, 80, 90)
MENTORS_FROM = 3
OPENED_DAYS_AGO = 200


@dataclass(frozen=True, slots=True)
class Staff:
    """Who looks after a crowd, and how many there are to look after."""

    departments: Sequence[int]
    coaches: Sequence[int]
    reviewers: Sequence[int]
    project_managers: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names of people, drawn; what makes an address or a number unique is counted."""

    contents: dict[str, Any]
    domain: str
    dice: np.random.Generator

    def person(self, key: int) -> Row:
        """Return name, address and number of one person."""
        if self.dice.random() < self.contents["share_chinese"]:
            name = _one(self.contents["chinese"], self.dice)
            given, called = name.rpartition(" ")[0], name.rpartition(" ")[2]
        else:
            called = _one(self.contents["given"], self.dice)
            given = name = f"{called} {_one(self.contents['family'], self.dice)}"
        local = ".".join([*given.lower().split(), str(key)])
        return {
            "id": key,
            "number": f"NW-{100_000 + key}",
            "name": name,
            "called": called,
            "email": f"{local}@{self.domain}",
        }

    def departments(self, count: int) -> list[LocalText]:
        """Return the names of so many departments."""
        pairs = [
            (field, region)
            for region in self.contents["region"]
            for field in self.contents["field"]
        ]
        names = []
        for number in range(count):
            field, region = pairs[number % len(pairs)]
            turn = f" {number // len(pairs) + 1}" if number >= len(pairs) else ""
            names.append(
                LocalText(
                    en=f"{field['en']} {region['en']}{turn}",
                    zh=f"{region['zh']}{field['zh']}{turn}",
                )
            )
        return names


@dataclass(frozen=True, slots=True)
class Hiring:
    """Adds people with their accounts."""

    setting: Setting
    ledger: Ledger
    names: Names
    password: str
    accesses: dict[str, int]
    dice: np.random.Generator
    places: np.random.Generator

    @classmethod
    def prepare(cls, setting: Setting, ledger: Ledger, password: str) -> "Hiring":
        """Read what everybody of the crowd is made with. ``password`` is a hash."""
        domain = setting.read("organisation")["email_domain"]
        names = Names(setting.read("crowd"), domain, setting.dice("crowd names"))
        accesses = {role.name: role.id for role in db.session.scalars(select(AccessRole))}
        dice, places = setting.dice("crowd staff"), setting.dice("crowd places")
        return cls(setting, ledger, names, password, accesses, dice, places)

    def hire_staff(self, size: int) -> Staff:
        """Add the departments and those who look after a crowd of so many."""
        departments = self._add_departments(max(size // HEADED, 2))
        spread = [departments[place % len(departments)] for place in range(size)]
        heads = self._add([{"department_id": each} for each in departments], Access.DEPARTMENT_HEAD)
        coach_role = self.setting.roles["pmo_coach"].id
        coaches = self._add(
            [
                {"department_id": each, "role_id": coach_role}
                for each in spread[: max(size // COACHED, 1)]
            ],
            Access.PMO_COACH,
        )
        reviewers = self._add([{}] * max(size // REVIEWED, 1), Access.HR_REVIEWER)
        others = self._add([{}] * (size // ADMINISTERED), Access.ADMINISTRATOR)
        left = size - len(heads) - len(coaches) - len(reviewers) - len(others)
        return Staff(departments, coaches, reviewers, max(left, 0))

    def hire_project_managers(self, staff: Staff, count: int) -> list[Row]:
        """Add so many project managers, each with a coach of the own department if there is one."""
        rungs = self.dice.choice(len(LADDER), count, p=RUNGS)
        coaches = self.dice.integers(len(staff.coaches), size=count)
        people = [
            self._manager(staff, int(rung), int(coach))
            for rung, coach in zip(rungs, coaches, strict=True)
        ]
        self._add(people, Access.PROJECT_MANAGER)
        return people

    def _manager(self, staff: Staff, rung: int, coach: int) -> Row:
        role = self.setting.roles[LADDER[rung]]
        dice = self.dice
        return {
            # Coaches were spread over the departments in turn.
            "department_id": staff.departments[coach % len(staff.departments)],
            "coach_id": staff.coaches[coach],
            "role_id": role.id,
            "aims_for_id": role.next_role_id if dice.random() < AIMS else None,
            "degree": DEGREES[int(dice.choice(len(DEGREES), p=DEGREE_CHANCES))],
            "education_hours": int(dice.integers(5, 160)) if dice.random() < HOURS_KNOWN else None,
            "mentor_places": int(dice.integers(1, 4)) if self._mentors(rung) else 0,
            "left_on": self._left(),
            **self._place(),
        }

    def _place(self) -> Row:
        """Return where somebody works and for how much of full time; dice of its own."""
        is_part_time = self.places.random() < PART_TIME
        percent = int(self.places.choice(PERCENTS)) if is_part_time else FULL_TIME
        return {"site": _one(self.names.contents["sites"], self.places), "working_percent": percent}

    def _mentors(self, rung: int) -> bool:
        return rung >= MENTORS_FROM and bool(self.dice.random() < MENTORS)

    def _left(self) -> date | None:
        if self.dice.random() >= GONE:
            return None
        return self.setting.day(-int(self.dice.integers(5, 300)))

    def _add(self, people: list[Row], access: Access) -> list[int]:
        empty = dict.fromkeys(
            ("department_id", "coach_id", "role_id", "aims_for_id", "degree", "education_hours",
             "left_on", "site", "working_percent")
        )  # fmt: skip
        keys = self.ledger.keys(Person, len(people))
        people[:] = [
            {**empty, "mentor_places": 0, "languages": ["en"], **facts, **self.names.person(key)}
            for key, facts in zip(keys, people, strict=True)
        ]
        self.ledger.write(Person, people)
        self._open_accounts(people, access)
        return list(keys)

    def _open_accounts(self, people: list[Row], access: Access) -> None:
        keys = self.ledger.keys(Account, len(people))
        opened_at = at(self.setting.day(-OPENED_DAYS_AGO), 0)
        self.ledger.write(
            Account,
            [
                {
                    "id": key,
                    "person_id": person["id"],
                    "email": person["email"],
                    "password": self.password,
                    "active": person["left_on"] is None,
                    "fs_uniquifier": uuid.UUID(bytes=self.dice.bytes(16), version=4).hex,
                    "is_demo": True,
                    "invited_at": opened_at + timedelta(seconds=key),
                }
                for key, person in zip(keys, people, strict=True)
            ],
        )
        self.ledger.write(
            account_access,
            [{"account_id": key, "access_role_id": self.accesses[access.value]} for key in keys],
        )

    def _add_departments(self, count: int) -> list[int]:
        keys = self.ledger.keys(Department, count)
        self.ledger.write(
            Department,
            [
                {"id": key, "code": f"crowd-{number:04}", "name": name, "is_active": True}
                for number, (key, name) in enumerate(
                    zip(keys, self.names.departments(count), strict=True), start=1
                )
            ],
        )
        return list(keys)


def _one(choices: list[str], dice: np.random.Generator) -> str:
    return choices[int(dice.integers(len(choices)))]
