"""Wishes for a training plan kept under a name, and two of them side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.training import DraftForm
from assessments.permissions import Action
from assessments.queries import people
from assessments.services import viewing
from assessments.services.conflicts import ConflictError
from assessments.services.training import building, drafts, picturing
from assessments.services.training.wishes import wishes_of
from assessments.views.project_manager import bp
from assessments.views.project_manager.maps import viewing_purpose
from assessments.views.project_manager.training_page import (
    asked_wishes,
    ground_of,
    plain_address,
    question_of,
    training_address,
    training_page,
)
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

TWO = 2


@bp.post("/people/<int:person_id>/training-plan/drafts")
def keep_training_draft(person_id: int) -> ResponseReturnValue:
    """Keep the wishes of the address under a name."""
    person = people.get_person(person_id)
    require(Action.KEEP_TRAINING_DRAFT, person)
    form = DraftForm(data={"name": request.args.get("name")} if "name" in request.args else None)
    found = asked_wishes(person)
    if not form.validate() or found is None:
        return training_page(person, form)
    wishes, role = found
    try:
        draft = drafts.keep(person, form.name.data or "", wishes, role, by=current_person())
    except drafts.NameTakenError:
        form.name.errors = [*form.name.errors, _("There is a draft of this name already.")]
        return training_page(person, form)
    except drafts.TooManyDraftsError:
        form.name.errors = [*form.name.errors, _("Remove a draft first; twelve are enough.")]
        return training_page(person, form)
    undo = url_for(".remove_training_draft", draft_id=draft.id)
    tell(_("“%(name)s” is kept.", name=draft.name), undo_url=undo)
    return redirect(training_address(person))


@bp.post("/training-drafts/<int:draft_id>/remove")
def remove_training_draft(draft_id: int) -> ResponseReturnValue:
    draft = drafts.get_draft(draft_id)
    require(Action.KEEP_TRAINING_DRAFT, draft.person)
    person, name = draft.person, draft.name
    undo = url_for(".keep_training_draft", person_id=person.id, name=name, **question_of(draft))
    try:
        drafts.remove(draft, by=current_person())
    except ConflictError:
        tell(_("The draft is gone already."))
    else:
        tell(_("“%(name)s” is removed.", name=name), undo_url=undo)
    return redirect(plain_address(person, {}))


@bp.get("/people/<int:person_id>/training-plan/compare")
def compare_training_plans(person_id: int) -> ResponseReturnValue:
    """Set two drafts side by side, each worked out anew."""
    person = people.get_person(person_id)
    require(Action.VIEW_SUGGESTIONS, person)
    viewing.note_viewing(person, by=current_person(), purpose=viewing_purpose())
    kept = drafts.list_drafts(person)
    wanted = request.args.getlist("draft", type=int)[:TWO]
    chosen = [each for key in dict.fromkeys(wanted) for each in kept if each.id == key]
    sides = []
    for draft in chosen if len(chosen) == TWO else ():
        wishes = wishes_of(draft)
        built = building.build(ground_of(person, draft.role, wishes), wishes)
        sides.append((draft, built, picturing.outlook_of(built), picturing.shows_by(built)))
    return render_template(
        "project_manager/compare_training_plans.html",
        person=person,
        is_owner=person.id == current_person().id,
        drafts=kept,
        chosen=[each.id for each in chosen],
        is_one_twice=len(chosen) == 1 < len(wanted),
        sides=sides,
        outlooks=picturing.side_by_side([outlook for _draft, _built, outlook, _day in sides]),
        questions={each.id: question_of(each) for each in kept},
    )
