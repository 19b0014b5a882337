"""How it will turn out, in sentences that are no surer than the model is."""

from datetime import date

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from assessments import filters
from assessments.services.forecasting.outlooks import Readiness, Turn
from assessments.services.forecasting.raising import Raising
from capability.forecast import Measure

STEP = 0.05
HALF = 0.5


def chance_words(chance: float) -> str:
    """Return a probability to 5 %; never as certain, in either direction."""
    rounded = round(chance / STEP)
    if rounded <= 0:
        return _("under %(percent)s %%", percent=5)
    if rounded >= round(1 / STEP):
        return _("over %(percent)s %%", percent=95)
    return _("about %(percent)s %%", percent=rounded * 5)


def count_words(count: float, asked: int) -> str:
    """Return how many of the levels asked are likely to be reached."""
    if count < HALF:
        return _("fewer than %(count)s of %(asked)s", count=1, asked=asked)
    return _(
        "about %(count)s of %(asked)s", count=format_decimal(round(count, 1), "0.#"), asked=asked
    )


def readiness_sentence(found: Readiness, role: object, by: date, *, name: str | None) -> str:
    """Return how ready somebody is likely to be; ``name`` where it is not one's own page."""
    words = {
        "role": role,
        "day": filters.day(by),
        "name": name,
        "count": count_words(found.met_planned, found.asked),
        "today": count_words(found.met_today, found.asked),
        "chance": chance_words(found.planned),
    }
    if not found.has_steps:
        return _unplanned_sentence(words)
    if name:
        return _(
            "By %(day)s, with the plan, %(name)s is likely to reach %(count)s of the levels that "
            "matter most for “%(role)s”; today it is %(today)s. All of them at once: %(chance)s.",
            **words,
        )
    return _(
        "By %(day)s, with your plan, you are likely to reach %(count)s of the levels that matter "
        "most for “%(role)s”; today it is %(today)s. All of them at once: %(chance)s.",
        **words,
    )


def _unplanned_sentence(words: dict[str, object]) -> str:
    if words["name"]:
        return _(
            "By %(day)s, without a plan, %(name)s is likely to reach %(count)s of the levels that "
            "matter most for “%(role)s”; today it is %(today)s. All of them at once: %(chance)s.",
            **words,
        )
    return _(
        "By %(day)s, without a plan, you are likely to reach %(count)s of the levels that matter "
        "most for “%(role)s”; today it is %(today)s. All of them at once: %(chance)s.",
        **words,
    )


def rung_sentence(found: Readiness, by: date) -> str:
    """Return the readiness for a rung of the ladder, with what the figure is."""
    words = {
        "day": filters.day(by),
        "count": count_words(found.met_planned, found.asked),
        "chance": chance_words(found.planned),
    }
    if not found.has_steps:
        return _(
            "Model estimate: by %(day)s, without a plan, %(count)s of the levels that matter most "
            "are likely to be reached, all of them at once with a probability of %(chance)s.",
            **words,
        )
    return _(
        "Model estimate: by %(day)s, with the plan, %(count)s of the levels that matter most are "
        "likely to be reached, all of them at once with a probability of %(chance)s.",
        **words,
    )


def turn_words(turn: Turn) -> str:
    """Return where a level stands, and where it is likely to stand."""
    if turn.place.level is None or turn.level is None:
        return _("nobody has answered yet")
    figures = {
        "now": filters.level(turn.place.level),
        "then": filters.level(turn.level),
        "low": filters.level(turn.low),
        "high": filters.level(turn.high),
    }
    if turn.moves:
        return _("%(now)s now, about %(then)s then (likely %(low)s to %(high)s)", **figures)
    return _("%(now)s now and then (likely %(low)s to %(high)s)", **figures)


def raising_words(found: Raising, asked: int) -> str:
    """Return what up to two steps raise together."""
    count = max(len(found.steps), len(found.activities))
    if found.measure is Measure.ALL:
        before, after = chance_words(found.before), chance_words(found.after)
        return ngettext(
            "It would raise the probability of reaching all at once from %(before)s to %(after)s.",
            "Together they would raise the probability of reaching all at once from %(before)s to "
            "%(after)s.",
            count,
            before=before,
            after=after,
        )
    return ngettext(
        "All at once is too far off to tell steps apart; it would raise what is likely to be "
        "reached from %(before)s to %(after)s of %(asked)s.",
        "All at once is too far off to tell steps apart; together they would raise what is likely "
        "to be reached from %(before)s to %(after)s of %(asked)s.",
        count,
        before=format_decimal(round(found.before, 1), "0.0"),
        after=format_decimal(round(found.after, 1), "0.0"),
        asked=asked,
    )
