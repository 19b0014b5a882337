"""Walking through XML from strangers: no entities, no document types, bounded memory."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn
from xml.parsers import expat

from flask_babel import gettext as _

from assessments.interchange.errors import SpreadsheetError

LONGEST_TEXT = 32_767
"""What a cell of a workbook can hold; of anything longer only the beginning is kept."""
LONGEST_SILENCE = 4 * 1024 * 1024
"""Bytes between two pieces of markup; the parser keeps them all in memory."""

ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
"""How workbooks write characters that XML cannot hold."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]


class Walk:
    """A parser that tells of elements by their local names, and of their texts."""

    def __init__(self, part: str, start: Start, end: End) -> None:
        self.part = part
        self._start, self._end = start, end
        self._texts: list[str] = []
        self._length = 0
        self._silence = 0
        parser = self._parser = expat.ParserCreate()
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def feed(self, blocks: Iterable[bytes]) -> Iterator[None]:
        """Parse block by block, with a pause after each.

        Raises
        ------
        SpreadsheetError
            The markup is damaged, or such as no spreadsheet program writes.
        """
        try:
            for block in blocks:
                self._silence += len(block)
                self._parser.Parse(block, False)
                if self._silence > LONGEST_SILENCE:
                    self._refuse()
                yield
            self._parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            raise SpreadsheetError(
                _(
                    "The workbook is damaged: %(part)s breaks off or holds a character that is no "
                    "text, in line %(line)d at character %(column)d.",
                    part=self.part,
                    line=error.lineno,
                    column=error.offset + 1,
                )
            ) from error

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._silence = self._length = 0
        self._texts.clear()
        self._start(name.rpartition(":")[2], attributes)

    def _on_end(self, name: str) -> None:
        self._silence = self._length = 0
        text = "".join(self._texts)
        self._texts.clear()
        self._end(name.rpartition(":")[2], text)

    def _on_text(self, text: str) -> None:
        self._silence = 0
        if self._length <= LONGEST_TEXT:
            self._texts.append(text)
            self._length += len(text)

    def _refuse(self, *_markup: object) -> NoReturn:
        raise SpreadsheetError(
            _(
                "%(part)s holds markup that no spreadsheet program writes (a document type, an "
                "entity or an endless tag), so the workbook is not opened.",
                part=self.part,
            )
        )


def walk_through(part: str, blocks: Iterable[bytes], start: Start, end: End) -> None:
    """Parse a part from beginning to end."""
    for _pause in Walk(part, start, end).feed(blocks):
        pass


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
