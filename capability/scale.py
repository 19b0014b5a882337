"""Proficiency levels 0-5 and the range of the scale."""

from enum import IntEnum
from typing import Final


class ProficiencyLevel(IntEnum):
    """How well somebody masters a competency, in ordered steps.

    The words on a page come from the service; these names only keep the steps apart in code.
    """

    NOT_YET = 0
    AWARE = 1
    WITH_HELP = 2
    ON_MY_OWN = 3
    GUIDES_OTHERS = 4
    SHAPES = 5


LOWEST: Final = 0.0
HIGHEST: Final = 5.0
