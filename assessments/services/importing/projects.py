"""Take a list of projects, with who led them, into the project history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from assessments.labels.projects import PROJECT_STATUSES
from assessments.models.audit import AuditLine
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.models.project import Project
from assessments.queries.organisation import organisation
from assessments.services.importing import officers, records
from assessments.services.importing.project_parts import add_parts
from assessments.services.importing.project_rows import (
    COLUMNS,
    DAYS,
    FIELDS,
    NO_SECTOR,
    OF_THE_PERSON,
    OVER,
    ProjectRow,
)
from assessments.services.importing.reports import ImportReport, Note, Outcome
from assessments.services.importing.rows import Accepted, Source, Terms, import_rows
from assessments.services.importing.tables import Table, amount_of, plain
from capability.vocabulary import ProjectStatus

IN_ORDER = (("started_on", "ended_on"), ("planned_start_on", "planned_end_on"))
UNKNOWN: dict[str, Any] = {name: None for name in FIELDS} | {"sectors": []}


def import_projects(table: Table, terms: Terms, *, file: str) -> ImportReport:
    """Add or update the projects of a table in one transaction, and return what came of it.

    A project is known again by its code. A blank cell leaves what is known as it is.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    source = Source(ImportKind.PROJECTS, table, COLUMNS, ("code",), DAYS, file)
    return import_rows(source, ProjectRow, ProjectIntake, terms)


@dataclass(slots=True)
class TakenProject:
    """A row that is taken: what it says, and what became of its project."""

    item: Accepted[ProjectRow]
    outcome: Outcome
    is_repeat: bool = False
    old: records.Record = field(default_factory=dict)
    new: records.Record = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.item.facts.code or ""


