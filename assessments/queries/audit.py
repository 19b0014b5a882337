"""Reads of the audit trail: every line passes the rule of :mod:`assessments.permissions`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask_babel import to_utc
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, tuple_
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from assessments.database import db
from assessments.labels.audit import AUDIT_ACTIONS
from assessments.models.audit import KINDS, AuditLine
from assessments.models.people import Person
from assessments.permissions import ADMINISTERED, KNOWN_TO_BE, REVIEWED, Access, AuditKind
from assessments.queries.people import holds_words

PAGE = 50
PORTION = 500
HISTORY = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; what is empty does not matter."""

    actor: str = ""
    about: str = ""
    person_id: int | None = None
    """Whom the lines are about, where it is known exactly."""
    what: str = ""
    """A kind of line or one action."""
    why: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    """The key of the line after which to go on, towards the older ones."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, the newest first, and where the older ones begin."""

    lines: Sequence[AuditLine]
    before: int | None


def may_see(viewer: Person) -> ColumnElement[bool]:
    """Return the condition that says which lines ``viewer`` may see.

    The same rule as ``Action.VIEW_AUDIT_LINE``, as a question to the database; a test holds the
    two equal for every pair.
    """
    accesses = viewer.accesses
    if not accesses:
        return false()
    seen = [AuditLine.person_id == viewer.id]
    if Access.HR_REVIEWER in accesses:
        seen.append(_is_about(REVIEWED))
    if Access.ADMINISTRATOR in accesses:
        seen.append(_is_about((*ADMINISTERED, *KNOWN_TO_BE)))
    return or_(*seen)


def may_read(viewer: Person) -> ColumnElement[bool]:
    """Return the condition that says of which lines ``viewer`` may read old, new and why.

    The same rule as ``Action.VIEW_AUDIT_VALUES``.
    """
    accesses = viewer.accesses
    if not accesses:
        return false()
    is_own = AuditLine.person_id == viewer.id
    read = [
        and_(is_own, ~_is_about((AuditKind.ANSWERS,))),
        and_(is_own, AuditLine.actor_id == viewer.id),
    ]
    if Access.HR_REVIEWER in accesses:
        read.append(_is_about(REVIEWED))
    if Access.ADMINISTRATOR in accesses:
        read.append(_is_about(ADMINISTERED))
    return or_(*read)


def kind_of(action: str) -> AuditKind | None:
    """Return what an action is about."""
    return KINDS.get(action)


def search(viewer: Person, question: Question) -> AuditPage:
    """Return one page of the lines that ``viewer`` may see, the newest first."""
    return _page(viewer, question, PAGE)


def walk(viewer: Person, question: Question) -> Iterator[Sequence[AuditLine]]:
    """Yield all the lines that ``viewer`` may see, in portions, the newest first."""
    before: int | None = question.before
    while True:
        page = _page(viewer, replace(question, before=before), PORTION)
        yield page.lines
        if page.before is None:
            return
        before = page.before
        db.session.expunge_all()


def list_history(
    viewer: Person,
    *,
    subjects: Iterable[str] = (),
    person: Person | None = None,
    kinds: Iterable[AuditKind] = (),
) -> Sequence[AuditLine]:
    """Return the latest changes of something: by its subjects, or of kinds about a person."""
    query = _lines(viewer)
    if person is not None:
        query = query.where(AuditLine.person_id == person.id, _is_about(kinds))
    else:
        query = query.where(AuditLine.subject.in_(list(subjects)))
    return db.session.scalars(query.limit(HISTORY)).all()


def _lines(viewer: Person) -> Select[AuditLine]:
    return (
        select(AuditLine)
        .where(may_see(viewer))
        .options(*(_only(joinedload(each)) for each in (AuditLine.actor, AuditLine.person)))
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
    )


def _page(viewer: Person, question: Question, size: int) -> AuditPage:
    query = _lines(viewer).where(*_conditions(viewer, question))
    found = db.session.scalars(query.limit(size + 1)).all()
    return AuditPage(found[:size], found[size - 1].id if len(found) > size else None)


def _conditions(viewer: Person, question: Question) -> Iterator[ColumnElement[bool]]:
    if question.actor:
        yield AuditLine.actor_id.in_(_people(question.actor))
    if question.about:
        yield AuditLine.person_id.in_(_people(question.about))
    if question.person_id is not None:
        yield AuditLine.person_id == question.person_id
    if question.what in set(AuditKind):
        yield _is_about((AuditKind(question.what),))
    elif question.what:
        yield AuditLine.action == question.what
    if question.why:
        # Otherwise one could guess at a reason that is withheld, word by word.
        yield may_read(viewer)
        yield AuditLine.reason.icontains(question.why, autoescape=True)
    if question.since:
        yield AuditLine.at >= _midnight(question.since)
    if question.until:
        yield AuditLine.at < _midnight(question.until + timedelta(days=1))
    if question.before is not None:
        last = select(AuditLine.at).where(AuditLine.id == question.before).scalar_subquery()
        yield tuple_(AuditLine.at, AuditLine.id) < tuple_(last, question.before)


def _people(words: str) -> Select[int]:
    return select(Person.id).where(*holds_words(words))


def _is_about(kinds: Iterable[AuditKind]) -> ColumnElement[bool]:
    return AuditLine.action.in_([action for kind in kinds for action in AUDIT_ACTIONS[kind]])


def _midnight(day: date) -> datetime:
    """Return when a day begins where the reader is."""
    return to_utc(datetime.combine(day, time.min))


def _only(loaded: _AbstractLoad) -> _AbstractLoad:
    """Load a name without department, role and account."""
    return loaded.options(*(lazyload(each) for each in (
        Person.department, Person.role, Person.aims_for, Person.account,
    )))  # fmt: skip
