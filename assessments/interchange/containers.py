"""The container of a workbook: what kind of file it is, and how much of it may be unpacked."""

import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from flask_babel import gettext as _

from assessments.interchange.errors import SpreadsheetError

BLOCK = 1 << 16
MOST_PARTS = 2_000
LARGEST_PART = 160 * 1024 * 1024
LARGEST_WHOLE = 240 * 1024 * 1024
HIGHEST_RATIO = 250
"""How often smaller a part may have been packed; honest sheets stay below 100."""
SMALL_PART = 8 * 1024 * 1024

MAGIC = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
}
PROTECTED = "EncryptedPackage".encode("utf-16-le")


def kind_of(stream: BinaryIO) -> str:
    """Return ``XLSX`` or ``text``, by the contents and not by the name.

    Raises
    ------
    SpreadsheetError
        It is a file of another kind, which the message names with a way out.
    """
    stream.seek(0)
    start = stream.read(2048)
    found = next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), "text")
    if found == "ZIP":
        return "XLSX"
    if found == "XLS":
        _refuse_compound(stream)
    if found != "text":
        raise SpreadsheetError(
            _(
                "This is a file of kind %(kind)s, whatever its name says. Please save the sheet "
                "as XLSX or “CSV UTF-8”.",
                kind=found,
            )
        )
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook")):
        raise SpreadsheetError(
            _(
                "This is a web page or XML with the name of a table. Please open it in a "
                "spreadsheet program and save it as XLSX or “CSV UTF-8”."
            )
        )
    return "text"


def _refuse_compound(stream: BinaryIO) -> None:
    stream.seek(0)
    before = b""
    while block := stream.read(BLOCK):
        if PROTECTED in before + block:
            raise SpreadsheetError(
                _(
                    "This workbook is protected by a password. Please save it without one, and "
                    "upload it again."
                )
            )
        before = block[-len(PROTECTED) :]
    raise SpreadsheetError(
        _(
            "This is a workbook of the old kind (XLS). Please save it as XLSX or “CSV UTF-8”, and "
            "upload it again."
        )
    )


class Container:
    """The parts of a workbook, of which no more is unpacked than is honest."""

    def __init__(self, stream: BinaryIO) -> None:
        stream.seek(0)
        try:
            self._file = zipfile.ZipFile(stream)
            self._parts = {each.filename: each for each in self._file.infolist()}
        except (zipfile.BadZipFile, ValueError, EOFError, OverflowError) as error:
            raise _damaged() from error
        self._check()

    def _check(self) -> None:
        parts = self._parts
        if any(each.flag_bits & 1 for each in parts.values()):
            raise SpreadsheetError(
                _(
                    "This workbook is protected by a password. Please save it without one, and "
                    "upload it again."
                )
            )
        if kind := self._other_kind():
            raise SpreadsheetError(
                _(
                    "This is a file of kind %(kind)s, whatever its name says. Please save the "
                    "sheet as XLSX or “CSV UTF-8”.",
                    kind=kind,
                )
            )
        whole = sum(each.file_size for each in parts.values())
        if len(parts) > MOST_PARTS or whole > LARGEST_WHOLE:
            raise too_large()
        for each in parts.values():
            is_dense = each.file_size > SMALL_PART and (
                each.file_size > HIGHEST_RATIO * max(each.compress_size, 1)
            )
            if each.file_size > LARGEST_PART or is_dense:
                raise too_large(each.filename)

    def _other_kind(self) -> str:
        names = self._parts
        if "xl/workbook.bin" in names:
            return "XLSB"
        if "mimetype" in names and "content.xml" in names:
            return "ODS"
        if "word/document.xml" in names:
            return "DOCX"
        if "ppt/presentation.xml" in names:
            return "PPTX"
        return "" if any(name.endswith("workbook.xml") for name in names) else "ZIP"

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the contents of a part, and stop where it is larger than it says."""
        if name not in self._parts:
            raise _damaged(name)
        try:
            with self._file.open(self._parts[name]) as part:
                yield from _counted(part, self._parts[name].file_size, name)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise _damaged(name) from error
        except ValueError as error:
            if isinstance(error, SpreadsheetError):
                raise
            raise _damaged(name) from error


def _counted(part: IO[bytes], declared: int, name: str) -> Iterator[bytes]:
    read = 0
    while block := part.read(BLOCK):
        read += len(block)
        if read > min(declared, LARGEST_PART):
            raise too_large(name)
        yield block


def too_large(part: str = "") -> SpreadsheetError:
    """Return the error of a workbook that would unpack to more than is read."""
    return SpreadsheetError(
        _(
            "Unpacked, this workbook is larger than %(megabytes)d MB or denser than a real one "
            "(%(part)s), so it is not opened. Please copy the rows into a new workbook, or save "
            "them as “CSV UTF-8”.",
            megabytes=LARGEST_PART // 1024 // 1024,
            part=part or _("all parts together"),
        )
    )


def _damaged(part: str = "") -> SpreadsheetError:
    return SpreadsheetError(
        _(
            "This is a workbook, but it is damaged (%(part)s). Please open it in a spreadsheet "
            "program, save it again, and upload it again.",
            part=part or "ZIP",
        )
    )
