"""The fingerprint of all that a person's map rests upon: equal fingerprints, equal maps."""

from collections.abc import Iterable, Sequence
from datetime import date

from assessments.queries.map_facts import (
    facts_of_people,
    facts_of_person,
    reference_facts,
)
from assessments.services.keeping import fingerprint


def map_fingerprints(person_ids: Sequence[int], *, today: date) -> dict[int, bytes]:
    """Return what changes with the answers about people, what their roles ask, and the day.

    It asks the database twice, however many people there are.
    """
    facts = facts_of_people(person_ids)
    roles = {each.role_id for each in facts.values() if each.role_id is not None}
    common = fingerprint(today, reference_facts(roles))
    return {person: fingerprint(person, common, facts.get(person)) for person in person_ids}


def map_fingerprint(person_id: int, *, today: date, compared: Iterable[int | None] = ()) -> bytes:
    """Return the fingerprint of one person, beside the own role with those ``compared`` with."""
    roles = {role for role in compared if role is not None}
    return fingerprint(today, person_id, sorted(roles), facts_of_person(person_id, roles))
