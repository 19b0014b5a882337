"""The commands that work for a cohort: the same file however often they were stopped."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import scipy.optimize
from flask import Flask
from flask_babel import force_locale
from markupsafe import escape

from assessments.database import db
from assessments.interchange import json_lines
from assessments.models.catalogue import CertificateHeld
from assessments.models.early_signs import DigestWish
from assessments.models.mentoring import Mentorship
from assessments.permissions import Access
from assessments.queries.cohorts import Cohort
from assessments.services import assigning_mentors, assignment_pages, keeping
from assessments.services.training import building, picturing
from assessments.services.training.ground import read_ground
from assessments.services.training.solving import BRANCHES
from assessments.services.training.wishes import usual_wishes
from capability.vocabulary import DigestEvery
from tests.assessments.builders import (
    all_codes,
    answer,
    bystander,
    guide,
    inside,
    offer,
    person_of,
    role,
)
from tests.assessments.test_cli import run_command
from tests.world import World

DAY = "2027-06-15"
IN_PARTS = """
import os, signal
from assessments import jobs
from assessments.cli import main
from assessments.services import batching

jobs.AT_ONCE = 1
"""
KILLED_AT_THE_THIRD = f"""{IN_PARTS}
row_of, count = batching.suggestion_row, iter(range(1, 100))

def suggestion_row(*arguments, **named):
    if next(count) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return row_of(*arguments, **named)

