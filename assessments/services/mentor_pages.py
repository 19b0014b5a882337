"""What stands on a project manager's page of mentors, and on that of one mentorship."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.models.development import DeclinedSuggestion
from assessments.models.framework import Role
from assessments.models.mentoring import MentorOffer, Mentorship, MentorshipMeeting
from assessments.models.people import Person
from assessments.queries import mentors, mentorships
from assessments.services import mapping
from assessments.services.asking_mentors import Goal, goal_of
from assessments.services.map_places import Place
from assessments.services.suggesting.activities import named_gaps
from assessments.services.suggesting.history import declined_by
from assessments.services.suggesting.mentors import MentorSuggestion, suggest_mentors
from capability.lifecycle import MentorshipStatus

OPEN = (MentorshipStatus.ASKED, MentorshipStatus.WAITING, MentorshipStatus.PROPOSED)
SUBJECT = "mentor:"


@dataclass(frozen=True, slots=True)
class MentorsPage:
    """Candidates, what one has asked, what one is asked, and what one offers."""

    offer: MentorOffer | None
    has_map: bool
    gaps: tuple[Place, ...]
    found: tuple[MentorSuggestion, ...]
    declined: tuple[DeclinedSuggestion, ...]
    all: Sequence[Mentorship]
    positions: dict[int, int]
    person_id: int

    @property
    def to_answer(self) -> list[Mentorship]:
        """What waits for this person's yes or no, the oldest first."""
        waiting = [each for each in self.all if waits_for(each, self.person_id)]
        return sorted(waiting, key=lambda each: (each.asked_at, each.id))

    @property
    def running(self) -> list[Mentorship]:
        """Mentorships under way, as mentee or as mentor."""
        return [each for each in self.all if each.status is MentorshipStatus.RUNNING]

    @property
    def asked(self) -> list[Mentorship]:
        """What this person has asked, or agreed to, and the other has not answered."""
        return [
            each
            for each in self.all
            if each.status in OPEN
            and not waits_for(each, self.person_id)
            and (each.mentee_id == self.person_id or each.status is MentorshipStatus.PROPOSED)
        ]

    @property
    def waiting_for_me(self) -> list[Mentorship]:
        """Who stands in this person's waiting list, the longest wait first."""
        found = [
            each
            for each in self.all
            if each.status is MentorshipStatus.WAITING and each.mentor_id == self.person_id
        ]
        return sorted(found, key=lambda each: (each.asked_at, each.id))

    @property
    def over(self) -> list[Mentorship]:
        """What is over or came to nothing, the latest first."""
        return [each for each in self.all if each.closed_at is not None]


def waits_for(mentorship: Mentorship, person_id: int) -> bool:
    """Whether somebody is asked to say yes or no."""
    if mentorship.status is MentorshipStatus.ASKED:
        return mentorship.mentor_id == person_id
    if mentorship.status is not MentorshipStatus.PROPOSED:
        return False
    if mentorship.mentor_id == person_id:
        return mentorship.mentor_agreed_at is None
    return mentorship.mentee_id == person_id and mentorship.mentee_agreed_at is None


def aim_of(person: Person) -> Role | None:
    """Return the role for which mentors are looked for when none is named: the present one."""
    return person.role or person.aims_for


def page_of(person: Person, *, today: date) -> MentorsPage:
    """Return what stands on somebody's page of mentors."""
    person_map = mapping.map_of(person, aim_of(person), today=today)
    declined = declined_by(person)
    gaps = named_gaps(person_map)
    every = mentorships.list_of(person)
    return MentorsPage(
        offer=mentors.find_offer(person),
        has_map=not person_map.is_empty,
        gaps=gaps,
        found=suggest_mentors(
            person,
            gaps,
            declined={each.subject: each.fingerprint for each in declined},
            today=today,
        ),
        declined=tuple(each for each in declined if each.subject.startswith(SUBJECT)),
        all=every,
        positions=mentorships.positions_of(every),
        person_id=person.id,
    )


def find_suggested(
    person: Person, mentor_id: int, role: Role | None, *, today: date
) -> MentorSuggestion | None:
    """Return somebody who could be suggested to a person now, whether or not among the three.

    What counts are the gaps towards ``role``.
    """
    gaps = named_gaps(mapping.map_of(person, role, today=today))
    found = suggest_mentors(person, gaps, declined={}, today=today, only=mentor_id)
    return found[0] if found else None


def gaps_for(
    person: Person, codes: Collection[str] | None, role: Role | None, *, today: date
) -> list[Place]:
    """Return the gaps that somebody could share as goals; ``codes`` are those a mentor offers."""
    gaps = named_gaps(mapping.map_of(person, role, today=today))
    return [
        place
        for place in gaps
        if place.level is not None and (codes is None or place.code in codes)
    ]


def goals_from(places: Sequence[Place], chosen: Sequence[str]) -> list[Goal]:
    """Return the chosen ones of some gaps as goals."""
    return [goal_of(place) for place in places if place.code in chosen]


def meetings_of(mentorship: Mentorship) -> list[MentorshipMeeting]:
    """Return the meetings that stand, the latest first."""
    return [each for each in mentorship.meetings if each.removed_at is None]
