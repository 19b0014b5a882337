"""Wishes kept under a name, so that two plans can be set beside each other."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.database import db, now
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.models.training import TrainingDraft
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit, conflicts_told
from assessments.services.training.wishes import TrainingWishes

MOST_DRAFTS = 12
LONGEST_NAME = 80


class NameTakenError(ValueError):
    """Another draft for this person has the name."""


class TooManyDraftsError(ValueError):
    """There are as many drafts for this person as can be kept."""


def list_drafts(person: Person) -> Sequence[TrainingDraft]:
    """Return the drafts for somebody, by name."""
    return db.session.scalars(
        select(TrainingDraft)
        .where(TrainingDraft.person_id == person.id)
        .options(joinedload(TrainingDraft.author), joinedload(TrainingDraft.role))
        .order_by(TrainingDraft.name, TrainingDraft.id)
    ).all()


def get_draft(draft_id: int) -> TrainingDraft:
    """Return one draft; answers 404 where there is none."""
    return db.get_or_404(TrainingDraft, draft_id)


def keep(
    person: Person, name: str, wishes: TrainingWishes, role: Role | None, *, by: Person
) -> TrainingDraft:
    """Keep wishes for somebody under a name.

    Raises
    ------
    NameTakenError
    TooManyDraftsError
    """
    name = name.strip()[:LONGEST_NAME]
    drafts = list_drafts(person)
    if any(each.name == name for each in drafts):
        raise NameTakenError
    if len(drafts) >= MOST_DRAFTS:
        raise TooManyDraftsError
    draft = TrainingDraft(
        person=person,
        author=by,
        role=role,
        name=name,
        hours=wishes.hours,
        quarters=wishes.quarters,
        budget=wishes.budget,
        at_once=wishes.at_once,
        languages=list(wishes.languages),
        is_balanced=wishes.is_balanced,
        pinned=list(wishes.pinned),
        excluded=list(wishes.excluded),
        kept_at=now(),
    )
    db.session.add(draft)
    try:
        with conflicts_told():
            auditing.note("keep_training_draft", f"draft {name}", by=by, about=person)
            db.session.commit()
    except ConflictError:
        raise NameTakenError from None
    return draft


def remove(draft: TrainingDraft, *, by: Person) -> None:
    """Remove a draft; what was taken from it stays in the plan."""
    auditing.note("remove_training_draft", f"draft {draft.name}", by=by, about=draft.person)
    db.session.delete(draft)
    commit()
