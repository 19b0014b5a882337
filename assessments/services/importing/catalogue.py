"""Take a catalogue of activities, with what they bring and when they are held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from flask_babel import gettext as _
from pydantic_core import PydanticCustomError

from assessments.database import LocalText
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity, ActivityGain, ActivitySession
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.services.importing import records
from assessments.services.importing.catalogue_links import CatalogueLinks, read_links
from assessments.services.importing.catalogue_rows import (
    COLUMNS,
    USUAL_LEARNING,
    ActivityRow,
    read_effect,
)
from assessments.services.importing.competency_words import (
    COMPETENCY,
    competency_ids,
    with_competencies,
)
from assessments.services.importing.reports import ImportReport, Outcome
from assessments.services.importing.rows import Accepted, Source, Terms, import_rows
from assessments.services.importing.tables import Columns, Table, plain
from capability.vocabulary import Learning

FIELDS = (
    "code", "kind", "name", "description", "provider", "cost", "hours", "duration_days",
    "learning", "languages", "is_offered",
)  # fmt: skip
AS_GIVEN = ("kind", "cost", "hours", "duration_days", "learning", "languages")
TEXTS = ("name", "description", "provider")
DAY_HOURS = 8
Gains = dict[int, tuple[float, float]]


def columns() -> Columns:
    """Return the columns: those of a list, and one for each competency beside."""
    return with_competencies(COLUMNS)


def import_catalogue(table: Table, terms: Terms, *, file: str) -> ImportReport:
    """Add or update activities, known by their codes. A blank cell leaves what is known.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    source = Source(ImportKind.CATALOGUE, table, columns(), ("code",), (), file)

    def intake(report: ImportReport, by: Person | None, _today: date) -> CatalogueIntake:
        return CatalogueIntake(report, by, read_links(table))

    return import_rows(source, ActivityRow, intake, terms)


@dataclass(slots=True)
class TakenActivity:
    """A row that is taken: what is known of the activity, and what it will be."""

    item: Accepted[ActivityRow]
    old: records.Record
    new: records.Record
    gains: Gains | None
    """``None`` where the row says nothing of them."""


