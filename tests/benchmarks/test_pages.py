"""Pages and writes beside their floor (see floor.py), on SQLite and PostgreSQL.

Run by name (``make bench``), never by default. Product and floor run at the same time and are asked
in turn, some seconds each, so that whatever else the machine does falls on both. What counts is the
ratio: how many requests the product answers for each that its floor answers.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, insert, select

from assessments.database import db, now
from assessments.models.assessment import Rating
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.services import proposing
from assessments.services.keeping import forget_everything
from capability.charts import radar_spec
from capability.lifecycle import PlanItemStatus, PlanStatus
from tests.benchmarks import floor, servers
from tests.benchmarks.ground import Ground, ground
from tests.benchmarks.servers import Figures, measure

# part, address, what it is to reach of its floor
PAGES = (
    ("pm", "/map", 1 / 3),
    ("pm", "/home", None),
    ("pm", "/suggestions", None),
    ("hr", "/hr/heat-map", None),
    ("hr", "/hr/plans/{plan}/review", None),
    ("coach", "/coach/people", None),
)
CLIENTS = (1, 8)
SLICES, SLICE_SECONDS = 3, 1.5
ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Running:
    """Both servers on one ground."""

    ground: Ground
    product: int
    floor: int
    pages: tuple[tuple[str, str, float | None], ...]
    forms: list[tuple[str, int]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("bench")
    with ground(request.param, folder) as found:
        plan = found.plan_to_review()
        pages = tuple((part, path.format(plan=plan), goal) for part, path, goal in PAGES)
        forms = found.forms(max(CLIENTS))
        file = folder / "floor.pickle"
        floor.write(file, _reads(found, pages), [_save(found, *form) for form in forms])
        with (
            servers.product(found.environment) as product,
            servers.floor(found.environment, file) as bare,
        ):
            yield Running(found, product, bare, pages, forms)


def _reads(found: Ground, pages: tuple[tuple[str, str, Any], ...]) -> dict[str, tuple[Any, int]]:
    """Return what each page reads when nothing is kept, and its length."""
    reads = {}
    with found.app.app_context():
        engine = db.engine
    for part, path, _goal in pages:
        client = found.app.test_client()
        name, _separator, value = found.cookie(found.uniquifier(part))[0].partition("=")
        client.set_cookie(name, value)
        assert client.get(path).status_code == 200, path
        forget_everything()
        with floor.statements(engine) as asked:
            length = len(client.get(path).data)
        reads[path] = (asked, length)
    return reads


def _save(found: Ground, uniquifier: str, form: int) -> tuple[Any, int]:
    """Return what saving an answer reads, and the key of the rating."""
    client = found.app.test_client()
    cookie, token = found.cookie(uniquifier)
    name, _separator, value = cookie.partition("=")
    client.set_cookie(name, value)
    with found.app.app_context():
        engine = db.engine
    # Product and floor change an answer each, so that none stands in the other's way.
    for code, level in (("scope", 1), ("risk", 1), ("risk", 2), ("risk", 3)):
        fields = {"level": level, "confidence": "sure", "version": found.version_of(form, code)}
        with floor.statements(engine) as asked:
            answer = client.post(
                f"/assessments/{form}/answers/{code}", data=fields, headers={"X-CSRFToken": token}
            )
        assert answer.status_code == 200, answer.text
    with found.app.app_context():
        rating = db.session.scalars(
            select(Rating.id)
            .join(Rating.competency)
            .where(Rating.assessment_id == form, Competency.code == "scope")
        ).one()
    return asked, rating


def _in_turn(running: Running, ours: list[dict], floors: list[dict]) -> tuple[Figures, Figures]:
    """Measure the product and its floor, one after the other, several times."""
    page, bare = Figures(), Figures()
    for port, clients in ((running.product, ours), (running.floor, floors)):
        _carry_on(clients, measure(port, clients, 1.0))
    for _ in range(SLICES):
        for port, clients, figures in (
            (running.floor, floors, bare), (running.product, ours, page),
        ):  # fmt: skip
            found = measure(port, clients, SLICE_SECONDS)
            _carry_on(clients, found)
            figures.add(found["seconds"], found["times"])
    return page, bare


def _carry_on(clients: list[dict], found: dict[str, Any]) -> None:
    for client, version in zip(clients, found["versions"], strict=True):
        client["version"] = version


def _say(capsys, line: str) -> None:
    with capsys.disabled():
        print(f"\n{line}", end="")


@pytest.mark.parametrize("clients", CLIENTS)
@pytest.mark.parametrize("place", range(len(PAGES)), ids=[path for _, path, _ in PAGES])
def test_a_page_beside_its_floor(running: Running, place: int, clients: int, capsys):
    part, path, goal = running.pages[place]
    cookie, _token = running.ground.cookie(running.ground.uniquifier(part))
    ours = [{"method": "GET", "path": path, "cookie": cookie} for _ in range(clients)]
    floors = [{"method": "GET", "path": path} for _ in range(clients)]

    page, bare = _in_turn(running, ours, floors)

    asked = f" (asked {goal:.2f})" if goal else ""
    _say(
        capsys,
        f"{running.ground.kind:10} {path:24} {clients} clients: {page} | floor {bare} | "
        f"{page.rate / bare.rate:.2f} of its floor{asked}",
    )


@pytest.mark.parametrize("clients", CLIENTS)
def test_saving_a_rating_beside_a_bare_commit(running: Running, clients: int, capsys):
    ours = []
    for uniquifier, form in running.forms[:clients]:
        cookie, token = running.ground.cookie(uniquifier)
        path = f"/assessments/{form}/answers/risk"
        ours.append(
            {"method": "POST", "path": path, "cookie": cookie, "token": token,
             "version": running.ground.version_of(form, "risk")}
        )  # fmt: skip
    floors = [{"method": "POST", "path": f"/save/{place}"} for place in range(clients)]

    page, bare = _in_turn(running, ours, floors)

    _say(
        capsys,
        f"{running.ground.kind:10} {'saving a rating':24} {clients} clients: {page} | "
        f"floor {bare} | {page.rate / bare.rate:.2f} of its floor (asked .50)",
    )


def test_a_thousand_people_are_given_a_plan_item_at_once(running: Running, capsys):
    ratios = []
    with running.ground.app.test_request_context():
        coach = db.session.scalars(select(Person).where(Person.name == "Helle Sørensen")).one()
        people = list(
            db.session.scalars(
                select(DevelopmentPlan.person_id)
                .where(DevelopmentPlan.status != PlanStatus.COMPLETED)
                .group_by(DevelopmentPlan.person_id)
            )
        )
        others = select(Person.id).where(Person.id.not_in(people), Person.role_id.is_not(None))
        people = [*people, *db.session.scalars(others)][:ITEMS]
        activities = db.session.scalars(select(Activity).order_by(Activity.code).limit(4)).all()
        for activity in activities:
            begun = time.perf_counter()
            aims = {person: proposing.Aim() for person in people}
            proposing.propose(activity, aims, "", by=coach, today=now().date())
            ours = time.perf_counter() - begun
            bare = _insert_bare(len(people))
            ratios.append((ours / bare, ours, bare))
    ratio, ours, bare = sorted(ratios)[len(ratios) // 2]
    _say(
        capsys,
        f"{running.ground.kind:10} {len(people)} people given a plan item: {1000 * ours:.0f} ms, "
        f"bare insert {1000 * bare:.0f} ms: {ratio:.1f} times (at most 5)",
    )


def _insert_bare(count: int) -> float:
    """Return how long it takes to insert as many items and commit, and take them out again."""
    plans = list(db.session.scalars(select(DevelopmentPlan.id).limit(count)))
    last = db.session.scalar(select(func.max(PlanItem.id)))
    rows = [
        {
            "plan_id": plan,
            "kind": "course",
            "title": "A course",
            "starts_on": now().date(),
            "due_on": now().date(),
            "status": PlanItemStatus.PROPOSED,
        }
        for _, plan in zip(range(count), cycle(plans), strict=False)
    ]
    db.session.commit()
    begun = time.perf_counter()
    db.session.execute(insert(PlanItem), rows)
    db.session.commit()
    taken = time.perf_counter() - begun
    db.session.execute(PlanItem.__table__.delete().where(PlanItem.__table__.c.id > last))
    db.session.commit()
    return taken


def test_the_specification_of_a_radar(capsys):
    names = [f"Area {place}" for place in range(7)]
    levels = pd.DataFrame(
        {
            "axis": names,
            "order": range(7),
            "level": np.linspace(1, 4, 7),
            "low": np.linspace(0.5, 3.5, 7),
            "high": np.linspace(1.5, 4.5, 7),
            "is_claimed": False,
        }
    )
    profiles = pd.DataFrame({"profile": "role", "axis": names, "order": range(7), "required": 3.0})
    times = []
    for _ in range(100):
        begun = time.process_time()
        radar_spec(levels, profiles, language="en", size="wide", title="")
        times.append(time.process_time() - begun)
    _say(capsys, f"radar specification, warm: {1000 * median(times[10:]):.2f} ms (under 2)\n")
