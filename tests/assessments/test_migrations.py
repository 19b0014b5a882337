"""The migrations make what the models say, on both databases, and can be undone."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import inspect, select, text

from assessments import database
from assessments.database import Base, db
from assessments.models.people import Person


def test_models_and_migrations_agree(bare_app: Flask):
    with bare_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_one_migration_is_the_latest():
    heads = ScriptDirectory(str(database.MIGRATIONS)).get_heads()

    assert len(heads) == 1


def test_every_migration_can_be_undone_and_done_again(bare_app: Flask):
    with bare_app.app_context():
        tables = set(inspect(db.engine).get_table_names())

        downgrade(directory=str(database.MIGRATIONS), revision="base")
        left = set(inspect(db.engine).get_table_names())
        database.upgrade()

        assert left == {"alembic_version"}
        assert set(inspect(db.engine).get_table_names()) == tables


def test_bringing_up_to_date_a_second_time_changes_nothing(bare_app: Flask):
    with bare_app.app_context():
        before = inspect(db.engine).get_table_names()

        database.upgrade()

        assert inspect(db.engine).get_table_names() == before


def test_the_last_migration_is_undone_and_done_again_with_people_in_it(app: Flask):
    with app.app_context():
        before = db.session.scalars(select(Person.name).order_by(Person.id)).all()
        db.session.remove()

        downgrade(directory=str(database.MIGRATIONS), revision="-1")
        database.upgrade()

        assert db.session.scalars(select(Person.name).order_by(Person.id)).all() == before
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
            assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
