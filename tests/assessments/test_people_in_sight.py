"""The rule about whom somebody may see, asked of the table and of the database."""

from flask import Flask
from sqlalchemy import select

from assessments.database import db
from assessments.models.people import Person
from assessments.permissions import Action, may
from assessments.queries.people import visible_people


def test_a_list_shows_exactly_those_whose_page_opens(app: Flask):
    with app.app_context():
        people = db.session.scalars(select(Person)).unique().all()

        listed = {
            (viewer.name, seen.name)
            for viewer in people
            for seen in db.session.scalars(visible_people(viewer)).unique()
        }

        opened = {
            (viewer.name, seen.name)
            for viewer in people
            for seen in people
            if may(viewer, Action.VIEW_PERSON, seen)
        }
        assert listed == opened


def test_somebody_not_signed_in_sees_nobody(app: Flask):
    with app.app_context():
        assert db.session.scalars(visible_people(None)).unique().all() == []
