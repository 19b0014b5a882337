"""Education that somebody had outside the plans kept here; it counts on their own word."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assessments.database import db
from assessments.models.certificates import EarlierTraining
from assessments.models.people import Person
from assessments.queries import certificates
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit

Facts = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class EarlierDraft:
    """What somebody says about one course or seminar."""

    title: str
    provider: str
    completed_on: date
    hours: float


def add_training(person: Person, draft: EarlierDraft, *, by: Person) -> EarlierTraining:
    """Keep an earlier course or seminar; what is sent twice is kept once."""
    same = certificates.find_same(EarlierTraining, person=person, **asdict(draft))
    if same is not None:
        return same
    training = EarlierTraining(person=person, **asdict(draft))
    db.session.add(training)
    db.session.flush()
    _note("add_training", training, by=by, new=_facts(training))
    db.session.commit()
    return training


def change_training(
    training: EarlierTraining, draft: EarlierDraft, *, seen: int, by: Person
) -> None:
    """Change it, as last seen in version ``seen``.

    Raises
    ------
    ConflictError
        It was changed elsewhere meanwhile.
    """
    if training.version != seen:
        raise ConflictError
    old = _facts(training)
    for name, value in asdict(draft).items():
        setattr(training, name, value)
    new = _facts(training)
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        before, after = ({name: each[name] for name in changed} for each in (old, new))
        _note("change_training", training, by=by, old=before, new=after)
    commit()


def remove_training(training: EarlierTraining, *, by: Person) -> None:
    """Take it off; it can be put back."""
    if training.is_removed:
        return
    training.is_removed = True
    _note("remove_training", training, by=by, old=_facts(training))
    commit()


def restore_training(training: EarlierTraining, *, by: Person) -> None:
    """Put it back."""
    if not training.is_removed:
        return
    training.is_removed = False
    _note("restore_training", training, by=by, new=_facts(training))
    commit()


def _facts(training: EarlierTraining) -> dict[str, Any]:
    return {
        "title": training.title,
        "provider": training.provider,
        "completed_on": training.completed_on.isoformat(),
        "hours": training.hours,
    }


def _note(
    action: str, training: EarlierTraining, *, by: Person, old: Facts = None, new: Facts = None
) -> None:
    subject = f"training {training.id}"
    auditing.note(action, subject, by=by, about=training.person, old=old, new=new)
