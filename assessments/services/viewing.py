"""Remember who looked at whose map, and tell the owner."""

from sqlalchemy.exc import IntegrityError

from assessments.database import db, now
from assessments.models.audit import MapViewing
from assessments.models.people import Person

PURPOSES = ("talk", "plan_review", "department")


def note_viewing(person: Person, *, by: Person, purpose: str) -> None:
    """Keep that somebody else looked, once a day and purpose; one's own looks are not kept."""
    if person.id == by.id:
        return
    today = now().date()
    seen = db.select(MapViewing.id).where(
        MapViewing.person_id == person.id,
        MapViewing.viewer_id == by.id,
        MapViewing.viewed_on == today,
        MapViewing.purpose == purpose,
    )
    if db.session.scalar(seen) is not None:
        return
    db.session.add(
        MapViewing(person_id=person.id, viewer_id=by.id, viewed_on=today, purpose=purpose)
    )
    try:
        db.session.commit()
    except IntegrityError:
        # Two pages opened at once: the other one has kept it.
        db.session.rollback()
