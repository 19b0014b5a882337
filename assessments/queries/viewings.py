"""Reads of who looked at a map."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.database import db
from assessments.models.audit import MapViewing
from assessments.models.people import Person


def list_viewings(person: Person, limit: int = 5) -> Sequence[MapViewing]:
    """Return who looked at somebody's map lately, the newest first."""
    return db.session.scalars(
        select(MapViewing)
        .where(MapViewing.person_id == person.id)
        .options(joinedload(MapViewing.viewer))
        .order_by(MapViewing.viewed_on.desc(), MapViewing.id.desc())
        .limit(limit)
    ).all()
