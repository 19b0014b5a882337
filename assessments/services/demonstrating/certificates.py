"""Certificates that people of the demo hold: most run on, some end soon, a few have ended."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from assessments.database import db
from assessments.models.catalogue import CertificateHeld, Certification
from assessments.models.certificates import EarlierTraining, RenewalUnits
from assessments.services.demonstrating.people import Cast, Member
from assessments.services.demonstrating.setting import YEAR, DemoError, Setting

HOLDS_FIRST, HOLDS_SECOND = 0.65, 0.25
LONGEST_HELD_YEARS = 6
# What is drawn ends no sooner than this; what ends soon or has ended is told.
SAFE_DAYS = 120
NUMBER_KNOWN = 0.7


def add_certificates(setting: Setting, cast: Cast) -> None:
    """Add the certificates that are told, and some that are usual for a role."""
    contents = setting.read("certificates")
    known = {each.code: each for each in db.session.scalars(select(Certification))}
    dice = setting.dice("certificates")
    told = {entry["person"] for entry in contents["held"]}
    for entry in contents["held"]:
        db.session.add(_told(setting, cast[entry["person"]], entry, known, dice))
    for member in cast:
        role = member.person.role
        usual = contents["usual"].get(role.code, []) if role is not None else []
        for code in _draw(usual, dice):
            if member.name not in told:
                db.session.add(_drawn(setting, member, _find(known, code), dice))
    db.session.flush()
    _add_units(setting, cast, contents["units"])
    _add_trainings(setting, cast, contents["training"])


def _add_units(setting: Setting, cast: Cast, told: list[dict[str, Any]]) -> None:
    for entry in told:
        held = db.session.scalars(
            select(CertificateHeld)
            .join(CertificateHeld.certification)
            .where(
                CertificateHeld.person_id == cast[entry["person"]].person.id,
                Certification.code == entry["certification"],
            )
        ).one()
        db.session.add(
            RenewalUnits(
                held=held,
                title=entry["title"],
                earned_on=setting.day(entry["on"]),
                units=entry["units"],
            )
        )


def _add_trainings(setting: Setting, cast: Cast, told: list[dict[str, Any]]) -> None:
    db.session.add_all(
        EarlierTraining(
            person_id=cast[entry["person"]].person.id,
            title=entry["title"],
            provider=entry["provider"],
            completed_on=setting.day(entry["on"]),
            hours=entry["hours"],
        )
        for entry in told
    )


def _draw(usual: list[str], dice: np.random.Generator) -> list[str]:
    order = [usual[int(place)] for place in dice.permutation(len(usual))]
    first, second = dice.random() < HOLDS_FIRST, dice.random() < HOLDS_SECOND
    return order[: int(first) + int(first and second)]


def _find(known: dict[str, Certification], code: str) -> Certification:
    if code not in known:
        raise DemoError(f"certificates.toml: the catalogue has no certification {code}")
    return known[code]


def _told(
    setting: Setting,
    member: Member,
    entry: dict[str, Any],
    known: dict[str, Certification],
    dice: np.random.Generator,
) -> CertificateHeld:
    if "certification" not in entry:
        # Only its name is known.
        return CertificateHeld(person_id=member.person.id, name=entry["name"])
    certification = _find(known, entry["certification"])
    expires_on = setting.day(entry["expires_in"])
    issued_on = _years_before(expires_on, certification.renewal_years or 3)
    return _held(member, certification, issued_on, expires_on, dice)


def _drawn(
    setting: Setting, member: Member, certification: Certification, dice: np.random.Generator
) -> CertificateHeld:
    years = certification.renewal_years
    if years:
        left = int(dice.integers(SAFE_DAYS, max(round(years * YEAR), SAFE_DAYS + 1)))
        expires_on = setting.day(left)
        return _held(member, certification, _years_before(expires_on, years), expires_on, dice)
    longest = min(LONGEST_HELD_YEARS, max(member.years, 0.3))
    issued_on = setting.day(-int(dice.integers(60, max(round(longest * YEAR), 61))))
    return _held(member, certification, issued_on, None, dice)


def _held(
    member: Member,
    certification: Certification,
    issued_on: date,
    expires_on: date | None,
    dice: np.random.Generator,
) -> CertificateHeld:
    number = str(dice.integers(1_000_000, 9_999_999)) if dice.random() < NUMBER_KNOWN else ""
    return CertificateHeld(
        person_id=member.person.id,
        certification_id=certification.id,
        name=certification.name,
        issuer=certification.body,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
    )


def _years_before(ends_on: date, years: int) -> date:
    """Return the day of issue from which the rule leads to an end."""
    follows = pd.Timestamp(ends_on) + pd.Timedelta(days=1)
    return (follows - pd.DateOffset(years=years)).date()
