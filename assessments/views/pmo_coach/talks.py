"""Talks: planned and written about by the coach, read by both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.coaching import TalkForm
from assessments.permissions import Action
from assessments.queries import coaching, people
from assessments.services import talking
from assessments.services.conflicts import ConflictError
from assessments.views.pmo_coach import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/people/<int:person_id>/talks/new", methods=["GET", "POST"])
def plan_talk(person_id: int) -> ResponseReturnValue:
    person = people.get_person(person_id)
    require(Action.WRITE_TALK, person)
    form = TalkForm()
    if form.validate_on_submit():
        talk = talking.plan_talk(
            person, form.takes_place_on.data, form.notes.data or "", by=current_person()
        )
        tell(
            _("Talk on %(day)s kept.", day=filters.day(talk.takes_place_on)),
            undo_url=url_for(".remove_talk", talk_id=talk.id),
        )
        return redirect(url_for(".show_person", person_id=person.id, _anchor="talks"))
    return render_template("pmo_coach/edit_talk.html", form=form, person=person, talk=None)


@bp.route("/talks/<int:talk_id>", methods=["GET", "POST"])
def edit_talk(talk_id: int) -> ResponseReturnValue:
    talk = coaching.get_talk(talk_id)
    require(Action.CHANGE_TALK, talk)
    form = TalkForm(obj=talk)
    is_conflict = False
    if form.validate_on_submit():
        try:
            talking.change_talk(
                talk,
                form.takes_place_on.data,
                form.notes.data or "",
                seen=form.version.data or 0,
                by=current_person(),
            )
        except ConflictError:
            is_conflict = True
            talk = coaching.get_talk(talk_id)
        else:
            tell(_("Kept."))
            return redirect(url_for(".show_person", person_id=talk.person_id, _anchor="talks"))
    return render_template(
        "pmo_coach/edit_talk.html",
        form=form,
        person=talk.person,
        talk=talk,
        is_conflict=is_conflict,
    )


@bp.post("/talks/<int:talk_id>/remove")
def remove_talk(talk_id: int) -> ResponseReturnValue:
    talk = coaching.get_talk(talk_id)
    require(Action.CHANGE_TALK, talk)
    try:
        talking.remove_talk(talk, by=current_person())
    except ConflictError:
        tell(_("The talk was changed elsewhere meanwhile; this is how it stands now."))
    else:
        tell(
            _("Talk on %(day)s removed.", day=filters.day(talk.takes_place_on)),
            undo_url=url_for(".restore_talk", talk_id=talk.id),
        )
    return redirect(url_for(".show_person", person_id=talk.person_id, _anchor="talks"))


@bp.post("/talks/<int:talk_id>/restore")
def restore_talk(talk_id: int) -> ResponseReturnValue:
    talk = coaching.get_talk(talk_id)
    require(Action.CHANGE_TALK, talk)
    try:
        talking.restore_talk(talk, by=current_person())
    except ConflictError:
        tell(_("The talk was changed elsewhere meanwhile; this is how it stands now."))
    else:
        tell(_("Talk on %(day)s is back.", day=filters.day(talk.takes_place_on)))
    return redirect(url_for(".show_person", person_id=talk.person_id, _anchor="talks"))
