"""What is measured: the demo with a crowd, in a database of its own, and who is signed in."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from assessments.app import create_app
from assessments.database import db
from assessments.models.assessment import Rating
from assessments.models.development import DevelopmentPlan
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.services import assessing
from capability.lifecycle import PlanStatus
from tests.databases import KINDS

PEOPLE = 1100
COMMAND = Path(sys.executable).with_name("capability-map")
NAMES = {"pm": "Amara Okonkwo", "coach": "Helle Sørensen", "hr": "Tomás Rivera"}


@dataclass(frozen=True, slots=True)
class Ground:
    """An installation with its database."""

    app: Flask
    environment: dict[str, str]

    @property
    def kind(self) -> str:
        url = self.app.config["SQLALCHEMY_DATABASE_URI"]
        return "sqlite" if url.startswith("sqlite") else "postgresql"

    def uniquifier(self, part: str) -> str:
        """Return with what somebody's session names the account."""
        with self.app.app_context():
            person = db.session.scalars(select(Person).where(Person.name == NAMES[part])).one()
            return person.account.fs_uniquifier

    def cookie(self, uniquifier: str) -> tuple[str, str]:
        """Return the cookie of somebody who is signed in, and a token for posts."""
        key = secrets.token_hex(20)
        session = {
            "_user_id": uniquifier, "_fresh": True, "fs_paa": time.time(), "fs_cc": "set",
            "language": "en", "csrf_token": key,
        }  # fmt: skip
        signer = self.app.session_interface.get_signing_serializer(self.app)
        token = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(key)
        return f"session={signer.dumps(session)}", token

    def plan_to_review(self) -> int:
        with self.app.app_context():
            return db.session.scalars(
                select(DevelopmentPlan.id)
                .where(DevelopmentPlan.status == PlanStatus.ENDORSED)
                .order_by(DevelopmentPlan.id)
                .limit(1)
            ).one()

    def forms(self, count: int) -> list[tuple[str, int]]:
        """Begin a form for some people; return account and form of each."""
        with self.app.test_request_context():
            people = db.session.scalars(
                select(Person)
                .where(Person.role_id.is_not(None), Person.left_on.is_(None), Person.account.has())
                .order_by(Person.id.desc())
                .limit(count)
            ).all()
            begun = []
            for person in people:
                form = assessing.open_self_assessment(person)
                begun.append((person.account.fs_uniquifier, form.id))
        return begun

    def version_of(self, form: int, code: str) -> int:
        """Return which version the answer about a competency has; 0: there is none yet."""
        with self.app.app_context():
            version = db.session.scalar(
                select(Rating.version)
                .join(Rating.competency)
                .where(Rating.assessment_id == form, Competency.code == code)
            )
        return version or 0


@contextmanager
def ground(kind: str, folder: Path) -> Iterator[Ground]:
    """Make an installation with the demo and a crowd."""
    before = dict(os.environ)
    with KINDS[kind]() as databases:
        databases.create("bench")
        settings = {
            "CAPABILITY_MAP_INSTANCE": str(folder),
            "DATABASE_URL": databases.url("bench"),
            "DEMO_PASSWORD": "seven small boats",
        }
        os.environ.update(settings)
        try:
            subprocess.run(
                [COMMAND, "demo", "--people", str(PEOPLE)], check=True, capture_output=True
            )
            app = create_app()
            yield Ground(app, {**os.environ})
            with app.app_context():
                db.engine.dispose()
        finally:
            os.environ.clear()
            os.environ.update(before)
