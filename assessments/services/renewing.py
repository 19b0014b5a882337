"""Units towards the renewal of certificates: logged, counted from the plan, and what is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.database import LocalText, db
from assessments.models.catalogue import CertificateHeld
from assessments.models.certificates import RenewalUnits
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.queries import catalogue, certificates
from assessments.services import auditing
from assessments.services.conflicts import commit, conflicts_told
from capability.certification import RenewalState, renewal_state
from capability.lifecycle import CertificateState, PlanItemStatus


@dataclass(frozen=True, slots=True)
class Renewal:
    """Where the renewal of a certificate stands, and by which units."""

    held: CertificateHeld
    state: RenewalState
    unit: LocalText | None
    units: tuple[RenewalUnits, ...]
    """All that are logged, the latest first."""

    @property
    def asks_units(self) -> bool:
        """Whether the issuer asks a number of units that we know."""
        return self.state.needed > 0

    @property
    def takes_units(self) -> bool:
        """Whether units may matter: they are asked, or it ends and nobody knows what is."""
        return self.asks_units or self.state.expires_on is not None

    def counts(self, units: RenewalUnits) -> bool:
        """Return whether units belong to the present cycle."""
        return self.is_of_cycle(units.earned_on)

    def is_of_cycle(self, day: date) -> bool:
        """Return whether a day lies in the present cycle."""
        starts = self.state.cycle_starts_on
        return starts is None or day >= starts

    def could_count(self, item: PlanItem) -> bool:
        """Return whether an item could count once it is done: not the exam of the certificate."""
        exam = self.held.certification.activity_id if self.held.certification else None
        is_own_exam = exam is not None and item.activity_id == exam
        return self.takes_units and item.hours > 0 and not is_own_exam


class ItemNotDoneError(Exception):
    """What is counted must be an item of one's own plans that is done."""


def renewals_of(held: Sequence[CertificateHeld], *, today: date) -> list[Renewal]:
    """Return where the renewal of some certificates stands, in their order."""
    logged: dict[int, list[RenewalUnits]] = defaultdict(list)
    for units in certificates.list_units([each.id for each in held]):
        logged[units.held_id].append(units)
    return [_renewal(each, logged[each.id], today) for each in held]


def waiting_items(
    renewal: Renewal, items: Iterable[PlanItem], *, today: date
) -> tuple[PlanItem, ...]:
    """Return the items done in the present cycle that could count and do not yet, latest first."""
    counted = {each.item_id for each in renewal.units}
    found = [
        item
        for item in items
        if item.status is PlanItemStatus.DONE
        and item.completed_on is not None
        and item.completed_on <= today
        and item.id not in counted
        and renewal.could_count(item)
        and renewal.is_of_cycle(item.completed_on)
    ]
    return tuple(sorted(found, key=lambda each: (each.completed_on, each.id), reverse=True))


def log_units(
    held: CertificateHeld, title: str, earned_on: date, units: float, *, by: Person
) -> RenewalUnits:
    """Keep units that somebody earned outside their plans; what is sent twice is kept once."""
    facts = {"title": title.strip(), "earned_on": earned_on, "units": units}
    same = certificates.find_same(RenewalUnits, held=held, item=None, **facts)
    return same or _keep(RenewalUnits(held=held, **facts), by=by)


def count_item(held: CertificateHeld, item: PlanItem, units: float, *, by: Person) -> RenewalUnits:
    """Count an item of the plan that is done towards a certificate.

    Raises
    ------
    ItemNotDoneError
    ConflictError
        It is counted already.
    """
    if (
        item.status is not PlanItemStatus.DONE
        or item.removed_at is not None
        or item.completed_on is None
        or item.plan.person_id != held.person_id
    ):
        raise ItemNotDoneError
    return _keep(_entry_of(held, item, item.completed_on, units), by=by)


def open_to(item: PlanItem, *, today: date) -> tuple[Renewal, ...]:
    """Return the certificates of its owner that ask units, and take an item once it is done."""
    return tuple(
        each
        for each in renewals_of(catalogue.list_certificates(item.plan.person), today=today)
        if each.asks_units
        and each.state.validity is not CertificateState.EXPIRED
        and each.could_count(item)
    )


def count_done(item: PlanItem, held_ids: Collection[int], *, by: Person) -> None:
    """Count an item just done towards some certificates and no other, an hour as a unit.

    Raises
    ------
    ItemNotDoneError
    ConflictError
    """
    if item.status is not PlanItemStatus.DONE or item.completed_on is None:
        raise ItemNotDoneError
    # What it counted for before it was open again is said anew.
    for units in certificates.list_units_of_item(item):
        if units.held_id not in held_ids:
            units.is_removed = True
            _note("remove_units", units, by=by, is_old=True)
    for held in catalogue.list_certificates(item.plan.person):
        if held.id in held_ids:
            units = _entry_of(held, item, item.completed_on, item.hours)
            db.session.add(units)
            _note("log_units", units, by=by)
    commit()


def _entry_of(held: CertificateHeld, item: PlanItem, on: date, units: float) -> RenewalUnits:
    logged = certificates.find_units_of(held, item) or RenewalUnits(held=held, item=item)
    logged.title, logged.earned_on = item.title, on
    logged.units, logged.is_removed = units, False
    return logged


def remove_units(units: RenewalUnits, *, by: Person) -> None:
    """Take units off; they can be put back."""
    if units.is_removed:
        return
    units.is_removed = True
    _note("remove_units", units, by=by, is_old=True)
    db.session.commit()


def restore_units(units: RenewalUnits, *, by: Person) -> None:
    """Put units back."""
    if not units.is_removed:
        return
    units.is_removed = False
    _note("restore_units", units, by=by)
    db.session.commit()


def _keep(units: RenewalUnits, *, by: Person) -> RenewalUnits:
    db.session.add(units)
    with conflicts_told():
        db.session.flush()
        _note("log_units", units, by=by)
        db.session.commit()
    return units


def _note(action: str, units: RenewalUnits, *, by: Person, is_old: bool = False) -> None:
    facts = {
        "title": units.title,
        "earned_on": units.earned_on.isoformat(),
        "units": units.units,
    }
    auditing.note(
        action,
        units.held.name[:120],
        by=by,
        about=units.held.person,
        old=facts if is_old else None,
        new=None if is_old else facts,
    )


def _renewal(held: CertificateHeld, logged: Sequence[RenewalUnits], today: date) -> Renewal:
    rule = held.certification
    rows = [(each.earned_on, each.units) for each in logged]
    state = renewal_state(
        held.issued_on,
        pd.DataFrame(rows, columns=["earned_on", "units"]),
        as_of=today,
        cycle_months=rule.renewal_years * 12 if rule and rule.renewal_years else None,
        needed=(rule.renewal_units or 0.0) if rule else 0.0,
        renewed_on=held.renewed_on,
        expires_on=held.expires_on,
    )
    return Renewal(held, state, rule.renewal_unit if rule else None, tuple(logged))
