"""What each of HR's figures is called, and what it counts."""

from flask_babel import gettext as _

from assessments import filters
from assessments.labels.certificates import CERTIFICATE_STATES
from assessments.labels.plans import PLAN_STATUSES
from assessments.queries.figure_kinds import Figure, Period
from capability.lifecycle import CertificateState, PlanStatus


def title_of(figure: Figure) -> str:
    """Return the name of a figure."""
    kind, _separator, rest = figure.name.partition("_")
    match kind:
        case "people":
            return _("People")
        case "plans":
            return _("Plans: %(state)s", state=PLAN_STATUSES[PlanStatus(rest)])
        case "certificates":
            words = CERTIFICATE_STATES[CertificateState(rest)]
            return _("Certificates: %(state)s", state=words)
    return {
        "planned": _("Items planned"),
        "done": _("Items done"),
        "due": _("Items done or due"),
        "on_time": _("Items done on time"),
    }[rest]


def meaning_of(figure: Figure, period: Period) -> str:
    """Return in a sentence what a figure counts."""
    year = filters.period(period.year.starts_on, period.year.ends_on)
    kind, _separator, rest = figure.name.partition("_")
    match kind:
        case "people":
            return _("Everybody of the department who has not left.")
        case "plans":
            return _("Plans that were sent at least once and run in %(year)s.", year=year)
        case "certificates":
            return _("As of today, %(day)s.", day=filters.day(period.today))
    return {
        "planned": _("Items of plans that were sent, which begin in %(year)s.", year=year),
        "done": _("Of the items that begin in %(year)s, those that are done.", year=year),
        "due": _(
            "Of the items that begin in %(year)s, those that are done and those that are past "
            "their date.",
            year=year,
        ),
        "on_time": _(
            "Of the items that begin in %(year)s, those that were done by their date.", year=year
        ),
    }[rest]
