"""The assignment of mentors to a cohort as rows: each mentee, with whom, and why."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from flask_babel import gettext as _

from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import cohorts, departments, people
from assessments.queries.cohorts import Cohort
from assessments.services import assigning_mentors
from assessments.services.assigning_mentors import Assignment
from assessments.services.batching.numbers import number
from assessments.services.suggesting.mentor_reasons import reasons_of
from assessments.services.suggesting.pair_facts import facts_of


class CohortError(ValueError):
    """No cohort, or nobody who may look at it; the message is for the reader."""


def cohort_called(name: str) -> Cohort:
    """Return the people of a department (code or name), or of a coach (number, email or name).

    Raises
    ------
    CohortError
    """
    found = departments.find_by_name(name)
    if found is not None:
        viewer = people.first_with(Access.ADMINISTRATOR) or people.first_with(Access.HR_REVIEWER)
        if viewer is None:
            raise CohortError(_("Nobody has an account that may see the people of a department."))
        return Cohort(viewer, Access.HR_REVIEWER, department=found.code)
    coach = people.find_by_key(name) or people.find_by_name(name)
    if coach is not None and Access.PMO_COACH in coach.accesses:
        return Cohort(coach, Access.PMO_COACH)
    raise CohortError(_("There is no department and no coach called %(name)s.", name=name))


def mentor_rows(
    cohort: Cohort, *, mode: Literal["optimal", "stable"], today: date
) -> Iterator[dict[str, Any]]:
    """Yield a row for everybody of a cohort who could have a mentor, by name."""
    found = assigning_mentors.assignment_of(cohort, mode=mode, today=today)
    pairs = found.matching.mentor_of
    known = cohorts.list_people([*found.taking_part, *set(pairs.values())])
    for mentee in found.taking_part:
        mentor = pairs.get(mentee)
        row = {"mentee": _key(known[mentee]), "name": known[mentee].name, "as_of": str(today)}
        yield row | (
            {"mentor": None, "mentor_name": None, "affinity": None, "reasons": []}
            if mentor is None
            else _pair(found, known[mentee], known[mentor])
        )


def mentor_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a row as somebody at a terminal reads it."""
    mentor = row["mentor_name"] or _("nobody has a place who suits")
    yield _("%(mentee)s: %(mentor)s", mentee=row["name"], mentor=mentor)
    yield from (f"    {reason}" for reason in row["reasons"])


def _pair(found: Assignment, mentee: Person, mentor: Person) -> dict[str, Any]:
    code = found.code_of(mentee.id, mentor.id)
    facts = facts_of(
        found.mentees[mentee.id],
        found.facts.offers[mentor.id],
        code,
        found.gaps[mentee.id],
        found.facts,
    )
    return {
        "mentor": _key(mentor),
        "mentor_name": mentor.name,
        "affinity": number(found.affinity_of(mentee.id, mentor.id)),
        "reasons": [str(reason.words) for reason in reasons_of(facts, mentee=mentee.called)],
    }


def _key(person: Person) -> str | int:
    return person.number or person.id
