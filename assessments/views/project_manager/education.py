"""Hours of education: what the plans brought, and what somebody had before or elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.certificates import TrainingForm
from assessments.permissions import Action
from assessments.queries import certificates
from assessments.services import recording_training
from assessments.services.conflicts import ConflictError
from assessments.services.education import education_of
from assessments.views.project_manager import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/education", methods=["GET", "POST"])
def list_education() -> ResponseReturnValue:
    person = current_person()
    require(Action.EDIT_PROFILE, person)
    form = TrainingForm()
    if form.validate_on_submit():
        training = recording_training.add_training(person, form.draft(), by=person)
        undo = url_for(".change_training", training_id=training.id, step="remove")
        tell(_("“%(title)s” is recorded.", title=training.title), undo_url=undo)
        return redirect(url_for(".list_education"))
    return render_template(
        "project_manager/list_education.html", form=form, education=education_of(person)
    )


@bp.route("/education/<int:training_id>", methods=["GET", "POST"])
def edit_training(training_id: int) -> ResponseReturnValue:
    training = certificates.get_training(training_id)
    require(Action.EDIT_PROFILE, training)
    if training.is_removed:
        abort(404)
    form = TrainingForm(obj=training)
    is_conflict = False
    if form.validate_on_submit():
        try:
            recording_training.change_training(
                training, form.draft(), seen=form.version.data or 0, by=current_person()
            )
        except ConflictError:
            is_conflict = True
        else:
            tell(_("Kept."))
            return redirect(url_for(".list_education"))
    return render_template(
        "project_manager/edit_training.html",
        form=form,
        training=certificates.get_training(training_id),
        is_conflict=is_conflict,
    )


@bp.post("/education/<int:training_id>/<step>")
def change_training(training_id: int, step: str) -> ResponseReturnValue:
    """Take an earlier course off, or put it back."""
    training = certificates.get_training(training_id)
    require(Action.EDIT_PROFILE, training)
    try:
        match step:
            case "remove":
                recording_training.remove_training(training, by=current_person())
                undo = url_for(".change_training", training_id=training_id, step="restore")
                tell(_("“%(title)s” is removed.", title=training.title), undo_url=undo)
            case "restore":
                recording_training.restore_training(training, by=current_person())
                tell(_("“%(title)s” is back.", title=training.title))
            case _:
                abort(404)
    except ConflictError:
        tell(_("It was changed elsewhere meanwhile; this is how it stands now."))
    return redirect(url_for(".list_education"))
