"""Certificates that people hold: added, changed, taken off and put back, with a copy of each.

Of two tabs that change the same the later one is told, by a ``ConflictError``.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from assessments.database import db, now
from assessments.models.catalogue import CertificateHeld, Certification
from assessments.models.certificates import CertificateFile
from assessments.models.people import Person
from assessments.queries import certificates
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit
from capability.certification import renewal_state


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """What somebody says about a certificate that they hold; ``None`` is unknown.

    ``name`` and ``issuer`` matter where it is none of the catalogue.
    """

    certification: Certification | None = None
    name: str = ""
    issuer: str = ""
    number: str = ""
    issued_on: date | None = None
    renewed_on: date | None = None
    expires_on: date | None = None

    def facts(self) -> dict[str, Any]:
        """Return the contents as they are kept; an end that is left open follows the rule."""
        known = self.certification
        return {
            "name": known.name if known else self.name.strip(),
            "issuer": self.issuer.strip() or (known.body if known else ""),
            "number": self.number.strip(),
            "issued_on": self.issued_on,
            "renewed_on": self.renewed_on,
            "expires_on": self.expires_on or self.expiry_by_rule(),
        }

    def expiry_by_rule(self) -> date | None:
        """Return until when it runs by the rule of the issuer; ``None`` where there is none."""
        began_on = self.renewed_on or self.issued_on
        if self.certification is None or not self.certification.renewal_years or not began_on:
            return None
        months = self.certification.renewal_years * 12
        return renewal_state(
            began_on, pd.DataFrame(), as_of=began_on, cycle_months=months
        ).expires_on


def draft_of(held: CertificateHeld) -> CertificateDraft:
    """Return what its owner said of a certificate; what followed from the catalogue is left open.

    So the end moves along once a renewal is written down, and the issuer changes with the kind.
    """
    known = held.certification
    said = CertificateDraft(
        certification=known,
        name="" if known else held.name,
        issuer="" if known and held.issuer == known.body else held.issuer,
        number=held.number,
        issued_on=held.issued_on,
        renewed_on=held.renewed_on,
    )
    if held.expires_on == said.expiry_by_rule():
        return said
    return replace(said, expires_on=held.expires_on)


@dataclass(frozen=True, slots=True)
class Upload:
    """A copy of a certificate that may be kept; what it is was told by its bytes."""

    name: str
    media_type: str
    content: bytes


def add_certificate(
    person: Person, draft: CertificateDraft, *, by: Person, upload: Upload | None = None
) -> CertificateHeld:
    """Keep that somebody holds a certificate; what is sent twice is kept once."""
    facts = draft.facts()
    same = certificates.find_same(
        CertificateHeld, person=person, certification=draft.certification, **facts
    )
    if same is not None and upload is None:
        return same
    held = same or CertificateHeld(person=person, certification=draft.certification, **facts)
    if same is None:
        db.session.add(held)
        db.session.flush()
        _note("add_certificate", held, by=by, new=_told(facts))
    if upload is not None:
        _keep_copy(held, upload, by=by)
    db.session.commit()
    return held


def change_certificate(
    held: CertificateHeld,
    draft: CertificateDraft,
    *,
    seen: int,
    by: Person,
    upload: Upload | None = None,
) -> None:
    """Change a certificate, as last seen in version ``seen``; only what changed is noted.

    Raises
    ------
    ConflictError
    """
    if held.version != seen:
        raise ConflictError
    facts = draft.facts()
    old = {name: getattr(held, name) for name in facts} | _kind(held.certification)
    new = facts | _kind(draft.certification)
    changed = [name for name in new if new[name] != old[name]]
    for name, value in facts.items():
        setattr(held, name, value)
    held.certification = draft.certification
    if upload is not None:
        _keep_copy(held, upload, by=by)
    if changed:
        _note(
            "change_certificate",
            held,
            by=by,
            old=_told({name: old[name] for name in changed}),
            new=_told({name: new[name] for name in changed}),
        )
    commit()


def remove_certificate(held: CertificateHeld, *, by: Person) -> None:
    """Take a certificate off somebody's list; it can be put back."""
    _set_removed(held, True, by=by)


def restore_certificate(held: CertificateHeld, *, by: Person) -> None:
    """Put a certificate back."""
    _set_removed(held, False, by=by)


def _set_removed(held: CertificateHeld, is_removed: bool, *, by: Person) -> None:
    if held.is_removed is is_removed:
        return
    held.is_removed = is_removed
    _note("remove_certificate" if is_removed else "restore_certificate", held, by=by)
    commit()


def remove_copy(held: CertificateHeld, *, by: Person) -> None:
    """Erase the copy of a certificate, for good."""
    copy = certificates.find_copy(held)
    if copy is not None:
        _note("remove_certificate_copy", held, by=by, old={"file": copy.name})
        db.session.delete(copy)
        commit()


def _keep_copy(held: CertificateHeld, upload: Upload, *, by: Person) -> None:
    copy = certificates.find_copy(held)
    old = {"file": copy.name} if copy else None
    if copy is None:
        copy = CertificateFile(held_id=held.id)
        db.session.add(copy)
    copy.name, copy.media_type = upload.name, upload.media_type
    copy.size, copy.content, copy.uploaded_at = len(upload.content), upload.content, now()
    _note("keep_certificate_copy", held, by=by, old=old, new={"file": copy.name})


def _kind(certification: Certification | None) -> dict[str, str]:
    """Return of which kind a certificate is: one of the catalogue by its code."""
    return {"certification": certification.code if certification else ""}


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
        if value not in {None, ""}
    }


def _note(
    action: str,
    held: CertificateHeld,
    *,
    by: Person,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    auditing.note(action, held.name[:120], by=by, about=held.person, old=old, new=new)
