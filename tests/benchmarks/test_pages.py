"""Pages beside their floor: a bare Flask page that asks the database the same questions.

Run by name (``make bench``), never by default. The figures are ratios within one run: how many
requests a page answers for each request that its floor answers.
"""

import statistics
import time
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from assessments.database import db
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.services import assessing
from tests.world import sign_in

ROUNDS = 40
PAGES = {
    "pm": ("/home", "/map", "/suggestions", "/plan"),
    "coach": ("/coach/people", "/coach/plans"),
    "hr": ("/hr/plans",),
}


@contextmanager
def statements(engine):
    """Collect what is asked of the database."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def floor_of(engine, asked, length):
    """Return a client of a bare page that asks the same and answers with as many bytes."""
    bare = Flask("floor")
    answer = "x" * length

    @bare.get("/")
    def page():
        with engine.connect() as connection:
            for statement, parameters in asked:
                connection.exec_driver_sql(statement, parameters).fetchall()
        return answer

    return bare.test_client()


def seconds(client, path):
    """Return the median time of a request, after two that do not count."""
    times = []
    for _ in range(ROUNDS + 2):
        begun = time.perf_counter()
        assert client.get(path).status_code == 200
        times.append(time.perf_counter() - begun)
    return statistics.median(times[2:])


@pytest.fixture
def answered(app, world):
    """Give the project manager a map."""
    with app.app_context():
        person = db.session.get(Person, world.pm.id)
        form = assessing.open_self_assessment(person)
        for place, competency in enumerate(db.session.scalars(db.select(Competency))):
            answer = assessing.Answer(level=1 + place % 4, confidence=None)
            assessing.save_answer(form, competency, answer, seen=0, by=person)
        assessing.submit(form, by=person)
    return world


@pytest.mark.parametrize(("part", "path"), [(part, path) for part in PAGES for path in PAGES[part]])
def test_a_page_beside_its_floor(app, answered, part, path, capsys):
    client = app.test_client()
    sign_in(client, getattr(answered, part))
    with app.app_context():
        engine = db.engine
    length = len(client.get(path).data)
    with statements(engine) as asked:
        client.get(path)

    page, floor = seconds(client, path), seconds(floor_of(engine, asked, length), "/")

    with capsys.disabled():
        print(
            f"\n{engine.dialect.name:10} {path:14} {len(asked):3} statements, "
            f"{1000 * page:7.1f} ms, floor {1000 * floor:6.1f} ms: {floor / page:.2f} of its floor"
        )
