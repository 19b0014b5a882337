"""The words of an enumeration as the choices of a field."""

from collections.abc import Mapping
from typing import TypeVar

from flask_babel import LazyString
from wtforms.fields import SelectChoice

Member = TypeVar("Member", bound=str)


def choices_of(words: Mapping[Member, LazyString | str]) -> list[SelectChoice]:
    """Return one choice for each member, in the order of the words."""
    return [SelectChoice(str(value), label) for value, label in words.items()]
