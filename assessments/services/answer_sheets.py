"""A form as its pages show it: one area of questions, how far it has come, what is missing."""

from dataclasses import dataclass
from datetime import datetime

from assessments.database import LocalText
from assessments.models.assessment import Assessment, Rating
from assessments.models.framework import Competency, CompetencyArea
from assessments.queries import assessment as queries
from assessments.queries import framework

SECONDS_A_QUESTION = 35
"""How long a question takes: some ninety words to read, one choice."""


@dataclass(frozen=True, slots=True)
class Question:
    """One competency with the answer given now, and, once there is one, the previous."""

    competency: Competency
    rating: Rating | None
    previous: Rating | None
    previous_at: datetime | None


@dataclass(frozen=True, slots=True)
class AreaStep:
    """How far one area has come."""

    code: str
    name: LocalText
    answered: int
    total: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """One area of a form."""

    form: Assessment
    area: CompetencyArea
    questions: tuple[Question, ...]
    steps: tuple[AreaStep, ...]
    before: AreaStep | None
    after: AreaStep | None

    @property
    def answered(self) -> int:
        return sum(step.answered for step in self.steps)

    @property
    def total(self) -> int:
        return sum(step.total for step in self.steps)

    @property
    def minutes_left(self) -> int:
        """Minutes that the open questions take, rounded up."""
        return minutes_for(self.total - self.answered)


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole form, to look over before it is sent."""

    form: Assessment
    areas: tuple[tuple[CompetencyArea, tuple[Question, ...]], ...]

    @property
    def missing(self) -> tuple[Question, ...]:
        return tuple(
            question
            for _, questions in self.areas
            for question in questions
            if question.rating is None
        )

    @property
    def total(self) -> int:
        return sum(len(questions) for _, questions in self.areas)


def minutes_for(questions: int) -> int:
    """Return how many minutes some questions take, rounded up."""
    return -(-questions * SECONDS_A_QUESTION // 60)


def sheet_of(form: Assessment, area_code: str) -> AnswerSheet | None:
    """Return one area of a form; ``None`` where the framework has no such area."""
    areas = framework.list_areas(with_indicators=True)
    ratings = {rating.competency_id: rating for rating in form.ratings}
    earlier = queries.earlier_answers(form)
    steps = tuple(
        AreaStep(
            code=area.code,
            name=area.name,
            answered=sum(each.id in ratings for each in area.competencies),
            total=len(area.competencies),
            is_current=area.code == area_code,
        )
        for area in areas
    )
    position = next((place for place, step in enumerate(steps) if step.is_current), None)
    if position is None:
        return None
    area = areas[position]
    return AnswerSheet(
        form=form,
        area=area,
        questions=tuple(_question(each, ratings, earlier) for each in area.competencies),
        steps=steps,
        before=steps[position - 1] if position else None,
        after=steps[position + 1] if position + 1 < len(steps) else None,
    )


def overview_of(form: Assessment) -> Overview:
    """Return the whole form; once it is sent, with all that was answered then."""
    ratings = {rating.competency_id: rating for rating in form.ratings}
    kept = ratings if form.is_submitted else ()
    return Overview(
        form=form,
        areas=tuple(
            (area, tuple(_question(each, ratings, {}) for each in area.competencies))
            for area in framework.list_areas(with_indicators=True, keeping=tuple(kept))
        ),
    )


def first_open_area(form: Assessment) -> str:
    """Return the area of the first question without an answer, else the first area."""
    areas = framework.list_areas()
    answered = {rating.competency_id for rating in form.ratings}
    for area in areas:
        if any(each.id not in answered for each in area.competencies):
            return area.code
    return areas[0].code


def _question(
    competency: Competency,
    ratings: dict[int, Rating],
    earlier: dict[int, tuple[Rating, datetime]],
) -> Question:
    rating = ratings.get(competency.id)
    # The previous answer would pull the new one towards it, so it is shown only afterwards.
    previous, previous_at = earlier.get(competency.id, (None, None)) if rating else (None, None)
    return Question(competency, rating, previous, previous_at)
