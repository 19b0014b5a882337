"""Whether a certificate held is still valid, and what its renewal asks."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from capability.frames import UNITS, Day, as_day, check_frame
from capability.lifecycle import CertificateState

SOON_DAYS: Final = 90
"""So many days before its end a certificate ends soon."""


@dataclass(frozen=True, slots=True)
class RenewalState:
    """Where the renewal of one certificate stands.

    ``expires_on`` is the last day on which it is valid, None for one that never expires;
    ``days_left`` counts to it, below 0 after it. ``needed``, ``earned`` and ``missing`` are units
    of the present cycle, which begins on ``cycle_starts_on``; ``reached_on`` is the day on which
    the units were complete.
    """

    validity: CertificateState
    expires_on: date | None
    days_left: int | None
    cycle_starts_on: date | None
    needed: float
    earned: float
    missing: float
    reached_on: date | None


def renewal_state(
    issued_on: Day | None,
    units: pd.DataFrame,
    *,
    as_of: Day,
    cycle_months: int | None,
    needed: float = 0.0,
    renewed_on: Day | None = None,
    expires_on: Day | None = None,
) -> RenewalState:
    """Return whether a certificate is valid, and what its renewal still asks.

    Parameters
    ----------
    issued_on : date or None
        None is unknown.
    units : pandas.DataFrame
        ``earned_on, units``: what counts towards renewal, confirmed ones only. Those from before
        the cycle, or from after ``as_of``, do not count.
    as_of : date
    cycle_months : int or None
        Months from one renewal to the next; None where the certificate never expires.
    needed : float
        Units for one cycle.
    renewed_on : date, optional
        The last renewal, from which the cycle then runs.
    expires_on : date, optional
        The last day as the certificate says; it stands above the rule, and the present cycle
        begins at most ``cycle_months`` before it.

    Returns
    -------
    RenewalState
        ``SOON`` within 90 days. Units do not renew by themselves: the certifying body
        does.

    Raises
    ------
    FrameError
    ValueError
        ``cycle_months`` is below 1, or ``needed`` negative.

    Examples
    --------
    >>> state = renewal_state(
    ...     date(2024, 3, 1), pd.DataFrame(), as_of=date(2026, 12, 15), cycle_months=36, needed=60
    ... )
    >>> state.validity.value, state.expires_on, state.missing
    ('soon', datetime.date(2027, 2, 28), 60.0)
    """
    if (cycle_months is not None and cycle_months < 1) or not needed >= 0:
        raise ValueError(f"cycle_months {cycle_months} or needed {needed} is outside its range")
    today = as_day(as_of)
    begins, expires = _cycle(renewed_on or issued_on, cycle_months, expires_on)
    days_left = None if expires is None else (expires - today).days
    earned = check_frame(units, UNITS)
    earned = earned.assign(earned_on=earned["earned_on"].dt.normalize())
    earned = earned[earned["earned_on"] <= today]
    if begins is not None:
        earned = earned[earned["earned_on"] >= begins]
    earned = earned.sort_values("earned_on", kind="stable")
    so_far = earned["units"].cumsum()
    enough = earned["earned_on"][so_far >= needed]
    total = float(earned["units"].sum())
    return RenewalState(
        validity=_state(days_left),
        expires_on=None if expires is None else expires.date(),
        days_left=days_left,
        cycle_starts_on=None if begins is None else begins.date(),
        needed=float(needed),
        earned=total,
        missing=max(float(needed) - total, 0.0),
        reached_on=enough.iloc[0].date() if len(enough) else None,
    )


def certificate_state(expires_on: Day | None, *, as_of: Day) -> CertificateState:
    """Return where a certificate stands whose last day is known, or None.

    >>> certificate_state(date(2026, 6, 15), as_of=date(2026, 6, 16))
    <CertificateState.EXPIRED: 'expired'>
    """
    return _state(None if expires_on is None else (as_day(expires_on) - as_day(as_of)).days)


def _cycle(
    began_on: Day | None, months: int | None, expires_on: Day | None
) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Return first and last day of the present cycle, as far as they are known."""
    begins = None if began_on is None else as_day(began_on)
    expires = None if expires_on is None else as_day(expires_on)
    if months is None:
        return begins, expires
    length, day = pd.DateOffset(months=months), pd.Timedelta(days=1)
    if expires is None:
        return begins, None if begins is None else begins + length - day
    latest = expires + day - length
    return latest if begins is None else max(begins, latest), expires


def _state(days_left: int | None) -> CertificateState:
    if days_left is None or days_left > SOON_DAYS:
        return CertificateState.HELD
    return CertificateState.EXPIRED if days_left < 0 else CertificateState.SOON
