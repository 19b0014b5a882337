"""Units towards the renewal of certificates: logged, counted from the plan, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.database import LocalText, db
from assessments.models.catalogue import CertificateHeld
from assessments.models.certificates import RenewalUnits
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.queries import certificates
from assessments.services import auditing
from assessments.services.holding import conflicts_told
from capability.certification import RenewalState, renewal_state
from capability.lifecycle import PlanItemStatus


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

    def counts(self, units: RenewalUnits) -> bool:
        """Return whether units belong to the present cycle."""
        starts = self.state.cycle_starts_on
        return starts is None or units.earned_on >= starts


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
    starts = renewal.state.cycle_starts_on
    exam = renewal.held.certification.activity_id if renewal.held.certification else None
    found = [
        item
        for item in items
        if item.status is PlanItemStatus.DONE
        and item.hours > 0
        and item.completed_on is not None
        and item.id not in counted
        and (exam is None or item.activity_id != exam)
        and (starts is None or item.completed_on >= starts)
        and item.completed_on <= today
    ]
    return tuple(sorted(found, key=lambda each: (each.completed_on, each.id), reverse=True))


def log_units(
    held: CertificateHeld, title: str, earned_on: date, units: float, *, by: Person
) -> RenewalUnits:
    """Keep units that somebody earned outside their plans, on their own word."""
    logged = RenewalUnits(held=held, title=title.strip(), earned_on=earned_on, units=units)
    return _keep(logged, by=by)


def count_item(held: CertificateHeld, item: PlanItem, units: float, *, by: Person) -> RenewalUnits:
    """Count an item of the plan that is done towards a certificate.

    Raises
    ------
    ItemNotDoneError
    CertificateConflictError
        It is counted already.
    """
    if (
        item.status is not PlanItemStatus.DONE
        or item.removed_at is not None
        or item.completed_on is None
        or item.plan.person_id != held.person_id
    ):
        raise ItemNotDoneError
    logged = certificates.find_units_of(held, item) or RenewalUnits(held=held, item=item)
    logged.title, logged.earned_on = item.title, item.completed_on
    logged.units, logged.is_removed = units, False
    return _keep(logged, by=by)


def remove_units(units: RenewalUnits, *, by: Person) -> None:
    """Take units off; they can be put back."""
    units.is_removed = True
    _note("remove_units", units, by=by, is_old=True)
    db.session.commit()


def restore_units(units: RenewalUnits, *, by: Person) -> None:
    """Put units back."""
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
