"""The catalogues hold every text that a person reads, translated, and nothing else.

``make messages`` brings a catalogue up to date.
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUES = {
    "zh": ROOT / "assessments" / "translations" / "zh" / "LC_MESSAGES" / "messages.po",
}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
# Compared by their ids: one text, or a singular and its plural.
Id = str | tuple[str, ...]


@cache
def texts() -> frozenset[Id]:
    """Return every text in code and templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found)


@pytest.fixture(params=sorted(CATALOGUES))
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read_po(BytesIO(CATALOGUES[request.param].read_bytes()), locale=request.param)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages without the header."""
    return (message for message in catalogue if message.id)


def test_every_text_is_in_the_catalogue_and_nothing_else(catalogue: Catalog):
    known = {message.id for message in messages(catalogue)}

    assert sorted(map(str, texts() - known)) == []
    assert sorted(map(str, known - texts())) == []
    assert not catalogue.obsolete


def test_every_text_is_translated(catalogue: Catalog):
    untranslated = [message.id for message in messages(catalogue) if not _is_translated(message)]

    assert untranslated == []


def _is_translated(message: Message) -> bool:
    words = message.string if isinstance(message.string, tuple | list) else [message.string]
    return not message.fuzzy and all(words)


def test_a_translation_has_the_places_of_its_original(catalogue: Catalog):
    faults = {message.id: message.check(catalogue) for message in messages(catalogue)}

    assert {text: found for text, found in faults.items() if found} == {}
