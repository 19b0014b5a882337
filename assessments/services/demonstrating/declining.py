"""Suggestions that people of the demo said no to."""

from sqlalchemy import select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.models.development import DeclinedSuggestion
from assessments.services import cohort_numbers
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.setting import DemoError, Setting, office_moment
from assessments.services.suggesting.activities import fingerprint, subject_of

LATEST, EARLIEST = 3, 60


def add_declined(setting: Setting, cast: Cast) -> None:
    """Add what was declined, with the fingerprint of today, so that it stays away."""
    dice = setting.dice("declined")
    entries = setting.read("plans")["declined"]
    # Of all at once, because each map by itself takes as long as that of all.
    ids = [cast.id_of(entry["person"]) for entry in entries]
    cohort = cohort_numbers.cohort_of(ids, today=setting.today)
    grid = cohort.competencies
    for entry in entries:
        person = cast[entry["person"]].person
        code = entry["activity"]
        activity = db.session.scalar(select(Activity).where(Activity.code == code))
        if activity is None:
            raise DemoError(f"plans.toml: the catalogue has no activity {code}")
        row = cohort.rows[person.id]
        places = {each: grid.place(row, grid.column(each)) for each in grid.codes}
        declined_at = office_moment(setting.day(-int(dice.integers(LATEST, EARLIEST))), dice)
        subject = subject_of(activity)
        db.session.add(
            DeclinedSuggestion(
                person_id=person.id,
                subject=subject,
                title=activity.name["en"],
                reason=entry["reason"],
                fingerprint=fingerprint(activity, places),
                declined_at=declined_at,
            )
        )
        db.session.add(
            AuditLine(
                at=declined_at,
                actor_id=person.id,
                person_id=person.id,
                action="decline_suggestion",
                subject=subject,
                reason=entry["reason"],
            )
        )
