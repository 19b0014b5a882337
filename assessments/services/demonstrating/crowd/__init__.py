"""A crowd for load tests: as many people as asked, beside the people of the demo.

Rows are drawn and written some thousand at a time, so that the memory needed does not grow.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from assessments.database import db
from assessments.models.assessment import AssessmentCycle
from assessments.models.people import Account, Person
from assessments.services.demonstrating.crowd.forms import Answering
from assessments.services.demonstrating.crowd.mentoring import Mentoring
from assessments.services.demonstrating.crowd.plans import Planning
from assessments.services.demonstrating.crowd.records import Recording
from assessments.services.demonstrating.crowd.staff import Hiring
from assessments.services.demonstrating.crowd.tables import Ledger
from assessments.services.demonstrating.setting import DemoError, Setting

AT_ONCE = 1000

__all__ = ["add_crowd"]


def add_crowd(
    seeds: Path,
    *,
    people: int,
    today: date,
    seed: int = 2026,
    progress: Callable[[int, int], None] | None = None,
) -> Counter[str]:
    """Add a crowd to the demo until the organisation has so many people; return the rows added.

    Parameters
    ----------
    seeds : Path
        The folder that holds ``demo``.
    people : int
        How many people there are afterwards, those of the demo included.
    today : date
        The day on which the demo is looked at.
    seed : int
        Another seed gives other people.
    progress : callable, optional
        Is told how many of how many project managers are in.

    Raises
    ------
    DemoError
        The demo is not loaded yet.
    """
    password = db.session.scalar(select(Account.password).where(Account.is_demo).limit(1))
    cycles = list(db.session.scalars(select(AssessmentCycle).order_by(AssessmentCycle.id).limit(3)))
    if password is None or len(cycles) < 3:
        raise DemoError(_("A crowd joins the people of the demo, which is not loaded yet."))
    size = people - (db.session.scalar(select(func.count(Person.id))) or 0)
    ledger = Ledger()
    if size <= 0:
        return ledger.written
    setting = Setting(seeds / "demo", today, seed)
    hiring = Hiring.prepare(setting, ledger, password)
    staff = hiring.hire_staff(size)
    answering = Answering(setting, ledger, cycles, setting.dice("crowd answers"))
    planning = Planning.prepare(setting, ledger, staff)
    recording = Recording.prepare(setting, ledger)
    mentoring = Mentoring.prepare(setting, ledger)
    for start in range(0, staff.project_managers, AT_ONCE):
        some = hiring.hire_project_managers(staff, min(AT_ONCE, staff.project_managers - start))
        truth = answering.answer(some)
        planning.plan(some, truth)
        recording.record(some)
        mentoring.mentor(some, truth)
        if progress is not None:
            progress(start + len(some), staff.project_managers)
    ledger.close()
    # Until the database has counted its rows it takes the wrong ways to them.
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return ledger.written
