"""Copies of documents that people upload: what may be kept is told by the bytes, not the name."""

from flask_babel import gettext as _

MOST_BYTES = 5 * 1024 * 1024
SIGNS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
USUAL_ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
}
LONGEST_NAME = 200


class CopyError(Exception):
    """The file cannot be kept; the sentence says why and what would help."""


def media_type_of(content: bytes) -> str:
    """Return what a file is.

    Raises
    ------
    CopyError
        It is empty, too large, or of another kind.
    """
    if not content:
        raise CopyError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise CopyError(
            _("The file is too large; up to %(most)d MB are kept.", most=MOST_BYTES // 1024 // 1024)
        )
    found = next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), None)
    if found is None:
        raise CopyError(_("Only PDF, PNG and JPEG are kept. Save or scan it as one of them."))
    return found


def name_of(given: str, media_type: str) -> str:
    """Return under which name a copy is kept: that of the upload, with the ending of its kind."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable())
    stem, _dot, ending = plain.rpartition(".")
    stem = stem or ending or "certificate"
    if ending.lower() not in USUAL_ENDINGS[media_type]:
        ending = USUAL_ENDINGS[media_type][0]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
