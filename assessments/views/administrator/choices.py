"""Departments, roles and coaches to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from assessments.forms.inviting import OFFERED
from assessments.labels.people import ACCESSES
from assessments.queries import directory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessments.forms.registering import PersonForm
    from assessments.forms.tracing import PeopleForm
    from assessments.models.people import Person

NOBODY = ""


class Named(Protocol):
    """What can be chosen: it has a key and a name."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> object: ...


Thing = TypeVar("Thing", bound=Named)


def offer(form: PersonForm, person: Person | None) -> None:
    """Fill in what a record may refer to: what is open, and what the person has already."""
    open_departments = {each.id: each for each in directory.list_departments()}
    open_roles = {each.id: each for each in directory.list_roles() if each.is_active}
    own = (person.department, person.role, person.aims_for) if person else (None, None, None)
    departments = open_departments | _own(own[0])
    form.department.choices = _choices(_("none"), departments.values())
    for field, kept in ((form.role, own[1]), (form.aims_for, own[2])):
        field.choices = _choices(_("not known"), (open_roles | _own(kept)).values())
    if person is None or person.coach is None:
        form.coach.choices = _choices(_("nobody yet"), directory.list_coaches())
    else:
        # From one coach to another with a word on where things stand: that is a page of its own.
        form.coach.choices = [SelectChoice(str(person.coach_id), person.coach.name)]
        form.coach.process_data(str(person.coach_id))


def filter_choices(form: PeopleForm) -> None:
    """Fill in what a list of people can be narrowed to, closed departments included."""
    none = directory.NONE
    form.department.choices = [
        *_choices(_("Any"), directory.list_departments(with_closed=True)),
        SelectChoice(none, _("without department")),
    ]
    form.role.choices = [
        *_choices(_("Any"), directory.list_roles()),
        SelectChoice(none, _("without role")),
    ]
    form.coach.choices = [
        *_choices(_("Any"), directory.list_coaches()),
        SelectChoice(none, _("without coach")),
    ]
    form.account.choices = [
        SelectChoice("", _("Any")),
        SelectChoice(directory.WITHOUT_ACCOUNT, _("without account")),
        SelectChoice(directory.WITH_ACCOUNT, _("with account")),
        SelectChoice(directory.DEACTIVATED, _("deactivated")),
        *(SelectChoice(each.value, ACCESSES[each]) for each in OFFERED),
    ]


def _own(thing: Thing | None) -> dict[int, Thing]:
    return {thing.id: thing} if thing is not None else {}


def _choices(nothing: str, things: Iterable[Named]) -> list[SelectChoice]:
    found = [SelectChoice(str(each.id), str(each.name)) for each in things]
    return [SelectChoice(NOBODY, nothing), *found]
