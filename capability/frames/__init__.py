"""Tables that cross the line between the service and the core.

Every table is declared here once: its columns, what they hold, their range. A ``check_x`` returns
the table in one canonical form (numbers as float64, dates as naive timestamps, keys without
categories) or raises :class:`FrameError`, which names the column, the row and the value.

Keys may be str, int or categorical. Dates may be ``date``, ``datetime`` or ``Timestamp``, mixed,
with or without a time zone; they are compared as calendar dates. An empty frame is legal whatever
its dtypes, even without columns.
"""

from capability.frames.anonymity import (
    ANONYMITY_FLOOR,
    ANONYMOUS_SOURCES,
    drop_small_groups,
)
from capability.frames.columns import (
    Column,
    Day,
    FrameError,
    FrameProblem,
    Kind,
    as_day,
    check_frame,
    check_known,
    refuse,
    sorted_keys,
)
from capability.frames.tables import (
    ABOVE_ZERO,
    ACTIVITIES,
    AGREED,
    ANSWERS,
    AREA_ESTIMATES,
    AREAS,
    ESTIMATES,
    GAINS,
    GAPS,
    MEANS,
    MENTEE_GAPS,
    MENTOR_LEVELS,
    MENTOR_RECORD,
    PAIRS,
    PARTS,
    PROJECT_CONTEXT,
    RATINGS,
    REQUIREMENTS,
    SOURCES,
    SPELLS,
    check_ratings,
    check_requirements,
    check_spells,
)

__all__ = [
    "ABOVE_ZERO",
    "ACTIVITIES",
    "AGREED",
    "ANONYMITY_FLOOR",
    "ANONYMOUS_SOURCES",
    "ANSWERS",
    "AREAS",
    "AREA_ESTIMATES",
    "ESTIMATES",
    "GAINS",
    "GAPS",
    "MEANS",
    "MENTEE_GAPS",
    "MENTOR_LEVELS",
    "MENTOR_RECORD",
    "PAIRS",
    "PARTS",
    "PROJECT_CONTEXT",
    "RATINGS",
    "REQUIREMENTS",
    "SOURCES",
    "SPELLS",
    "Column",
    "Day",
    "FrameError",
    "FrameProblem",
    "Kind",
    "as_day",
    "check_frame",
    "check_known",
    "check_ratings",
    "check_requirements",
    "check_spells",
    "drop_small_groups",
    "refuse",
    "sorted_keys",
]
