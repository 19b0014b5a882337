"""A letter that gathers what is to be looked at: at most one a month or quarter, and on wish."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mailman import EmailMessage
from sqlalchemy.exc import IntegrityError

from assessments.database import db, now
from assessments.models.development import PlanItem
from assessments.models.early_signs import DigestSent, DigestWish
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import early_signs as queries
from assessments.queries import mentorships, people, plans
from assessments.queries.organisation import organisation
from assessments.services import auditing, early_signs, next_steps
from assessments.services.conflicts import ConflictError, commit
from assessments.services.early_signs import Told
from assessments.services.mentor_pages import waits_for
from capability.lifecycle import MentorshipStatus
from capability.vocabulary import DigestEvery

AT_ONCE = 200


class Outcome(StrEnum):
    """What became of one person's letter."""

    SENT = "sent"
    WOULD_BE_SENT = "would_be_sent"
    HAD_ONE = "had_one"
    NOTHING_TO_TELL = "nothing_to_tell"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person had better look at, in words."""

    own: tuple[Told, ...]
    due: tuple[PlanItem, ...]
    to_answer: tuple[Mentorship, ...]
    """Requests and proposals of a mentorship that wait for this person's yes or no."""
    called_up: tuple[Mentorship, ...]
    """Requests of this person for which a place became free, and which wait for the mentor."""
    coached: tuple[tuple[Person, tuple[Told, ...]], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.own or self.due or self.to_answer or self.called_up or self.coached)


def choose(person: Person, every: DigestEvery | None, *, by: Person) -> None:
    """Keep how often somebody wants a letter; ``None`` is never."""
    wish = queries.digest_wish(person)
    old = wish.every.value if wish else "never"
    new = every.value if every else "never"
    if old == new:
        return
    if every is None:
        db.session.delete(wish)
    elif wish is None:
        db.session.add(DigestWish(person_id=person.id, every=every))
    else:
        wish.every = every
    auditing.note(
        "choose_digest",
        f"person {person.id}",
        by=by,
        about=person,
        old={"digest": old},
        new={"digest": new},
    )
    with suppress(ConflictError):  # of two tabs at once the other one has chosen
        commit()


def send_digests(*, today: date, is_trial: bool) -> Iterator[tuple[Person, Outcome]]:
    """Send everybody who wants one and has not had one a letter; yield what became of it.

    Run twice, or by two at once, it sends nobody two: that somebody gets the letter of a month is
    kept before it is sent. A letter that a mail server refuses is not kept, and is tried again by
    the next run; one during which this process is killed may be lost, and is never doubled.
    """
    after = 0
    while wishes := [(wish.person_id, wish.every) for wish in _next(after)]:
        for person_id, every in wishes:
            person = db.session.get_one(Person, person_id)
            yield person, _send(person, every, today=today, is_trial=is_trial)
            db.session.expunge_all()
        after = wishes[-1][0]


def letter_of(person: Person, *, today: date) -> Letter:
    """Return what is to be told: about the own map and plan, mentoring, and those coached."""
    own: tuple[Told, ...] = ()
    due: tuple[PlanItem, ...] = ()
    pairs: Sequence[Mentorship] = ()
    if Access.PROJECT_MANAGER in person.accesses:
        own = _told(early_signs.signs_of_person(person, person, today=today), today)
        plan = plans.current_plan(person)
        found = next_steps.coming_up(person, plan, today=today)
        due = tuple(each.item for each in found if each.item is not None)
        pairs = mentorships.list_of(person)
    coached: tuple[tuple[Person, tuple[Told, ...]], ...] = ()
    if Access.PMO_COACH in person.accesses:
        known = {each.id: each for each in people.list_coached(person)}
        signs = early_signs.signs_of(list(known), person, today=today)
        coached = tuple((known[key], _told(signs[key], today)) for key in known if signs.get(key))
    return Letter(
        own,
        due,
        to_answer=tuple(each for each in pairs if waits_for(each, person.id)),
        called_up=tuple(each for each in pairs if _is_called_up(each, person)),
        coached=coached,
    )


def _is_called_up(pair: Mentorship, mentee: Person) -> bool:
    is_waiting = pair.status is MentorshipStatus.ASKED and pair.called_up_at is not None
    return is_waiting and pair.mentee_id == mentee.id


def _next(after: int) -> list[DigestWish]:
    return list(queries.list_wishes(after=after, limit=AT_ONCE))


def _send(person: Person, every: DigestEvery, *, today: date, is_trial: bool) -> Outcome:
    last = queries.last_digest(person)
    if last is not None and last.month >= _period_begins(today, every):
        return Outcome.HAD_ONE
    account = person.account
    language = account.language if account else None
    with force_locale(language or organisation().languages[0]):
        letter = letter_of(person, today=today)
        if letter.is_empty:
            return Outcome.NOTHING_TO_TELL
        if is_trial:
            return Outcome.WOULD_BE_SENT
        sent = DigestSent(person_id=person.id, month=today.replace(day=1), sent_at=now())
        db.session.add(sent)
        try:
            db.session.commit()
        except IntegrityError:
            # Another run was quicker.
            db.session.rollback()
            return Outcome.HAD_ONE
        try:
            _message(person, letter).send()
        except OSError:
            db.session.delete(sent)
            db.session.commit()
            return Outcome.NOT_SENT
    return Outcome.SENT


def _message(person: Person, letter: Letter) -> EmailMessage:
    name = organisation().name
    return EmailMessage(
        subject=_("Capability Map of %(name)s: what to look at soon", name=name),
        body=render_template("emails/digest.txt", person=person, letter=letter, organisation=name),
        to=[person.account.email] if person.account else [],
    )


def _told(signs: tuple[early_signs.Sign, ...], today: date) -> tuple[Told, ...]:
    return tuple(early_signs.tell_of(sign, today=today) for sign in signs)


def _period_begins(today: date, every: DigestEvery) -> date:
    """Return the first day of the month or quarter."""
    if every is DigestEvery.MONTH:
        return today.replace(day=1)
    return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
