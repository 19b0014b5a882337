"""Projects, and who did what in them."""

from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from capability.vocabulary import DeliveryMethod, ProjectPart, ProjectStatus

PROJECT_PARTS: Words = {
    ProjectPart.PORTFOLIO_LEAD: _l("Led the portfolio"),
    ProjectPart.PROGRAMME_LEAD: _l("Led the programme"),
    ProjectPart.PROJECT_LEAD: _l("Led the project"),
    ProjectPart.DEPUTY_LEAD: _l("Deputy lead"),
    ProjectPart.TEAM_MEMBER: _l("Team member"),
}

PROJECT_STATUSES: Words = {
    ProjectStatus.PROPOSED: _l("Proposed"),
    ProjectStatus.ACTIVE: _l("Active"),
    ProjectStatus.CLOSED: _l("Closed"),
    ProjectStatus.STOPPED: _l("Stopped"),
}

METHODS: Words = {
    DeliveryMethod.PREDICTIVE: _l("Predictive"),
    DeliveryMethod.AGILE: _l("Agile"),
    DeliveryMethod.HYBRID: _l("Hybrid"),
}
