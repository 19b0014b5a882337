"""Alembic's entry: the same scripts run on SQLite (in batches) and on PostgreSQL."""

from alembic import context

from assessments import models  # noqa: F401 - so that the metadata knows every table
from assessments.database import Base, LocalTextColumn, UtcDateTime, db


def render_type(kind: str, column_type: object, _: object) -> str | bool:
    """Write our own column types as what they are in the database."""
    if kind == "type" and isinstance(column_type, LocalTextColumn):
        return "sa.JSON()"
    if kind == "type" and isinstance(column_type, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_type,
    )
    with context.begin_transaction():
        context.run_migrations()
