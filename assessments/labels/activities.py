"""Activities of the catalogue."""

from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from capability.vocabulary import ActivityKind, Learning

ACTIVITY_KINDS: Words = {
    ActivityKind.COURSE: _l("Course"),
    ActivityKind.WORKSHOP: _l("Workshop"),
    ActivityKind.SEMINAR: _l("Seminar"),
    ActivityKind.ONLINE: _l("Online programme"),
    ActivityKind.STRETCH_ASSIGNMENT: _l("Stretch assignment"),
    ActivityKind.JOB_SHADOWING: _l("Job shadowing"),
    ActivityKind.MENTORING: _l("Mentoring"),
    ActivityKind.READING: _l("Reading"),
    ActivityKind.LOCAL_EVENT: _l("Local event"),
    ActivityKind.INTERNATIONAL_EVENT: _l("International event"),
    ActivityKind.CERTIFICATION: _l("Certification"),
}

LEARNINGS: Words = {
    Learning.EXPERIENCE: _l("on the job"),
    Learning.SOCIAL: _l("with others"),
    Learning.FORMAL: _l("taught"),
}