@dataclass(slots=True)
class CatalogueIntake:
    """The import of activities, with what must be known from one portion of rows to the next."""

    report: ImportReport
    by: Person | None
    links: CatalogueLinks
    seen: dict[str, int] = field(default_factory=dict)
    competencies: dict[str, int] = field(default_factory=competency_ids)

    def take(self, portion: Sequence[Accepted[ActivityRow]]) -> None:
        """Write one portion of rows, and name those that cannot be taken."""
        codes = {item.facts.code for item in portion}
        found = records.find(Activity, ("id", *FIELDS), Activity.code.in_(codes))
        stored = {each["code"]: each for each in found}
        taken = [each for item in portion if (each := self._look_at(item, stored))]
        ids = {code: each["id"] for code, each in stored.items()}
        rows = records.add(Activity, [each.new for each in taken if not each.old])
        ids |= {each["code"]: each["id"] for each in rows}
        changed = [each for each in taken if each.old and each.old != each.new]
        records.change(Activity, [each.new for each in changed])
        touched = self._write_gains(taken, ids) | self._write_sessions(taken, ids)
        lines = []
        for each in taken:
            before, after = records.differences(each.old, each.new)
            linked_before, linked_after = self.links.differences(each.item.facts)
            before, after = before | linked_before, after | linked_after
            code = each.new["code"]
            if not each.old:
                outcome = Outcome.NEW
            elif after or code in touched:
                outcome = Outcome.CHANGED
                self.report.note_change(each.item.number, str(each.new["name"]), before, after)
            else:
                outcome = Outcome.UNCHANGED
            self.report.outcomes[outcome] += 1
            if outcome is not Outcome.UNCHANGED:
                if code in touched:
                    after = {**after, **_said(each.item.facts)}
                lines.append(self._line(code, before, after))
        records.add(AuditLine, lines)

    def _line(self, code: str, old: records.Record, new: records.Record) -> records.Record:
        return records.audit_line(
            "import_activity", f"activity {code}", by=self.by, old=old, new=new,
            reason=self.report.file,
        )  # fmt: skip

    def _look_at(
        self, item: Accepted[ActivityRow], stored: dict[str, records.Record]
    ) -> TakenActivity | None:
        facts, old = item.facts, stored.get(item.facts.code or "", {})
        problem: tuple[str, str] | None = None
        if not facts.code:
            problem = "code", _("The activity has no code.")
        elif facts.code in self.seen:
            problem = "code", _("The activity stands in row %(row)d already.",
                                row=self.seen[facts.code])  # fmt: skip
        elif not old and not facts.name:
            problem = "name", _("An activity that is not known yet needs a name.")
        elif not old and not facts.kind:
            problem = "kind", _("An activity that is not known yet needs a kind.")
        elif not old and facts.hours is None:
            problem = "hours", _("An activity that is not known yet needs its hours.")
        else:
            problem = self.links.fault_of(facts)
        gains = None if problem else self._gains(item)
        if problem:
            self.report.reject(item.number, problem[0], item.cells.get(problem[0], ""), problem[1])
        if item.number in self.report.rejected_rows:
            return None
        self.seen[facts.code or ""] = item.number
        self.links.take(item.number, facts)
        return TakenActivity(item, old, _values(facts, old), gains)

    def _gains(self, item: Accepted[ActivityRow]) -> Gains | None:
        """Return what the activity brings by competency, or ``None`` where nothing is said."""
        found: Gains = {}
        for name, gain, up_to in item.facts.gains:
            if plain(name) not in self.competencies:
                reason = _("No competency is called “%(name)s”.", name=name)
                self.report.reject(item.number, "gains", item.cells["gains"], reason)
                return None
            found[self.competencies[plain(name)]] = gain, up_to
        for column, text in (item.facts.model_extra or {}).items():
            try:
                effect = read_effect(text)
            except PydanticCustomError as error:
                self.report.reject(item.number, column, text, error.message())
                return None
            if effect:
                found[self.competencies[column.removeprefix(COMPETENCY)]] = effect
        return found or None

    def _write_gains(self, taken: Iterable[TakenActivity], ids: dict[str, int]) -> set[str]:
        """Write the gains where the rows tell them; return the codes where that changed some."""
        given = {ids[each.new["code"]]: each for each in taken if each.gains is not None}
        names = ("id", "activity_id", "competency_id", "gain", "up_to")
        found = records.find(ActivityGain, names, ActivityGain.activity_id.in_(given))
        stored = {(each["activity_id"], each["competency_id"]): each for each in found}
        wanted = {
            (identity, competency): {"gain": gain, "up_to": up_to}
            for identity, each in given.items()
            for competency, (gain, up_to) in (each.gains or {}).items()
        }
        added = [
            {"activity_id": key[0], "competency_id": key[1], **effect}
            for key, effect in wanted.items()
            if key not in stored
        ]
        changed = [
            {"id": stored[key]["id"], **effect}
            for key, effect in wanted.items()
            if key in stored and records.differences(stored[key], effect)[1]
        ]
        gone = [each for key, each in stored.items() if key not in wanted]
        records.add(ActivityGain, added)
        records.change(ActivityGain, changed)
        records.remove(ActivityGain, [each["id"] for each in gone])
        by_id = {each["id"]: each["activity_id"] for each in found}
        touched = {each["activity_id"] for each in (*added, *gone)}
        touched |= {by_id[each["id"]] for each in changed}
        return {given[identity].new["code"] for identity in touched}

    def _write_sessions(self, taken: Iterable[TakenActivity], ids: dict[str, int]) -> set[str]:
        """Write the dates where the rows tell them; return the codes where that changed some."""
        given = {ids[each.new["code"]]: each for each in taken if each.item.facts.sessions}
        names = ("id", "activity_id", "starts_on", "ends_on", "place", "seats")
        found = records.find(ActivitySession, names, ActivitySession.activity_id.in_(given))
        stored = {_date_key(each): each for each in found}
        wanted = {}
        for identity, each in given.items():
            for first, last, place, seats in each.item.facts.sessions:
                record = {
                    "activity_id": identity, "starts_on": first, "ends_on": last,
                    "place": _place(place), "seats": seats,
                }  # fmt: skip
                wanted[_date_key(record)] = record
        added = [record for key, record in wanted.items() if key not in stored]
        changed = [
            {"id": stored[key]["id"], **record}
            for key, record in wanted.items()
            if key in stored and records.differences(stored[key], record)[1]
        ]
        gone = [each for key, each in stored.items() if key not in wanted]
        records.add(ActivitySession, added)
        records.change(ActivitySession, changed)
        records.remove(ActivitySession, [each["id"] for each in gone])
        touched = {each["activity_id"] for each in (*added, *changed, *gone)}
        return {given[identity].new["code"] for identity in touched}

    def finish(self) -> None:
        """Link activities with each other and with roles, now that all of the file are known."""
        self.report.remarks += self.links.write()


def _values(facts: ActivityRow, old: records.Record) -> records.Record:
    """Return the activity as the row leaves it."""
    given: dict[str, Any] = {
        name: value
        for name in AS_GIVEN
        if (value := getattr(facts, name)) is not None and value != []
    }
    for name in TEXTS:
        english, chinese = getattr(facts, name), getattr(facts, f"{name}_zh")
        texts = {"en": english, "zh": chinese}
        said = {code: text for code, text in texts.items() if text is not None}
        given[name] = LocalText({**old.get(name, {"en": ""}), **said})
    if facts.offered is not None:
        given["is_offered"] = facts.offered
    if old:
        return {**old, **given}
    usual = USUAL_LEARNING.get(given["kind"], Learning.FORMAL)
    days = max(1, ceil(given["hours"] / DAY_HOURS))
    fresh = {"cost": None, "duration_days": days, "learning": usual, "languages": ["en"]}
    return {"code": facts.code, "is_offered": True, **fresh, **given}


def _said(facts: ActivityRow) -> records.Record:
    sessions = [
        [first.isoformat(), last.isoformat(), place, seats]
        for first, last, place, seats in facts.sessions
    ]
    return {"gains": [list(each) for each in facts.gains], "sessions": sessions}


def _place(text: str) -> LocalText:
    english, _slash, chinese = text.partition(" / ")
    return LocalText({"en": english, "zh": chinese} if chinese else {"en": english})


def _date_key(record: records.Record) -> tuple[int, date, date, str]:
    place = record["place"]
    words = str(place.get("en") or next(iter(place.values()), ""))
    return record["activity_id"], record["starts_on"], record["ends_on"], words
