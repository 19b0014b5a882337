"""Which encoding a text file is in, when nobody says."""

import codecs
import re
from typing import BinaryIO

from flask_babel import gettext as _

from assessments.interchange.errors import SpreadsheetError

BLOCK = 1 << 16
SAMPLE = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def detect_encoding(stream: BinaryIO) -> str:
    """Return the name of the codec that reads the whole file.

    Raises
    ------
    SpreadsheetError
        It is a workbook, or no encoding fits from beginning to end.
    """
    stream.seek(0)
    sample = stream.read(SAMPLE)
    _refuse_workbook(sample)
    for encoding in _candidates(sample):
        if _first_misfit(stream, encoding) is None:
            return encoding
        if encoding.startswith("utf"):
            _refuse_damaged(stream, encoding)
    line = _first_misfit(stream, "utf-8")
    raise SpreadsheetError(
        _(
            "The encoding of the file is not known (line %(line)d does not fit UTF-8, and the "
            "file fits neither GB18030 nor Windows-1252). Please save it as “CSV UTF-8”.",
            line=line or 1,
        )
    )


def _refuse_workbook(start: bytes) -> None:
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SpreadsheetError(
            _("This is a workbook, not a text file. Please save the sheet as “CSV UTF-8”.")
        )


def _candidates(sample: bytes) -> tuple[str, ...]:
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            return (encoding,)
    if sample[1::2].count(0) > len(sample) / 5:
        return ("utf-16-le",)
    if sample[::2].count(0) > len(sample) / 5:
        return ("utf-16-be",)
    return ("utf-8", "gb18030", "cp1252") if _looks_chinese(sample) else ("utf-8", "cp1252")


def _looks_chinese(sample: bytes) -> bool:
    # Chinese characters are pairs of high bytes; accented letters mostly stand alone.
    runs = [len(run) for run in HIGH_RUN.findall(sample)]
    return sum(length for length in runs if length > 1) > sum(runs) / 2


def _first_misfit(stream: BinaryIO, encoding: str) -> int | None:
    """Return the line in which the encoding breaks."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while block := stream.read(BLOCK):
        try:
            line += decoder.decode(block).count("\n")
        except UnicodeDecodeError as error:
            return line + bytes(error.object[: error.start]).count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _refuse_damaged(stream: BinaryIO, encoding: str) -> None:
    """Say where a file that is UTF-8 but for a few bytes breaks, instead of misreading it all."""
    line = _first_misfit(stream, encoding)
    if encoding == "utf-8":
        stream.seek(0)
        sample = stream.read(SAMPLE)
        fitting = sum(len(each) for each in UTF8_CHARACTER.findall(sample))
        high = sum(len(run) for run in HIGH_RUN.findall(sample))
        if fitting < 0.8 * high or not fitting:
            return
    raise SpreadsheetError(
        _(
            "Line %(line)d of the file does not fit its encoding, %(encoding)s. Please save it "
            "as “CSV UTF-8”.",
            line=line or 1,
            encoding=encoding.upper(),
        )
    )
