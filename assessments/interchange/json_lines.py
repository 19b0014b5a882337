"""Files of one JSON object a line that grow, and go on where they stopped."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from flask_babel import gettext as _

from assessments.interchange.errors import SpreadsheetError


class OtherFileError(SpreadsheetError):
    """A file that was begun with something else; nothing is added to it."""


def line_of(row: Mapping[str, Any]) -> str:
    """Return a row as one line, the same for the same row."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


@contextmanager
def growing(path: Path, header: Mapping[str, Any]) -> Iterator[tuple[IO[str], int]]:
    """Open a file to add lines to, and yield it with how many rows are in it already.

    The first line is the header: what the rows were worked out from. A last line that was not
    written to its end is dropped.

    Raises
    ------
    OtherFileError
        The file begins with another header.
    """
    known = _whole_lines(path) if path.exists() else 0
    with path.open("r+" if path.exists() else "w+", encoding="utf-8", newline="\n") as file:
        first = file.readline() if known else ""
        if known and first != line_of(header):
            raise OtherFileError(
                _(
                    "%(file)s was begun from something else. Name another file, or remove it.",
                    file=path,
                )
            )
        rows = sum(1 for _ in file) if known else 0
        file.seek(0, os.SEEK_END)
        if not known:
            file.write(line_of(header))
        yield file, rows


def _whole_lines(path: Path) -> int:
    """Cut a file after its last whole line, and return how many bytes are left."""
    with path.open("rb+") as file:
        size = end = file.seek(0, os.SEEK_END)
        while end:
            start = max(end - 65_536, 0)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end < size:
            file.truncate(end)
        return end
