"""Differences between two drafts in words, as a page shows them."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flask_babel import gettext as _

from assessments.labels.activities import ACTIVITY_KINDS, LEARNINGS
from assessments.labels.audit_fields import AUDIT_FIELDS
from assessments.labels.certificates import CERTAINTIES, STAGES
from assessments.labels.people import DEGREES, LANGUAGES
from assessments.queries import framework
from assessments.services.editing.changes import Difference, Facts, differences

VALUES: dict[str, Mapping[Any, Any]] = {
    "certainty": CERTAINTIES,
    "degree": DEGREES,
    "kind": ACTIVITY_KINDS,
    "learning": LEARNINGS,
    "stage": STAGES,
}

ChangeLine = tuple[str, str, str, str]
"""What differs, what stood there, what stands there now, and which of the two is missing."""


class Draft(Protocol):
    """Something as it is edited, which can be compared fact by fact."""

    def facts(self) -> Facts: ...


def told(found: Iterable[Difference]) -> list[ChangeLine]:
    """Return differences as lines of a list of changes."""
    listed = list(found)
    names = _names() if any(" " in name for name, _before, _after in listed) else {}
    return [_line(each, names) for each in listed]


def clash_of(standing: Draft, typed: Draft) -> list[tuple[str, str, str]]:
    """Return what stands there now beside what was typed, where the two differ."""
    found = told(differences(standing.facts(), typed.facts()))
    return [(name, theirs, mine) for name, theirs, mine, _ in found]


def _names() -> dict[str, str]:
    return {each.code: str(each.name) for each in framework.list_every_competency()}


def _line(difference: Difference, names: Mapping[str, str]) -> ChangeLine:
    name, before, after = difference
    field, _space, part = name.partition(" ")
    kind = "added" if before is None else "removed" if after is None else "changed"
    if field == "required":
        kind = "changed"
    subject = field_words(field, part, names)
    return subject, value(field, before), value(field, after), kind


def field_words(field: str, part: str, names: Mapping[str, str]) -> str:
    """Return what a field is called: of which competency, level or language, and what of it."""
    words = str(AUDIT_FIELDS.get(field, field.replace("_", " ")))
    if part in names:
        return _("%(competency)s, %(field)s", competency=names[part], field=words)
    if not part:
        return words
    parts = [str(LANGUAGES.get(each, each)) for each in part.split()]
    return _("%(field)s (%(part)s)", field=words, part=", ".join(parts))


def value(field: str, found: object) -> str:
    """Return a value as a person reads it; a level of nothing is one that is not asked."""
    if found is None:
        return _("not asked") if field == "required" else ""
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, float):
        return f"{found:g}"
    if field in VALUES and isinstance(found, str):
        return str(VALUES[field].get(found, found))
    return str(found)