batching.suggestion_row = suggestion_row
main()
"""


@pytest.fixture
def assessed(app: Flask, world: World) -> Flask:
    with inside(app):
        day = datetime.now(UTC).date() - timedelta(days=30)
        for each in (world.pm, world.other_pm):
            answer(person_of(each), {**dict.fromkeys(all_codes(), 3), "risk": 1}, on=day)
    return app


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, *arguments: str, code: int = 0) -> str:
    answer = run_command(app, monkeypatch, *arguments)
    assert answer.exit_code == code, answer.output
    return answer.stdout if code == 0 else answer.output


def test_one_person_is_known_by_number_email_or_key(assessed, world, monkeypatch):
    keys = ("pm", world.pm.email.upper(), str(world.pm.id))

    rows = [run(assessed, monkeypatch, "suggest", key, "--json", "--as-of", DAY) for key in keys]

    assert len(set(rows)) == 1
    row = json.loads(rows[0])
    assert rows[0] == json_lines.line_of(row)
    assert (row["person"], row["as_of"], row["role"]) == ("pm", DAY, "project_manager")
    assert [each["competency"] for each in row["gaps"]][:1] == ["risk"]
    assert row["outlook"]["role"] == "senior_project_manager"
    words = run(assessed, monkeypatch, "suggest", "pm", "--as-of", DAY)
    assert words.startswith("Lin Yue (pm), project_manager")
    assert "(model estimate)" in words
    assert "gap: Risk and opportunity, about" in words

    monkeypatch.setenv("LANGUAGE", "zh")
    assert run(assessed, monkeypatch, "suggest", "pm", "--json", "--as-of", DAY) == rows[0]
    assert "风险与机会" in run(assessed, monkeypatch, "suggest", "pm", "--as-of", DAY)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("suggest",), "Name one person, or say --all."),
        (("suggest", "pm", "--all"), "Name one person, or say --all."),
        (("suggest", "pm", "--out", "x.jsonl"), "A file is written with --all."),
        (("suggest", "nobody"), "There is nobody with the number, email or key nobody."),
        (("suggest", "pm", "--as-of", "2020-01-01"), "There are answers from after 2020-01-01"),
        (("suggest", "pm", "--as-of", "9999-12-31"), "Choose a day at most five years ahead."),
        (("mentors", "--cohort", "nowhere"), "There is no department and no coach called nowhere."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(assessed, monkeypatch, arguments, sentence):
    answer = run_command(assessed, monkeypatch, *arguments)

    assert answer.exit_code in {1, 2}
    assert sentence in answer.output


def test_a_file_that_was_stopped_goes_on_and_ends_the_same(assessed, monkeypatch, tmp_path):
    whole, stopped = tmp_path / "whole.jsonl", tmp_path / "stopped.jsonl"
    command = ("suggest", "--all", "--as-of", DAY, "--processes", "1", "--out")
    run(assessed, monkeypatch, *command, str(whole))
    contents = whole.read_bytes()
    header, *lines = contents.decode().splitlines(keepends=True)
    assert json.loads(header) == {
        "as_of": DAY, "kind": "suggestions", "people": len(lines), "version": 2,
    }  # fmt: skip
    ids = [json.loads(line)["id"] for line in lines]
    assert ids == sorted(ids)
    assert len(ids) == 4

    # Nothing but half a header; a header; a line and a half; all of it.
    middle = len(header) + len(lines[0].encode()) + 40
    for cut in (10, len(header), middle, len(contents)):
        stopped.write_bytes(contents[:cut])
        run(assessed, monkeypatch, *command, str(stopped))
        assert stopped.read_bytes() == contents

    assert run(assessed, monkeypatch, "suggest", "--all", "--json", "--as-of", DAY, "--processes",
               "1").splitlines(keepends=True) == lines  # fmt: skip


def test_a_file_that_was_begun_from_something_else_is_left_alone(assessed, monkeypatch, tmp_path):
    file = tmp_path / "rows.jsonl"
    run(assessed, monkeypatch, "suggest", "--all", "--as-of", DAY, "--out", str(file))
    before = file.read_bytes()

    said = run(
        assessed, monkeypatch, "suggest", "--all", "--as-of", "2027-06-16", "--out", str(file),
        code=1,
    )  # fmt: skip

    assert "was begun from something else" in said
    assert file.read_bytes() == before


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_killed_in_the_middle_and_gone_on_with_by_two_processes_it_ends_as_one_writes_it(
    assessed, monkeypatch, tmp_path
):
    command = ("suggest", "--all", "--as-of", DAY, "--processes")
    alone, killed = tmp_path / "alone.jsonl", tmp_path / "killed.jsonl"
    environment = {
        **os.environ,
        "CAPABILITY_MAP_INSTANCE": str(assessed.config["INSTANCE_FOLDER"]),
        "DATABASE_URL": assessed.config["SQLALCHEMY_DATABASE_URI"],
    }

    def spawn(program: str, processes: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", program, *command, processes, "--out", str(killed)],
            env=environment, capture_output=True, check=False, timeout=120,
        )  # fmt: skip

    stopped = spawn(KILLED_AT_THE_THIRD, "1")

    assert stopped.returncode == -signal.SIGKILL, stopped.stderr
    assert len(killed.read_bytes().splitlines()) == 1 + 2  # what had been written by then
    gone_on = spawn(f"{IN_PARTS}\nmain()", "2")
    assert gone_on.returncode == 0, gone_on.stderr
    run(assessed, monkeypatch, *command, "1", "--out", str(alone))
    assert killed.read_bytes() == alone.read_bytes()
    assert len(alone.read_bytes().splitlines()) == 1 + 4


def test_the_training_plan_of_a_row_is_that_of_the_page(assessed, world, monkeypatch):
    keeping.forget_everything()
    bare, asked = scipy.optimize.milp, []

    def noted(*arguments, **named):
        asked.append(dict(named["options"]))
        return bare(*arguments, **named)

    monkeypatch.setattr(scipy.optimize, "milp", noted)
    row = json.loads(run(assessed, monkeypatch, "suggest", "pm", "--json", "--as-of", DAY))
    plan = row["training_plan"]

    # Branches end the search and no clock does, so that the file is the same on any machine.
    assert any(each.get("node_limit") == BRANCHES for each in asked)
    assert not any("time_limit" in each for each in asked)
    with inside(assessed), force_locale("en"):
        pm = person_of(world.pm)
        ground = read_ground(pm, pm.role, today=date.fromisoformat(DAY))
        page = building.build(ground, usual_wishes(pm))
        assert page.items
        assert [
            (
                each.activity.code, each.placed.quarter + 1, each.placed.last_quarter + 1,
                str(each.starts_on), str(each.ends_on), each.activity.cost, each.activity.hours,
                [(change.place.code, round(change.to_level, 3)) for change in each.changes],
                [reason.words for reason in each.reasons],
            )
            for each in page.items
        ] == [
            (
                each["activity"], each["quarter"], each["last_quarter"], each["starts_on"],
                each["ends_on"], each["cost"], each["hours"],
                [(change["competency"], change["to"]) for change in each["closes"]],
                each["reasons"],
            )
            for each in plan["items"]
        ]  # fmt: skip
        assert [(each["competency"], each["level"], each["low"]) for each in plan["projected"]] == [
            (each.place.code, round(each.level, 3), round(each.low, 3))
            for each in picturing.outlook_of(page)
        ]
        value, cost = page.schedule.value, page.schedule.cost
    assert (plan["value"], plan["cost"]) == (round(value, 3), cost)
    assert sum(each["value"] for each in plan["items"]) == pytest.approx(value, abs=0.003)
    assert (plan["is_possible"], plan["is_proven"], plan["gap"]) == (True, True, 0.0)


def test_mentors_of_a_cohort_are_those_of_the_page_and_nobody_is_asked(
    assessed, world, monkeypatch, coach_client
):
    command = ("mentors", "--cohort", "Mara Haddad", "--json", "--as-of")
    today = str(datetime.now(UTC).date())
    [alone] = run(assessed, monkeypatch, *command, today).splitlines()
    assert (json.loads(alone)["mentee"], json.loads(alone)["mentor"]) == ("pm", None)
    words = run(assessed, monkeypatch, "mentors", "--cohort", "delivery", "--as-of", today)
    assert "Lin Yue: nobody has a place who suits" in words
    with inside(assessed):
        day = datetime.now(UTC).date() - timedelta(days=30)
        coach = person_of(world.coach)
        for name, level in (("Ute Strong", 5), ("Vera Good", 4)):
            offer(guide(name, level, on=day))
        for name in ("Ann", "Ben"):
            person = bystander(name, coach_id=coach.id, role=role("project_manager"))
            answer(person, {"risk": 0, "scope": 4}, on=day)

    rows = [json.loads(line) for line in run(assessed, monkeypatch, *command, today).splitlines()]
    page = coach_client.get("/coach/mentors").text

    with inside(assessed), force_locale("en"):
        cohort = Cohort(person_of(world.coach), Access.PMO_COACH)
        found = assigning_mentors.assignment_of(
            cohort, mode="optimal", today=date.fromisoformat(today)
        )
        pairs = assignment_pages.page_of(found, page=1).pairs
        assert [(row["name"], row["mentor_name"], row["reasons"]) for row in rows] == [
            (
                each.mentee.name,
                each.mentor.name if each.mentor else None,
                [reason.words for reason in each.reasons],
            )
            for each in pairs
        ]
        assert db.session.scalar(db.select(db.func.count()).select_from(Mentorship)) == 0
    made = [row for row in rows if row["mentor"]]
    assert {row["mentor_name"] for row in made} == {"Ute Strong", "Vera Good"}
    for row in made:
        assert row["reasons"]
        assert all(str(escape(reason)) in page for reason in row["reasons"])


def test_letters_are_sent_by_a_command_that_can_be_tried_dry(assessed, world, monkeypatch):
    with inside(assessed):
        today = datetime.now(UTC).date()
        held = CertificateHeld(
            person_id=world.pm.id, name="PMP", expires_on=today + timedelta(days=30)
        )
        db.session.add_all([held, DigestWish(person_id=world.pm.id, every=DigestEvery.MONTH)])
        db.session.commit()

    def refuse(_letter: object) -> None:
        raise ConnectionRefusedError

    dry = run(assessed, monkeypatch, "digest", "--dry-run")
    with monkeypatch.context() as patch:
        patch.setattr("assessments.services.digesting.EmailMessage.send", refuse)
        refused = run(assessed, monkeypatch, "digest", code=1)
    first, second = (
        run(assessed, monkeypatch, "digest", "--address", "https://pmo.example.org")
        for _ in range(2)
    )

    assert "1 would get a letter." in dry
    assert "The letter to Lin Yue could not be sent." in refused
    assert first.splitlines()[0] == "1 got a letter."
    assert second.splitlines()[:2] == ["0 got a letter.", "1 had theirs already."]
    (letter,) = assessed.extensions["mailman"].outbox
    assert "https://pmo.example.org/account" in letter.body
