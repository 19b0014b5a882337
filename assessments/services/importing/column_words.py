"""The words of the columns that imports know, as the pages show them."""

from collections.abc import Sequence

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.models.importing import ImportKind

Words = dict[str, LazyString]

PEOPLE: Words = {
    "number": _l("Number in the organisation"),
    "name": _l("Name"),
    "called": _l("Called"),
    "email": _l("Email"),
    "department": _l("Department"),
    "role": _l("Role"),
    "aims_for": _l("Aims for"),
    "coach": _l("Coach (number or email)"),
    "degree": _l("Degree"),
    "education_hours": _l("Hours of project management education"),
    "languages": _l("Languages"),
    "mentor_places": _l("Places as a mentor"),
    "left_on": _l("Left on"),
    "site": _l("Site"),
    "working_percent": _l("Working time in per cent of full time"),
}
PROJECTS: Words = {
    "code": _l("Code of the project"),
    "name": _l("Name of the project"),
    "status": _l("Status"),
    "sectors": _l("Sectors"),
    "country": _l("Country"),
    "method": _l("Method"),
    "complexity": _l("Complexity"),
    "approved_on": _l("Approved on"),
    "planned_start_on": _l("Planned start"),
    "planned_end_on": _l("Planned end"),
    "started_on": _l("Actual start"),
    "ended_on": _l("Actual end"),
    "starts_on": _l("Start, planned or actual"),
    "ends_on": _l("End, planned or actual"),
    "planned_cost": _l("Planned cost"),
    "actual_cost": _l("Actual cost"),
    "quality_rating": _l("Rating of quality"),
    "stakeholder_rating": _l("Rating by stakeholders"),
    "benefits_rating": _l("Rating of benefits"),
    "person_number": _l("Number of the person"),
    "person_email": _l("Email of the person"),
    "person_name": _l("Name of the person"),
    "part": _l("Part of the person"),
    "part_started_on": _l("Part began on"),
    "part_ended_on": _l("Part ended on"),
}
ROLE_PROFILES: Words = {
    "role": _l("Code or name of the role"),
    "role_name": _l("Name of the role"),
    "role_name_zh": _l("Name of the role in Chinese"),
    "summary": _l("Summary of the role"),
    "summary_zh": _l("Summary of the role in Chinese"),
    "next_role": _l("Next role"),
    "source": _l("Source of the profile"),
    "competency": _l("Competency"),
    "required": _l("Level asked"),
    "weight": _l("Weight"),
    "critical": _l("Critical"),
    "usual": _l("Usual level"),
}
CATALOGUE: Words = {
    "code": _l("Code of the activity"),
    "kind": _l("Kind"),
    "name": _l("Title"),
    "name_zh": _l("Name in Chinese"),
    "description": _l("Description"),
    "description_zh": _l("Description in Chinese"),
    "provider": _l("Provider"),
    "provider_zh": _l("Provider in Chinese"),
    "cost": _l("Cost"),
    "hours": _l("Hours"),
    "duration_days": _l("Days that it takes"),
    "learning": _l("Way of learning"),
    "languages": _l("Languages"),
    "offered": _l("Offered"),
    "prerequisites": _l("Needed before"),
    "excludes": _l("Not together with"),
    "mandatory_for": _l("Mandatory in roles"),
    "gains": _l("Gains"),
    "sessions": _l("Dates"),
}
SKILLS_MATRIX: Words = {
    "number": _l("Number of the person"),
    "email": _l("Email of the person"),
    "name": _l("Name of the person"),
    "competency": _l("Competency"),
    "level": _l("Level"),
    "rated_on": _l("Day of the answers"),
    "rater": _l("Coach who answered (number or email)"),
}
WORDS: dict[ImportKind, Words] = {
    ImportKind.PEOPLE: PEOPLE,
    ImportKind.PROJECTS: PROJECTS,
    ImportKind.ROLE_PROFILES: ROLE_PROFILES,
    ImportKind.CATALOGUE: CATALOGUE,
    ImportKind.SKILLS_MATRIX: SKILLS_MATRIX,
}
FIELDS: Words = {
    "department_id": _l("Department"),
    "role_id": _l("Role"),
    "aims_for_id": _l("Aims for"),
    "coach_id": _l("Coach"),
    "next_role_id": _l("Next role"),
    "is_critical": _l("Critical"),
    "is_offered": _l("Offered"),
}
"""Fields that are not called like the column they come from."""


def column_words(kind: ImportKind, column: str) -> str:
    """Return the words of a column, or of the field that it fills."""
    words = WORDS[kind].get(column) or FIELDS.get(column)
    return column if words is None else str(words)


def choice_words(kind: ImportKind, column: str, names: Sequence[str]) -> str:
    """Return the words of a column to choose; one of a matrix is called by its own name."""
    prefix, _colon, code = column.partition(":")
    if not code:
        return column_words(kind, column)
    # The names come in the order of the seeds: English, Chinese, code.
    is_chinese = str(get_locale()).startswith("zh") and len(names) > 2
    name = names[1] if is_chinese else (names or [code])[0].replace("_", " ").capitalize()
    words = _("Competency: %(name)s") if prefix == "competency" else _("Role: %(name)s")
    return str(words % {"name": name})
