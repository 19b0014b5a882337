"""The waiting list of a mentor: whoever has waited longest gets the place that becomes free."""

from datetime import date

from assessments.database import now
from assessments.models.mentoring import MentorOffer, Mentorship
from assessments.models.people import Person
from assessments.queries import mentors, mentorships
from assessments.services.mentorship_steps import take_step
from capability.lifecycle import MentorshipEvent


def call_up_next(offer: MentorOffer, *, by: Person, today: date) -> list[Mentorship]:
    """Turn into requests what waits, the oldest first, as long as there are places.

    The caller holds the lock of the offer and commits.
    """
    called = []
    while offer.is_open(today) and mentors.places_taken(offer.person_id) < offer.places:
        found = mentorships.next_waiting(offer.person_id)
        if found is None:
            break
        take_step(found, MentorshipEvent.CALL_UP, "call_up_mentee", by=by)
        found.called_up_at = now()
        called.append(found)
    return called
