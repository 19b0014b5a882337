"""What a coach decides about pairs: fixed, left open again, proposed to both sides.

Only the pairs that a coach has fixed are stored; nobody is asked before a proposal.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select, update

from assessments.database import db, now
from assessments.models.mentoring import FixedPairing, MentorOffer, Mentorship
from assessments.models.people import Person
from assessments.queries import cohorts, mentors, mentorships
from assessments.services import auditing
from assessments.services.conflicts import commit, conflicts_told
from assessments.services.suggesting.mentor_pairs import is_ruled_out
from capability.lifecycle import MentorshipStatus


def fix(mentee: Person, mentor: Person, *, by: Person) -> int | None:
    """Fix a pair: the others are matched around it. Return who stood there before, if anybody."""
    found = _find_fixed(mentee, by)
    old = found.mentor_id if found else None
    old_mentor = _named(old)
    if found is None:
        found = FixedPairing(
            coach_id=by.id, mentee_id=mentee.id, mentor_id=mentor.id, fixed_at=now()
        )
        db.session.add(found)
    found.mentor_id, found.fixed_at = mentor.id, now()
    about, new = f"person {mentee.id}", {"mentor": mentor.name}
    auditing.note("fix_pairing", about, by=by, about=mentee, old=old_mentor, new=new)
    commit()
    return old


def release(mentee: Person, *, by: Person) -> int | None:
    """Leave it open again who goes with somebody; return who had been fixed."""
    found = _find_fixed(mentee, by)
    if found is None:
        return None
    old = found.mentor_id
    db.session.delete(found)
    auditing.note("release_pairing", f"person {mentee.id}", by=by, about=mentee, old=_named(old))
    commit()
    return old


def _find_fixed(mentee: Person, coach: Person) -> FixedPairing | None:
    return db.session.scalar(
        select(FixedPairing).where(
            FixedPairing.coach_id == coach.id, FixedPairing.mentee_id == mentee.id
        )
    )


def _named(mentor_id: int | None) -> dict[str, str] | None:
    """Return who had been fixed as the trail tells it."""
    mentor = db.session.get(Person, mentor_id) if mentor_id is not None else None
    return {"mentor": mentor.name} if mentor else None


def propose(pairs: Mapping[int, int], *, by: Person, today: date) -> list[int]:
    """Propose pairs to both sides, by mentee; return the mentees of those that were proposed.

    Left out is who has got a mentor or asked one meanwhile, and whose mentor has no place left.

    Raises
    ------
    ConflictError
    """
    at = now()
    # A write that changes nothing: from here on nobody else counts these places.
    db.session.execute(
        update(MentorOffer)
        .where(MentorOffer.person_id.in_(sorted(set(pairs.values()))))
        .values(places=MentorOffer.places)
    )
    db.session.expire_all()
    wanted = set(pairs.values())
    offers = {
        each.person_id: each for each in mentors.list_offering(today) if each.person_id in wanted
    }
    free = {mentor: each.free for mentor, each in offers.items()}
    busy = mentorships.busy_mentees(list(pairs))
    ruled_out = {
        (each.mentee_id, each.mentor_id)
        for each in mentors.list_earlier(list(pairs))
        if each.mentor_id in offers and is_ruled_out(each, offers[each.mentor_id])
    }
    people = cohorts.list_people([*pairs, *pairs.values()])
    proposed: dict[int, Mentorship] = {}
    for mentee, mentor in pairs.items():
        if mentee in busy or (mentee, mentor) in ruled_out or free.get(mentor, 0) < 1:
            continue
        free[mentor] -= 1
        proposed[mentee] = Mentorship(
            mentee_id=mentee,
            mentor_id=mentor,
            status=MentorshipStatus.PROPOSED,
            proposed_by_id=by.id,
            asked_at=at,
            changed_at=at,
        )
    with conflicts_told():
        db.session.add_all(proposed.values())
        db.session.flush()
        for mentee, pair in proposed.items():
            auditing.note(
                "propose_mentorship",
                f"mentorship {pair.id}",
                by=by,
                about=people[mentee],
                new={"mentor": people[pair.mentor_id].name},
            )
        db.session.commit()
    return list(proposed)
