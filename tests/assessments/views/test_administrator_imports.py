"""The way of a list in the browser: upload, columns, dry run, import, and back."""

import io

import pytest
from sqlalchemy import func, select

from assessments.database import db
from assessments.models.assessment import Rating
from assessments.models.importing import ColumnMapping, ImportRun, UploadedFile
from assessments.models.people import Person
from assessments.queries import people
from assessments.services.importing import uploading
from tests.assessments.builders import bystander, counted_queries, inside, person_of
from tests.assessments.interchange.sheets_of import line, sheet, workbook

MESSY = (
    b"Employee No,Full name,E-Mail (work),Unit,Shoes\n"
    b"71,Wen Li,wen@example.org,Quay,40\n"
    b"72,Kai Mo,not an address,Quay,41\n"
    b"71,Wen Li,wen@example.org,Quay,40\n"
)


@pytest.fixture
def session(app):
    with inside(app):
        yield db.session


def upload(client, contents=MESSY, kind="people", name="staff.csv"):
    return client.post(
        "/admin/imports",
        data={"kind": kind, "file": (io.BytesIO(contents), name)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def address(page) -> str:
    return page.request.path.removesuffix("/columns").removesuffix("/trial")


def try_out(client, page, **changes):
    """Send the columns as they are proposed, but for what is changed."""
    fields = {}
    for select_tag in page.text.split("<select")[1:]:
        name = select_tag.partition('name="')[2].partition('"')[0]
        options = select_tag.partition("</select>")[0]
        before, chosen, _rest = options.partition("selected value=")
        fields[name] = options[len(before) + len(chosen) + 1 :].partition('"')[0] if chosen else ""
    fields.pop("sheet", None)
    return client.post(
        f"{address(page)}/columns", data={**fields, **changes}, follow_redirects=True
    )


def count(app, model) -> int:
    with inside(app):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_columns_are_proposed_tried_out_taken_and_undone(app, administrator_client):
    before = count(app, Person)
    columns = upload(administrator_client)
    for words in ("What do its columns mean?", "Employee No", "Wen Li · Kai Mo", "not used"):
        assert words in columns.text

    trial = try_out(administrator_client, columns)

    assert "What would happen" in trial.text
    assert "This is not an email address." in trial.text
    assert "Row 2 is about the same person." in trial.text
    assert count(app, Person) == before
    done = administrator_client.post(f"{address(trial)}/take", follow_redirects=True)
    assert "Download the rows that were not taken" in done.text
    with inside(app):
        assert people.find_by_number("71").department.name["en"] == "Quay"
    undone = administrator_client.post(f"{done.request.path}/undo", follow_redirects=True)
    assert "The import is undone." in undone.text
    assert count(app, Person) == before


def test_the_rows_that_were_not_taken_come_back_mended(app, administrator_client):
    trial = try_out(administrator_client, upload(administrator_client))
    done = administrator_client.post(f"{address(trial)}/take", follow_redirects=True)
    rejects = administrator_client.get(f"{address(trial)}/rejects.csv")

    lines = rejects.get_data().decode("utf-8-sig").splitlines()
    assert (
        lines[0]
        == "Employee No,Full name,E-Mail (work),Unit,Shoes,Row in the file,Why it was not taken"
    )
    assert lines[1].startswith("72,Kai Mo,not an address,Quay,41,3,E-Mail (work): This is not")
    mended = "\n".join(lines[:2]).replace("not an address", "kai@example.org").encode()
    again = try_out(administrator_client, upload(administrator_client, mended))
    administrator_client.post(f"{address(again)}/take")
    with inside(app):
        assert people.find_by_email("kai@example.org").name == "Kai Mo"
    assert done.status_code == 200


def test_what_somebody_chose_is_remembered_for_the_next_file(app, administrator_client):
    contents = b"Nr,Wer\n81,Ulla\n"
    columns = upload(administrator_client, contents)
    trial = try_out(administrator_client, columns, column_0="number", column_1="name")
    assert "What would happen" in trial.text

    again = upload(administrator_client, contents)
    trial = try_out(administrator_client, again)

    assert "Rows of the file" in trial.text
    with inside(app):
        found = select(ColumnMapping.heading, ColumnMapping.column)
        assert set(db.session.execute(found)) >= {("nr", "number"), ("wer", "name")}


def test_a_column_that_is_chosen_twice_is_said_at_the_field(administrator_client):
    columns = upload(administrator_client)

    page = try_out(administrator_client, columns, column_1="number")

    assert "“Employee No” is read as this already." in page.text


def test_without_a_column_that_tells_rows_apart_nothing_is_tried(administrator_client):
    page = try_out(administrator_client, upload(administrator_client, b"a,b\n1,2\n"))

    assert "No column says which row is which" in page.text


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"%PDF-1.7", "This is a file of kind PDF"),
        (b"", "The file is empty."),
        (workbook(sheet()), "Sheet “People”: The file is empty."),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_the_field_and_not_kept(
    app, administrator_client, contents, message
):
    page = upload(administrator_client, contents)

    assert message in page.text
    assert count(app, UploadedFile) == 0


def test_a_file_that_is_too_large_is_refused(app, administrator_client, monkeypatch):
    monkeypatch.setattr(uploading, "MOST_BYTES", 20)

    page = upload(administrator_client)

    assert "up to 0 MB are taken" in page.text
    assert count(app, UploadedFile) == 0


def test_a_request_that_is_too_large_says_how_much_fits(app, administrator_client, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 20)

    page = upload(administrator_client)

    assert page.status_code == 413
    assert "Lists of up to 20 MB are taken, and copies of certificates of up to 5 MB." in page.text


def test_no_file_is_said_at_the_field(administrator_client):
    page = administrator_client.post("/admin/imports", data={"kind": "people"})

    assert "Choose a file." in page.text


def test_another_sheet_of_a_workbook_can_be_chosen(administrator_client):
    contents = workbook({"A": sheet(line(1, "number"), line(2, "1")),
                         "B": sheet(line(2, "number", "name"), line(3, "91", "Bo"))})  # fmt: skip
    columns = upload(administrator_client, contents, name="staff.xlsx")

    page = administrator_client.get(f"{address(columns)}/columns?sheet=B&heading_row=2")
    refused = administrator_client.get(f"{address(columns)}/columns?heading_row=99")

    assert "91" in page.text
    assert "Row 99 holds no headings" in refused.text
    assert "What do its columns mean?" in refused.text


def test_what_changed_between_dry_run_and_import_is_said(app, administrator_client):
    trial = try_out(administrator_client, upload(administrator_client))
    with inside(app):
        bystander("Wen Li", number="71", email="wen@example.org")

    done = administrator_client.post(f"{address(trial)}/take", follow_redirects=True)

    assert "Something changed between the dry run and the import." in done.text
    assert "The dry run counted 1 new" in done.text


def test_a_file_is_taken_in_once(app, administrator_client):
    trial = try_out(administrator_client, upload(administrator_client))
    first = administrator_client.post(f"{address(trial)}/take")

    second = administrator_client.post(f"{address(trial)}/take")

    assert first.location == second.location
    assert count(app, ImportRun) == 1


def test_a_file_that_is_removed_is_gone(app, administrator_client):
    columns = upload(administrator_client)

    page = administrator_client.post(f"{address(columns)}/remove", follow_redirects=True)

    assert "The file is removed." in page.text
    assert count(app, UploadedFile) == 0
    assert administrator_client.get(f"{address(columns)}/columns").status_code == 404


def test_levels_of_a_matrix_are_given_a_meaning_and_old_ones_not_shown(
    app, administrator_client, world
):
    contents = b"number,Risk and opportunity,scope\npm,green,3\n"
    columns = upload(administrator_client, contents, kind="skills_matrix")
    assert "What its levels mean" in columns.text

    unsaid = try_out(administrator_client, columns, source="self")
    assert "It is not said what this means" in unsaid.text
    said = try_out(administrator_client, columns, source="self", level_0="4", rated_on="2026-05-01")
    administrator_client.post(f"{address(said)}/take")

    with inside(app):
        levels = db.session.scalars(
            select(Rating.level).join(Rating.assessment).where(
                Rating.assessment.property.mapper.class_.person_id == world.pm.id
            )
        )  # fmt: skip
        assert sorted(levels) == [3, 4]
    newer = upload(administrator_client, contents.replace(b"3", b"5"), kind="skills_matrix")
    trial = try_out(administrator_client, newer, source="self", level_0="4", rated_on="2026-05-01")
    assert "administrators do not see what was answered before" in trial.text
    assert "What changes" not in trial.text


def test_a_day_to_come_is_refused_and_what_was_chosen_stays(administrator_client):
    columns = upload(administrator_client, b"number,scope\npm,3\n", kind="skills_matrix")

    page = try_out(administrator_client, columns, source="coach", rated_on="2199-01-01")

    assert "The day lies in the future." in page.text
    assert 'value="2199-01-01"' in page.text


def test_what_would_happen_is_said_in_the_reader_s_language(administrator_client):
    trial = try_out(administrator_client, upload(administrator_client))

    page = administrator_client.get(f"{address(trial)}/trial?language=zh")

    assert page.status_code == 200
    assert 'lang="zh-Hans"' in page.text


def test_nobody_else_reads_an_upload(app, administrator_client, hr_client, world):
    columns = upload(administrator_client)
    with inside(app):
        kept = db.session.scalars(select(UploadedFile)).one()
        kept.by_id = person_of(world.hr).id
        db.session.commit()

    assert administrator_client.get(f"{address(columns)}/columns").status_code == 403
    assert hr_client.get(f"{address(columns)}/columns").status_code == 403


@pytest.mark.parametrize("kind", ["people", "projects", "role_profiles", "catalogue"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everything_is_exported_as_it_is_imported(administrator_client, kind, form):
    with administrator_client.get(f"/admin/exports/{kind}.{form}") as exported:
        contents = exported.get_data()

    assert exported.status_code == 200
    assert f"{kind}.{form}" in exported.headers["Content-Disposition"]
    if kind != "projects":
        trial = try_out(administrator_client, upload(administrator_client, contents, kind=kind))
        assert "Everything in this file is here already" in trial.text


@pytest.mark.parametrize("name", ["skills_matrix.csv", "people.pdf", "accounts.csv"])
def test_what_is_not_exported_is_not_there(administrator_client, name):
    assert administrator_client.get(f"/admin/exports/{name}").status_code == 404


def test_the_list_of_imports_asks_as_often_for_many_as_for_few(app, administrator_client):
    def ask() -> int:
        with app.app_context(), counted_queries() as statements:
            assert administrator_client.get("/admin/imports").status_code == 200
        return len(statements)

    trial = try_out(administrator_client, upload(administrator_client))
    administrator_client.post(f"{address(trial)}/take")
    few = ask()
    with inside(app):
        run = db.session.scalars(select(ImportRun)).one()
        db.session.add_all(
            ImportRun(kind=run.kind, file="x.csv", at=run.at, by_id=run.by_id, counts=run.counts)
            for _ in range(30)
        )
        db.session.commit()

    assert ask() == few
    assert "page=2" in administrator_client.get("/admin/imports").text
