"""Lines of the audit trail in words: who did what to whom, what was before and what is now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from assessments import filters
from assessments.database import db
from assessments.labels.activities import ACTIVITY_KINDS
from assessments.labels.audit import AUDIT_ACTIONS
from assessments.labels.audit_fields import AUDIT_FIELDS
from assessments.labels.levels import CONFIDENCES
from assessments.labels.people import ACCESSES, DEGREES, LANGUAGES
from assessments.labels.plans import DECLINE_REASONS, PLAN_ITEM_STATUSES, PLAN_STATUSES
from assessments.labels.projects import PROJECT_PARTS
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity, Certification
from assessments.models.development import PlanItem
from assessments.models.framework import Competency, CompetencyArea, Role
from assessments.models.people import Department, Person
from assessments.permissions import Action, AuditKind, may
from assessments.queries import audit
from assessments.queries.audit import Question

WORDS: dict[str, Mapping[Any, Any]] = {
    "access": ACCESSES,
    "confidence": CONFIDENCES,
    "degree": DEGREES,
    "kind": ACTIVITY_KINDS,
    "languages": LANGUAGES,
    "part": PROJECT_PARTS,
    "status": {**PLAN_ITEM_STATUSES, **PLAN_STATUSES},
}
"""Fields whose values have words."""

NAMED = {
    "aims_for_id": Role,
    "coach_id": Person,
    "competency_id": Competency,
    "department_id": Department,
    "from_coach_id": Person,
    "next_role_id": Role,
    "role_id": Role,
    "to_coach_id": Person,
}
"""Fields that hold the key of something with a name."""

EDITED: dict[str, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]] = {
    "competency": (Competency.code, Competency.name),
    "department": (Department.code, Department.name),
    "role": (Role.id, Role.name),
    "area": (CompetencyArea.code, CompetencyArea.name),
    "texts": (Competency.code, Competency.name),
    "activity": (Activity.id, Activity.name),
    "certification": (Certification.id, Certification.name),
}
"""What is edited, by how it is named in a line: its key and its name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was and as it became; empty where there was nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line in words."""

    id: int
    at: datetime
    has_time: bool
    """Of answers whose rater is not named, the day alone is told."""
    actor: str
    person_id: int | None
    person: str
    action: str
    kind: AuditKind | None
    subject: str
    changes: tuple[Change, ...]
    reason: str
    withheld: str
    """Why old, new and reason are not shown; empty where they are."""


@dataclass(frozen=True, slots=True)
class Trail:
    """What a search of the audit trail has found."""

    entries: tuple[Entry, ...]
    before: int | None


def search(viewer: Person, question: Question) -> Trail:
    """Return one page of what a person may see of the audit trail, in words."""
    page = audit.search(viewer, question)
    return Trail(told(page.lines, viewer), page.before)


def table(viewer: Person, question: Question) -> Iterator[tuple[object, ...]]:
    """Yield all of it as rows of a table, without ever holding more than a portion."""
    for lines in audit.walk(viewer, question):
        for each in told(lines, viewer):
            old = "; ".join(f"{one.field}: {one.old}" for one in each.changes if one.old)
            new = "; ".join(f"{one.field}: {one.new}" for one in each.changes if one.new)
            at = each.at.isoformat(timespec="seconds") if each.has_time else f"{each.at:%Y-%m-%d}"
            why = each.reason or each.withheld
            yield at, each.actor, each.person, each.action, each.subject, old, new, why


def table_headings() -> list[str]:
    """Return what stands above the columns of :func:`table`."""
    return [
        _("When"), _("Who"), _("About whom"), _("What"), _("On what"), _("Old"), _("New"), _("Why"),
    ]  # fmt: skip


def history_of(viewer: Person, *subjects: str) -> tuple[Entry, ...]:
    """Return the latest changes of something, for the foot of the page that edits it."""
    return told(audit.list_history(viewer, subjects=subjects), viewer)


def history_about(viewer: Person, person: Person) -> tuple[Entry, ...]:
    """Return the latest changes of somebody's record and account."""
    kinds = (AuditKind.RECORDS, AuditKind.ACCOUNTS, AuditKind.IMPORTS)
    return told(audit.list_history(viewer, person=person, kinds=kinds), viewer)


def told(lines: Sequence[AuditLine], viewer: Person) -> tuple[Entry, ...]:
    """Return lines in words; what is withheld from the viewer is left out, and said to be."""
    read = {line.id for line in lines if may(viewer, Action.VIEW_AUDIT_VALUES, line)}
    names = _Names([line for line in lines if line.id in read], lines)
    return tuple(_entry(line, names, line.id in read, viewer) for line in lines)


def _entry(line: AuditLine, names: "_Names", is_read: bool, viewer: Person) -> Entry:
    is_anonymous = line.kind is AuditKind.ANSWERS and line.actor is None
    return Entry(
        id=line.id,
        at=line.at,
        has_time=not is_anonymous,
        actor=_actor(line, is_anonymous),
        person_id=line.person_id,
        person=line.person.name if line.person else "",
        action=action_words(line.action),
        kind=line.kind,
        subject=names.subject(line),
        changes=_changes(line.old or {}, line.new or {}, names) if is_read else (),
        reason=_reason(line) if is_read else "",
        withheld="" if is_read else _withheld(line, is_anonymous, viewer),
    )


