"""Take a list of people: who is known by number or email is updated, the others are added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_

from assessments.models.audit import AuditLine
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.services.importing import coaches, places, records
from assessments.services.importing.accounts import AccountsOfList
from assessments.services.importing.coaches import AwaitedCoach
from assessments.services.importing.officers import first_name
from assessments.services.importing.people_rows import COLUMNS, PersonRow
from assessments.services.importing.reports import ImportReport, Note, Outcome
from assessments.services.importing.rows import Accepted, Source, Terms, import_rows
from assessments.services.importing.tables import Table, plain, word_of

AS_GIVEN = (
    "number", "name", "called", "email", "degree", "education_hours", "languages",
    "mentor_places", "left_on", "site", "working_percent",
)  # fmt: skip
FIELDS = (*AS_GIVEN, "department_id", "role_id", "aims_for_id")
UNKNOWN: dict[str, Any] = {name: None for name in FIELDS} | {"languages": [], "mentor_places": 0}


def import_people(table: Table, terms: Terms, *, file: str) -> ImportReport:
    """Add or update the people of a table in one transaction, and return what came of it.

    A person is known again by the number, else by the email address. A blank cell leaves what is
    known as it is.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    source = Source(ImportKind.PEOPLE, table, COLUMNS, ("number", "email"), ("left_on",), file)
    return import_rows(source, PersonRow, PeopleIntake, terms)


Stored = dict[tuple[str, str], records.Record]


