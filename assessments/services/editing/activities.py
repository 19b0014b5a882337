"""Activities of the catalogue: added, changed, taken off the offer."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, insert, select

from assessments.database import db
from assessments.models.catalogue import (
    Activity,
    ActivityGain,
    ActivitySession,
    activity_exclusion,
    activity_prerequisite,
)
from assessments.models.framework import Competency, Role
from assessments.models.people import Person
from assessments.queries import catalogue
from assessments.services.conflicts import commit
from assessments.services.editing import changes
from assessments.services.editing.changes import CircleError, CodeTakenError, Facts, Texts
from capability.vocabulary import ActivityKind, Learning


@dataclass(frozen=True, slots=True)
class GainDraft:
    """What an activity claims to bring in one competency, and up to which level."""

    competency: str
    gain: float
    up_to: float


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A date; ``key`` is that of the row which it changes, seats of ``None`` are not known."""

    starts_on: date
    ends_on: date
    place: Texts = field(default_factory=dict)
    seats: int | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """Everything that an administrator says about an activity; a cost of ``None`` is not known."""

    code: str
    kind: ActivityKind
    name: Texts
    description: Texts
    provider: Texts
    cost: float | None
    hours: float
    duration_days: int
    learning: Learning
    languages: tuple[str, ...]
    gains: tuple[GainDraft, ...] = ()
    sessions: tuple[SessionDraft, ...] = ()
    prerequisites: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    mandatory_for: tuple[str, ...] = ()

    def facts(self) -> Facts:
        """Return the contents laid flat."""
        facts: Facts = {
            "kind": self.kind.value,
            **changes.by_language("name", self.name),
            **changes.by_language("description", self.description),
            **changes.by_language("provider", self.provider),
            "cost": self.cost,
            "hours": self.hours,
            "duration_days": self.duration_days,
            "learning": self.learning.value,
            "languages": ", ".join(self.languages),
            "prerequisites": ", ".join(sorted(self.prerequisites)),
            "excludes": ", ".join(sorted(self.excludes)),
            "mandatory_for": ", ".join(sorted(self.mandatory_for)),
        }
        for gain in self.gains:
            facts[f"gain {gain.competency}"] = gain.gain
            facts[f"up_to {gain.competency}"] = gain.up_to
        for number, each in enumerate(sorted(self.sessions, key=_order), start=1):
            facts[f"session {number}"] = f"{each.starts_on} – {each.ends_on}"
            facts |= changes.by_language(f"place {number}", each.place)
            facts[f"seats {number}"] = each.seats
        return facts


def _order(session: SessionDraft) -> tuple[date, date, int]:
    return session.starts_on, session.ends_on, session.key or 0


def subject_of(activity: Activity) -> str:
    """Return under which name the audit trail keeps an activity."""
    return f"activity {activity.id}"


def draft_of(activity: Activity) -> ActivityDraft:
    """Return an activity as it stands."""
    return ActivityDraft(
        code=activity.code,
        kind=activity.kind,
        name=activity.name,
        description=activity.description,
        provider=activity.provider,
        cost=activity.cost,
        hours=activity.hours,
        duration_days=activity.duration_days,
        learning=activity.learning,
        languages=tuple(activity.languages),
        gains=tuple(
            GainDraft(each.competency.code, each.gain, each.up_to) for each in activity.gains
        ),
        sessions=tuple(
            SessionDraft(each.starts_on, each.ends_on, each.place, each.seats, each.id)
            for each in activity.sessions
        ),
        prerequisites=tuple(each.code for each in activity.prerequisites),
        excludes=tuple(catalogue.excluded_by(activity)),
        mandatory_for=tuple(each.code for each in activity.mandatory_for),
    )


def add_activity(draft: ActivityDraft, *, by: Person) -> Activity:
    """Add an activity to the catalogue.

    Raises
    ------
    CodeTakenError
        There is an activity with this code.
    """
    if db.session.scalar(select(Activity.id).where(Activity.code == draft.code)) is not None:
        raise CodeTakenError
    activity = Activity(code=draft.code)
    _write(activity, draft)
    db.session.add(activity)
    with changes.taken_codes_told():
        db.session.flush()
    _write_exclusions(activity, draft.excludes)
    facts = {"code": draft.code, **draft.facts()}
    changes.note_added("add_activity", subject_of(activity), facts, by=by)
    db.session.commit()
    return activity