def action_words(action: str) -> str:
    """Return what a line says was done."""
    kind = audit.kind_of(action)
    return str(AUDIT_ACTIONS[kind][action]) if kind else action.replace("_", " ")


def _actor(line: AuditLine, is_anonymous: bool) -> str:
    if line.actor is not None:
        return line.actor.name
    return _("not named") if is_anonymous else _("the installation")


def _reason(line: AuditLine) -> str:
    if line.action == "decline_suggestion":
        return str(DECLINE_REASONS.get(line.reason, line.reason))
    return line.reason


def _withheld(line: AuditLine, is_anonymous: bool, viewer: Person) -> str:
    """Return why something is not shown; empty where there is nothing to show."""
    if is_anonymous:
        return _("Who answered and what is kept from everybody: colleagues were promised that.")
    if not (line.old or line.new or line.reason):
        return ""
    if line.kind is not AuditKind.ANSWERS:
        return _("What changed is between this person, the coach and HR.")
    if line.person_id == viewer.id:
        return _("What others answered about you stands in their form, once it is sent.")
    return _("Levels are between this person and the coach; an administrator does not read them.")


def _changes(old: dict[str, Any], new: dict[str, Any], names: "_Names") -> tuple[Change, ...]:
    before, after = dict(_flat(old)), dict(_flat(new))
    fields = [*before, *(field for field in after if field not in before)]
    return tuple(
        Change(_field_words(field), names.value(field, was), names.value(field, now))
        for field in fields
        if field != "id" and (was := before.get(field)) != (now := after.get(field))
    )


def _flat(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield fields with their values; a text in two languages is two fields."""
    for field, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{field} {key}", each) for key, each in value.items())
        else:
            yield field, value


def _field_words(field: str) -> str:
    name, _gap, part = field.partition(" ")
    words = str(AUDIT_FIELDS.get(name, name.replace("_", " ")))
    if not part:
        return words
    part = LANGUAGES.get(part, part.replace("_", " "))
    return _("%(field)s (%(part)s)", field=words, part=part)


class _Names:
    """The names of what lines refer to by key, found with one query a table."""

    def __init__(self, read: Iterable[AuditLine], lines: Iterable[AuditLine]) -> None:
        keys: dict[Any, set[int]] = defaultdict(set)
        for line in read:
            for values in (line.old or {}, line.new or {}):
                for field, model in NAMED.items():
                    if isinstance(values.get(field), int):
                        keys[model].add(values[field])
        subjects = [line.subject.partition(" ")[::2] for line in lines]
        items = {int(key) for kind, key in subjects if kind == "item" and key.isdecimal()}
        self.names = {
            (model, key): str(name)
            for model, wanted in keys.items()
            for key, name in db.session.execute(
                select(model.id, model.name).where(model.id.in_(wanted))
            )
        }
        self.items = _pairs(PlanItem.id, PlanItem.title, items)
        self.edited = {
            kind: _pairs(column, name, _keys(column, kind, subjects))
            for kind, (column, name) in EDITED.items()
        }

    def value(self, field: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
        """Return a value as it is read."""
        if value is None or value == "" or value == []:
            return ""
        if isinstance(value, list):
            return filters.listed(self.value(field, each) for each in value)
        if field in NAMED:
            return self.names.get((NAMED[field], value), str(value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if field in WORDS and isinstance(value, str):
            return str(WORDS[field].get(value, value))
        return _plain(field, value)

    def subject(self, line: AuditLine) -> str:
        """Return what was changed where the person alone does not say it."""
        kind, _gap, key = line.subject.partition(" ")
        match kind:
            case "person" | "organisation" | "assessment":
                return ""
            case "plan" if key.isdecimal():
                return _("plan %(number)s", number=key)
            case "item":
                return str(self.items.get(int(key), "")) if key.isdecimal() else line.subject
            case _ if kind in EDITED:
                names = self.edited[kind]
                return str(names.get(int(key) if key.isdecimal() else key, line.subject))
        return line.subject


def _keys(
    column: InstrumentedAttribute[Any], kind: str, subjects: Sequence[Sequence[str]]
) -> set[Any]:
    keys = {key for each, key in subjects if each == kind}
    return {int(key) for key in keys if key.isdecimal()} if column.key == "id" else keys


def _pairs(
    key: InstrumentedAttribute[Any], name: InstrumentedAttribute[Any], wanted: set[Any]
) -> dict[Any, Any]:
    if not wanted:
        return {}
    return {
        each: found for each, found in db.session.execute(select(key, name).where(key.in_(wanted)))
    }


def _plain(field: str, value: object) -> str:
    if field.endswith("_on") and isinstance(value, str):
        try:
            return filters.day(date.fromisoformat(value))
        except ValueError:
            return value
    if field == "cost" and isinstance(value, int | float):
        return filters.money(value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
