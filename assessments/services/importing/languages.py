"""Languages as lists from elsewhere write them: by code, or by name in English or Chinese."""

from babel import Locale
from flask_babel import gettext as _

from assessments.services.importing.cells import read_list, refused


def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for reader in ("en", "zh"):
        for code, name in Locale.parse(reader).languages.items():
            if code.isalpha():
                codes[name.casefold()] = codes[code] = code
    return codes | {"mandarin": "zh", "普通话": "zh", "英文": "en"}


CODES = _codes()


def read_languages(value: str | None) -> list[str]:
    """Return the codes of the languages that a cell names, each once."""
    names = read_list(value, "|;,/、，")
    unknown = [name for name in names if name.casefold() not in CODES]
    if unknown:
        raise refused(_("“%(name)s” is not a language that is known here.", name=unknown[0]))
    return list(dict.fromkeys(CODES[name.casefold()] for name in names))
