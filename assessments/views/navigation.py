"""The menu of each audience, and what else frames every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request, session, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.labels.people import ACCESSES, LANGUAGES
from assessments.permissions import Access
from assessments.queries import people, waiting
from assessments.queries.organisation import organisation

if TYPE_CHECKING:
    from assessments.models.people import Person


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the menu."""

    endpoint: str
    label: LazyString
    icon: str
    is_primary: bool = False


MENUS: dict[Access, tuple[Page, ...]] = {
    Access.PROJECT_MANAGER: (
        Page("project_manager.show_home", _l("Home"), "house-door", is_primary=True),
        Page("project_manager.open_assessment", _l("Assess"), "ui-checks", is_primary=True),
        Page("project_manager.show_map", _l("My map"), "bullseye", is_primary=True),
        Page("project_manager.list_suggestions", _l("Suggestions"), "lightbulb"),
        Page("project_manager.show_plan", _l("Plan"), "signpost-split", is_primary=True),
        Page("project_manager.list_mentors", _l("Mentors"), "people"),
        Page("project_manager.list_talks", _l("Talks"), "chat-left-text"),
        Page("project_manager.list_projects", _l("Projects"), "briefcase"),
        Page("project_manager.list_certifications", _l("Certificates"), "award"),
        Page("project_manager.edit_profile", _l("About me"), "person-vcard"),
    ),
    Access.PMO_COACH: (
        Page("pmo_coach.list_people", _l("My people"), "people", is_primary=True),
        Page("pmo_coach.show_heat_map", _l("Heat map"), "grid-3x3-gap", is_primary=True),
        Page("pmo_coach.show_demand", _l("Demand"), "bar-chart-steps", is_primary=True),
        Page("pmo_coach.list_plans", _l("Plans"), "journal-check", is_primary=True),
        Page("pmo_coach.list_activities", _l("Activities"), "journal-bookmark"),
        Page("pmo_coach.assign_mentors", _l("Mentors"), "person-check"),
        Page("pmo_coach.list_certificates", _l("Certificates"), "award"),
    ),
    Access.HR_REVIEWER: (
        Page("hr_reviewer.list_plans", _l("To review"), "inbox", is_primary=True),
        Page("hr_reviewer.list_decisions", _l("Decisions"), "check2-square", is_primary=True),
        Page("hr_reviewer.show_figures", _l("Figures"), "bar-chart", is_primary=True),
        Page("hr_reviewer.show_fairness", _l("Fairness"), "sliders"),
        Page("hr_reviewer.list_certificates", _l("Certificates"), "award", is_primary=True),
        Page("hr_reviewer.show_heat_map", _l("Heat map"), "grid-3x3-gap"),
        Page("hr_reviewer.search_audit", _l("Audit trail"), "clock-history"),
    ),
    Access.DEPARTMENT_HEAD: (
        Page("department_head.list_people", _l("My department"), "people", is_primary=True),
        Page("department_head.show_heat_map", _l("Heat map"), "grid-3x3-gap", is_primary=True),
        Page("department_head.list_plans", _l("Plans"), "journal-check", is_primary=True),
    ),
    Access.ADMINISTRATOR: (
        Page("administrator.list_people", _l("People"), "people", is_primary=True),
        Page("administrator.list_departments", _l("Departments"), "building"),
        Page("administrator.list_coaches", _l("Coaches"), "person-check"),
        Page("administrator.list_roles", _l("Roles"), "person-badge"),
        Page("administrator.show_framework", _l("Framework"), "diagram-3"),
        Page("administrator.list_activities", _l("Catalogue"), "journal-bookmark", is_primary=True),
        Page("administrator.list_imports", _l("Imports"), "file-earmark-arrow-up"),
        Page("administrator.edit_settings", _l("Settings"), "gear", is_primary=True),
        Page("administrator.search_audit", _l("Audit trail"), "clock-history", is_primary=True),
    ),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the menu as this person sees it."""

    endpoint: str
    url: str
    label: LazyString
    icon: str
    count: int
    is_current: bool
    is_primary: bool


def desks_of(person: Person) -> list[Access]:
    """Return the desks that somebody may sit at, in the order of the menus."""
    return [access for access in MENUS if access in person.accesses]


def desk_of(person: Person) -> Access | None:
    """Return the desk that somebody sits at: that of the page, else the last, else the first."""
    desks = desks_of(person)
    for candidate in (request.blueprint, session.get("desk")):
        if candidate in desks:
            session["desk"] = str(candidate)
            return Access(candidate)
    return desks[0] if desks else None


def home_of(desk: Access) -> str:
    """Return the address of a desk's first page."""
    return url_for(MENUS[desk][0].endpoint)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page."""

    name: str
    initials: str
    access_label: LazyString | str


def page_frame(person: Person | None) -> dict[str, Any]:
    """Return what frames the page: menu, desks, organisation, languages, whether this is a demo."""
    settings = organisation()
    frame: dict[str, Any] = {
        "organisation": settings.name,
        "languages": [(code, LANGUAGES[code]) for code in settings.languages],
        "in_language": in_language,
        "privacy_url": url_for("auth.show_privacy"),
    }
    if person is None or person.account is None:
        return {**frame, "is_demo": people.is_demo(), "viewer": None}
    desk = desk_of(person)
    return {
        **frame,
        "is_demo": person.account.is_demo,
        "viewer": Viewer(person.name, person.initials, ACCESSES[desk] if desk else ""),
        "navigation": _links(person, desk) if desk else [],
        "switch_urls": [
            (ACCESSES[other], home_of(other)) for other in desks_of(person) if other != desk
        ],
        "home_url": home_of(desk) if desk else url_for("auth.show_account"),
        "account_url": url_for("auth.show_account"),
        "sign_out_url": url_for("security.logout"),
        "demo_url": url_for("auth.switch_person"),
    }


def in_language(code: str) -> str:
    """Return the address of this page, with all that it was asked, in another language.

    What only answers a form has no address of its own: then it is that of the page with the form.
    """
    here = urlsplit(request.url)
    routes = current_app.url_map.bind_to_environ(request.environ)
    if request.method == "POST" and not routes.test(method="GET"):
        before = urlsplit(request.referrer or "")
        here = before if before.netloc == here.netloc else here._replace(path="/", query="")
    asked = parse_qsl(here.query, keep_blank_values=True)
    kept = [each for each in asked if each[0] != "language"]
    return f"/{here.path.lstrip('/')}?{urlencode([*kept, ('language', code)])}"


def _links(person: Person, desk: Access) -> list[Link]:
    counts = waiting.count_waiting(person, desk)
    return [
        Link(
            endpoint=page.endpoint,
            url=url_for(page.endpoint),
            label=page.label,
            icon=page.icon,
            count=counts.get(page.endpoint.partition(".")[2], 0),
            is_current=request.endpoint == page.endpoint,
            is_primary=page.is_primary,
        )
        for page in MENUS[desk]
    ]
