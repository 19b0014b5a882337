"""What people did in the projects of a list: to be confirmed by them, until they have."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.models.project import Project, ProjectRole
from assessments.services.importing import records
from assessments.services.importing.project_rows import ProjectRow
from assessments.services.importing.reports import ImportReport, Note
from assessments.services.importing.rows import Accepted
from capability.vocabulary import ProjectPart


class Taken(Protocol):
    """A row that has been taken."""

    item: Accepted[ProjectRow]
    is_repeat: bool

    @property
    def code(self) -> str: ...


Key = tuple[int, int, ProjectPart]


def add_parts(
    taken: Sequence[Taken], people: Mapping[int, int], report: ImportReport, by: Person | None
) -> set[int]:
    """Add or update the parts that rows tell of; return the numbers of the rows that did.

    What a person has confirmed stays as confirmed.
    """
    taken = [each for each in taken if each.item.number in people]
    projects = _ids({each.code for each in taken})
    stored = _stored(projects.values())
    added: list[records.Record] = []
    changed: list[records.Record] = []
    lines: list[records.Record] = []
    written: set[Key] = set()
    rows: set[int] = set()
    for each in taken:
        facts, person = each.item.facts, people[each.item.number]
        key = projects[each.code], person, facts.did
        if key in written:  # one person by number in a row and by email in another
            continue
        written.add(key)
        old = stored.get(key)
        days = _days(facts, old)
        if old is None:
            added.append(_record(key, days))
            if not each.is_repeat and any(key[::2] == other[::2] for other in stored):
                report.notes[Note.ANOTHER_PERSON] += 1
        elif old["is_confirmed"] or not any(records.differences(old, days)):
            continue
        else:
            changed.append({"id": old["id"], **days})
        rows.add(each.item.number)
        lines.append(
            records.audit_line(
                "import_project_role",
                f"project {each.code}",
                by=by,
                about=person,
                old=old and {name: old[name] for name in days},
                new={"part": key[2], **days},
                reason=report.file,
            )
        )
    report.notes[Note.PARTS_ADDED] += len(added)
    records.add(ProjectRole, added)
    records.change(ProjectRole, changed)
    records.add(AuditLine, lines)
    return rows


def _ids(codes: set[str]) -> dict[str, int]:
    found = records.find(Project, ("id", "code"), Project.code.in_(codes))
    return {each["code"]: each["id"] for each in found}


def _stored(projects: Collection[int]) -> dict[Key, records.Record]:
    names = ("id", "project_id", "person_id", "part", "started_on", "ended_on", "is_confirmed")
    found = records.find(ProjectRole, names, ProjectRole.project_id.in_(projects))
    return {(each["project_id"], each["person_id"], each["part"]): each for each in found}


def _days(facts: ProjectRow, old: records.Record | None) -> records.Record:
    """Return the dates of the part; without own ones it lasts as long as the project."""
    old = old or {}
    return {
        "started_on": facts.part_started_on or old.get("started_on"),
        "ended_on": facts.part_ended_on or old.get("ended_on"),
    }


def _record(key: Key, days: records.Record) -> records.Record:
    project, person, part = key
    return {
        "project_id": project, "person_id": person, "part": part, "is_confirmed": False, **days,
    }  # fmt: skip
