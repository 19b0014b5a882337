"""The demo: an invented organisation, the same for the same seed and day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.framework import Framework
from assessments.models.people import Organisation, Person
from assessments.queries.organisation import find_organisation, forget
from assessments.services.demonstrating.accounts import open_accounts
from assessments.services.demonstrating.certificates import add_certificates
from assessments.services.demonstrating.lessons import add_lessons
from assessments.services.demonstrating.levels import draw_truths
from assessments.services.demonstrating.meetings import add_meetings
from assessments.services.demonstrating.mentoring import add_mentoring
from assessments.services.demonstrating.people import add_people
from assessments.services.demonstrating.plans import add_plans
from assessments.services.demonstrating.projects import add_projects
from assessments.services.demonstrating.proposals import add_proposals
from assessments.services.demonstrating.raters import add_answers
from assessments.services.demonstrating.rounds import add_rounds
from assessments.services.demonstrating.setting import DemoError, Setting
from assessments.services.demonstrating.talks import add_talks

__all__ = ["DemoError", "load_demo"]

PERSON_BUDGET, DEVELOPMENT_HOURS = 3000.0, 100.0
"""What one person of the demo may plan within a year; one of the plans that wait takes more."""


def load_demo(
    seeds: Path,
    *,
    password: str,
    today: date,
    seed: int = 2026,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Load the demo organisation into a database that holds the reference data and nobody.

    Parameters
    ----------
    seeds : Path
        The folder that holds ``demo``.
    password : str
        With which everybody of the demo signs in.
    today : date
        The day on which the demo is looked at; everything else is so many days from it.
    seed : int
        Another seed gives another organisation of the same shape.
    progress : callable, optional
        Is told in words what comes next.

    Raises
    ------
    DemoError
        Somebody is in the database already, or the reference data is missing.
    """
    _check_empty()
    tell = progress or (lambda _words: None)
    setting = Setting(seeds / "demo", today, seed)
    tell(_("People and accounts"))
    found = find_organisation() or Organisation()
    found.name = LocalText(setting.read("organisation")["name"])
    found.person_budget, found.development_hours = PERSON_BUDGET, DEVELOPMENT_HOURS
    db.session.add(found)
    forget()
    cast = add_people(setting)
    open_accounts(setting, cast, password)
    truths = draw_truths(setting, cast)
    tell(_("Eight years of projects"))
    projects = add_projects(setting, cast, truths)
    add_lessons(setting, projects)
    add_certificates(setting, cast)
    tell(_("Three rounds of assessments"))
    cycles = add_rounds(setting)
    add_answers(setting, cast, truths, projects, cycles)
    add_talks(setting, cast, truths, cycles[1])
    tell(_("Development plans"))
    add_plans(setting, cast)
    add_proposals(setting, cast)
    add_meetings(setting, cast)
    add_mentoring(setting, cast, truths)
    db.session.commit()


def _check_empty() -> None:
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        raise DemoError(_("The demo is loaded into an empty database only; somebody is here."))
    if db.session.scalar(select(Framework.id).limit(1)) is None:
        raise DemoError(_("The reference data is not loaded yet."))