@dataclass(slots=True)
class ProjectIntake:
    """The import of projects, with what must be known from one portion of rows to the next."""

    report: ImportReport
    by: Person | None
    today: date
    seen: dict[str, tuple[int, dict[str, int]]] = field(default_factory=dict)
    """By code: the row that brought the project, and a mark of what it said by column."""
    parts: set[int] = field(default_factory=set)

    def take(self, portion: Sequence[Accepted[ProjectRow]]) -> None:
        """Write one portion of rows, and name those that cannot be taken."""
        codes = {item.facts.code for item in portion}
        found = records.find(Project, ("id", "code", *FIELDS), Project.code.in_(codes))
        stored = {record["code"]: record for record in found}
        taken = [each for item in portion if (each := self._look_at(item, stored))]
        self._write_projects(taken, stored)
        people = officers.identify([each.item for each in taken], self.report, self.by)
        changed = add_parts(taken, people, self.report, self.by)
        for each in taken:
            has_new_part = each.item.number in changed and each.outcome is Outcome.UNCHANGED
            self.report.outcomes[Outcome.CHANGED if has_new_part else each.outcome] += 1

    def finish(self) -> None:
        """Say in which currency the amounts are if it is not the organisation's."""
        own = organisation().currency
        for column in sorted(COLUMNS.amounts & set(self.report.headings)):
            heading = self.report.headings[column]
            currency = amount_of(heading).currency
            if currency and currency != own:
                self.report.remarks.append(
                    _(
                        "%(heading)s is in %(currency)s and kept as given; the organisation "
                        "counts in %(own)s. Nothing was converted.",
                        heading=heading,
                        currency=currency,
                        own=own,
                    )
                )

    def _look_at(
        self, item: Accepted[ProjectRow], stored: dict[str, records.Record]
    ) -> TakenProject | None:
        code = item.facts.code
        if code is None:
            self.report.reject(item.number, "code", "", _("The project has no code."))
            return None
        said = item.facts.model_dump(exclude=OF_THE_PERSON, exclude_defaults=True)
        marks = {name: hash(str(value)) for name, value in said.items()}
        part = hash((code, item.facts.person, item.facts.did))
        if code in self.seen:
            return self._repeat(item, marks, part)
        old = stored.get(code, {})
        values = {**UNKNOWN, **old, **item.facts.given(_status(item.facts, old), self.today)}
        if problem := _problem(values, item.facts):
            column, reason = problem
            if column not in item.cells and column in {"ended_on", "planned_end_on"}:
                column = "ends_on"
            self.report.reject(item.number, column, item.cells.get(column, ""), reason)
            return None
        self.seen[code] = item.number, marks
        self.parts.add(part)
        self._note(item, values)
        before, after = records.differences(old, values)
        if not old:
            return TakenProject(item, Outcome.NEW, new=values)
        outcome = Outcome.CHANGED if after else Outcome.UNCHANGED
        self.report.note_change(item.number, values["name"], before, after)
        return TakenProject(item, outcome, old=before, new=after)

    def _repeat(
        self, item: Accepted[ProjectRow], marks: dict[str, int], part: int
    ) -> TakenProject | None:
        """Take a further row of a project where it only adds a person."""
        first_row, first_marks = self.seen[item.facts.code or ""]
        contradicted = [name for name in marks if marks[name] != first_marks.get(name)]
        if contradicted:
            column = contradicted[0]
            reason = _("Row %(row)d says something else of this project.", row=first_row)
        elif item.facts.person is None or part in self.parts:
            column = "code"
            reason = _("The project stands in row %(row)d already.", row=first_row)
        else:
            self.parts.add(part)
            return TakenProject(item, Outcome.UNCHANGED, is_repeat=True)
        self.report.reject(item.number, column, item.cells[column], reason)
        return None

    def _write_projects(self, taken: list[TakenProject], stored: dict[str, records.Record]) -> None:
        firsts = [each for each in taken if not each.is_repeat]
        records.add(
            Project,
            [{"code": each.code} | each.new for each in firsts if each.code not in stored],
        )
        changed = [each for each in firsts if each.outcome is Outcome.CHANGED]
        records.change(Project, [stored[each.code] | each.new for each in changed])
        records.add(
            AuditLine,
            [
                records.audit_line(
                    "import_project", f"project {each.code}", by=self.by, old=each.old,
                    new=each.new, reason=self.report.file,
                )
                for each in changed
            ],
        )  # fmt: skip

    def _note(self, item: Accepted[ProjectRow], values: records.Record) -> None:
        """Count what a reader must know of a project that is taken."""
        facts, notes = item.facts, self.report.notes
        if values["status"] in OVER and values["ended_on"] is None:
            notes[Note.WITHOUT_END] += 1
        if not any(values[name] for name in FIELDS if name.endswith("_on")):
            notes[Note.WITHOUT_DATES] += 1
        notes[Note.WITHOUT_COST] += [facts.planned_cost, facts.actual_cost].count(0)
        if facts.status and plain(item.cells["status"]) != facts.status.value:
            taken_as = str(PROJECT_STATUSES[facts.status])
            self._note_reading("status", item.cells["status"], taken_as)
        for sector in item.cells.get("sectors", "").split("|"):
            if sector.strip().casefold() in NO_SECTOR:
                self._note_reading("sectors", sector.strip(), _("unknown"))

    def _note_reading(self, column: str, given: str, taken_as: str) -> None:
        self.report.readings[self.report.headings[column], given, taken_as] += 1


def _status(facts: ProjectRow, old: records.Record) -> ProjectStatus | None:
    return facts.status or old.get("status") or (ProjectStatus.CLOSED if facts.ended_on else None)


def _problem(values: records.Record, facts: ProjectRow) -> tuple[str, str] | None:
    """Return the column and the reason why a project cannot stand as it would be."""
    if values["name"] is None:
        return "name", _("A project that is not known yet needs a name.")
    if values["status"] is None:
        return "status", _("A project that is not known yet needs a status.")
    parts = facts.model_dump(include={"part_started_on", "part_ended_on"})
    days = {**values, **parts}
    for first, last in (*IN_ORDER, ("part_started_on", "part_ended_on")):
        if days[first] and days[last] and days[last] < days[first]:
            return last, _("The end lies before the start, %(day)s.", day=days[first].isoformat())
    return None
