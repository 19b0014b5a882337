"""Take an existing skills matrix: its levels become answers, sent on the day that they are of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from assessments.database import LocalText, db, now
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.models.importing import ImportedRow, ImportKind
from assessments.models.people import Person
from assessments.services.importing import level_words, records
from assessments.services.importing.competency_words import (
    COMPETENCY,
    competency_ids,
    with_competencies,
)
from assessments.services.importing.level_words import NO_ANSWER, NOT_APPLICABLE, key_of
from assessments.services.importing.reports import ImportReport, Outcome
from assessments.services.importing.rows import Accepted, Source, Terms, import_rows
from assessments.services.importing.skills_matrix_rows import COLUMNS, SkillsRow
from assessments.services.importing.tables import Columns, ImportProblem, Table, plain
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import AssessmentSource

SOURCES = (AssessmentSource.SELF, AssessmentSource.COACH)
"""Whose view a matrix may be. Colleagues and sponsors answer here, unseen by anybody."""


def columns() -> Columns:
    """Return the columns: those of a list, and one for each competency of a matrix."""
    return with_competencies(COLUMNS)


@dataclass(frozen=True, slots=True)
class View:
    """Whose view the levels are, of when, and what they mean."""

    source: AssessmentSource = AssessmentSource.SELF
    rated_on: date | None = None
    """The day of rows that name none; without it, today."""
    levels: level_words.Levels | None = None
    """``None`` where it is proposed from the values themselves."""


def import_skills_matrix(
    table: Table, terms: Terms, *, file: str, view: View | None = None
) -> ImportReport:
    """Add or update answers, known by person, competency, day and source.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    view = view or View()
    if view.source not in SOURCES:
        raise ImportProblem(_("Only people's own answers and those of coaches can be imported."))
    if view.levels is None:
        found = level_words.propose(values_of(table))
        meant = {key: meaning for key, meaning in found.items() if meaning is not None}
        view = View(view.source, view.rated_on, meant)
    keys = ("number", "email", "name")
    source = Source(ImportKind.SKILLS_MATRIX, table, columns(), keys, ("rated_on",), file)
    return import_rows(source, SkillsRow, partial(SkillsIntake, view=view), terms)


def values_of(table: Table) -> list[str]:
    """Return the different values under the competencies, as far as they may be a scale."""
    found: dict[str, str] = {}
    for row in table.rows():
        for column, text in row.cells.items():
            if column == "level" or column.startswith(COMPETENCY):
                found.setdefault(key_of(text), text)
        if len(found) > level_words.MOST_VALUES:
            break
    return list(found.values())


class Form(NamedTuple):
    """What makes answers one form: whose, by whom, of which day."""

    person: int
    rater: int
    day: date