@dataclass(slots=True)
class PeopleIntake:
    """The import of people, with what must be known from one portion of rows to the next."""

    report: ImportReport
    by: Person | None
    today: date
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    """By number and by email address: the row that brought the person."""
    awaited: list[AwaitedCoach] = field(default_factory=list)
    roles: dict[str, int] = field(default_factory=places.role_ids)
    roles_not_offered: set[int] = field(default_factory=places.roles_not_offered)
    departments: dict[str, int] = field(default_factory=places.department_ids)
    closed_departments: set[int] = field(default_factory=places.closed_departments)
    accounts: AccountsOfList = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = AccountsOfList(self.by)

    def take(self, portion: Sequence[Accepted[PersonRow]]) -> None:
        """Write one portion of rows, and name those that cannot be taken."""
        stored = _stored(portion)
        emails = [item.facts.email for item in portion if item.facts.email]
        self.accounts.look_up(stored.values(), emails)
        found = [(item, self._person(item, stored)) for item in portion]
        taken = [(item, old) for item, old in found if old is not None]
        departments = self._departments(item.facts for item, _old in taken)
        added: list[records.Record] = []
        changed: list[tuple[records.Record, records.Record]] = []
        for item, old in taken:
            values = self._values(item.facts, old, departments)
            if not old:
                added.append(values)
                outcome = Outcome.NEW
            elif (difference := records.differences(old, values))[1]:
                changed.append((old, values))
                self.report.note_change(item.number, values["name"], *difference)
                outcome = Outcome.CHANGED
            else:
                outcome = Outcome.UNCHANGED
            self.report.outcomes[outcome] += 1
            self._await_coach(item, values, outcome)
        self._write(added, changed)

    def finish(self) -> None:
        """Entrust people to their coaches, who may stand anywhere in the file."""
        coaches.entrust(self.awaited, self.report, self.by)

    def _person(self, item: Accepted[PersonRow], stored: Stored) -> records.Record | None:
        """Return what is known of the person, or ``None`` if the row cannot be taken."""
        facts = item.facts
        by_number = stored.get(("number", facts.number or ""), {})
        by_email = stored.get(("email", facts.email or ""), {})
        old = by_number or by_email
        keys = {"number": facts.number, "email": facts.email, "id": old.get("id")}
        given = [(column, str(value)) for column, value in keys.items() if value]
        problem: tuple[str, str] | None
        row = next((self.seen[key] for key in given if key in self.seen), None)
        if not given:
            problem = "number", _("A person needs a number or an email address.")
        elif row is not None:
            problem = given[0][0], _("Row %(row)d is about the same person.", row=row)
        elif by_email and _is_another(by_email, by_number, facts.number):
            problem = "email", _("This address belongs to somebody else.")
        else:
            problem = (
                self._role_problem(facts, old)
                or self._department_problem(facts, old)
                or self.accounts.problem(old, facts.email, facts.left_on)
            )
        if problem:
            self.report.reject(item.number, problem[0], item.cells.get(problem[0], ""), problem[1])
            return None
        self.seen.update((key, item.number) for key in given)
        return old

    def _role_problem(self, facts: PersonRow, old: records.Record) -> tuple[str, str] | None:
        for column, word in (("role", facts.role), ("aims_for", facts.aims_for)):
            role = self.roles.get(word_of(word or ""))
            if word and role is None:
                return column, _("No role is called so.")
            if word and role in self.roles_not_offered and role != old.get(f"{column}_id"):
                return column, _("This role is no longer offered.")
        return None

    def _department_problem(self, facts: PersonRow, old: records.Record) -> tuple[str, str] | None:
        department = self.departments.get(word_of(facts.department or ""))
        if facts.department and department is None and not plain(facts.department):
            return "department", _("A department needs a name of letters.")
        if department in self.closed_departments and department != old.get("department_id"):
            return "department", _("This department is closed: nobody new can be put into it.")
        return None

    def _values(
        self, facts: PersonRow, old: records.Record, departments: dict[str, int]
    ) -> records.Record:
        """Return the person as the row leaves them."""
        said = facts.model_dump(include=set(AS_GIVEN))
        given = {name: value for name, value in said.items() if value not in (None, [])}
        for column, word in (("role_id", facts.role), ("aims_for_id", facts.aims_for)):
            if word:
                given[column] = self.roles[word_of(word)]
        if facts.department:
            given["department_id"] = departments[word_of(facts.department)]
        values = {**UNKNOWN, **old, **given}
        values["name"] = values["name"] or facts.number or facts.email
        # Who was called after a number or an old name is called after the new one.
        if not values["called"] or (
            not facts.called and old and values["called"] == first_name(old["name"])
        ):
            values["called"] = first_name(values["name"])
        return values

    def _departments(self, rows: Iterable[PersonRow]) -> dict[str, int]:
        names = {facts.department for facts in rows if facts.department}
        fresh = places.add_departments(names, self.by, self.report.file)
        self.report.notes[Note.DEPARTMENTS_ADDED] += len(fresh)
        self.report.remarks += [
            _("The department “%(name)s” is added.", name=name) for name in fresh
        ]
        return places.department_ids()

    def _await_coach(
        self, item: Accepted[PersonRow], values: records.Record, outcome: Outcome
    ) -> None:
        if item.facts.coach:
            key = values["number"] or values["email"]
            self.awaited.append(
                AwaitedCoach(
                    item.number, key, item.facts.coach, values["name"],
                    is_known=outcome is not Outcome.NEW,
                    is_unchanged=outcome is Outcome.UNCHANGED,
                )
            )  # fmt: skip

    def _write(
        self,
        added: list[records.Record],
        changed: list[tuple[records.Record, records.Record]],
    ) -> None:
        rows = records.add(Person, added)
        records.change(Person, [values for _old, values in changed])
        self.accounts.follow(changed, self.report.file)
        people = {(each["number"], each["email"]): each["id"] for each in rows}
        pairs: list[tuple[int, records.Record, records.Record]] = [
            (people[each["number"], each["email"]], {}, each) for each in added
        ]
        pairs += [(old["id"], *records.differences(old, values)) for old, values in changed]
        records.add(
            AuditLine,
            [
                records.audit_line(
                    "import_person",
                    f"person {identity}",
                    by=self.by,
                    about=identity,
                    old=before,
                    new=after,
                    reason=self.report.file,
                )
                for identity, before, after in pairs
            ],
        )


def _is_another(by_email: records.Record, by_number: records.Record, number: str | None) -> bool:
    """Return whether an address belongs to somebody else than the number beside it."""
    if by_number:
        return bool(by_email["id"] != by_number["id"])
    return number is not None and by_email["number"] is not None


def _stored(portion: Sequence[Accepted[PersonRow]]) -> Stored:
    numbers = {item.facts.number for item in portion if item.facts.number}
    emails = {item.facts.email for item in portion if item.facts.email}
    found = records.find(
        Person,
        ("id", *FIELDS),
        or_(Person.number.in_(numbers), func.lower(Person.email).in_(emails)),
    )
    stored: Stored = {}
    for each in found:
        if each["number"]:
            stored["number", each["number"]] = each
        if each["email"]:
            stored["email", each["email"].lower()] = each
    return stored
