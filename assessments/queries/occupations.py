"""Reads of the public list of occupations, and of what in it our competencies refer to."""

from collections import defaultdict

from sqlalchemy import or_, select

from assessments.database import db
from assessments.models.framework import (
    Competency,
    CompetencyArea,
    CompetencyReference,
    Occupation,
)
from assessments.queries.pages import Found, found_on

ONET = "O*NET"
PAGE = 30


def references_by_competency() -> dict[str, list[str]]:
    """Return the elements of O*NET that each competency refers to, in the framework's order."""
    rows = db.session.execute(
        select(Competency.code, CompetencyReference.name)
        .join(Competency.area)
        .outerjoin(
            CompetencyReference,
            (CompetencyReference.competency_id == Competency.id)
            & CompetencyReference.framework.startswith(ONET),
        )
        .where(Competency.is_active)
        .order_by(CompetencyArea.position, Competency.position, CompetencyReference.name)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in rows:
        if name is None:
            found[code] = []
        else:
            found[code].append(name)
    return dict(found)


def elements_referred_to() -> set[str]:
    """Return the names of all elements of O*NET that some competency refers to."""
    return {name for names in references_by_competency().values() for name in names}


def search_occupations(words: str, *, page: int) -> Found[Occupation]:
    """Return the occupations whose title or code holds the words, by title, page by page."""
    query = select(Occupation).order_by(Occupation.title, Occupation.code)
    for word in words.split():
        query = query.where(
            or_(
                Occupation.title.icontains(word, autoescape=True),
                Occupation.code.icontains(word, autoescape=True),
            )
        )
    return found_on(page, query, size=PAGE)


def get_occupation(occupation_id: int) -> Occupation:
    """Return one occupation; answers 404 where there is none."""
    return db.get_or_404(Occupation, occupation_id)
