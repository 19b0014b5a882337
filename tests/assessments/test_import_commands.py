"""The commands that take lists: what they say, where, and with which exit code."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from assessments.cli import main

LIST = """code,name,status,pm_id
P1,Dam,active,PM-1
P2,Road,green,PM-1
P3,=1+1,blue,PM-2
"""


@pytest.fixture
def command(bare_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", bare_app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("CAPABILITY_MAP_INSTANCE", str(tmp_path / "instance"))

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return run


@pytest.fixture
def project_list(tmp_path: Path) -> Path:
    path = tmp_path / "projects.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_rows_that_are_not_taken_are_named_apart_and_the_rest_is_a_success(command, project_list):
    result = command("import", "projects", str(project_list))

    assert result.exit_code == 0
    assert "projects.csv, read as UTF-8: 1 new, 0 changed, 0 unchanged, 2 not taken." in (
        result.stdout
    )
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "Row 3, status “green”",
        "Row 4, status “blue”",
    ]


def test_rows_that_are_not_taken_can_be_had_as_a_table(command, project_list, tmp_path):
    rejects = tmp_path / "rejects.csv"

    command("import", "projects", str(project_list), "--rejects", str(rejects))

    lines = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,reason"
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["3", "status", "green"],
        ["4", "status", "blue"],
    ]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "The file is empty."),
        (b"name\nDam\n", "No column says which row is which"),
        (b"PK\x03\x04", "This is a workbook"),
        (b"code,name,status\nP1,Dam,green\n", "Row 2, status “green”"),
    ],
)
def test_a_list_of_which_nothing_can_be_taken_is_no_success(command, tmp_path, contents, sentence):
    path = tmp_path / "list.csv"
    path.write_bytes(contents)

    result = command("import", "projects", str(path))

    assert result.exit_code == 1
    assert sentence in result.stderr


def test_somebody_from_a_list_is_invited_by_number(command, project_list):
    command("import", "projects", str(project_list))

    result = command("invite", "PM-1", "--email", "officer@example.org")

    assert result.exit_code == 0
    assert "/forgotten-password/" in result.stdout


def test_people_are_taken_and_invited_by_their_address(command, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("number,name,email\n7,Mei Lin,mei@example.org\n8,Jan,\n", encoding="utf-8")
    command("import", "people", str(path))

    result = command(
        "invite", "Mei@Example.org", "--access", "pmo_coach", "--access", "hr_reviewer"
    )

    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("9",), "Nobody has the number or email address “9”."),
        (("8",), "An account needs an email address."),
        (("8", "--email", "mei@example.org"), "This email address belongs to somebody else."),
        (("8", "--email", "nowhere"), "Invalid value for '--email'"),
    ],
)
def test_who_cannot_be_invited_is_said_with_the_reason(command, tmp_path, words, sentence):
    path = tmp_path / "people.csv"
    path.write_text("number,name,email\n7,Mei Lin,mei@example.org\n8,Jan,\n", encoding="utf-8")
    command("import", "people", str(path))

    result = command("invite", *words)

    assert result.exit_code != 0
    assert sentence in result.stderr
