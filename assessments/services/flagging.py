"""The words of what HR should look at twice."""

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.queries.plan_flags import Facts, Limits
from capability.lifecycle import PlanFlag


def flag_words(flag: PlanFlag, facts: Facts, limits: Limits) -> str:
    """Return what a flag says of one plan, with its figures."""
    match flag:
        case PlanFlag.OVER_BUDGET:
            return _(
                "Over the budget: %(planned)s of %(limit)s",
                planned=filters.money(facts.cost),
                limit=filters.money(limits.cost),
            )
        case PlanFlag.OVER_HOURS:
            return _(
                "Over the hours: %(planned)s of %(limit)s",
                planned=filters.hours(facts.hours),
                limit=filters.hours(limits.hours),
            )
        case PlanFlag.CRITICAL_GAP:
            return ngettext(
                "Nothing towards %(num)s critical gap",
                "Nothing towards %(num)s critical gaps",
                facts.open_critical,
            )
    return ngettext(
        "%(num)s item whose date has passed or lies outside the plan",
        "%(num)s items whose dates have passed or lie outside the plan",
        facts.undated,
    )


def flags_words(flags: tuple[PlanFlag, ...], facts: Facts, limits: Limits) -> list[str]:
    """Return what all flags of a plan say."""
    return [flag_words(flag, facts, limits) for flag in flags]
