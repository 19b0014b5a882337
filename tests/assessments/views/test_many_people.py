"""With five hundred people each page asks as often as with fifty, and none loads everybody."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from assessments.database import db, now
from assessments.models.people import Person
from assessments.services.keeping import forget_everything
from tests.assessments.builders import answer, counted_queries, inside, offer, person_of
from tests.assessments.many import add_many
from tests.assessments.views.test_query_counts import PAGES
from tests.world import World, sign_in

# What is counted is what we send, which is the same on both databases.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

FEW, MANY = 55, 500
# What a page may load as objects: a page of its list, with what hangs on each.
MOST_PEOPLE, MOST_ROWS = 200, 2500
# Among few nobody has completed what others saw the effect of: two reads of it fall away.
OF_EVIDENCE = 2
# Pages of menus, forms and single things, and what is chosen on another page; the others list.
NO_LISTS = {
    "/", "/account", "/how-it-works", "/privacy", "/switch-person", "/about-me", "/assess", "/plan",
    "/hr/plans/approve", "/admin/people/new", "/admin/departments/new", "/admin/roles/new",
    "/admin/framework/competencies/new", "/admin/catalogue/activities/new",
    "/admin/catalogue/certifications/new", "/certificates/new", "/how-it-works/for-analysts",
}  # fmt: skip
# All people of one coach, to choose among them: some dozens, here five hundred.
OF_ONE_COACH = {"/coach/activities/reading_estimates/propose"}
# Files that hold everything on purpose; they are written in pieces.
WHOLE = (".csv", ".xlsx", ".pdf")


@contextmanager
def loaded_rows() -> Iterator[list[type]]:
    """Collect the kind of each object that is loaded from a row meanwhile."""
    kinds: list[type] = []

    def note(_session: Session, instance: object) -> None:
        kinds.append(type(instance))

    event.listen(Session, "loaded_as_persistent", note)
    try:
        yield kinds
    finally:
        event.remove(Session, "loaded_as_persistent", note)


def count(app: Flask, world: World) -> dict[str, tuple[int, int, int]]:
    """Return of each page: statements, people loaded, rows loaded."""
    counts = {}
    for address, part in PAGES.items():
        client = app.test_client()
        sign_in(client, getattr(world, part))
        forget_everything()
        with app.app_context(), counted_queries() as statements, loaded_rows() as rows:
            assert client.get(address.format(pm=world.pm.id)).status_code == 200, address
        counts[address] = (len(statements), rows.count(Person), len(rows))
    return counts


@pytest.fixture
def counts(app: Flask, world: World) -> tuple[dict, dict]:
    with inside(app):
        person_of(world.pm).coach_id = person_of(world.coach).id
        db.session.commit()
        # Somebody with a gap, and somebody who offers to help.
        answer(person_of(world.pm), {"risk": 1, "scope": 2}, on=now().date())
        offer(person_of(world.other_pm))
        add_many(world, FEW)
    few = count(app, world)
    with inside(app):
        add_many(world, MANY, seed=2)
    return few, count(app, world)


def test_no_page_asks_more_often_or_loads_everybody(counts: tuple[dict, dict]):
    few, many = counts

    assert {
        address: (few[address][0], asked)
        for address, (asked, _, _) in many.items()
        if asked > few[address][0] + OF_EVIDENCE and not address.endswith(WHOLE)
    } == {}
    assert {
        address: loaded
        for address, (_, *loaded) in many.items()
        if (loaded[0] > MOST_PEOPLE or loaded[1] > MOST_ROWS)
        and not address.endswith(WHOLE)
        and address not in OF_ONE_COACH
    } == {}


def test_every_page_without_a_subject_is_counted(app: Flask):
    counted = {address.partition("?")[0] for address in PAGES}

    missing = (
        {
            str(rule)
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or set())
            and not rule.arguments
            and not str(rule).endswith(WHOLE)
            and not rule.endpoint.startswith("security.")
        }
        - counted
        - NO_LISTS
    )

    assert missing == set()
