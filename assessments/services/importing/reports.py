"""What came of an import, in figures and in words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

LONGEST_VALUE = 80
MOST_CHANGES = 100
"""Changes that a report shows one by one; the others are counted."""


class Outcome(StrEnum):
    """What a row that was taken did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Note(StrEnum):
    """What one must know of rows that were taken."""

    PEOPLE_ADDED = "people_added"
    DEPARTMENTS_ADDED = "departments_added"
    PARTS_ADDED = "parts_added"
    WITHOUT_PERSON = "without_person"
    ANOTHER_PERSON = "another_person"
    WITHOUT_END = "without_end"
    WITHOUT_DATES = "without_dates"
    WITHOUT_COST = "without_cost"
    WITHOUT_COACH = "without_coach"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row, or one cell of it, could not be taken."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes in something that is known already; ``None`` is unknown."""

    row: int
    name: str
    column: str
    old: object
    new: object


@dataclass(slots=True)
class ImportReport:
    """The counts of an import, every row that was not taken, and what else one must know."""

    file: str
    headings: Mapping[str, str]
    unknown: Sequence[str]
    encoding: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    rejected_rows: set[int] = field(default_factory=set)
    notes: Counter[Note] = field(default_factory=Counter)
    readings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How often a value of a column was taken as another word."""
    remarks: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    run_id: int | None = None
    """The import, once it is one: where something was taken, and not only tried."""

    @property
    def taken(self) -> int:
        return self.outcomes.total()

    @property
    def rejected(self) -> int:
        return len(self.rejected_rows)

    def reject(self, row: int, column: str, value: str, reason: str) -> None:
        """Name a row that cannot be taken, with the heading of the column as the file has it."""
        self.rejected_rows.add(row)
        shown = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
        self.rejections.append(Rejection(row, self.headings.get(column, column), shown, reason))

    def note_change(
        self, row: int, name: str, old: Mapping[str, object], new: Mapping[str, object]
    ) -> None:
        """Keep what a row changes, as far as there is room."""
        for column, value in new.items():
            if len(self.changes) < MOST_CHANGES:
                self.changes.append(Change(row, name, column, old.get(column), value))

    def counts(self) -> dict[str, int]:
        """Return the figures that the audit trail keeps."""
        outcomes = {outcome.value: self.outcomes[outcome] for outcome in Outcome}
        notes = {note.value: count for note, count in sorted(self.notes.items())}
        return {**outcomes, "rejected": self.rejected, **notes}


def report_lines(report: ImportReport) -> Iterator[str]:
    """Yield the report as sentences, without the single rows that were not taken."""
    yield _(
        "%(file)s, read as %(encoding)s: %(new)d new, %(changed)d changed, "
        "%(unchanged)d unchanged, %(rejected)d not taken.",
        file=report.file,
        encoding=report.encoding,
        new=report.outcomes[Outcome.NEW],
        changed=report.outcomes[Outcome.CHANGED],
        unchanged=report.outcomes[Outcome.UNCHANGED],
        rejected=report.rejected,
    )
    yield _(
        "Columns that are used: %(names)s.",
        names=", ".join(f"{heading} → {column}" for column, heading in report.headings.items()),
    )
    for note in Note:
        if report.notes[note]:
            yield _sentence(note, report.notes[note])
    for (column, given, taken), count in sorted(report.readings.items()):
        yield _(
            "%(column)s: “%(given)s” is taken as “%(taken)s” (%(count)d rows).",
            column=column,
            given=given,
            taken=taken,
            count=count,
        )
    yield from report.remarks
    if report.unknown:
        yield _("Columns that are not used: %(names)s.", names=", ".join(report.unknown))


def rejection_lines(report: ImportReport) -> Iterator[str]:
    """Yield a sentence for everything that kept a row from being taken."""
    for each in report.rejections:
        if each.column:
            yield _(
                "Row %(row)d, %(column)s “%(value)s”: %(reason)s",
                row=each.row,
                column=each.column,
                value=each.value,
                reason=each.reason,
            )
        else:
            yield _("Row %(row)d: %(reason)s", row=each.row, reason=each.reason)


def _sentence(note: Note, count: int) -> str:
    return str(_words(note, count))


def _words(note: Note, count: int) -> object:
    match note:
        case Note.PEOPLE_ADDED:
            return ngettext(
                "%(num)d person was not known and is added.",
                "%(num)d people were not known and are added.",
                count,
            )
        case Note.DEPARTMENTS_ADDED:
            return ngettext(
                "%(num)d department was not known and is added.",
                "%(num)d departments were not known and are added.",
                count,
            )
        case Note.PARTS_ADDED:
            return ngettext(
                "%(num)d part in a project is added, to be confirmed by the person.",
                "%(num)d parts in projects are added, to be confirmed by the people.",
                count,
            )
        case Note.WITHOUT_PERSON:
            return ngettext(
                "%(num)d row names no person: the project is taken without one.",
                "%(num)d rows name no person: the projects are taken without one.",
                count,
            )
        case Note.ANOTHER_PERSON:
            return ngettext(
                "%(num)d project had another person before; both are kept, to be confirmed.",
                "%(num)d projects had another person before; both are kept, to be confirmed.",
                count,
            )
        case Note.WITHOUT_END:
            return ngettext(
                "%(num)d project is over without an end date: dates missing, so it gives no "
                "months of experience.",
                "%(num)d projects are over without an end date: dates missing, so they give no "
                "months of experience.",
                count,
            )
        case Note.WITHOUT_DATES:
            return ngettext(
                "%(num)d project is taken without any date.",
                "%(num)d projects are taken without any date.",
                count,
            )
        case Note.WITHOUT_COST:
            return ngettext(
                "%(num)d amount of 0 is taken as unknown.",
                "%(num)d amounts of 0 are taken as unknown.",
                count,
            )
        case Note.WITHOUT_COACH:
            return ngettext(
                "%(num)d person is taken without a coach, who is not known.",
                "%(num)d people are taken without a coach, who is not known.",
                count,
            )
