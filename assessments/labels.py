"""The words of every enumeration, in the reader's language."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.permissions import Access, AuditKind
from capability.certification import Cover, NotCounted, RequirementStatus, Verdict
from capability.gaps import Standing
from capability.lifecycle import (
    CertificateState,
    CoachDecision,
    Holding,
    MentorshipStatus,
    PlanFlag,
    PlanItemStatus,
    PlanStatus,
    RatingMoment,
    ReviewDecision,
)
from capability.vocabulary import (
    ActivityKind,
    AssessmentSource,
    Confidence,
    Degree,
    DeliveryMethod,
    Learning,
    ProjectPart,
    ProjectStatus,
)

Words = dict[StrEnum, LazyString]

LEVELS: tuple[LazyString, ...] = (
    _l("Not yet"),
    _l("Aware"),
    _l("With help"),
    _l("On my own"),
    _l("Guides others"),
    _l("Shapes"),
)

ACCESSES: Words = {
    Access.PROJECT_MANAGER: _l("Project manager"),
    Access.PMO_COACH: _l("PMO coach"),
    Access.DEPARTMENT_HEAD: _l("Head of department"),
    Access.HR_REVIEWER: _l("HR reviewer"),
    Access.ADMINISTRATOR: _l("Administrator"),
    Access.RATER: _l("Rater"),
}

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

PLAN_STATUSES: Words = {
    PlanStatus.DRAFT: _l("Draft"),
    PlanStatus.SUBMITTED: _l("With the coach"),
    PlanStatus.ENDORSED: _l("With HR"),
    PlanStatus.RETURNED: _l("Returned"),
    PlanStatus.APPROVED: _l("Under way"),
    PlanStatus.COMPLETED: _l("Completed"),
}

PLAN_ITEM_STATUSES: Words = {
    PlanItemStatus.PROPOSED: _l("Proposed"),
    PlanItemStatus.DECLINED: _l("Declined"),
    PlanItemStatus.PLANNED: _l("Planned"),
    PlanItemStatus.UNDER_WAY: _l("Under way"),
    PlanItemStatus.DONE: _l("Done"),
    PlanItemStatus.DROPPED: _l("Dropped"),
}

PLAN_FLAGS: Words = {
    PlanFlag.OVER_BUDGET: _l("Over the budget"),
    PlanFlag.OVER_HOURS: _l("Over the hours"),
    PlanFlag.CRITICAL_GAP: _l("Nothing towards a critical gap"),
    PlanFlag.NO_DATE: _l("A date that does not hold"),
}

CERTIFICATE_STATES: Words = {
    CertificateState.HELD: _l("Held"),
    CertificateState.SOON: _l("Ends within 90 days"),
    CertificateState.EXPIRED: _l("Expired"),
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

MENTORSHIP_STATUSES: Words = {
    MentorshipStatus.ASKED: _l("Asked"),
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

HOLDINGS: Words = {
    Holding.PLANNED: _l("has it in the plan"),
    Holding.DONE: _l("has done it"),
    Holding.PROPOSED: _l("it is proposed already"),
    Holding.DECLINED: _l("has declined it"),
}

REVIEW_DECISIONS: Words = {
    ReviewDecision.APPROVE: _l("Approve"),
    ReviewDecision.RETURN: _l("Return with a question"),
}

COACH_DECISIONS: Words = {
    CoachDecision.ENDORSE: _l("Endorse"),
    CoachDecision.HAND_BACK: _l("Hand back with a question"),
}

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

DEGREES: Words = {
    Degree.NONE: _l("No secondary diploma"),
    Degree.SECONDARY: _l("Secondary diploma or associate degree"),
    Degree.BACHELOR: _l("Bachelor's degree or higher"),
    Degree.ACCREDITED: _l("Degree accredited by a project management body"),
}

LANGUAGES: dict[str, str] = {
    "en": "English",
    "zh": "中文",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "ar": "العربية",
    "hi": "हिन्दी",
    "ja": "日本語",
}
"""Languages that people speak and activities are held in, each in its own name."""

TIME_ZONES: dict[str, LazyString | str] = {
    "": _l("To confirm"),
    "Pacific/Auckland": "Auckland (UTC+12)",
    "Australia/Sydney": "Sydney (UTC+10)",
    "Asia/Tokyo": "Tokyo, Seoul (UTC+9)",
    "Asia/Shanghai": "Beijing, Singapore, Manila (UTC+8)",
    "Asia/Bangkok": "Bangkok, Hanoi, Jakarta (UTC+7)",
    "Asia/Dhaka": "Dhaka (UTC+6)",
    "Asia/Kolkata": "Delhi, Colombo (UTC+5:30)",
    "Asia/Tashkent": "Tashkent, Karachi (UTC+5)",
    "Asia/Dubai": "Dubai, Tbilisi (UTC+4)",
    "Africa/Nairobi": "Nairobi, Riyadh, Istanbul (UTC+3)",
    "Europe/Athens": "Athens, Helsinki, Cairo (UTC+2)",
    "Africa/Johannesburg": "Johannesburg, Kigali (UTC+2)",
    "Europe/Berlin": "Berlin, Paris, Madrid (UTC+1)",
    "Africa/Lagos": "Lagos, Algiers (UTC+1)",
    "Europe/London": "London, Lisbon (UTC+0)",
    "Africa/Accra": "Accra, Dakar (UTC+0)",
    "America/Sao_Paulo": "São Paulo, Buenos Aires (UTC-3)",
    "America/New_York": "New York, Toronto (UTC-5)",
    "America/Bogota": "Bogotá, Lima (UTC-5)",
    "America/Chicago": "Chicago (UTC-6)",
    "America/Mexico_City": "Mexico City (UTC-6)",
    "America/Denver": "Denver (UTC-7)",
    "America/Los_Angeles": "Los Angeles, Vancouver (UTC-8)",
}
"""Where people work, as far as their working days differ; offsets are those of winter."""

DECLINE_REASONS: dict[str, LazyString] = {
    "no_time": _l("No time in this period"),
    "known": _l("I know this already"),
    "other_way": _l("I would rather learn it another way"),
    "not_my_work": _l("Not part of my work"),
    "other": _l("Another reason"),
}

PURPOSES: dict[str, LazyString] = {
    "talk": _l("to prepare a talk"),
    "plan_review": _l("for plan review"),
    "department": _l("as head of the department"),
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

AUDIT_KINDS: Words = {
    AuditKind.RECORDS: _l("People and departments"),
    AuditKind.ACCOUNTS: _l("Accounts and access"),
    AuditKind.SETTINGS: _l("Settings"),
    AuditKind.REFERENCE: _l("Roles, framework and catalogue"),
    AuditKind.IMPORTS: _l("Imports"),
    AuditKind.ANSWERS: _l("Answers"),
    AuditKind.PROJECTS: _l("Parts in projects"),
    AuditKind.CERTIFICATES: _l("Certificates"),
    AuditKind.DECISIONS: _l("Plans under review and under way"),
    AuditKind.PLANS: _l("Drawing up a plan"),
    AuditKind.TALKS: _l("Talks"),
}

AUDIT_ACTIONS: dict[AuditKind, dict[str, LazyString]] = {
    AuditKind.RECORDS: {
        "add_person": _l("Person added"),
        "change_person": _l("Record changed"),
        "leave": _l("Marked as having left"),
        "come_back": _l("Marked as here again"),
        "describe_person": _l("Own description changed"),
        "choose_digest": _l("Letters chosen"),
        "hand_over": _l("Handed over to another coach"),
        "add_department": _l("Department added"),
        "change_department": _l("Department changed"),
        "close_department": _l("Department closed"),
        "reopen_department": _l("Department opened again"),
    },
    AuditKind.ACCOUNTS: {
        "open_account": _l("Account opened"),
        "invite_again": _l("Invitation sent again"),
        "change_access": _l("Access changed"),
        "deactivate_account": _l("Account deactivated"),
        "reactivate_account": _l("Account activated again"),
        "switch_off_authenticator": _l("Authenticator switched off"),
    },
    AuditKind.SETTINGS: {
        "change_settings": _l("Settings changed"),
    },
    AuditKind.REFERENCE: {
        "add_role": _l("Role added"),
        "change_role": _l("Role changed"),
        "change_role_profile": _l("Role profile changed"),
        "change_competency_area": _l("Area changed"),
        "add_competency": _l("Competency added"),
        "change_competency": _l("Competency changed"),
        "add_activity": _l("Activity added"),
        "change_activity": _l("Activity changed"),
        "add_certification": _l("Certification added"),
        "change_certification": _l("Certification changed"),
        "import_occupations": _l("Occupations of O*NET taken in"),
    },
    AuditKind.IMPORTS: {
        "import_file": _l("File imported"),
        "import_person": _l("Person imported"),
        "import_department": _l("Department imported"),
        "import_coach": _l("Coach imported"),
        "import_project": _l("Project imported"),
        "import_role": _l("Role imported"),
        "import_role_profile": _l("Role profile imported"),
        "import_activity": _l("Activity imported"),
        "upload_file": _l("File uploaded"),
        "remove_file": _l("File removed"),
        "undo_import": _l("Import undone"),
        "undo_import_record": _l("Record set back by undoing an import"),
    },
    # Whatever may hold a level belongs here: the administrator sees that it changed, not how.
    AuditKind.ANSWERS: {
        "answer": _l("Question answered"),
        "submit_assessment": _l("Answers sent"),
        "reopen_assessment": _l("Answers given back to be changed"),
        "agree_on_level": _l("Level agreed"),
        "import_answer": _l("Answer imported"),
        # A row of any table, so perhaps of answers.
        "undo_import_row": _l("Row of an import undone"),
    },
    AuditKind.PROJECTS: {
        "import_project_role": _l("Part in a project imported"),
        "confirm_part": _l("Part in a project confirmed"),
    },
    AuditKind.CERTIFICATES: {
        "add_certificate": _l("Certificate added"),
        "remove_certificate": _l("Certificate removed"),
        "restore_certificate": _l("Certificate put back"),
        "change_certificate": _l("Certificate changed"),
        "keep_certificate_copy": _l("Copy of a certificate uploaded"),
        "remove_certificate_copy": _l("Copy of a certificate erased"),
        "log_units": _l("Units of renewal logged"),
        "remove_units": _l("Units of renewal taken off"),
        "restore_units": _l("Units of renewal put back"),
        "add_training": _l("Earlier training added"),
        "change_training": _l("Earlier training changed"),
        "remove_training": _l("Earlier training removed"),
        "restore_training": _l("Earlier training put back"),
    },
    AuditKind.DECISIONS: {
        "submit_plan": _l("Plan sent"),
        "withdraw_plan": _l("Plan taken back"),
        "endorse_plan": _l("Plan endorsed"),
        "hand_back_plan": _l("Plan handed back"),
        "approve_plan": _l("Plan approved"),
        "return_plan": _l("Plan returned"),
        "revise_plan": _l("Plan opened for changes"),
        "complete_plan": _l("Plan completed"),
        "begin_plan_item": _l("Item begun"),
        "complete_plan_item": _l("Item done"),
        "drop_plan_item": _l("Item dropped"),
        "resume_plan_item": _l("Item taken up again"),
    },
    AuditKind.PLANS: {
        "begin_plan": _l("Plan begun"),
        "set_aim": _l("Aim of the plan changed"),
        "add_plan_item": _l("Item added"),
        "change_plan_item": _l("Item changed"),
        "remove_plan_item": _l("Item removed"),
        "restore_plan_item": _l("Item put back"),
        "propose_activity": _l("Activity proposed to several people"),
        "propose_plan_item": _l("Item proposed"),
        "take_back_proposal": _l("Proposal taken back"),
        "accept_plan_item": _l("Proposal accepted"),
        "decline_plan_item": _l("Proposal declined"),
        "reconsider_plan_item": _l("Proposal looked at again"),
        "comment_on_plan": _l("Comment written"),
        "decline_suggestion": _l("Suggestion declined"),
        "take_back_decline": _l("Suggestion let back"),
        "keep_training_draft": _l("Draft of a training plan kept"),
        "remove_training_draft": _l("Draft of a training plan removed"),
        "put_sign_aside": _l("Early sign put aside"),
        "take_up_sign": _l("Early sign taken up again"),
    },
    AuditKind.TALKS: {
        "plan_talk": _l("Talk planned"),
        "change_talk": _l("Talk or its notes changed"),
        "remove_talk": _l("Talk removed"),
        "restore_talk": _l("Talk put back"),
        "offer_mentoring": _l("Offer to mentor made or changed"),
        "pause_mentoring": _l("Offer to mentor paused"),
        "resume_mentoring": _l("Offer to mentor taken up again"),
        "end_mentor_offer": _l("Offer to mentor ended"),
        "ask_mentor": _l("Mentor asked"),
        "ask_mentor_again": _l("Request to a mentor put back"),
        "call_up_mentee": _l("A place with the mentor became free"),
        "propose_mentorship": _l("Mentor proposed"),
        "agree_to_mentorship": _l("Agreed to a mentorship"),
        "accept_mentorship": _l("Mentorship begun"),
        "decline_mentorship": _l("Mentorship declined"),
        "withdraw_mentorship": _l("Request or proposal of a mentorship taken back"),
        "end_mentorship": _l("Mentorship ended early"),
        "complete_mentorship": _l("Mentorship completed"),
        "set_mentorship_goals": _l("Goals of a mentorship changed"),
        "add_mentorship_meeting": _l("Meeting of a mentorship noted"),
        "change_mentorship_meeting": _l("Meeting of a mentorship changed"),
        "remove_mentorship_meeting": _l("Meeting of a mentorship removed"),
        "restore_mentorship_meeting": _l("Meeting of a mentorship put back"),
        "rate_mentorship": _l("Said how a mentorship goes"),
        "fix_pairing": _l("Pair of mentee and mentor fixed"),
        "release_pairing": _l("Pair of mentee and mentor left open again"),
    },
}
"""Everything that a service notes. A line of the trail is read by those who may read its kind."""

AUDIT_FIELDS: dict[str, LazyString] = {
    "access": _l("Access"),
    "active": _l("Active"),
    "activity": _l("Exam in the catalogue"),
    "aim": _l("Aim"),
    "aims_for_id": _l("Role aimed for"),
    "area": _l("Area"),
    "blueprint": _l("Outline"),
    "body": _l("Body"),
    "budget_year_month": _l("Budget year begins in month"),
    "called": _l("Called"),
    "certainty": _l("How sure the rules are"),
    "checked_on": _l("Checked on"),
    "coach_id": _l("Coach"),
    "code": _l("Code"),
    "competencies": _l("Competencies of a part"),
    "competency_id": _l("Competency"),
    "completed_on": _l("Done on"),
    "confidence": _l("Sureness"),
    "copied_from": _l("Copied from"),
    "cost": _l("Cost"),
    "currency": _l("Currency"),
    "definition": _l("Definition"),
    "degree": _l("Degree"),
    "department_id": _l("Department"),
    "digest": _l("Letters"),
    "description": _l("Description"),
    "development_hours": _l("Hours for development a year"),
    "domain": _l("Part of the exam"),
    "due_on": _l("Done by"),
    "duration_days": _l("Days"),
    "earned_on": _l("Earned on"),
    "education_hours": _l("Hours of education"),
    "email": _l("Email"),
    "ended_on": _l("Until"),
    "ends_on": _l("Until"),
    "exam": _l("Exam"),
    "example": _l("Example of a level"),
    "excludes": _l("Not together with"),
    "experience": _l("Months of experience"),
    "expires_on": _l("Valid until"),
    "file": _l("File"),
    "from_level": _l("From level"),
    "gain": _l("Gain in levels"),
    "goals": _l("Goals"),
    "has_example": _l("With an example"),
    "helped": _l("How much it helped"),
    "hours": _l("Hours"),
    "is_active": _l("Active"),
    "is_confirmed": _l("Confirmed"),
    "is_critical": _l("Matters most"),
    "is_offered": _l("On offer"),
    "issued_on": _l("Issued on"),
    "issuer": _l("Issuer"),
    "kind": _l("Kind"),
    "languages": _l("Languages"),
    "learning": _l("Way of learning"),
    "left_on": _l("Left on"),
    "level": _l("Level"),
    "mentor": _l("Mentor"),
    "mandatory_for": _l("Mandatory in roles"),
    "mentor_places": _l("Places for mentees"),
    "monthly_hours": _l("Hours a month"),
    "name": _l("Name or title"),
    "needs": _l("Certificates asked first"),
    "next_role": _l("Next rung"),
    "next_steps": _l("Next steps"),
    "note": _l("Note"),
    "notes": _l("Notes"),
    "number": _l("Number"),
    "owner": _l("Makes it happen"),
    "part": _l("Part"),
    "path": _l("Way to be admitted"),
    "person_budget": _l("Budget a person and year"),
    "place": _l("Place of a date"),
    "places": _l("Places for mentees"),
    "position": _l("Place in the order"),
    "prerequisites": _l("Needed first"),
    "provider": _l("Provider"),
    "reason": _l("Reason"),
    "release": _l("Release"),
    "renewal_unit": _l("Unit of renewal"),
    "renewal_units": _l("Units to renew"),
    "renewal_years": _l("Years of validity"),
    "renewed_on": _l("Renewed on"),
    "required": _l("Level asked"),
    "role_id": _l("Role"),
    "seats": _l("Seats"),
    "session": _l("Date"),
    "share": _l("Share"),
    "site": _l("Site"),
    "source": _l("Source"),
    "stage": _l("Stage"),
    "started_on": _l("From"),
    "starts_on": _l("From"),
    "statement": _l("Indicator of a level"),
    "status": _l("State"),
    "summary": _l("Summary"),
    "takes_place_on": _l("Takes place on"),
    "talks": _l("Talks passed on"),
    "time_zone": _l("Time zone"),
    "title": _l("Title"),
    "to_level": _l("To level"),
    "two_factor": _l("Authenticator"),
    "units": _l("Units"),
    "up_to": _l("Up to level"),
    "usual": _l("Usual level"),
    "weekly_hours": _l("Hours a week"),
    "weight": _l("Weight"),
    "weight_percent": _l("Share of the exam"),
    "why": _l("Why it matters"),
    "within_years": _l("Within the last years"),
    "working_percent": _l("Working time in per cent of full time"),
}
"""What the fields of old and new are called; what is missing here is shown under its own name."""

IMPORT_KINDS: dict[str, LazyString] = {
    "people": _l("People"),
    "projects": _l("Projects and who led them"),
    "role_profiles": _l("Role profiles"),
    "catalogue": _l("Catalogue of activities"),
    "skills_matrix": _l("Skills matrix, as answers"),
}
IMPORT_DETAILS: dict[str, LazyString] = {
    "people": _l("Known by number, else by email. Departments that are new are added."),
    "projects": _l("Known by code. People named in them are added and confirm their parts."),
    "role_profiles": _l(
        "One row for each role and competency, or a matrix of the two. Known by code or name."
    ),
    "catalogue": _l("Known by code: what it is, costs and brings, and when it is held."),
    "skills_matrix": _l(
        "People in rows and competencies in columns, or one answer a row. Its levels count as "
        "people's own answers or as their coaches'."
    ),
}
IMPORT_SOURCES: dict[str, LazyString] = {
    "self": _l("The people's own"),
    "coach": _l("Their coaches'"),
}

SIGN_KINDS: dict[str, LazyString] = {
    "decline": _l("Lower than a year before"),
    "stale": _l("Answers have grown old"),
    "demand": _l("A project may ask more"),
    "certificate": _l("A certificate runs out"),
}
DIGESTS: dict[str, LazyString] = {
    "never": _l("Never"),
    "month": _l("At most once a month"),
    "quarter": _l("At most once a quarter"),
}
FAIRNESS_DIMENSIONS: dict[str, LazyString] = {
    "department": _l("By department"),
    "role": _l("By role"),
    "site": _l("By site"),
    "working_time": _l("By working time"),
}
FAIRNESS_GROUPS: dict[str, LazyString] = {
    "department": _l("department"),
    "role": _l("role"),
    "site": _l("site"),
    "working_time": _l("working time"),
}
WORKING_TIMES: dict[str, LazyString] = {"full": _l("Full time"), "part": _l("Part time")}
FAIRNESS_MEASURES: dict[str, LazyString] = {
    "suggestion": _l("A suggestion taken"),
    "budget": _l("Something that costs money"),
    "mentor": _l("A mentor"),
}
FAIRNESS_FINDINGS: dict[str, LazyString] = {
    "alike": _l("alike"),
    "lower": _l("lower, and hardly by chance"),
    "inconclusive": _l("inconclusive"),
    "small_but_systematic": _l("small but systematic"),
    "too_small": _l("not shown"),
}
