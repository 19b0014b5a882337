"""Certifications and the rules we know about them: what a body asks, and where that was read."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from assessments.database import db
from assessments.models.catalogue import (
    Activity,
    Certification,
    CertificationDomain,
    CertificationPath,
)
from assessments.models.people import Person
from assessments.services.conflicts import commit
from assessments.services.editing import changes
from assessments.services.editing.changes import CodeTakenError, Facts, Texts
from capability.vocabulary import Degree

Part = TypeVar("Part", CertificationPath, CertificationDomain)


@dataclass(frozen=True, slots=True)
class PathDraft:
    """One way to be admitted; ``None`` is a rule that is not known, never "nothing asked".

    ``experience`` holds months and of what; empty where the body asks none.
    """

    name: Texts
    experience: tuple[tuple[int, str], ...] | None = None
    within_years: int | None = None
    education_hours: float | None = None
    degree: Degree | None = None
    prerequisites: tuple[str, ...] = ()

    def facts(self, number: int) -> Facts:
        """Return the contents laid flat."""
        facts = changes.by_language(f"path {number}", self.name)
        if self.experience is not None:
            asked = ", ".join(f"{months} {kind}" for months, kind in self.experience)
            facts[f"experience {number}"] = asked or "0"
        return {
            **facts,
            f"within_years {number}": self.within_years,
            f"education_hours {number}": self.education_hours,
            f"degree {number}": self.degree.value if self.degree else None,
            f"needs {number}": ", ".join(self.prerequisites),
        }


@dataclass(frozen=True, slots=True)
class DomainDraft:
    """A part of an exam, its weight, and the competencies that it asks."""

    blueprint: str
    name: Texts
    weight_percent: float
    competencies: tuple[str, ...] = ()

    def facts(self, number: int) -> Facts:
        """Return the contents laid flat."""
        return {
            f"blueprint {number}": self.blueprint,
            **changes.by_language(f"domain {number}", self.name),
            f"weight_percent {number}": self.weight_percent,
            f"competencies {number}": ", ".join(sorted(self.competencies)),
        }


@dataclass(frozen=True, slots=True)
class CertificationDraft:
    """Everything that an administrator says about a certification."""

    code: str
    name: str
    body: str
    stage: str
    source: str
    checked_on: date
    certainty: str
    renewal_years: int | None = None
    renewal_units: float | None = None
    renewal_unit: Texts | None = None
    exam: str = ""
    note: Texts | None = None
    activity: str | None = None
    paths: tuple[PathDraft, ...] = ()
    domains: tuple[DomainDraft, ...] = field(default_factory=tuple)

    def facts(self) -> Facts:
        """Return the contents laid flat."""
        facts: Facts = {
            "name": self.name,
            "body": self.body,
            "stage": self.stage,
            "exam": self.exam,
            "activity": self.activity,
            "renewal_years": self.renewal_years,
            "renewal_units": self.renewal_units,
            **changes.by_language("renewal_unit", self.renewal_unit),
            **changes.by_language("note", self.note),
            "source": self.source,
            "checked_on": self.checked_on.isoformat(),
            "certainty": self.certainty,
        }
        for number, path in enumerate(self.paths, start=1):
            facts |= path.facts(number)
        for number, domain in enumerate(self.domains, start=1):
            facts |= domain.facts(number)
        return facts


def subject_of(certification: Certification) -> str:
    """Return under which name the audit trail keeps a certification."""
    return f"certification {certification.id}"


def draft_of(certification: Certification) -> CertificationDraft:
    """Return a certification as it stands."""
    return CertificationDraft(
        code=certification.code,
        name=certification.name,
        body=certification.body,
        stage=certification.stage,
        source=certification.source,
        checked_on=certification.checked_on,
        certainty=certification.certainty,
        renewal_years=certification.renewal_years,
        renewal_units=certification.renewal_units,
        renewal_unit=certification.renewal_unit,
        exam=certification.exam,
        note=certification.note,
        activity=certification.activity.code if certification.activity else None,
        paths=tuple(
            PathDraft(
                name=path.name,
                experience=None
                if path.experience is None
                else tuple((int(x["months"]), str(x["months_of"])) for x in path.experience),
                within_years=path.within_years,
                education_hours=path.education_hours,
                degree=path.degree,
                prerequisites=tuple(path.prerequisites),
            )
            for path in certification.paths
        ),
        domains=tuple(
            DomainDraft(each.blueprint, each.name, each.weight_percent, tuple(each.competencies))
            for each in certification.domains
        ),
    )


def add_certification(draft: CertificationDraft, *, by: Person) -> Certification:
    """Add a certification.

    Raises
    ------
    CodeTakenError
        There is a certification with this code, or with this activity for its exam.
    """
    if db.session.scalar(select(Certification.id).where(Certification.code == draft.code)):
        raise CodeTakenError
    certification = Certification(code=draft.code)
    _write(certification, draft)
    db.session.add(certification)
    with changes.taken_codes_told():
        db.session.flush()
    facts = {"code": draft.code, **draft.facts()}
    changes.note_added("add_certification", subject_of(certification), facts, by=by)
    db.session.commit()
    return certification


def change_certification(
    certification: Certification, draft: CertificationDraft, *, seen: int, by: Person
) -> bool:
    """Change a certification, as last seen in version ``seen``; return whether anything changed.

    Raises
    ------
    ConflictError
        Somebody changed it meanwhile, or has taken its activity for another certification.
    """
    changes.check_seen(certification, seen)
    old = draft_of(certification).facts()
    _write(certification, draft)
    is_changed = changes.note_changed(
        "change_certification", subject_of(certification), old, draft.facts(), by=by
    )
    if is_changed:
        changes.touch(certification)
    commit()
    return is_changed


def set_offered(certification: Certification, is_offered: bool, *, by: Person) -> None:
    """Suggest a certification, or no longer; whoever holds it keeps it."""
    if certification.is_offered == is_offered:
        return
    certification.is_offered = is_offered
    old, new = {"is_offered": not is_offered}, {"is_offered": is_offered}
    changes.note_changed("change_certification", subject_of(certification), old, new, by=by)
    commit()


def _write(certification: Certification, draft: CertificationDraft) -> None:
    certification.name, certification.body = draft.name, draft.body
    certification.stage, certification.exam = draft.stage, draft.exam
    certification.source, certification.checked_on = draft.source, draft.checked_on
    certification.certainty = draft.certainty
    certification.renewal_years = draft.renewal_years
    certification.renewal_units = draft.renewal_units
    certification.renewal_unit = changes.local_or_none(draft.renewal_unit)
    certification.note = changes.local_or_none(draft.note)
    certification.activity = db.session.scalar(
        select(Activity).where(Activity.code == (draft.activity or ""))
    )
    paths = _as_many(certification.paths, len(draft.paths), CertificationPath)
    for position, (row, path) in enumerate(zip(paths, draft.paths, strict=True)):
        _write_path(row, path, position)
    domains = _as_many(certification.domains, len(draft.domains), CertificationDomain)
    for domain_row, domain in zip(domains, draft.domains, strict=True):
        domain_row.blueprint, domain_row.name = domain.blueprint, changes.local(domain.name)
        domain_row.weight_percent = domain.weight_percent
        domain_row.competencies = list(domain.competencies)


def _as_many(rows: list[Part], wanted: int, kind: type[Part]) -> list[Part]:
    """Return as many rows as wanted: those there are, then new ones; what is over is deleted."""
    for row in rows[wanted:]:
        db.session.delete(row)
    rows.extend(kind() for _ in range(wanted - len(rows)))
    return rows[:wanted]


def _write_path(row: CertificationPath, draft: PathDraft, position: int) -> None:
    row.position, row.name = position, changes.local(draft.name)
    row.experience = (
        None
        if draft.experience is None
        else [{"months": months, "months_of": kind} for months, kind in draft.experience]
    )
    row.within_years, row.education_hours = draft.within_years, draft.education_hours
    row.degree, row.prerequisites = draft.degree, list(draft.prerequisites)