@dataclass(slots=True)
class SkillsIntake:
    """The import of answers, with what must be known from one portion of rows to the next."""

    report: ImportReport
    by: Person | None
    today: date
    view: View
    seen: dict[tuple[Form, int], int] = field(default_factory=dict)
    competencies: dict[str, int] = field(default_factory=competency_ids)
    cycles: dict[date, int] = field(default_factory=dict)

    def take(self, portion: Sequence[Accepted[SkillsRow]]) -> None:
        """Write one portion of rows, and name those that cannot be taken."""
        people = _People(portion)
        found = [(item, self._form(item, people), self._levels(item)) for item in portion]
        taken = [
            (item, form, levels)
            for item, form, levels in found
            if form and item.number not in self.report.rejected_rows
        ]
        taken = [each for each in taken if self._is_first(*each)]
        known = self._known({form for _item, form, _levels in taken})
        open_again = [form for form, (_id, status) in known.items() if status != "submitted"]
        for item, form, _levels in taken:
            if form in open_again:
                reason = _("These answers have been opened again, so they are not overwritten.")
                self.report.reject(item.number, "", "", reason)
        taken = [each for each in taken if each[1] not in open_again]
        forms = self._add_forms({form for _item, form, _levels in taken}, known)
        self._write(taken, forms, new={form for form in forms if form not in known})

    def _form(self, item: Accepted[SkillsRow], people: "_People") -> Form | None:
        """Return which form the row belongs to, and name it with the reason if none."""
        facts = item.facts
        person, problem = people.find(facts)
        rater: int | None = None
        if person:
            if self.view.source is AssessmentSource.SELF:
                rater = person["id"]
            elif facts.rater:
                rater = people.rater(facts.rater)
                if rater is None or rater == person["id"]:
                    problem = "rater", _("Nobody else is known by this number or address.")
            else:
                rater = person["coach_id"]
                if rater is None:
                    problem = "rater", _("This person has no coach yet, so whose view is it?")
        if problem:
            self.report.reject(item.number, problem[0], item.cells.get(problem[0], ""), problem[1])
            return None
        if person is None or rater is None:
            return None
        return Form(person["id"], rater, facts.rated_on or self.view.rated_on or self.today)

    def _levels(self, item: Accepted[SkillsRow]) -> dict[int, int | None]:
        """Return the levels of a row by competency; ``None`` is not part of the work."""
        facts = item.facts
        given = {
            column: (self.competencies.get(column.removeprefix(COMPETENCY)), text)
            for column, text in (facts.model_extra or {}).items()
        }
        if facts.competency:
            found = self.competencies.get(plain(facts.competency))
            if found is None:
                reason = _("No competency is called so.")
                self.report.reject(item.number, "competency", facts.competency, reason)
            given["level"] = found, facts.level
        levels: dict[int, int | None] = {}
        for column, (competency, text) in given.items():
            meaning = (self.view.levels or {}).get(key_of(text), None if text else NO_ANSWER)
            if meaning is None:
                reason = _("It is not said what this means: a level from 0 to 5 is needed.")
                self.report.reject(item.number, column, text, reason)
            elif meaning != NO_ANSWER and competency is not None:
                levels[competency] = None if meaning == NOT_APPLICABLE else int(meaning)
        return levels

    def _is_first(
        self, item: Accepted[SkillsRow], form: Form, levels: dict[int, int | None]
    ) -> bool:
        for competency in levels:
            if (form, competency) in self.seen:
                row = self.seen[form, competency]
                reason = _("Row %(row)d answers this already.", row=row)
                self.report.reject(item.number, "", "", reason)
                return False
        self.seen.update(((form, competency), item.number) for competency in levels)
        return True

    def _known(self, forms: set[Form]) -> dict[Form, tuple[int, str]]:
        """Return the forms that an earlier import brought, with their states."""
        days = {form.day for form in forms}
        brought = select(ImportedRow.row_id).where(
            ImportedRow.table == AssessmentCycle.__tablename__, ImportedRow.old.is_(None)
        )
        cycles = db.session.execute(
            select(AssessmentCycle.opens_on, AssessmentCycle.id).where(
                AssessmentCycle.id.in_(brought), AssessmentCycle.opens_on.in_(days)
            )
        )
        self.cycles.update((day, identity) for day, identity in cycles)
        rows = db.session.execute(
            select(
                Assessment.person_id, Assessment.rater_id, AssessmentCycle.opens_on,
                Assessment.id, Assessment.status,
            )
            .join(Assessment.cycle)
            .where(
                Assessment.cycle_id.in_(self.cycles.values()),
                Assessment.person_id.in_({form.person for form in forms}),
                Assessment.source == self.view.source,
            )
        )  # fmt: skip
        return {
            Form(person, rater, day): (identity, status)
            for person, rater, day, identity, status in rows
        }

    def _add_forms(self, forms: set[Form], known: dict[Form, tuple[int, str]]) -> dict[Form, int]:
        for day in sorted({form.day for form in forms} - set(self.cycles)):
            name = LocalText(
                en=f"Skills matrix, {day:%B %Y}", zh=f"技能矩阵，{day.year}年{day.month}月"
            )
            cycle = {"name": name, "opens_on": day, "closes_on": day}
            self.cycles[day] = records.add(AssessmentCycle, [cycle])[0]["id"]
        fresh = sorted(forms - set(known))
        rows = records.add(
            Assessment,
            [
                {
                    "cycle_id": self.cycles[form.day],
                    "person_id": form.person,
                    "rater_id": form.rater,
                    "source": self.view.source,
                    "status": AssessmentStatus.SUBMITTED,
                    "started_at": _instant(form.day),
                    "submitted_at": _instant(form.day),
                }
                for form in fresh
            ],
        )
        days = {identity: day for day, identity in self.cycles.items()}
        added = {
            Form(each["person_id"], each["rater_id"], days[each["cycle_id"]]): each["id"]
            for each in rows
        }
        return {form: identity for form, (identity, _s) in known.items() if form in forms} | added

    def _write(
        self,
        taken: Sequence[tuple[Accepted[SkillsRow], Form, dict[int, int | None]]],
        forms: dict[Form, int],
        new: set[Form],
    ) -> None:
        names = ("id", "assessment_id", "competency_id", "level", "is_applicable")
        found = records.find(Rating, names, Rating.assessment_id.in_(forms.values()))
        stored = {(each["assessment_id"], each["competency_id"]): each for each in found}
        codes = {identity: word for word, identity in self.competencies.items()}
        added, changed, lines = [], [], []
        for item, form, levels in taken:
            outcome = Outcome.NEW if form in new and levels else Outcome.UNCHANGED
            for competency, level in levels.items():
                old = stored.get((forms[form], competency))
                answer = {"level": level, "is_applicable": level is not None}
                if old is None:
                    added.append(
                        {
                            "assessment_id": forms[form], "competency_id": competency, **answer,
                            "confidence": None, "example": "", "rated_at": _instant(form.day),
                        }
                    )  # fmt: skip
                    if not item.facts.competency:
                        outcome = Outcome.CHANGED if form not in new else outcome
                    else:
                        outcome = Outcome.NEW
                elif records.differences(old, answer)[1]:
                    changed.append({"id": old["id"], **answer, "rated_at": _instant(form.day)})
                    outcome = Outcome.CHANGED
                else:
                    continue
                lines.append(
                    records.audit_line(
                        "import_answer",
                        f"competency {codes[competency]}",
                        by=self.by,
                        about=form.person,
                        old=old and {"level": old["level"]},
                        new={"level": level, "source": self.view.source},
                        reason=self.report.file,
                    )
                )
            self.report.outcomes[outcome] += 1
        records.add(Rating, added)
        records.change(Rating, changed)
        records.add(AuditLine, lines)

    def finish(self) -> None:
        """Nothing is left to do: rows stand each for itself."""


