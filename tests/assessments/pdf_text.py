"""The words of a PDF that we have written, page by page; enough of the format for that."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|<([0-9A-Fa-f]+)>(?=[^>])", re.S)
BOUND = re.compile(rb"\\.|[()]", re.S)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(document: bytes) -> list[str]:
    """Return the text of each page, without any white space."""
    objects = {int(number): body for number, body in OBJECT.findall(document)}
    found = []
    for body in objects.values():
        if re.search(rb"/Type/Page(?!s)", body):
            resources = objects[_key(body, b"Resources")]
            fonts = {
                name: _letters(_stream(objects[_key(objects[int(key)], b"ToUnicode")]))
                for name, key in FONT.findall(resources)
            }
            text = _text(_stream(objects[_key(body, b"Contents")]), fonts)
            found.append(re.sub(r"[\s\u200b]+", "", text))
    return found


def _key(body: bytes, name: bytes) -> int:
    return int(re.search(rb"/" + name + rb" (\d+) 0 R", body)[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.partition(b"stream\n")[2].rpartition(b"\nendstream")[0])


def _letters(mapping: bytes) -> dict[int, str]:
    """Return what each glyph of a font stands for."""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", mapping)
    return {int(glyph, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for glyph, to in pairs}


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    parts, place = [], 0
    while found := SHOWN.search(content, place):
        font, literal, hexadecimal = found.groups()
        place = found.end()
        if font:
            letters = fonts.get(font, {})
            continue
        if literal:
            end = _end_of_literal(content, place)
            codes, place = _plain(content[place : end - 1]), end
        else:
            codes = bytes.fromhex(hexadecimal.decode())
        pairs = zip(codes[::2], codes[1::2], strict=False)
        parts.append("".join(letters.get(high << 8 | low, "") for high, low in pairs))
    return "".join(parts)


def _end_of_literal(content: bytes, place: int) -> int:
    """Return where a text in brackets ends, which may hold brackets of its own."""
    depth = 1
    while depth:
        found = BOUND.search(content, place)
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        place = found.end()
    return place


def _plain(literal: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        escaped = found[1]
        return bytes([int(escaped, 8)]) if escaped.isdigit() else LETTERS.get(escaped, escaped)

    return ESCAPE.sub(one, literal)
