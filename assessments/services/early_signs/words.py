"""Early signs in words: what is seen, what it rests on, and what could be done."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.labels.plans import SIGN_KINDS
from assessments.services.early_signs.demands import Ask, AskedBy
from assessments.services.early_signs.finding import Sign
from capability.vocabulary import SignKind

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A sign as a page or a letter tells it."""

    sign: Sign
    title: str
    reason: str
    way_out: str
    icon: str


def tell_of(sign: Sign, *, today: date) -> Told:
    """Return a sign in words, for the person and for the coach alike."""
    match sign.kind:
        case SignKind.DECLINE:
            return _decline(sign)
        case SignKind.STALE:
            return _stale(sign)
        case SignKind.DEMAND if sign.ask is not None:
            return _demand(sign, sign.ask)
    return _certificate(sign, today)


def _decline(sign: Sign) -> Told:
    parts = [
        _(
            "%(name)s from about %(before)s to about %(now)s",
            name=each.name,
            before=filters.level(each.before),
            now=filters.level(each.now),
        )
        for each in sign.moved
    ]
    return Told(
        sign,
        _("Lower than a year before: %(names)s", names=_names(sign)),
        _(
            "The answers of the last twelve months, against those of the twelve before: "
            "%(parts)s. The model is at least nine in ten sure of a fall by more than 0.3.",
            parts=filters.listed(parts),
        ),
        _("A sign to talk about, and no judgement: other raters or other work can be behind it."),
        "graph-down",
    )


def _stale(sign: Sign) -> Told:
    latest = max(each.on for each in sign.moved if each.on is not None)
    return Told(
        sign,
        _("Answers have grown old: %(names)s", names=_names(sign)),
        _(
            "Nothing newer than eighteen months is known about them; the latest answer is from "
            "%(month)s.",
            month=filters.month(latest),
        ),
        _("A new self-assessment, or the view of the coach, brings them up to date."),
        "hourglass-split",
    )


def _demand(sign: Sign, ask: Ask) -> Told:
    parts = filters.listed(
        _("%(name)s at %(level)s", name=each.name, level=filters.asked(each.demand))
        for each in ask.competencies
    )
    return Told(
        sign,
        _(
            "%(projects)s may ask more than the map shows",
            projects=filters.listed(_projects(each) for each in ask.kinds),
        ),
        _asked_by_one(ask.kinds[0], parts)
        if len(ask.kinds) == 1
        else _asked_by_several(ask, parts),
        _("Worth a word about help on the way: a mentor, a deputy, a smaller share."),
        "compass",
    )


def _projects(asked: AskedBy) -> str:
    return filters.listed(dict.fromkeys(part.project.name for part in asked.parts))


def _asked_by_one(asked: AskedBy, parts: str) -> str:
    return _(
        "Projects of this complexity are mostly led here by people in the role “%(role)s” "
        "(%(count)s of the %(total)s who led the latest). That role asks %(parts)s; for each of "
        "them it is more likely than not that the map stands below.",
        role=asked.role.name,
        count=asked.usual.count,
        total=asked.usual.total,
        parts=parts,
    )


def _asked_by_several(ask: Ask, parts: str) -> str:
    kinds = [
        _(
            "“%(role)s” for %(projects)s (%(count)s of the %(total)s who led the latest)",
            role=each.role.name,
            projects=_projects(each),
            count=each.usual.count,
            total=each.usual.total,
        )
        for each in ask.kinds
    ]
    return _(
        "Projects of their complexity are mostly led here by people in another role: %(kinds)s. "
        "At most they ask %(parts)s; taken together, by the share of time, it is more likely than "
        "not that the map stands below in each.",
        kinds=filters.listed(kinds),
        parts=parts,
    )


def _certificate(sign: Sign, today: date) -> Told:
    held = sign.held
    name, ends_on = (held.name, held.expires_on) if held else ("", None)
    if ends_on is not None and ends_on < today:
        title = _("%(name)s has expired", name=name)
        reason = _("It ran until %(day)s.", day=filters.day(ends_on))
    elif sign.is_soon:
        title = _("%(name)s expires within three months", name=name)
        reason = _("It runs until %(day)s.", day=filters.day(ends_on))
    else:
        title = _("%(name)s expires within six months", name=name)
        reason = _("It runs until %(day)s.", day=filters.day(ends_on))
    return Told(sign, title, reason, _("See what its renewal asks."), "award")


def _names(sign: Sign) -> str:
    names = [str(each.name) for each in sign.moved]
    rest = len(names) - MOST_NAMED
    if rest <= 0:
        return filters.listed(names)
    return ngettext(
        "%(names)s and %(num)s more",
        "%(names)s and %(num)s more",
        rest,
        names=filters.listed(names[:MOST_NAMED]),
    )


def kind_words(sign: Sign) -> str:
    """Return what kind of sign it is, in a word or two."""
    return str(SIGN_KINDS[sign.kind])
