"""Certificates: what they ask, how sure that is, and how long they run."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from capability.certification import Cover, NotCounted, RequirementStatus, Verdict
from capability.lifecycle import CertificateState

CERTIFICATE_STATES: Words = {
    CertificateState.HELD: _l("Held"),
    CertificateState.SOON: _l("Ends within 90 days"),
    CertificateState.EXPIRED: _l("Expired"),
}

EXPERIENCES: dict[str, LazyString] = {
    "leading_projects": _l("Months leading projects"),
    "managing_projects": _l("Months managing projects"),
    "programme": _l("Months leading programmes"),
    "portfolio": _l("Months leading portfolios"),
    "complex_projects": _l("Months leading complex projects"),
    "business": _l("Months of business experience"),
}

OTHER_EXPERIENCE: LazyString = _l("Months of experience in the specialism")

REQUIREMENT_STATUSES: Words = {
    RequirementStatus.MET: _l("met"),
    RequirementStatus.TO_CONFIRM: _l("to confirm"),
    RequirementStatus.NOT_YET: _l("not yet"),
}

VERDICTS: Words = {
    Verdict.LIKELY_ELIGIBLE: _l("Likely eligible"),
    Verdict.TO_CONFIRM: _l("Perhaps, to confirm"),
    Verdict.NOT_YET: _l("Not yet likely"),
}

EXAM_COVERS: Words = {
    Cover.THIN: _l("thin"),
    Cover.PERHAPS_THIN: _l("perhaps thin"),
    Cover.PERHAPS_COVERED: _l("perhaps covered"),
    Cover.COVERED: _l("covered"),
    Cover.UNKNOWN: _l("too early to say"),
}

NOT_COUNTED: Words = {
    NotCounted.NO_DATES: _l("dates missing"),
    NotCounted.NOT_BEGUN: _l("not begun yet"),
    NotCounted.OTHER_PART: _l("another part than is asked"),
    NotCounted.TO_CONFIRM: _l("to confirm"),
    NotCounted.COMPLEXITY_UNKNOWN: _l("complexity not known"),
    NotCounted.NOT_COMPLEX: _l("not complex enough"),
    NotCounted.TOO_LONG_AGO: _l("too long ago"),
}
"""Why a part in a project gives no months towards a certificate."""

STAGES: dict[str, LazyString] = {
    "entry": _l("Entry"),
    "practitioner": _l("Practitioner"),
    "specialist": _l("Specialist"),
    "senior": _l("Senior"),
    "executive": _l("Executive"),
}
"""How far along the ladder a certification stands."""

CERTAINTIES: dict[str, LazyString] = {
    "S": _l("Read on the pages named"),
    "W": _l("Recalled in part"),
    "U": _l("Uncertain"),
}
"""How sure we are of the rules of a certification."""
