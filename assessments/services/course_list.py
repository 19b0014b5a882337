"""The activities on offer as a list for coaches: what each is known to bring here."""

from dataclasses import dataclass

from assessments.models.catalogue import Activity, ActivityGain
from assessments.queries import catalogue, plans
from assessments.queries.pages import Counted, part_of
from assessments.services.effects import Effect, Effects
from assessments.services.suggesting.reasons import bound_words, evidence_words

PAGE = 40
SORTS = ("effect", "name", "people")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """An activity, what it is known best for, and how many have done it."""

    activity: Activity
    gain: ActivityGain | None
    effect: Effect | None
    completed: int
    words: str

    @property
    def likely(self) -> tuple[str, str]:
        """From where to where the difference likely lies."""
        low, high = (self.effect.low, self.effect.high) if self.effect else (None, None)
        return bound_words(low), bound_words(high)


def list_courses(known: Effects, *, competency: str, sort: str, page: int) -> Counted[CourseRow]:
    """Return a page of the activities on offer, in a competency or in any.

    By effect: what the comparison shows to work first, by how much; then what is compared; what
    nothing is known of comes last, by name.
    """
    found = catalogue.list_offered(competency)
    completed = plans.count_completions([each.id for each in found])
    rows = [_row(each, known, competency, completed.get(each.id, 0)) for each in found]
    rows.sort(key=_ORDERS.get(sort, _by_effect))
    return part_of(rows, page, size=PAGE)


def _row(activity: Activity, known: Effects, competency: str, completed: int) -> CourseRow:
    main = known.main(activity)
    if competency:
        asked = next(each for each in activity.gains if each.competency.code == competency)
        main = asked, known.of(asked)
    gain, effect = main or (None, None)
    return CourseRow(activity, gain, effect, completed, evidence_words(completed, effect))


def _by_effect(row: CourseRow) -> tuple[bool, bool, float, str]:
    effect = row.effect
    is_known = effect is not None and effect.has_evidence
    difference = effect.difference if effect is not None and effect.difference is not None else 0.0
    is_shown = effect is not None and effect.is_shown
    return not is_shown, not is_known, -difference, str(row.activity.name)


def _by_name(row: CourseRow) -> tuple[str]:
    return (str(row.activity.name),)


def _by_people(row: CourseRow) -> tuple[int, str]:
    return -row.completed, str(row.activity.name)


_ORDERS = {"effect": _by_effect, "name": _by_name, "people": _by_people}
