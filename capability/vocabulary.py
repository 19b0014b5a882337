"""The kinds of things that the field distinguishes; closed lists without behaviour."""

from enum import StrEnum


class AssessmentSource(StrEnum):
    """Whose view an assessment holds; ``PROJECT`` is what project outcomes say."""

    SELF = "self"
    COACH = "coach"
    PEER = "peer"
    SPONSOR = "sponsor"
    PROJECT = "project"


class Confidence(StrEnum):
    """How sure a rater is of one answer."""

    GUESS = "guess"
    FAIRLY_SURE = "fairly_sure"
    SURE = "sure"


class ActivityKind(StrEnum):
    """What sort of development an activity is."""

    COURSE = "course"
    WORKSHOP = "workshop"
    SEMINAR = "seminar"
    ONLINE = "online"
    STRETCH_ASSIGNMENT = "stretch_assignment"
    JOB_SHADOWING = "job_shadowing"
    MENTORING = "mentoring"
    READING = "reading"
    LOCAL_EVENT = "local_event"
    INTERNATIONAL_EVENT = "international_event"
    CERTIFICATION = "certification"


class Learning(StrEnum):
    """The three ways of learning that the 70-20-10 rule of thumb weighs."""

    EXPERIENCE = "experience"
    SOCIAL = "social"
    FORMAL = "formal"


class ProjectPart(StrEnum):
    """What a person did in a project."""

    PORTFOLIO_LEAD = "portfolio_lead"
    PROGRAMME_LEAD = "programme_lead"
    PROJECT_LEAD = "project_lead"
    DEPUTY_LEAD = "deputy_lead"
    TEAM_MEMBER = "team_member"


class ProjectStatus(StrEnum):
    """Whether a project still runs."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    CLOSED = "closed"
    STOPPED = "stopped"


class DeliveryMethod(StrEnum):
    """How a project is delivered."""

    PREDICTIVE = "predictive"
    AGILE = "agile"
    HYBRID = "hybrid"


class Degree(StrEnum):
    """The education that certifying bodies tell apart; ``ACCREDITED`` by a project body."""

    NONE = "none"
    SECONDARY = "secondary"
    BACHELOR = "bachelor"
    ACCREDITED = "accredited"


class SignKind(StrEnum):
    """What an early sign is about."""

    DECLINE = "decline"
    STALE = "stale"
    DEMAND = "demand"
    CERTIFICATE = "certificate"


class DigestEvery(StrEnum):
    """How often somebody wants a letter that gathers what is new."""

    MONTH = "month"
    QUARTER = "quarter"