class _People:
    """The people whom a portion of rows names."""

    def __init__(self, portion: Sequence[Accepted[SkillsRow]]) -> None:
        facts = [item.facts for item in portion]
        raters = {each.rater.lower() for each in facts if each.rater}
        numbers = {each.number for each in facts if each.number} | {
            each.rater for each in facts if each.rater
        }
        emails = {each.email for each in facts if each.email} | raters
        names = {each.name for each in facts if each.name}
        found = records.find(
            Person,
            ("id", "number", "email", "name", "coach_id"),
            or_(
                Person.number.in_(numbers),
                func.lower(Person.email).in_(emails),
                Person.name.in_(names),
            ),
        )
        self.by_number = {each["number"]: each for each in found if each["number"]}
        self.by_email = {each["email"].lower(): each for each in found if each["email"]}
        self.by_name: dict[str, list[records.Record]] = {}
        for each in found:
            self.by_name.setdefault(each["name"], []).append(each)

    def find(self, facts: SkillsRow) -> tuple[records.Record | None, tuple[str, str] | None]:
        """Return whom a row is about, or the column and the reason why that cannot be said."""
        if facts.number:
            found = self.by_number.get(facts.number)
            return found, None if found else ("number", _("Nobody has this number."))
        if facts.email:
            found = self.by_email.get(facts.email)
            return found, None if found else ("email", _("Nobody has this address."))
        if not facts.name:
            return None, ("number", _("The row names no person."))
        named = self.by_name.get(facts.name, [])
        if len(named) == 1:
            return named[0], None
        if named:
            return None, ("name", _("Several people are called so: the number is needed."))
        return None, ("name", _("Nobody is called so."))

    def rater(self, word: str) -> int | None:
        found = self.by_number.get(word) or self.by_email.get(word.lower())
        return found["id"] if found else None


def _instant(day: date) -> datetime:
    """Return noon of a day, or this moment if noon is still to come."""
    return min(datetime.combine(day, time(12), UTC), now())
