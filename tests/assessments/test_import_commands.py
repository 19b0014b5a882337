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
    assert lines[0] == "code,name,status,pm_id,Row in the file,Why it was not taken"
    assert [line.split(",")[:5] for line in lines[1:]] == [
        ["P2", "Road", "green", "PM-1", "3"],
        ["P3", "'=1+1", "blue", "PM-2", "4"],
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


def test_what_is_wrong_is_said_in_the_language_of_the_terminal(command, tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.touch()
    monkeypatch.setenv("LANGUAGE", "zh_CN:en")

    assert "文件是空的。" in command("import", "projects", str(path)).stderr


def test_a_folder_that_is_not_there_is_told_before_anything_is_taken(
    command, project_list, tmp_path
):
    nowhere = str(tmp_path / "nowhere" / "list.csv")

    results = [
        command("import", "projects", str(project_list), "--rejects", nowhere),
        command("export", "projects", nowhere),
        command("suggest", "--all", "--out", nowhere),
    ]

    for result in results:
        assert (result.exit_code, "There is no folder" in result.stderr) == (2, True)
    assert "1 new" in command("import", "projects", str(project_list)).stdout


def test_somebody_from_a_list_is_invited_by_number(command, project_list, tmp_path, monkeypatch):
    command("import", "projects", str(project_list))
    monkeypatch.setenv("LANGUAGE", "zh")

    result = command("invite", "PM-1", "--email", "officer@example.org")

    assert result.exit_code == 0
    assert "/forgotten-password/" in result.stdout
    # The letter is in the first language of the organisation, whatever the terminal speaks.
    [letter] = (tmp_path / "instance" / "outbox").iterdir()
    assert "Subject: Your invitation" in letter.read_text(encoding="utf-8")


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


def test_a_dry_run_says_what_would_happen_and_changes_nothing(command, project_list):
    tried = command("import", "projects", str(project_list), "--dry-run")
    taken = command("import", "projects", str(project_list))

    assert "1 new, 0 changed" in tried.stdout
    assert "This was a dry run: nothing was changed." in tried.stdout
    assert "1 new, 0 changed" in taken.stdout
    assert "To undo it: capability-map undo-import " in taken.stdout


def test_an_import_is_undone_by_its_number(command, project_list):
    command("import", "projects", str(project_list))

    result = command("undo-import", "1")
    again = command("import", "projects", str(project_list))
    nothing = command("undo-import", "99")

    assert result.exit_code == 0
    assert "projects.csv: 3 rows taken away" in result.stdout
    assert "1 new" in again.stdout
    assert (nothing.exit_code, "There is no import 99." in nothing.stderr) == (1, True)


def test_a_skills_matrix_is_taken_as_whose_view_is_said(command, tmp_path):
    people, matrix = tmp_path / "people.csv", tmp_path / "matrix.csv"
    people.write_text("number,name\n7,Mei Lin\n", encoding="utf-8")
    matrix.write_text("number,Risk and opportunity\n7,Expert\n", encoding="utf-8")
    command("import", "people", str(people))

    view = ("--source", "self", "--on", "2026-05-01")
    result = command("import", "skills-matrix", str(matrix), *view)

    assert result.exit_code == 0
    assert "1 new" in result.stdout


def test_what_is_exported_is_imported_again_without_a_change(command, tmp_path):
    path = tmp_path / "catalogue.xlsx"
    command("export", "catalogue", str(path))

    result = command("import", "catalogue", str(path))
    refused = command("export", "catalogue", str(tmp_path / "catalogue.doc"))

    assert "0 new, 0 changed" in result.stdout
    assert "0 not taken" in result.stdout
    assert "must end in .csv or .xlsx" in refused.stderr
