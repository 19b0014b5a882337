"""Take role profiles: one row a role and competency, or a matrix of the two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, ValidationError
from sqlalchemy import true

from assessments.database import LocalText
from assessments.models.audit import AuditLine
from assessments.models.framework import Competency, Role, RoleProfile
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.services.importing import records
from assessments.services.importing.cells import Notation
from assessments.services.importing.competency_words import (
    COMPETENCY,
    ROLE,
    with_competencies,
    with_roles,
    words_of,
)
from assessments.services.importing.reports import ImportReport, Outcome
from assessments.services.importing.role_profile_rows import (
    COLUMNS,
    OF_THE_ROLE,
    RoleProfileRow,
    read_required,
)
from assessments.services.importing.rows import Accepted, Source, Terms, import_rows
from assessments.services.importing.tables import Columns, Table, plain
from capability.scoring import ScoringModel

PROFILE = ("role_id", "competency_id", "required", "weight", "is_critical", "usual")
Key = tuple[int, int]


def columns() -> Columns:
    """Return the columns: those of a list, and one for each competency and role of a matrix."""
    return with_roles(with_competencies(COLUMNS))


def import_role_profiles(table: Table, terms: Terms, *, file: str) -> ImportReport:
    """Add or update what roles ask; a role is known by its code or name.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    source = Source(ImportKind.ROLE_PROFILES, table, columns(), ("role", "competency"), (), file)
    return import_rows(source, RoleProfileRow, RoleProfileIntake, terms)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row says of one role in one competency."""

    column: str
    role: str
    competency: str
    given: records.Record


class RequiredLevel(BaseModel):
    """One cell of a matrix."""

    level: Annotated[float | bool | None, BeforeValidator(read_required)]


@dataclass(slots=True)
class RoleProfileIntake:
    """The import of role profiles; roles and profiles are few, so all are at hand."""

    report: ImportReport
    by: Person | None
    today: date
    roles: dict[str, records.Record] = field(init=False)
    words: dict[str, str] = field(init=False)
    """Code of a role by every word that means it."""
    competencies: dict[str, records.Record] = field(init=False)
    profiles: dict[Key, records.Record] = field(init=False)
    seen: dict[Key, int] = field(default_factory=dict)
    said: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """By role and column: the row that said something of the role, and what."""
    added: list[str] = field(default_factory=list)
    next_roles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = ("id", "code", "position", "name", "summary", "source", "next_role_id")
        roles = records.find(Role, names, true())
        self.roles = {each["code"]: each for each in roles}
        self.words = {word: each["code"] for each in roles for word in words_of(each)}
        found = records.find(Competency, ("id", "code", "name"), Competency.is_active)
        self.competencies = {word: each for each in found for word in words_of(each)}
        stored = records.find(RoleProfile, ("id", *PROFILE), true())
        self.profiles = {(each["role_id"], each["competency_id"]): each for each in stored}

    def take(self, portion: Sequence[Accepted[RoleProfileRow]]) -> None:
        """Write one portion of rows, and name those that cannot be taken."""
        added: list[records.Record] = []
        changed: list[records.Record] = []
        lines: list[records.Record] = []
        for item in portion:
            cells = list(self._cells(item))
            if not self._is_right(item, cells):
                continue
            outcome = self._take_role(item.facts, item.number)
            for cell in cells:
                outcome = max(outcome, self._take_cell(item, cell, added, changed, lines))
            self.report.outcomes[tuple(Outcome)[::-1][outcome]] += 1
        records.add(RoleProfile, added)
        records.change(RoleProfile, changed)
        records.add(AuditLine, lines)

    def _cells(self, item: Accepted[RoleProfileRow]) -> Iterator[Cell]:
        facts = item.facts
        for column, text in (facts.model_extra or {}).items():
            required = self._required(item, column, text)
            if required is None:
                continue
            if column.startswith(COMPETENCY) and facts.role:
                yield Cell(column, facts.role, column.removeprefix(COMPETENCY), required)
            elif column.startswith(ROLE) and facts.competency:
                yield Cell(column, column.removeprefix(ROLE), facts.competency, required)
        if facts.role and facts.competency:
            given = {
                "required": facts.required, "weight": facts.weight,
                "is_critical": facts.critical, "usual": facts.usual,
            }  # fmt: skip
            known = {name: value for name, value in given.items() if value is not None}
            yield Cell("competency", facts.role, facts.competency, _asked(known))

    def _required(
        self, item: Accepted[RoleProfileRow], column: str, text: str
    ) -> records.Record | None:
        """Return the level in a cell of a matrix, or ``None`` where it says nothing or nonsense."""
        try:
            context = {"notation": Notation(self.today)}
            level = RequiredLevel.model_validate({"level": text}, context=context).level
        except ValidationError as error:
            self.report.reject(item.number, column, text, error.errors()[0]["msg"])
            return None
        return None if level is None else _asked({"required": level})

    def _is_right(self, item: Accepted[RoleProfileRow], cells: list[Cell]) -> bool:
        """Return whether a row can be taken, and name it with the reason if not."""
        if item.number in self.report.rejected_rows:
            return False
        problem = self._role_problem(item.facts, cells) or self._cell_problem(cells)
        if problem is None:
            return True
        self.report.reject(item.number, problem[0], item.cells.get(problem[0], ""), problem[1])
        return False

    def _role_problem(self, facts: RoleProfileRow, cells: list[Cell]) -> tuple[str, str] | None:
        if not facts.role:
            return None if cells else ("role", _("The row names no role."))
        if not plain(facts.role):
            return "role", _("A role needs a code or a name of letters.")
        if facts.next_role == facts.role:
            return "next_role", _("A role cannot come after itself.")
        for column in OF_THE_ROLE:
            said, text = self.said.get((plain(facts.role), column)), getattr(facts, column)
            if said and text and said[1] != text:
                return column, _("Row %(row)d says something else.", row=said[0])
        return None

    def _cell_problem(self, cells: list[Cell]) -> tuple[str, str] | None:
        for cell in cells:
            if plain(cell.competency) not in self.competencies:
                return "competency", _("No competency is called so.")
            if (row := self.seen.get(self._key(cell))) is not None:
                return cell.column, _("Row %(row)d says this already.", row=row)
        return None

    def _key(self, cell: Cell) -> Key:
        role = self.roles.get(self.words.get(plain(cell.role), ""), {})
        return role.get("id", 0), self.competencies[plain(cell.competency)]["id"]

    def _take_role(self, facts: RoleProfileRow, row: int) -> int:
        """Add or update the role itself; return how much of a change that is."""
        if not facts.role:
            return 0
        for column in OF_THE_ROLE:
            if text := getattr(facts, column):
                self.said.setdefault((plain(facts.role), column), (row, text))
        code = self.words.get(plain(facts.role))
        if facts.next_role:
            self.next_roles[code or plain(facts.role)[:60]] = facts.next_role
        if code is None:
            self._add_role(facts)
            return 2
        role = self.roles[code]
        values = {
            "name": _text(role["name"], facts.role_name, facts.role_name_zh),
            "summary": _text(role["summary"], facts.summary, facts.summary_zh),
            "source": facts.source or role["source"],
        }
        before, after = records.differences(role, values)
        if not after:
            return 0
        records.change(Role, [{"id": role["id"], **after}])
        self._note_role(code, before, after)
        self.report.note_change(row, str(role["name"]), before, after)
        role.update(after)
        return 1

    def _add_role(self, facts: RoleProfileRow) -> None:
        word = facts.role or ""
        position = 1 + max((each["position"] for each in self.roles.values()), default=-1)
        role = {
            "code": plain(word)[:60],
            "position": position,
            "name": _text({}, facts.role_name or word, facts.role_name_zh),
            "summary": _text({}, facts.summary or "", facts.summary_zh),
            "source": facts.source or "",
        }
        [row] = records.add(Role, [role])
        self.roles[row["code"]] = row
        for each in (plain(word), *words_of(row)):
            self.words[each] = row["code"]
        self.added.append(row["code"])
        self._note_role(row["code"], {}, role)

    def _note_role(self, code: str, old: records.Record, new: records.Record) -> None:
        line = records.audit_line(
            "import_role", f"role {code}", by=self.by, old=old, new=new, reason=self.report.file
        )
        records.add(AuditLine, [line])

    def _take_cell(
        self,
        item: Accepted[RoleProfileRow],
        cell: Cell,
        added: list[records.Record],
        changed: list[records.Record],
        lines: list[records.Record],
    ) -> int:
        code = self.words[plain(cell.role)]
        competency = self.competencies[plain(cell.competency)]
        key = self.roles[code]["id"], competency["id"]
        self.seen[key] = item.number
        old = self.profiles.get(key)
        values = {**(old or _fresh(key)), **cell.given}
        if old is None:
            added.append({name: values[name] for name in PROFILE})
            before: records.Record = {}
            after = cell.given
        else:
            before, after = records.differences(old, values)
            if not after:
                return 0
            changed.append({name: values[name] for name in ("id", *PROFILE)})
            subject = f"{self.roles[code]['name']} · {competency['name']}"
            self.report.note_change(item.number, subject, before, after)
        self.profiles[key] = values
        lines.append(
            records.audit_line(
                "import_role_profile",
                f"role {code}, competency {competency['code']}",
                by=self.by,
                old=before,
                new=after,
                reason=self.report.file,
            )
        )
        return 2 if old is None else 1

    def finish(self) -> None:
        """Complete the profiles of new roles, and put roles one after the other."""
        known = {each["id"] for each in self.competencies.values()}
        missing = [
            _fresh((self.roles[code]["id"], competency))
            for code in self.added
            for competency in sorted(known)
            if (self.roles[code]["id"], competency) not in self.profiles
        ]
        records.add(RoleProfile, missing)
        if self.added:
            names = ", ".join(str(self.roles[code]["name"]) for code in self.added)
            self.report.remarks.append(
                _(
                    "New roles: %(names)s. Where the file says nothing of a competency, it is not "
                    "asked; where it says no usual level, it is %(level)s.",
                    names=names,
                    level=f"{ScoringModel(means={}).usual_mean:g}",
                )
            )
        self._join_roles()

    def _join_roles(self) -> None:
        changed = []
        for code, word in self.next_roles.items():
            role, following = self.roles[code], self.words.get(plain(word))
            if following is None or following == code:
                self.report.remarks.append(
                    _("“%(name)s” is no other role that is known, so “%(role)s” leads nowhere.",
                      name=word, role=role["name"])
                )  # fmt: skip
            elif (new := self.roles[following]["id"]) != role["next_role_id"]:
                old = {"next_role_id": role["next_role_id"]}
                changed.append({"id": role["id"], "next_role_id": new})
                self._note_role(code, old, {"next_role_id": new})
        records.change(Role, changed)


def _fresh(key: Key) -> records.Record:
    usual = ScoringModel(means={}).usual_mean
    return dict(zip(PROFILE, (*key, None, 1.0, False, usual), strict=True))


def _asked(given: records.Record) -> records.Record:
    """Return what is given, in which not being asked is no level."""
    return {
        name: None if name == "required" and value is False else value
        for name, value in given.items()
    }


def _text(old: dict[str, str], english: str | None, chinese: str | None) -> LocalText:
    given = {"en": english, "zh": chinese}
    return LocalText({**old, **{code: text for code, text in given.items() if text is not None}})
