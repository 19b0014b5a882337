"""Texts of the framework: areas, and competencies with their levels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, select

from assessments.database import db
from assessments.models.framework import Competency, CompetencyArea, Indicator, Role, RoleProfile
from assessments.models.people import Person
from assessments.services.conflicts import commit
from assessments.services.editing import changes
from assessments.services.editing.changes import CodeTakenError, Facts, Texts
from assessments.services.editing.roles import USUAL
from capability.scale import ProficiencyLevel

Placed = TypeVar("Placed", Competency, CompetencyArea)


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """What is seen at one level, and an example of it."""

    statement: Texts
    example: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompetencyDraft:
    """The texts of a competency; one draft of a level for each of the six."""

    name: Texts
    definition: Texts
    why: Texts
    levels: tuple[LevelDraft, ...]

    def facts(self) -> Facts:
        """Return the contents laid flat."""
        facts = {
            **changes.by_language("name", self.name),
            **changes.by_language("definition", self.definition),
            **changes.by_language("why", self.why),
        }
        for level, each in enumerate(self.levels):
            facts |= changes.by_language(f"statement {level}", each.statement)
            facts |= changes.by_language(f"example {level}", each.example)
        return facts


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """The texts of an area."""

    name: Texts
    summary: Texts

    def facts(self) -> Facts:
        """Return the contents laid flat."""
        return {
            **changes.by_language("name", self.name),
            **changes.by_language("summary", self.summary),
        }


def area_draft_of(area: CompetencyArea) -> AreaDraft:
    """Return the texts of an area as they stand."""
    return AreaDraft(area.name, area.summary)


def draft_of(competency: Competency) -> CompetencyDraft:
    """Return the texts of a competency as they stand."""
    by_level = {each.level: each for each in competency.indicators}
    return CompetencyDraft(
        name=competency.name,
        definition=competency.definition,
        why=competency.why,
        levels=tuple(
            LevelDraft(by_level[level].statement, by_level[level].example)
            if level in by_level
            else LevelDraft({})
            for level in map(int, ProficiencyLevel)
        ),
    )


def subject_of(competency: Competency) -> str:
    """Return under which name the audit trail keeps a competency."""
    return f"texts {competency.code}"


def area_subject_of(area: CompetencyArea) -> str:
    """Return under which name the audit trail keeps an area."""
    return f"area {area.code}"


def change_area(area: CompetencyArea, draft: AreaDraft, *, seen: int, by: Person) -> bool:
    """Change the texts of an area, as last seen in version ``seen``.

    Raises
    ------
    ConflictError
        Somebody changed it meanwhile.
    """
    changes.check_seen(area, seen)
    old = area_draft_of(area).facts()
    area.name, area.summary = changes.local(draft.name), changes.local(draft.summary)
    is_changed = changes.note_changed(
        "change_competency_area", area_subject_of(area), old, area_draft_of(area).facts(), by=by
    )
    commit()
    return is_changed


def add_competency(
    code: str, area: CompetencyArea, draft: CompetencyDraft, *, by: Person
) -> Competency:
    """Add a competency at the end of an area; no role asks for it yet.

    Estimates begin where they begin, on average, in the other competencies of its area.

    Raises
    ------
    CodeTakenError
        There is a competency with this code.
    """
    if db.session.scalar(select(Competency.id).where(Competency.code == code)) is not None:
        raise CodeTakenError
    usual = _usual_in(area)
    last = db.session.scalar(select(func.max(Competency.position)))
    competency = Competency(code=code, area_id=area.id, position=0 if last is None else last + 1)
    _write(competency, draft)
    db.session.add(competency)
    with changes.taken_codes_told():
        db.session.flush()
    db.session.add_all(
        RoleProfile(role_id=role_id, competency_id=competency.id, usual=usual.get(role_id, USUAL))
        for role_id in db.session.scalars(select(Role.id))
    )
    facts = {"code": code, "area": area.code, **draft.facts()}
    changes.note_added("add_competency", subject_of(competency), facts, by=by)
    db.session.commit()
    return competency


def _usual_in(area: CompetencyArea) -> dict[int, float]:
    rows = db.session.execute(
        select(RoleProfile.role_id, func.avg(RoleProfile.usual))
        .join(RoleProfile.competency)
        .where(Competency.area_id == area.id)
        .group_by(RoleProfile.role_id)
    )
    return {role_id: round(float(mean), 1) for role_id, mean in rows}


def change_competency(
    competency: Competency, draft: CompetencyDraft, *, seen: int, by: Person
) -> bool:
    """Change the texts of a competency, as last seen in version ``seen``.

    Raises
    ------
    ConflictError
        Somebody changed it meanwhile.
    """
    changes.check_seen(competency, seen)
    old = draft_of(competency).facts()
    _write(competency, draft)
    is_changed = changes.note_changed(
        "change_competency", subject_of(competency), old, draft_of(competency).facts(), by=by
    )
    if is_changed:
        changes.touch(competency)
    commit()
    return is_changed


def _write(competency: Competency, draft: CompetencyDraft) -> None:
    competency.name = changes.local(draft.name)
    competency.definition = changes.local(draft.definition)
    competency.why = changes.local(draft.why)
    by_level = {each.level: each for each in competency.indicators}
    for level, each in enumerate(draft.levels):
        indicator = by_level.get(level)
        if indicator is None:
            indicator = Indicator(level=level)
            competency.indicators.append(indicator)
        indicator.statement = changes.local(each.statement)
        indicator.example = changes.local(each.example)


def set_active(competency: Competency, is_active: bool, *, by: Person) -> None:
    """Ask about a competency, or no longer; what was answered stays."""
    if competency.is_active == is_active:
        return
    competency.is_active = is_active
    changes.note_changed(
        "change_competency",
        subject_of(competency),
        {"is_active": not is_active},
        {"is_active": is_active},
        by=by,
    )
    commit()


def move_competency(competency: Competency, *, up: bool, by: Person) -> None:
    """Let a competency change places with its neighbour in the area."""
    rows = db.session.scalars(
        select(Competency)
        .where(Competency.area_id == competency.area_id)
        .order_by(Competency.position, Competency.id)
    ).all()
    _move(rows, competency, up=up, action="change_competency", subject=subject_of, by=by)


def move_area(area: CompetencyArea, *, up: bool, by: Person) -> None:
    """Let an area change places with its neighbour."""
    rows = db.session.scalars(
        select(CompetencyArea).order_by(CompetencyArea.position, CompetencyArea.id)
    ).all()
    _move(rows, area, up=up, action="change_competency_area", subject=area_subject_of, by=by)


def _move(
    rows: Sequence[Placed],
    row: Placed,
    *,
    up: bool,
    action: str,
    subject: Callable[[Placed], str],
    by: Person,
) -> None:
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    neighbour = rows[other]
    old = {"position": row.position}
    row.position, neighbour.position = neighbour.position, row.position
    changes.note_changed(action, subject(row), old, {"position": row.position}, by=by)
    commit()
