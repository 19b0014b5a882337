"""People: what they may do here, what they speak, where and when they work."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from assessments.permissions import Access
from capability.vocabulary import Degree

ACCESSES: Words = {
    Access.PROJECT_MANAGER: _l("Project manager"),
    Access.PMO_COACH: _l("PMO coach"),
    Access.DEPARTMENT_HEAD: _l("Head of department"),
    Access.HR_REVIEWER: _l("HR reviewer"),
    Access.ADMINISTRATOR: _l("Administrator"),
    Access.RATER: _l("Rater"),
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

PURPOSES: dict[str, LazyString] = {
    "talk": _l("to prepare a talk"),
    "plan_review": _l("for plan review"),
    "department": _l("as head of the department"),
}

DIGESTS: dict[str, LazyString] = {
    "never": _l("Never"),
    "month": _l("At most once a month"),
    "quarter": _l("At most once a quarter"),
}

WORKING_TIMES: dict[str, LazyString] = {"full": _l("Full time"), "part": _l("Part time")}
