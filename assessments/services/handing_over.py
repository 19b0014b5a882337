"""A person goes from one coach to another, with a word on where things stand."""

from dataclasses import dataclass

from sqlalchemy import update

from assessments.database import db, now
from assessments.models.coaching import HandOver
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import assessment, coaching
from assessments.services import auditing
from assessments.services.conflicts import ConflictError
from capability.vocabulary import AssessmentSource


class CannotCoachError(ValueError):
    """Whoever was chosen cannot coach this person; nothing is changed."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a hand-over takes along, to be said before it takes effect."""

    planned_talks: int
    """Talks still to come, which the next coach takes over with their dates."""
    unsent_answers: int
    """Answers of the present coach's own form; it rests, and nobody else ever reads it."""


def consequences_of(person: Person) -> Consequences:
    """Return what handing somebody over would take along."""
    draft = None
    if person.coach is not None:
        draft = assessment.draft_of(person, person.coach, AssessmentSource.COACH)
    return Consequences(
        planned_talks=len(coaching.list_planned(person, since=now().date())),
        unsent_answers=len(draft.ratings) if draft else 0,
    )


def may_coach(person: Person, to: Person) -> bool:
    """Whether somebody could become a person's coach: an active coach, and another person."""
    return Access.PMO_COACH in to.accesses and to.left_on is None and to.id != person.id


def hand_over(
    person: Person,
    to: Person | None,
    statement: str,
    by: Person,
    *,
    seen: int | None = None,
) -> HandOver:
    """Entrust a person to another coach, or to nobody for now.

    The coach until now loses access at once. Talks still to come go over with their dates; what
    was written of talks held stays with the person. The former coach's own form rests if it was
    not sent: nobody reads it, and it goes on should the person ever come back.

    Parameters
    ----------
    person, to : Person
        Who is handed over, and to whom; ``None`` leaves the person without a coach.
    statement : str
        A word on where things stand; the person reads it too.
    by : Person
        Who does it: the present coach, or an administrator.
    seen : int, optional
        The coach whom the page has shown, where it may have been open for a while.

    Raises
    ------
    CannotCoachError
        ``to`` is no active coach, the person, or the present coach.
    ConflictError
        The person has another coach by now.
    """
    before = person.coach_id if seen is None else seen
    if to is not None and (not may_coach(person, to) or to.id == before):
        raise CannotCoachError
    _entrust(person, before, to)
    found = HandOver(
        person_id=person.id,
        from_coach_id=before,
        to_coach_id=to.id if to else None,
        by_id=by.id,
        statement=statement.strip(),
        handed_over_at=now(),
    )
    db.session.add(found)
    talks = _pass_on_talks(person, to)
    auditing.note(
        "hand_over",
        f"person {person.id}",
        by=by,
        about=person,
        old={"coach_id": before},
        new={"coach_id": found.to_coach_id, "talks": talks},
        # A coach's word is for the person and the next coach; the trail has more readers.
        reason="" if by.id == before else found.statement,
    )
    db.session.commit()
    return found


def _entrust(person: Person, before: int | None, to: Person | None) -> None:
    """Change the coach in one statement, so that of two at once the later one is told."""
    same = Person.coach_id.is_(None) if before is None else Person.coach_id == before
    changed = db.session.execute(
        update(Person)
        .where(Person.id == person.id, same)
        .values(coach_id=to.id if to else None)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        db.session.rollback()
        raise ConflictError
    db.session.expire(person, ["coach_id", "coach"])


def _pass_on_talks(person: Person, to: Person | None) -> list[int]:
    """Give the talks still to come to the next coach; without one they keep whom they have."""
    if to is None:
        return []
    planned = coaching.list_planned(person, since=now().date())
    for talk in planned:
        talk.coach_id = to.id
    return [talk.id for talk in planned]
