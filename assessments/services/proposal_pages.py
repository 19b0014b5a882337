"""To whom an activity could be proposed: who is short in what it answers, who has it already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.people import Person
from assessments.queries import cohorts, proposals
from assessments.queries.cohorts import Cohort
from assessments.queries.proposals import Answered
from assessments.services import cohort_gaps
from assessments.services.effects import effects_of
from assessments.services.map_places import Place
from assessments.services.proposing import Aim
from assessments.services.suggesting.activities import speaks
from assessments.services.taking_up import main_gap, next_session
from capability.lifecycle import Holding


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to whom it could be proposed, and why: the gap that it answers best."""

    person: Person
    place: Place | None
    to_level: float | None
    holding: Holding | None
    speaks: bool

    @property
    def is_suggested(self) -> bool:
        """Whether the page chooses this person beforehand."""
        return self.place is not None and self.holding is None and self.speaks


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """What the page shows beside the activity itself; everybody stands by name."""

    candidates: tuple[Candidate, ...]
    session: ActivitySession | None
    answers: Sequence[Answered]

    @property
    def short(self) -> tuple[Candidate, ...]:
        """Who is short in what it answers, and has not got it yet."""
        return tuple(each for each in self.candidates if each.place and not each.holding)

    @property
    def others(self) -> tuple[Candidate, ...]:
        """Who is not short in it as far as the evidence says, and has not got it yet."""
        return tuple(each for each in self.candidates if not each.place and not each.holding)

    @property
    def holders(self) -> tuple[Candidate, ...]:
        """Who has it already, or has said no."""
        return tuple(each for each in self.candidates if each.holding)

    @property
    def choices(self) -> dict[str, str]:
        """Everybody to choose from: name by key, as a form has them."""
        return {str(each.person.id): each.person.name for each in self.candidates}

    def chosen(self, keys: Collection[str]) -> tuple[Candidate, ...]:
        """Return who of those chosen can be asked."""
        return tuple(
            each for each in self.candidates if str(each.person.id) in keys and not each.holding
        )


def page_of(activity: Activity, cohort: Cohort, coach: Person, *, today: date) -> ProposalPage:
    """Return to whom of a cohort an activity could be proposed, and what came of it so far."""
    names = cohorts.list_names(cohort)
    people = cohorts.list_people(list(names))
    gaps = _gaps(activity, list(names), today=today)
    held = proposals.holdings(activity, list(names))
    known = effects_of(today)
    candidates = []
    for key in names:
        place, to_level = main_gap(activity, {each.code: each for each in gaps.get(key, ())}, known)
        person = people[key]
        candidates.append(
            Candidate(person, place, to_level, held.get(key), speaks(person, activity))
        )
    return ProposalPage(
        tuple(candidates),
        next_session(activity, today=today),
        proposals.list_proposals(activity, coach),
    )


def aims_of(activity: Activity, candidates: Sequence[Candidate]) -> dict[int, Aim]:
    """Return what it is to bring each of some people, as an item of the plan says it."""
    keys = {each.competency.code: each.competency_id for each in activity.gains}
    main = activity.gains[0].competency_id if activity.gains else None
    return {
        each.person.id: Aim(keys.get(each.place.code), each.place.level, each.to_level)
        if each.place
        else Aim(main)
        for each in candidates
    }


def _gaps(activity: Activity, person_ids: Sequence[int], *, today: date) -> dict[int, list[Place]]:
    codes = [each.competency.code for each in activity.gains]
    return cohort_gaps.places_short_in(person_ids, codes, today=today)
