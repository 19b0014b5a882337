"""Whether suggestions, budget and mentors reach groups of people alike."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

FAIRNESS_DIMENSIONS: dict[str, LazyString] = {
    "department": _l("By department"),
    "role": _l("By role"),
    "site": _l("By site"),
    "working_time": _l("By working time"),
}

FAIRNESS_GROUPS: dict[str, LazyString] = {
    "department": _l("department"),
    "role": _l("role"),
    "site": _l("site"),
    "working_time": _l("working time"),
}

FAIRNESS_MEASURES: dict[str, LazyString] = {
    "suggestion": _l("A suggestion taken"),
    "budget": _l("Something that costs money"),
    "mentor": _l("A mentor"),
}

FAIRNESS_FINDINGS: dict[str, LazyString] = {
    "alike": _l("alike"),
    "lower": _l("lower, and hardly by chance"),
    "inconclusive": _l("inconclusive"),
    "small_but_systematic": _l("small but systematic"),
    "too_small": _l("not shown"),
}
