"""The analysts' page: every cell runs, one after the other, and prints what the page shows."""

import contextlib
import io

from assessments.services.notebook import CELLS


def test_every_cell_prints_what_stands_under_it():
    names: dict[str, object] = {}
    for cell in CELLS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(cell.code, names)  # noqa: S102 - the page promises that it runs
        lines = [line.rstrip() for line in printed.getvalue().splitlines()]
        assert (cell.name, lines) == (cell.name, cell.output.splitlines())


def test_the_page_shows_each_cell_in_the_reader_s_language(client):
    page = client.get("/how-it-works/for-analysts").text

    assert page.count("cell-code") == page.count("cell-output") == len(CELLS)
    assert "from capability.scoring import ScoringModel, estimate_levels" in page
    assert "/how-it-works/for-analysts" in client.get("/how-it-works").text
