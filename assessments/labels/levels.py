"""Levels: how they are called, who says them, how sure, and where somebody stands."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from capability.gaps import Standing
from capability.vocabulary import AssessmentSource, Confidence

LEVELS: tuple[LazyString, ...] = (
    _l("Not yet"),
    _l("Aware"),
    _l("With help"),
    _l("On my own"),
    _l("Guides others"),
    _l("Shapes"),
)

CONFIDENCES: Words = {
    Confidence.GUESS: _l("A guess"),
    Confidence.FAIRLY_SURE: _l("Fairly sure"),
    Confidence.SURE: _l("Sure"),
}

SOURCES: Words = {
    AssessmentSource.SELF: _l("Self-assessment"),
    AssessmentSource.COACH: _l("Coach"),
    AssessmentSource.PEER: _l("Colleagues"),
    AssessmentSource.SPONSOR: _l("Sponsors"),
    AssessmentSource.PROJECT: _l("Project results"),
}

STANDINGS: Words = {
    Standing.SHORT: _l("short"),
    Standing.PERHAPS_SHORT: _l("perhaps short"),
    Standing.TOO_EARLY: _l("too early to say"),
    Standing.PROBABLY_MEETS: _l("probably meets"),
    Standing.MEETS: _l("meets"),
    Standing.ABOVE: _l("above"),
    Standing.NOT_ASKED: _l("not asked"),
}
"""Where somebody stands, as briefly as a cell allows; who is only perhaps short is not "short"."""
