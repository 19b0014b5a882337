"""The rows of a coach's list, each with where a person stands and the next thing to do."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessments.database import now
from assessments.models.people import Person
from assessments.queries import coached, coaching, cohorts, plans
from assessments.queries.coached import DueItem, NewestForm, Sought
from assessments.queries.coaching import TalkDates
from assessments.queries.pages import Counted, part_of
from assessments.queries.people import PAGE
from assessments.services import mapping
from assessments.services.coaching_steps import CoachStep, Situation, next_step
from assessments.services.map_places import Place
from capability.gaps import NAMED_GAPS
from capability.lifecycle import PlanStatus

LATELY = timedelta(days=60)
"""So long a hand-over is new to the coach who has not talked to the person yet."""


@dataclass(frozen=True, slots=True)
class CoachedRow:
    """One person of a coach's list."""

    person: Person
    places: tuple[Place, ...]
    form: NewestForm | None
    plan: tuple[int, PlanStatus] | None
    talks: TalkDates
    due: DueItem | None
    came_on: date | None
    step: CoachStep


def page_of(
    coach: Person, sought: Sought, area: str, *, page: int, today: date
) -> Counted[CoachedRow]:
    """Return one page of a coach's people by name; ``area``: where the evidence names a gap."""
    if area:
        ids = part_of(_short_in(area, coached.list_ids(coach, sought), today), page, size=PAGE)
    else:
        ids = coached.page_of(coach, sought, page=page)
    return Counted(rows_of(coach, ids.rows, today=today), ids.number, ids.total, ids.size)


def _short_in(area: str, ids: Sequence[int], today: date) -> list[int]:
    places = mapping.map_cohort(ids, today=today)
    return [
        each
        for each in ids
        if any(place.area == area and place.standing in NAMED_GAPS for place in places[each])
    ]


def rows_of(coach: Person, ids: Sequence[int], *, today: date) -> tuple[CoachedRow, ...]:
    """Return the rows of some people, in a number of queries that does not grow."""
    facts = _Facts(
        people=cohorts.list_people(ids),
        places=mapping.map_cohort(ids, today=today),
        forms=coached.newest_forms(ids),
        plans=plans.latest_states(ids),
        talks=coaching.talk_dates(ids, today=today),
        due=coached.due_items(ids),
        came=coaching.handed_over_since(ids, coach, since=now() - LATELY),
        begun=coached.views_begun(ids, coach),
    )
    return tuple(facts.row_of(each, today=today) for each in ids)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is read about the people of a page, by person."""

    people: Mapping[int, Person]
    places: Mapping[int, tuple[Place, ...]]
    forms: Mapping[int, NewestForm]
    plans: Mapping[int, tuple[int, PlanStatus]]
    talks: Mapping[int, TalkDates]
    due: Mapping[int, DueItem]
    came: Mapping[int, datetime]
    begun: Set[int]

    def row_of(self, person_id: int, *, today: date) -> CoachedRow:
        came = self.came.get(person_id)
        return CoachedRow(
            person=self.people[person_id],
            places=self.places.get(person_id, ()),
            form=self.forms.get(person_id),
            plan=self.plans.get(person_id),
            talks=self.talks.get(person_id, TalkDates()),
            due=self.due.get(person_id),
            came_on=came.date() if came else None,
            step=next_step(self._situation_of(person_id), today=today),
        )

    def _situation_of(self, person_id: int) -> Situation:
        form, plan = self.forms.get(person_id), self.plans.get(person_id)
        talks, due = self.talks.get(person_id, TalkDates()), self.due.get(person_id)
        came = self.came.get(person_id)
        return Situation(
            plan=plan[1] if plan else None,
            assessment=form.status if form else None,
            sent_on=form.submitted_at.date() if form and form.submitted_at else None,
            last_talk_on=talks.last_on,
            next_talk_on=talks.next_on,
            has_bare_talk=talks.to_write_id is not None,
            due_on=due.due_on if due else None,
            came_on=came.date() if came else None,
            has_view_begun=person_id in self.begun,
        )
