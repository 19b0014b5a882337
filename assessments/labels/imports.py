"""Lists from elsewhere."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

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
