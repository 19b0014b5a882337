"""The words of every enumeration, in the reader's language, by what they are about."""

from enum import StrEnum

from flask_babel import LazyString

Words = dict[StrEnum, LazyString]
