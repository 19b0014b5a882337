"""What stands on a coach's pages about mentors: the rows of one page, and one person's choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from assessments.models.people import Person
from assessments.queries import cohorts
from assessments.queries.pages import Counted, part_of
from assessments.queries.people import PAGE
from assessments.services.assigning_mentors import Assignment, Change
from assessments.services.map_places import Place
from assessments.services.suggesting.mentor_reasons import places_words, reasons_of
from assessments.services.suggesting.pair_facts import facts_of
from assessments.services.suggesting.reasons import Reason

MOST_TOLD = 5
MOST_OPTIONS = 20
LEAST_TOLD = 0.005
"""What is less than half a hundredth is no difference."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentee with a possible mentor, and why."""

    mentee: Person
    mentor: Person | None
    affinity: float | None
    reasons: tuple[Reason, ...]
    is_fixed: bool
    gaps: tuple[Place, ...]
    places: str = ""

    @property
    def key(self) -> str:
        """Both as one word, as the form that proposes sends it."""
        return f"{self.mentee.id}:{self.mentor.id}" if self.mentor else ""


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """One page of an assignment, by name, and what is told about the whole."""

    assignment: Assignment
    mentees: Counted[int]
    pairs: tuple[Pair, ...]
    names: Mapping[int, str]
    """Of the mentors that are named."""

    @property
    def has_pairs(self) -> bool:
        """Whether there is anything to propose here."""
        return any(pair.mentor is not None for pair in self.pairs)

    @property
    def blocking(self) -> list[tuple[str, str]]:
        """The first of those who would both rather have each other, by name."""
        return [
            (self.assignment.names[int(mentee)], self.names[int(mentor)])
            for mentee, mentor in _first_blocking(self.assignment)
        ]

    @property
    def worst_off(self) -> list[str]:
        """Who is matched least well among those matched, by name."""
        worst = self.assignment.matching.summary.worst_off[:MOST_TOLD]
        return [self.assignment.names[int(each)] for each in worst]

    @property
    def full(self) -> int:
        """How many mentors would have no place left."""
        load = self.assignment.matching.summary.load
        return int(((load["taken"] >= load["places"]) & (load["taken"] > 0)).sum())

    @property
    def used(self) -> int:
        """How many mentors would have somebody new."""
        return int((self.assignment.matching.summary.load["taken"] > 0).sum())

    @property
    def most_load(self) -> int:
        """The greatest number of new mentees of one mentor."""
        taken = self.assignment.matching.summary.load["taken"]
        return int(taken.max()) if len(taken) else 0


def page_of(assignment: Assignment, *, page: int) -> AssignmentPage:
    """Return one page of the pairs, by name of the mentee."""
    mentees = part_of(assignment.taking_part, page, size=PAGE)
    mentor_of = assignment.matching.mentor_of
    shown = [mentor_of[each] for each in mentees.rows if each in mentor_of]
    blocking = [mentor for _mentee, mentor in _first_blocking(assignment)]
    people = cohorts.list_people([*mentees.rows, *shown, *blocking])
    return AssignmentPage(
        assignment=assignment,
        mentees=mentees,
        pairs=tuple(
            _pair(assignment, people[each], _get(people, mentor_of.get(each)))
            for each in mentees.rows
        ),
        names={key: person.name for key, person in people.items()},
    )


def options_of(assignment: Assignment, mentee: Person) -> tuple[Pair, ...]:
    """Return who could be somebody's mentor, by name; of very many those who suit most."""
    row = {
        each: assignment.affinity_of(mentee.id, each) for each in assignment.options_for(mentee.id)
    }
    keys = sorted(row, key=lambda each: (-row[each], each))[:MOST_OPTIONS]
    people = cohorts.list_people(keys)
    found = [_pair(assignment, mentee, people[each]) for each in keys]
    return tuple(
        sorted(found, key=lambda each: (each.mentor.name if each.mentor else "", each.key))
    )


def cost_words(assignment: Assignment, change: Change) -> str:
    """Return what a change costs all pairs together; one by hand may also make them suit more."""
    before = assignment.matching.summary.total
    told = {"before": f"{before:.2f}", "after": f"{before - change.cost:.2f}"}
    if abs(change.cost) < LEAST_TOLD:
        return _("It costs nothing: all pairs together suit as well as before.")
    if change.cost < 0:
        return _(
            "All pairs together would suit more by %(gain)s: %(after)s in place of %(before)s, "
            "where a perfect pair is 1.",
            gain=f"{-change.cost:.2f}", **told,
        )  # fmt: skip
    return _(
        "All pairs together would suit less by %(cost)s: %(after)s in place of %(before)s, where a "
        "perfect pair is 1.",
        cost=f"{change.cost:.2f}", **told,
    )  # fmt: skip


def moved_names(assignment: Assignment, change: Change) -> list[tuple[str, str, str]]:
    """Return who would get somebody else: mentee, mentor before and after, by name."""
    keys = {key for _mentee, *both in change.moved for key in both if key is not None}
    people = cohorts.list_people(sorted(keys))
    return [
        (
            assignment.names[mentee],
            people[before].name if before is not None else "",
            people[after].name if after is not None else "",
        )
        for mentee, before, after in change.moved
    ]


def _pair(assignment: Assignment, mentee: Person, mentor: Person | None) -> Pair:
    gaps = assignment.gaps[mentee.id]
    if mentor is None:
        return Pair(mentee, None, None, (), False, gaps)
    offer = assignment.facts.offers[mentor.id]
    code = assignment.code_of(mentee.id, mentor.id)
    facts = facts_of(assignment.mentees[mentee.id], offer, code, gaps, assignment.facts)
    return Pair(
        mentee=mentee,
        mentor=mentor,
        affinity=assignment.affinity_of(mentee.id, mentor.id),
        reasons=reasons_of(facts, mentee=mentee.called),
        is_fixed=assignment.fixed.get(mentee.id) == mentor.id,
        gaps=gaps,
        # Only those with a place free are looked at.
        places=places_words(offer, waiting=0),
    )


def _get(people: Mapping[int, Person], key: int | None) -> Person | None:
    return None if key is None else people[key]


def _first_blocking(assignment: Assignment) -> Sequence[tuple[int, int]]:
    blocking = assignment.matching.summary.blocking.head(MOST_TOLD)
    return [
        (int(mentee), int(mentor))
        for mentee, mentor in zip(blocking["mentee"], blocking["mentor"], strict=True)
    ]
