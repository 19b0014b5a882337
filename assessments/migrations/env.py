"""Alembic's entry: the same scripts run on SQLite (in batches) and on PostgreSQL."""

from alembic import context
from sqlalchemy import Connection

from assessments import models  # noqa: F401 - so that the metadata knows every table
from assessments.database import Base, LocalTextColumn, UtcDateTime, db


def render_type(kind: str, column_type: object, _: object) -> str | bool:
    """Write our own column types as what they are in the database."""
    if kind == "type" and isinstance(column_type, LocalTextColumn):
        return "sa.JSON()"
    if kind == "type" and isinstance(column_type, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _switch_references(connection: Connection, state: str) -> None:
    """Let SQLite make a table anew that others refer to: it has no other way to change one."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA foreign_keys={state}")
        connection.commit()  # the migrations have a transaction of their own


with db.engine.connect() as connection:
    _switch_references(connection, "OFF")
    try:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_type,
        )
        with context.begin_transaction():
            context.run_migrations()
    finally:
        _switch_references(connection, "ON")