def change_activity(activity: Activity, draft: ActivityDraft, *, seen: int, by: Person) -> bool:
    """Change an activity, as last seen in version ``seen``; return whether anything changed.

    Raises
    ------
    ConflictError
        Somebody changed it meanwhile.
    CircleError
        What it needs first needs this activity first.
    """
    changes.check_seen(activity, seen)
    _check_order(activity, draft.prerequisites)
    old = draft_of(activity).facts()
    _write(activity, draft)
    _write_exclusions(activity, draft.excludes)
    is_changed = changes.note_changed(
        "change_activity", subject_of(activity), old, draft.facts(), by=by
    )
    if is_changed:
        changes.touch(activity)
    commit()
    return is_changed


def set_offered(activity: Activity, is_offered: bool, *, by: Person) -> None:
    """Offer an activity, or no longer; it stays in the plans that hold it."""
    if activity.is_offered == is_offered:
        return
    activity.is_offered = is_offered
    old, new = {"is_offered": not is_offered}, {"is_offered": is_offered}
    changes.note_changed("change_activity", subject_of(activity), old, new, by=by)
    commit()


def _check_order(activity: Activity, prerequisites: tuple[str, ...]) -> None:
    """Follow what is needed first, and first for that, and never back to where it began."""
    needs: dict[int, list[int]] = defaultdict(list)
    for later, first in db.session.execute(select(activity_prerequisite)):
        needs[later].append(first)
    ahead = list(db.session.scalars(select(Activity.id).where(Activity.code.in_(prerequisites))))
    seen: set[int] = set()
    while ahead:
        key = ahead.pop()
        if key == activity.id:
            raise CircleError
        if key not in seen:
            seen.add(key)
            ahead.extend(needs[key])


def _write(activity: Activity, draft: ActivityDraft) -> None:
    activity.kind, activity.learning = draft.kind, draft.learning
    activity.name = changes.local(draft.name)
    activity.description = changes.local(draft.description)
    activity.provider = changes.local(draft.provider)
    activity.cost, activity.hours = draft.cost, draft.hours
    activity.duration_days = draft.duration_days
    activity.languages = list(draft.languages)
    activity.prerequisites = list(
        db.session.scalars(select(Activity).where(Activity.code.in_(draft.prerequisites)))
    )
    activity.mandatory_for = list(
        db.session.scalars(select(Role).where(Role.code.in_(draft.mandatory_for)))
    )
    _write_gains(activity, draft.gains)
    _write_sessions(activity, draft.sessions)


def _write_exclusions(activity: Activity, codes: tuple[str, ...]) -> None:
    """Write what does not go together with an activity: a row of two keys, the smaller first."""
    table = activity_exclusion.c
    db.session.execute(
        delete(activity_exclusion).where(
            (table.activity_id == activity.id) | (table.other_id == activity.id)
        )
    )
    others = db.session.scalars(
        select(Activity.id).where(Activity.code.in_(codes), Activity.id != activity.id)
    )
    pairs = [sorted((activity.id, other)) for other in others]
    rows = [{"activity_id": first, "other_id": second} for first, second in pairs]
    if rows:
        db.session.execute(insert(activity_exclusion), rows)


def _write_gains(activity: Activity, drafts: tuple[GainDraft, ...]) -> None:
    wanted = {each.competency: each for each in drafts}
    for gain in list(activity.gains):
        each = wanted.pop(gain.competency.code, None)
        if each is None:
            db.session.delete(gain)
        else:
            gain.gain, gain.up_to = each.gain, each.up_to
    competencies = {
        each.code: each
        for each in db.session.scalars(select(Competency).where(Competency.code.in_(wanted)))
    }
    activity.gains.extend(
        ActivityGain(competency=competencies[code], gain=each.gain, up_to=each.up_to)
        for code, each in wanted.items()
    )


def _write_sessions(activity: Activity, drafts: tuple[SessionDraft, ...]) -> None:
    rows = {row.id: row for row in activity.sessions}
    for each in drafts:
        row = rows.pop(each.key, None) if each.key is not None else None
        if row is None:
            row = ActivitySession()
            activity.sessions.append(row)
        row.starts_on, row.ends_on, row.seats = each.starts_on, each.ends_on, each.seats
        row.place = changes.local(each.place)
    for row in rows.values():
        db.session.delete(row)
