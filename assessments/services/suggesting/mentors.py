"""Who could help: people who offer to mentor, are stronger where somebody is short, and led alike.

Whoever offers and is known by nothing but projects is named too, after those who are known to be
stronger, and it is said what is not known.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.models.people import Person
from assessments.queries import cohorts
from assessments.queries import mentors as queries
from assessments.queries.mentors import Mentee, Offering
from assessments.services.map_places import Place
from assessments.services.suggesting.mentor_facts import GAP_COLUMNS, MentorFacts, gather
from assessments.services.suggesting.mentor_reasons import places_words, reasons_of, terms_words
from assessments.services.suggesting.pair_facts import PairFacts, facts_of
from assessments.services.suggesting.reasons import Reason
from capability.mentoring import LEAST_AFFINITY, TOP_GAPS

MOST_SHOWN = 3
MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class MentorSuggestion:
    """A possible mentor and why."""

    mentor: Person
    facts: PairFacts
    reasons: tuple[Reason, ...]
    places: str
    terms: str
    waiting: int
    subject: str
    fingerprint: str

    @property
    def is_full(self) -> bool:
        """Whether whoever asks now joins the waiting list."""
        return not self.facts.offer.free or self.waiting > 0

    @property
    def is_strength_known(self) -> bool:
        """Whether the mentor is known to be stronger where the mentee is short."""
        return self.facts.strength is not None


def suggest_mentors(
    person: Person,
    gaps: Sequence[Place],
    *,
    declined: Mapping[str, str],
    today: date,
    only: int | None = None,
) -> tuple[MentorSuggestion, ...]:
    """Return up to three people who offer to mentor, by name.

    They suit best, and at least one of them has a free place where anybody who suits has. With
    ``only`` that mentor, whether or not others suit more.
    """
    known = [place for place in gaps if place.level is not None][:TOP_GAPS]
    codes = [place.code for place in known]
    offers = queries.list_offering(today, codes=codes, limit=MOST_LOOKED_AT) if known else []
    if not offers:
        return ()
    [mentee] = queries.list_mentees([person.id])
    facts = gather([mentee], gaps_frame(person.id, known), offers, today=today)
    waiting = queries.count_waiting_for([each.person_id for each in offers])
    candidates = [
        (offer, code)
        for offer, code in _in_order(mentee, facts)
        if only in {None, offer.person_id}
        and declined.get(f"mentor:{offer.person_id}") != fingerprint_of(offer, known)
    ]
    chosen = _with_a_place(candidates, waiting)
    people = cohorts.list_people([offer.person_id for offer, _code in chosen])
    found = [
        _suggestion(people[offer.person_id], mentee, offer, code, known, facts, waiting)
        for offer, code in chosen
    ]
    return tuple(sorted(found, key=lambda each: (each.mentor.name, each.mentor.id)))


def gaps_frame(person_id: int, gaps: Sequence[Place]) -> pd.DataFrame:
    """Return the gaps of somebody as the core wants them."""
    return pd.DataFrame(
        [(person_id, place.code, place.level, place.gap, place.weight) for place in gaps],
        columns=GAP_COLUMNS,
    )


def fingerprint_of(offer: Offering, gaps: Sequence[Place]) -> str:
    """Return a mark that changes when something changes that a suggestion is drawn from."""
    inputs = [
        offer.person_id,
        offer.changed_at.isoformat(),
        # To half a level: a tenth more or less is no news to somebody who has said no.
        [[place.code, round((place.level or 0.0) * 2) / 2, place.required] for place in gaps],
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _in_order(mentee: Mentee, facts: MentorFacts) -> list[tuple[Offering, str | None]]:
    """Return who could be a mentor, those who suit best first."""
    rows = facts.affinities[facts.affinities["mentee"] == mentee.person_id]
    suited = rows[rows["affinity"] >= LEAST_AFFINITY].dropna(subset=["competency"])
    suited = suited.sort_values(["affinity", "mentor"], ascending=[False, True])
    found: list[tuple[Offering, str | None]] = [
        (facts.offers[int(mentor)], str(code))
        for mentor, code in zip(suited["mentor"], suited["competency"], strict=True)
    ]
    is_unknown = ~rows["mentor"].isin(list(facts.known)) & (rows["context"] > 0)
    allowed = facts.pairs[facts.pairs["is_allowed"] & (facts.pairs["mentee"] == mentee.person_id)]
    unknown = rows[is_unknown & rows["mentor"].isin(allowed["mentor"])]
    unknown = unknown.sort_values(["context", "mentor"], ascending=[False, True])
    return found + [(facts.offers[int(mentor)], None) for mentor in unknown["mentor"]]


def _with_a_place(
    candidates: Sequence[tuple[Offering, str | None]], waiting: Mapping[int, int]
) -> list[tuple[Offering, str | None]]:
    chosen, rest = list(candidates[:MOST_SHOWN]), candidates[MOST_SHOWN:]
    if not any(_has_place(offer, waiting) for offer, _code in chosen):
        free = next((each for each in rest if _has_place(each[0], waiting)), None)
        if free is not None:
            chosen[-1] = free
    return chosen


def _has_place(offer: Offering, waiting: Mapping[int, int]) -> bool:
    return offer.free > 0 and not waiting.get(offer.person_id)


def _suggestion(
    mentor: Person,
    mentee: Mentee,
    offer: Offering,
    code: str | None,
    gaps: Sequence[Place],
    facts: MentorFacts,
    waiting: Mapping[int, int],
) -> MentorSuggestion:
    pair = facts_of(mentee, offer, code, gaps, facts)
    return MentorSuggestion(
        mentor=mentor,
        facts=pair,
        reasons=reasons_of(pair),
        places=places_words(offer, waiting.get(offer.person_id, 0)),
        terms=terms_words(offer),
        waiting=waiting.get(offer.person_id, 0),
        subject=f"mentor:{mentor.id}",
        fingerprint=fingerprint_of(offer, gaps),
    )
