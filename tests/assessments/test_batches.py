"""The commands that work for a cohort: the same file however often they were stopped."""

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from assessments.database import db
from assessments.interchange import json_lines
from assessments.models.catalogue import CertificateHeld
from assessments.models.early_signs import DigestWish
from capability.vocabulary import DigestEvery
from tests.assessments.builders import all_codes, answer, bystander, inside, person_of, role
from tests.assessments.test_cli import COMMAND, run_command
from tests.world import World

DAY = "2027-06-15"


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


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("suggest",), "Name one person, or say --all."),
        (("suggest", "pm", "--all"), "Name one person, or say --all."),
        (("suggest", "pm", "--out", "x.jsonl"), "A file is written with --all."),
        (("suggest", "nobody"), "There is nobody with the number, email or key nobody."),
        (("suggest", "pm", "--as-of", "2020-01-01"), "There are answers from after 2020-01-01"),
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
        "as_of": DAY, "kind": "suggestions", "people": len(lines), "version": 1,
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
def test_two_processes_write_what_one_does(assessed, monkeypatch, tmp_path):
    with inside(assessed):
        for number in range(18):
            bystander(f"Person {number}", role=role("project_manager"))
    command = ("suggest", "--all", "--as-of", DAY, "--processes")
    alone, spawned = tmp_path / "alone.jsonl", tmp_path / "spawned.jsonl"
    environment = {
        **os.environ,
        "CAPABILITY_MAP_INSTANCE": str(assessed.config["INSTANCE_FOLDER"]),
        "DATABASE_URL": assessed.config["SQLALCHEMY_DATABASE_URI"],
    }

    told = subprocess.run(
        [*COMMAND, *command, "2", "--out", str(spawned)],
        env=environment, capture_output=True, check=False, timeout=120,
    )  # fmt: skip

    assert told.returncode == 0, told.stderr
    run(assessed, monkeypatch, *command, "1", "--out", str(alone))
    assert spawned.read_bytes() == alone.read_bytes()
    assert len(spawned.read_bytes().splitlines()) == 23


def test_mentors_of_a_cohort_are_worked_out_and_nobody_is_asked(assessed, world, monkeypatch):
    row = json.loads(
        run(assessed, monkeypatch, "mentors", "--cohort", "Mara Haddad", "--json", "--as-of", DAY)
        .splitlines()[0]
    )  # fmt: skip
    assert (row["mentee"], row["mentor"]) == ("pm", None)

    words = run(assessed, monkeypatch, "mentors", "--cohort", "delivery", "--as-of", DAY)
    assert "Lin Yue: nobody has a place who suits" in words


def test_letters_are_sent_by_a_command_that_can_be_tried_dry(assessed, world, monkeypatch):
    with inside(assessed):
        today = datetime.now(UTC).date()
        held = CertificateHeld(
            person_id=world.pm.id, name="PMP", expires_on=today + timedelta(days=30)
        )
        db.session.add_all([held, DigestWish(person_id=world.pm.id, every=DigestEvery.MONTH)])
        db.session.commit()

    dry = run(assessed, monkeypatch, "digest", "--dry-run")
    first, second = (
        run(assessed, monkeypatch, "digest", "--address", "https://pmo.example.org")
        for _ in range(2)
    )

    assert "1 would get a letter." in dry
    assert first.splitlines()[0] == "1 got a letter."
    assert second.splitlines()[:2] == ["0 got a letter.", "1 had theirs already."]
    (letter,) = assessed.extensions["mailman"].outbox
    assert "https://pmo.example.org/account" in letter.body
