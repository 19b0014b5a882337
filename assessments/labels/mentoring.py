"""Mentorships: where they stand, and how they went."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from capability.lifecycle import MentorshipStatus, RatingMoment

MENTORSHIP_STATUSES: Words = {
    MentorshipStatus.ASKED: _l("Asked, no answer yet"),
    MentorshipStatus.WAITING: _l("In the waiting list"),
    MentorshipStatus.PROPOSED: _l("Proposed"),
    MentorshipStatus.RUNNING: _l("Under way"),
    MentorshipStatus.DECLINED: _l("Declined"),
    MentorshipStatus.WITHDRAWN: _l("Taken back"),
    MentorshipStatus.ENDED: _l("Ended early"),
    MentorshipStatus.COMPLETED: _l("Completed"),
}

RATING_MOMENTS: Words = {
    RatingMoment.MIDPOINT: _l("Half-way"),
    RatingMoment.CLOSING: _l("At the end"),
}

HELPED: dict[int, LazyString] = {
    1: _l("Not at all"),
    2: _l("A little"),
    3: _l("Somewhat"),
    4: _l("Much"),
    5: _l("Very much"),
}
"""How much a mentorship helped."""
