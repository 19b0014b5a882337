"""Projects and certificates of a crowd."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from sqlalchemy import select

from assessments.database import db
from assessments.models.catalogue import CertificateHeld, Certification
from assessments.models.project import Project, ProjectRole
from assessments.services.demonstrating.crowd.tables import Ledger, Row
from assessments.services.demonstrating.setting import Setting
from capability.vocabulary import DeliveryMethod, ProjectPart, ProjectStatus

PEOPLE_A_PROJECT = 3
HOLDS_ONE, IS_CONFIRMED, IS_OPEN = 0.5, 0.7, 0.4
METHODS = tuple(DeliveryMethod)


@dataclass(frozen=True, slots=True)
class Recording:
    """Adds what people have led and hold."""

    setting: Setting
    ledger: Ledger
    certifications: list[tuple[int, str, int | None]]
    words: tuple[list[str], list[str]]
    dice: np.random.Generator

    @classmethod
    def prepare(cls, setting: Setting, ledger: Ledger) -> "Recording":
        """Read what records are made with."""
        known = db.session.execute(
            select(Certification.id, Certification.name, Certification.renewal_years).order_by(
                Certification.code
            )
        )
        contents = setting.read("crowd")
        words = (
            [each["en"] for each in contents["region"]],
            [each["en"] for each in contents["field"]],
        )
        certifications = [(key, name, years) for key, name, years in known]
        return cls(setting, ledger, certifications, words, setting.dice("crowd records"))

    def record(self, people: list[Row]) -> None:
        """Add projects, parts in them, and certificates of some people."""
        teams = [
            people[start : start + PEOPLE_A_PROJECT]
            for start in range(0, len(people), PEOPLE_A_PROJECT)
        ]
        keys = self.ledger.keys(Project, len(teams))
        projects = [self._project(key) for key in keys]
        self.ledger.write(Project, projects)
        self.ledger.write(
            ProjectRole,
            [
                self._part(project, person, place)
                for project, team in zip(projects, teams, strict=True)
                for place, person in enumerate(team)
            ],
        )
        self.ledger.write(
            CertificateHeld,
            [self._certificate(each) for each in people if self.dice.random() < HOLDS_ONE],
        )

    def _project(self, key: int) -> Row:
        regions, fields = self.words
        begun = self.setting.day(-int(self.dice.integers(60, 1500)))
        is_open = self.dice.random() < IS_OPEN
        ended = begun + timedelta(days=int(self.dice.integers(120, 700)))
        region, field = (_one(regions, self.dice), _one(fields, self.dice))
        return {
            "id": key,
            "code": f"NW-P{key:06}",
            "name": f"{region} {field.lower()} {key}",
            "status": ProjectStatus.ACTIVE if is_open else ProjectStatus.CLOSED,
            "sectors": [],
            "method": METHODS[int(self.dice.integers(len(METHODS)))],
            "complexity": int(self.dice.integers(1, 6)),
            "started_on": begun,
            "ended_on": None if is_open else min(ended, self.setting.day(-1)),
            "planned_cost": float(self.dice.integers(50, 9000)) * 1000,
        }

    def _part(self, project: Row, person: Row, place: int) -> Row:
        leads = ProjectPart.PROJECT_LEAD if place == 0 else ProjectPart.DEPUTY_LEAD
        return {
            "project_id": project["id"],
            "person_id": person["id"],
            "part": leads if place < 2 else ProjectPart.TEAM_MEMBER,
            "share": 1.0,
            "is_confirmed": bool(self.dice.random() < IS_CONFIRMED),
        }

    def _certificate(self, person: Row) -> Row:
        key, name, years = self.certifications[int(self.dice.integers(len(self.certifications)))]
        issued_on = self.setting.day(-int(self.dice.integers(60, 1400)))
        return {
            "person_id": person["id"],
            "certification_id": key,
            "name": name,
            "number": str(self.dice.integers(1_000_000, 9_999_999)),
            "issued_on": issued_on,
            "expires_on": issued_on + timedelta(days=365 * years) if years else None,
            "is_removed": False,
        }


def _one(choices: list[str], dice: np.random.Generator) -> str:
    return choices[int(dice.integers(len(choices)))]
