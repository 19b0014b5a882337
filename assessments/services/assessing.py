"""Filling in a form: every answer is kept when it is given; sending it is a step of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessments.database import LocalText, db, now
from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle, Rating
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.queries import assessment as queries
from assessments.services import auditing
from capability.frames import ANONYMOUS_SOURCES
from capability.lifecycle import ASSESSMENT_STEPS, AssessmentEvent, AssessmentStatus, advance
from capability.vocabulary import AssessmentSource, Confidence

Change = tuple[dict[str, Any] | None, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers about one competency; no level means not part of the work."""

    level: int | None
    confidence: Confidence | None
    example: str = ""
    example_on: date | None = None


class AnswerConflictError(Exception):
    """The answer was changed elsewhere meanwhile; ``current`` is what stands now."""

    def __init__(self, current: Rating | None) -> None:
        super().__init__()
        self.current = current


class FormClosedError(Exception):
    """The form has been sent, so nothing in it can change."""


class FormUnderWayError(Exception):
    """The rater is filling in a newer form, so an earlier one cannot be opened beside it."""


def open_self_assessment(person: Person) -> Assessment:
    """Return the self-assessment that is under way, or begin one."""
    return queries.own_draft(person) or _begin(person, person, AssessmentSource.SELF)


def open_coach_assessment(person: Person, coach: Person) -> Assessment:
    """Return the coach's form about a person that is under way, or begin one."""
    return queries.draft_of(person, coach, AssessmentSource.COACH) or _begin(
        person, coach, AssessmentSource.COACH
    )


def _begin(person: Person, rater: Person, source: AssessmentSource) -> Assessment:
    """Begin a form in the open round; outside a round, or again, it gets a round of one."""
    today = now().date()
    cycle = queries.open_cycle(today)
    if cycle is None or queries.has_form(cycle, person, rater, source):
        cycle = AssessmentCycle(
            name=LocalText(en=f"{today:%B %Y}", zh=f"{today.year}年{today.month}月"),
            opens_on=today,
            closes_on=today,
        )
        db.session.add(cycle)
    form = Assessment(
        cycle=cycle, person=person, rater=rater, source=source,
        status=AssessmentStatus.DRAFT, started_at=now(),
    )  # fmt: skip
    db.session.add(form)
    try:
        db.session.commit()
    except IntegrityError:
        # Two tabs began at once: the other one's form is the form.
        db.session.rollback()
        begun = queries.draft_of(person, rater, source)
        if begun is None:
            raise
        return begun
    return form


def save_answer(
    form: Assessment, competency: Competency, answer: Answer, *, seen: int, by: Person
) -> Rating:
    """Keep one answer, given by somebody who last saw version ``seen`` of it (0: none yet).

    What stands there already is left as it is, so that no line says that somebody changed it.

    Raises
    ------
    FormClosedError
        The form was sent meanwhile.
    AnswerConflictError
        The answer was changed elsewhere meanwhile; nothing is overwritten.
    """
    # The row is locked, so that the form cannot be sent between the look and the write.
    if queries.lock_status(form) is not AssessmentStatus.DRAFT:
        db.session.rollback()
        raise FormClosedError
    rating = queries.find_rating(form, competency)
    if rating is not None and _is_same(rating, answer):
        db.session.rollback()
        return rating
    if (rating.version if rating else 0) != seen:
        db.session.rollback()
        raise AnswerConflictError(rating)
    old = _line(rating) if rating else None
    if rating is None:
        rating = Rating(assessment_id=form.id, competency_id=competency.id)
        db.session.add(rating)
    rating.level = answer.level
    rating.is_applicable = answer.level is not None
    rating.confidence = answer.confidence
    rating.example = answer.example.strip()
    rating.example_on = answer.example_on
    rating.rated_at = now()
    new = _line(rating)
    _note(form, "answer", f"competency {competency.code}", by=by, change=(old, new))
    try:
        _commit_as_it_is()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise AnswerConflictError(queries.find_rating(form, competency)) from error
    return rating


def _commit_as_it_is() -> None:
    """Commit; what has just been written need not be read again to be shown."""
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True


def _is_same(rating: Rating, answer: Answer) -> bool:
    given = (answer.level, answer.confidence, answer.example.strip(), answer.example_on)
    return given == (rating.level, rating.confidence, rating.example, rating.example_on)


def _line(rating: Rating) -> dict[str, Any]:
    return {
        "level": rating.level,
        "confidence": rating.confidence,
        "has_example": bool(rating.example),
    }


def _kind(form: Assessment) -> str:
    return f"assessment by {form.source}"


def _note(
    form: Assessment,
    action: str,
    subject: str,
    *,
    by: Person,
    change: Change = (None, None),
    reason: str = "",
) -> None:
    """Add a line to the audit trail, without level and rater where anonymity was promised."""
    if form.source.value in ANONYMOUS_SOURCES:
        auditing.note(action, subject, by=None, about=form.person)
        return
    old, new = change
    auditing.note(action, subject, by=by, about=form.person, old=old, new=new, reason=reason)


def submit(form: Assessment, *, by: Person) -> None:
    """Send the form; from now on its answers count."""
    form.status = advance(ASSESSMENT_STEPS, form.status, AssessmentEvent.SUBMIT)
    form.submitted_at = now()
    _note(form, "submit_assessment", _kind(form), by=by)
    db.session.commit()


def reopen(form: Assessment, *, by: Person, reason: str) -> None:
    """Give the form back to its rater; until it is sent again its answers do not count.

    Raises
    ------
    FormUnderWayError
        The rater has begun a newer form meanwhile.
    """
    form.status = advance(ASSESSMENT_STEPS, form.status, AssessmentEvent.REOPEN)
    form.submitted_at = None
    try:
        db.session.flush()
        _note(form, "reopen_assessment", _kind(form), by=by, reason=reason)
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise FormUnderWayError from error


def agree_on_level(
    person: Person, competency: Competency, level: float, *, by: Person, reason: str
) -> AgreedLevel:
    """Keep what person and coach settled on."""
    agreed = AgreedLevel(
        person_id=person.id,
        competency_id=competency.id,
        coach_id=by.id,
        level=level,
        agreed_on=now().date(),
        reason=reason,
    )
    db.session.add(agreed)
    auditing.note(
        "agree_on_level",
        f"competency {competency.code}",
        by=by,
        about=person,
        new={"level": level},
        reason=reason,
    )
    db.session.commit()
    return agreed
