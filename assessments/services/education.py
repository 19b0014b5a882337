"""Hours of education in the field: what the plans brought, what was before, and what is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.models.certificates import EarlierTraining
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.queries import certificates, plans
from capability.lifecycle import PlanItemStatus
from capability.vocabulary import ActivityKind

EDUCATION_KINDS = frozenset(
    {ActivityKind.COURSE, ActivityKind.WORKSHOP, ActivityKind.SEMINAR, ActivityKind.ONLINE}
)
"""What gives hours of education: taught, with a number of hours."""


@dataclass(frozen=True, slots=True)
class EducationLine:
    """Hours from one course: an item of a plan that is done, or what somebody recorded."""

    title: str
    place: str
    on: date
    hours: float
    item: PlanItem | None = None
    training: EarlierTraining | None = None


@dataclass(frozen=True, slots=True)
class Education:
    """All hours of education that are known of.

    ``stated`` is the sum that the person gives for all years together; what is listed one by one
    may be part of it, so the larger of the two counts and nothing twice.
    """

    lines: tuple[EducationLine, ...]
    stated: float | None

    @property
    def listed(self) -> float:
        """Hours of the lines."""
        return sum(line.hours for line in self.lines)

    @property
    def from_plans(self) -> float:
        """Hours of items of plans."""
        return sum(line.hours for line in self.lines if line.item is not None)

    @property
    def hours(self) -> float | None:
        """What counts; ``None`` where nothing is known."""
        if self.stated is None and not self.lines:
            return None
        return max(self.listed, self.stated or 0.0)

    @property
    def is_whole(self) -> bool:
        """Whether that is all; without a stated sum there may be more that is not recorded."""
        return self.stated is not None

    @property
    def rests_on_own_word(self) -> bool:
        """Whether hours count that no plan shows."""
        return (self.hours or 0.0) > self.from_plans


def education_of(person: Person, items: Iterable[PlanItem] | None = None) -> Education:
    """Return what is known; ``items`` are those of all plans, where they are at hand already."""
    done = plans.list_items(person) if items is None else items
    lines = [
        EducationLine(item.title, item.owner, item.completed_on, item.hours, item=item)
        for item in done
        if item.kind in EDUCATION_KINDS
        and item.status is PlanItemStatus.DONE
        and item.completed_on is not None
        and item.hours > 0
    ]
    lines += [
        EducationLine(each.title, each.provider, each.completed_on, each.hours, training=each)
        for each in certificates.list_trainings(person)
    ]
    lines.sort(key=lambda line: (-line.on.toordinal(), line.title))
    stated = None if person.education_hours is None else float(person.education_hours)
    return Education(tuple(lines), stated)
