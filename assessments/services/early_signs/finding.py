"""Find the early signs about some people, and what a viewer has put aside of them."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.models.catalogue import CertificateHeld
from assessments.models.people import Person
from assessments.queries import certificates, early_signs
from assessments.services.early_signs.demands import Ask, find_asks
from assessments.services.early_signs.levels import Moved, find_moved
from capability.vocabulary import SignKind

CERTIFICATES_WITHIN = timedelta(days=183)
CERTIFICATE_SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Sign:
    """One early sign: what it is about, and the facts that its words are made of."""

    person_id: int
    kind: SignKind
    subject: str
    """Under which name it is put aside; it lasts while the facts behind it change."""
    fingerprint: str
    """Changes with those facts, so that what was put aside comes back."""
    moved: tuple[Moved, ...] = ()
    ask: Ask | None = None
    held: CertificateHeld | None = None
    is_soon: bool = False
    """Whether a certificate ends within three months, or has ended."""


def signs_of_person(person: Person, viewer: Person, *, today: date) -> tuple[Sign, ...]:
    """Return the signs about one person that a viewer has not put aside."""
    return signs_of([person.id], viewer, today=today).get(person.id, ())


def signs_of(
    person_ids: Sequence[int], viewer: Person, *, today: date
) -> dict[int, tuple[Sign, ...]]:
    """Return the signs about some people that a viewer has not put aside, by person.

    It asks the database a fixed number of times, however many people there are.
    """
    aside = early_signs.list_put_aside(person_ids, viewer)
    found: dict[int, list[Sign]] = {}
    for sign in find_signs(person_ids, today=today):
        if aside.get((sign.person_id, sign.subject)) != sign.fingerprint:
            found.setdefault(sign.person_id, []).append(sign)
    return {person: tuple(signs) for person, signs in found.items()}


def find_signs(person_ids: Sequence[int], *, today: date) -> Iterable[Sign]:
    """Yield every sign about some people, also what was put aside."""
    if not person_ids:
        return
    moved = find_moved(person_ids, today=today)
    for person, places in moved.declines.items():
        yield _sign(person, SignKind.DECLINE, "decline", _rounded(places), moved=places)
    for person, ask in find_asks(person_ids, today=today).items():
        marks = [ask.role_ids, [each.code for each in ask.competencies]]
        yield _sign(person, SignKind.DEMAND, "demand", [ask.part_ids, *marks], ask=ask)
    for held in certificates.list_expiring(person_ids, today + CERTIFICATES_WITHIN):
        yield _certificate(held, today)
    for person, places in moved.stale.items():
        days = [(each.code, each.on.isoformat() if each.on else None) for each in places]
        yield _sign(person, SignKind.STALE, "stale", days, moved=places)


def _certificate(held: CertificateHeld, today: date) -> Sign:
    ends_on = held.expires_on or today
    is_soon, has_ended = ends_on <= today + CERTIFICATE_SOON, ends_on < today
    # Put aside half a year before, it comes back three months before, and once it has ended.
    marks = [ends_on.isoformat(), is_soon, has_ended]
    return _sign(
        held.person_id,
        SignKind.CERTIFICATE,
        f"certificate:{held.id}",
        marks,
        held=held,
        is_soon=is_soon,
    )


def _rounded(places: Iterable[Moved]) -> list[tuple[str, float]]:
    # To half a level: a tenth more or less is no news to somebody who has seen it.
    return [(each.code, round((each.now or 0.0) * 2) / 2) for each in places]


def _sign(
    person: int,
    kind: SignKind,
    subject: str,
    marks: object,
    *,
    moved: tuple[Moved, ...] = (),
    ask: Ask | None = None,
    held: CertificateHeld | None = None,
    is_soon: bool = False,
) -> Sign:
    mark = hashlib.sha256(json.dumps(marks).encode()).hexdigest()
    return Sign(person, kind, subject, mark, moved, ask, held, is_soon)
