"""What edits of the reference data share: seen versions, differences, and lines of the trail.

Whatever is edited has a *draft*: its contents as one value, which a page shows, a form returns and
``facts`` lays flat, so that two drafts can be compared line by line.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from assessments.database import LocalText, db
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.conflicts import ConflictError

Facts = dict[str, Any]
"""Contents laid flat: a name, of which one may follow (a competency, a language), and a value."""
Difference = tuple[str, Any, Any]
"""A name, what stood there, and what stands there now; ``None`` is nothing."""
Texts = Mapping[str, str]


class CodeTakenError(ValueError):
    """Something else has this code."""


class CircleError(ValueError):
    """What is named here leads back to where it began."""


class Versioned(Protocol):
    """A row that counts its changes."""

    version: Any


def check_seen(row: Versioned, seen: int) -> None:
    """Raise :class:`ConflictError` unless the row is as it was shown."""
    if row.version != seen:
        raise ConflictError


def touch(row: Versioned) -> None:
    """Count a change of the row also where only its parts have changed."""
    # The version itself would be written as it is; any other column lets it count up.
    flag_modified(row, "code")


def differences(old: Facts, new: Facts) -> list[Difference]:
    """Return what differs, in the order of the new contents and then of the old."""
    names = [*new, *(name for name in old if name not in new)]
    pairs = ((name, _plain(old.get(name)), _plain(new.get(name))) for name in names)
    return [(name, before, after) for name, before, after in pairs if before != after]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a draft holds
    """Return a value as the audit trail keeps it: what is empty is nothing."""
    return None if value == "" else value


def local(texts: Texts) -> LocalText:
    """Return a text in those languages in which something is written."""
    return LocalText({code: text.strip() for code, text in texts.items() if text.strip()})


def local_or_none(texts: Texts | None) -> LocalText | None:
    """Return a text, or nothing where nothing is written."""
    return local(texts) or None if texts else None


def by_language(name: str, texts: Texts | None) -> Facts:
    """Return the facts of a text, one a language."""
    return {f"{name} {code}": text for code, text in (texts or {}).items() if text}


def note_added(action: str, subject: str, facts: Facts, *, by: Person, reason: str = "") -> None:
    """Note that something was added, with all that it holds."""
    auditing.note(action, subject, by=by, about=None, new=_given(facts), reason=reason)


def note_changed(action: str, subject: str, old: Facts, new: Facts, *, by: Person) -> bool:
    """Note what has changed, and return whether anything has."""
    changed = differences(old, new)
    if changed:
        auditing.note(
            action,
            subject,
            by=by,
            about=None,
            old={name: before for name, before, _ in changed},
            new={name: after for name, _, after in changed},
        )
    return bool(changed)


def _given(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if _plain(value) is not None}


@contextmanager
def taken_codes_told() -> Iterator[None]:
    """Undo the adding of a row whose code somebody else has taken, and say so.

    Raises
    ------
    CodeTakenError
    """
    try:
        yield
    except IntegrityError as error:
        db.session.rollback()
        raise CodeTakenError from error
