"""The page of a training plan, and the wishes that its address asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person
from assessments.forms.choosing import choices_of
from assessments.forms.training import DraftForm, WishesForm, values_of
from assessments.labels.plans import DECLINE_REASONS
from assessments.queries import framework
from assessments.services import viewing
from assessments.services.training import building, drafts, explaining, picturing
from assessments.services.training.ground import read_ground
from assessments.services.training.wishes import TrainingWishes, usual_wishes, wishes_of
from assessments.views.project_manager.maps import viewing_purpose

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Role
    from assessments.models.people import Person
    from assessments.models.training import TrainingDraft
    from assessments.services.training.building import Built
    from assessments.services.training.ground import Ground

ASKED = ("hours", "quarters", "budget", "at_once", "role", "speaks", "balanced", "pin", "without")
LONGEST_REASON = 500
WHY = "why"
"""In an address: with the reasons, each of which is a plan solved anew. The plan comes first."""


def training_page(
    person: Person, draft_form: DraftForm | None = None, *, reason: str = ""
) -> ResponseReturnValue:
    """Show the plan under the wishes of the address; ``reason`` is what was written beside it."""
    viewing.note_viewing(person, by=current_person(), purpose=viewing_purpose())
    form = _wishes_form(person)
    found = asked_wishes(person, form)
    built = explained = None
    role = found[1] if found else _aim(person)
    if found is not None:
        wishes, role = found
        ground = ground_of(person, role, wishes)
        if WHY in request.args or explaining.has_reasons(ground, wishes):
            built, explained = explaining.build_with_reasons(ground, wishes)
        else:
            built = building.build(ground, wishes)
    outlook = picturing.outlook_of(built) if built else ()
    return render_template(
        "project_manager/build_training_plan.html",
        person=person,
        is_owner=person.id == current_person().id,
        form=form,
        draft_form=draft_form or DraftForm(formdata=None),
        reason=reason,
        longest_reason=LONGEST_REASON,
        role=role,
        built=built,
        explained=explained,
        why_url=plain_address(person, {**_question(*found), WHY: 1}) if found else "",
        outlook=outlook,
        outlook_words=picturing.outlook_sentence(built, outlook) if built else "",
        shows_by=picturing.shows_by(built) if built else None,
        timelines=[picturing.timeline_of(built, size=size) for size in ("wide", "phone")]
        if built
        else (),
        drafts=drafts.list_drafts(person),
        question_of=question_of,
        ask=lambda wishes: training_address(person, wishes, role),
        args=_question(*found) if found else {},
        reasons=list(DECLINE_REASONS.items()),
    )


def _aim(person: Person) -> Role | None:
    return person.role or person.aims_for


def built_as_asked(person: Person) -> Built | None:
    """Return the plan under the wishes of the address; ``None`` where those cannot be read."""
    found = asked_wishes(person)
    if found is None:
        return None
    wishes, role = found
    return building.build(ground_of(person, role, wishes), wishes)


def ground_of(person: Person, role: Role | None, wishes: TrainingWishes) -> Ground:
    """Return what a plan under some wishes follows from."""
    named = [*wishes.pinned, *wishes.excluded]
    return read_ground(person, role, today=filters.today(), named=named)


def asked_wishes(
    person: Person, form: WishesForm | None = None
) -> tuple[TrainingWishes, Role | None] | None:
    """Return the wishes that the address asks, or the usual ones; ``None`` where they are wrong."""
    if "hours" not in request.args:
        return usual_wishes(person), _aim(person)
    form = form or _wishes_form(person)
    if not form.validate():
        return None
    wishes = form.wishes(request.args.getlist("pin"), request.args.getlist("without"))
    return wishes, framework.get_role(form.role.data) if form.role.data else None


def _wishes_form(person: Person) -> WishesForm:
    role = _aim(person)
    usual = values_of(usual_wishes(person), role.code if role else "")
    form = WishesForm(request.args if "hours" in request.args else None, data=usual)
    roles = framework.list_roles(keeping=[role.id if role else None])
    none = {} if role else {"": _("not known")}
    form.role.choices = choices_of(none | {each.code: str(each.name) for each in roles})
    return form


def question_of(draft: TrainingDraft) -> dict[str, Any]:
    """Return the wishes of a draft as an address asks them."""
    return _question(wishes_of(draft), draft.role)


def _question(wishes: TrainingWishes, role: Role | None) -> dict[str, Any]:
    return wishes.as_question(role.code if role else None)


def training_address(
    person: Person, wishes: TrainingWishes | None = None, role: Role | None = None
) -> str:
    """Return the page with some wishes, or with those that the address names."""
    if wishes is None:
        asked = {name: request.args.getlist(name) for name in ASKED if name in request.args}
        return plain_address(person, asked)
    return plain_address(person, _question(wishes, role))


def plain_address(person: Person, asked: dict[str, Any]) -> str:
    """Return the page for somebody, which is one's own without a key."""
    if person.id == current_person().id:
        return url_for(".build_training_plan", **asked)
    return url_for(".build_training_plan", person_id=person.id, **asked)
