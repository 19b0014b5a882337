"""The capability map, as a page and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, request

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Access, Action
from assessments.queries import framework, people
from assessments.services import mapping, picturing, viewing
from assessments.services.map_fingerprints import map_fingerprint
from assessments.views.kept_pages import kept_page
from assessments.views.project_manager import bp

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Role
    from assessments.models.people import Person

TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@bp.get("/map")
@bp.get("/people/<int:person_id>/map")
def show_map(person_id: int | None = None) -> ResponseReturnValue:
    person = _person(person_id)
    require(Action.VIEW_MAP, person)
    role = compared_role(person)
    viewing.note_viewing(person, by=current_person(), purpose=viewing_purpose())
    is_owner = person.id == current_person().id
    today = filters.today()
    key = (
        map_fingerprint(person.id, today=today, compared=picturing.compared_roles(person, role)),
        role.code if role else None,
        person.aims_for_id,
        person.name,
        person.called,
        is_owner,
        *(request.args.get(name) for name in ("role", "area")),
    )
    return kept_page(
        "project_manager/show_map.html",
        key,
        lambda: {**_map_words(person, role, today), "is_owner": is_owner},
    )


def _map_words(person: Person, role: Role | None, today: date) -> dict[str, Any]:
    person_map = mapping.map_of(person, role, today=today)
    code = request.args.get("area") or _first_gap_area(person_map)
    area = next((place for place in person_map.areas if place.code == code), None)
    beyond = picturing.next_profile(person, role)
    return {
        "person": person,
        "chosen": request.args.get("role", "own"),
        "map": person_map,
        "area": area,
        "pictures": picturing.pictures_of(person_map, beyond, area=area),
        "roles": framework.list_roles(keeping=[role.id if role else None, person.role_id]),
    }


@bp.get("/map.<kind>")
@bp.get("/people/<int:person_id>/map.<kind>")
def download_map(kind: str, person_id: int | None = None) -> ResponseReturnValue:
    person = _person(person_id)
    require(Action.VIEW_MAP, person)
    if kind not in TYPES:
        abort(404)
    role = compared_role(person)
    person_map = mapping.map_of(person, role, today=filters.today())
    viewing.note_viewing(person, by=current_person(), purpose=viewing_purpose())
    contents = picturing.download(kind, person, person_map, picturing.next_profile(person, role))
    return Response(
        contents,
        mimetype=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="capability-map.{kind}"'},
    )


def _person(person_id: int | None) -> Person:
    if person_id is None:
        require(Action.WORK_AS_PROJECT_MANAGER)
        return current_person()
    return people.get_person(person_id)


def compared_role(person: Person) -> Role | None:
    """Return the role of the profile that the page compares with."""
    chosen = request.args.get("role", "own")
    if chosen == "own":
        return person.role
    if chosen == "next":
        return person.aims_for or (person.role.next_role if person.role else None)
    return framework.get_role(chosen)


def _first_gap_area(person_map: mapping.PersonMap) -> str:
    ordered = [*person_map.gaps, *person_map.competencies]
    return ordered[0].area if ordered else ""


def viewing_purpose() -> str:
    accesses = current_person().accesses
    if Access.HR_REVIEWER in accesses:
        return "plan_review"
    return "talk" if Access.PMO_COACH in accesses else "department"
