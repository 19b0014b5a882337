"""Entrust people to the coaches whom a list names, once everybody in it is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.services.importing import places, records
from assessments.services.importing.reports import ImportReport, Note, Outcome
from assessments.services.importing.rows import in_portions


@dataclass(frozen=True, slots=True)
class AwaitedCoach:
    """A person, and the coach whom the row names; each by number or email address."""

    row: int
    person: str
    coach: str
    name: str
    is_known: bool
    is_unchanged: bool
    """Whether the row says nothing else that is new."""


def entrust(awaited: Iterable[AwaitedCoach], report: ImportReport, by: Person | None) -> None:
    """Set the coaches; who is not known is said in the report."""
    for portion in in_portions(awaited):
        _entrust_portion(portion, report, by)


def _entrust_portion(portion: list[AwaitedCoach], report: ImportReport, by: Person | None) -> None:
    people = places.find_people(key for each in portion for key in (each.person, each.coach))
    ids = {people[each.person] for each in portion}
    found = records.find(Person, ("id", "coach_id"), Person.id.in_(ids))
    coaches = {each["id"]: each["coach_id"] for each in found}
    changed, lines = [], []
    for each in portion:
        person, coach = (
            people[each.person],
            people.get(each.coach) or people.get(each.coach.lower()),
        )
        if coach is None or coach == person:
            _remark(each, report)
            continue
        if coaches[person] == coach:
            continue
        changed.append({"id": person, "coach_id": coach})
        old, new = {"coach_id": coaches[person]}, {"coach_id": coach}
        if each.is_known:
            report.note_change(each.row, each.name, old, new)
        lines.append(
            records.audit_line(
                "import_coach",
                f"person {person}",
                by=by,
                about=person,
                old=old,
                new=new,
                reason=report.file,
            )
        )
        if each.is_unchanged:
            report.outcomes[Outcome.UNCHANGED] -= 1
            report.outcomes[Outcome.CHANGED] += 1
    records.change(Person, changed)
    records.add(AuditLine, lines)


def _remark(awaited: AwaitedCoach, report: ImportReport) -> None:
    report.notes[Note.WITHOUT_COACH] += 1
    report.remarks.append(
        _(
            "Row %(row)d, “%(coach)s”: nobody else is known by this number or address, so the "
            "person is taken without this coach.",
            row=awaited.row,
            coach=awaited.coach,
        )
    )
