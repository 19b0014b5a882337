"""The people whom a list of projects names; who is not known yet is added."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_

from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.services.importing import records
from assessments.services.importing.project_rows import ProjectRow
from assessments.services.importing.reports import ImportReport, Note
from assessments.services.importing.rows import Accepted


def identify(
    items: Sequence[Accepted[ProjectRow]], report: ImportReport, by: Person | None
) -> dict[int, int]:
    """Return the id of the person of each row that names one, by the number of the row."""
    named = {item.facts.person: item.facts for item in items if item.facts.person}
    report.notes[Note.WITHOUT_PERSON] += sum(item.facts.person is None for item in items)
    known = _known(named)
    missing = [facts for person, facts in named.items() if person not in known]
    if missing:
        records.add(Person, [_record(facts) for facts in missing])
        known = _known(named)
        report.notes[Note.PEOPLE_ADDED] += len(missing)
        records.add(
            AuditLine,
            [
                records.audit_line(
                    "import_person",
                    f"person {known[facts.person]}",
                    by=by,
                    about=known[facts.person],
                    new=_record(facts),
                    reason=report.file,
                )
                for facts in missing
                if facts.person
            ],
        )
    return {item.number: known[item.facts.person] for item in items if item.facts.person}


def first_name(name: str) -> str:
    """Return how somebody is called in a letter unless they say otherwise."""
    return name.split()[0][:100]


def _record(facts: ProjectRow) -> records.Record:
    name = facts.person_name or facts.person_number or facts.person_email or ""
    email = None if facts.person_number else facts.person_email
    return {
        "number": facts.person_number,
        "email": email,
        "name": name,
        "called": first_name(name),
    }


def _known(named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    values: dict[str, list[str]] = {"number": [], "email": []}
    for column, value in named:
        values[column].append(value)
    found = records.find(
        Person,
        ("id", "number", "email"),
        or_(Person.number.in_(values["number"]), func.lower(Person.email).in_(values["email"])),
    )
    numbers = {("number", each["number"]): each["id"] for each in found if each["number"]}
    emails = {("email", each["email"].lower()): each["id"] for each in found if each["email"]}
    return {**numbers, **emails}
