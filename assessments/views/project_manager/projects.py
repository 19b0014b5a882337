"""The projects that are known of a person, and the person's word on them."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.project_parts import PartForm
from assessments.permissions import Action
from assessments.queries import people, projects
from assessments.services import confirming, experience
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.vocabulary import ProjectPart


@bp.get("/projects")
@bp.get("/people/<int:person_id>/projects")
def list_projects(person_id: int | None = None) -> ResponseReturnValue:
    person = current_person() if person_id is None else people.get_person(person_id)
    require(Action.VIEW_PROJECTS, person)
    return render_template(
        "project_manager/list_projects.html",
        person=person,
        is_owner=person.id == current_person().id,
        parts=projects.list_parts(person),
        months=experience.months_led(person, today=filters.today()),
        today=filters.today(),
    )


@bp.route("/projects/<int:part_id>", methods=["GET", "POST"])
def confirm_part(part_id: int) -> ResponseReturnValue:
    part = projects.get_part(part_id)
    require(Action.EDIT_PROFILE, part)
    start, end = part.started_on or part.project.begins_on, part.ended_on or part.project.ended_on
    form = PartForm(
        data={
            "part": part.part.value,
            "started_on": start,
            "ended_on": end,
            "share": round(part.share * 100),
        }
    )
    if form.validate_on_submit():
        try:
            confirming.confirm_part(
                part,
                ProjectPart(form.part.data),
                form.started_on.data,
                form.ended_on.data,
                form.share.data / 100,
                by=current_person(),
            )
        except confirming.PartTakenError:
            form.part.errors = [_("This part of yours in the project is recorded already.")]
        else:
            tell(_("Confirmed. The months are counted anew."))
            return redirect(url_for(".list_projects"))
    return render_template("project_manager/confirm_part.html", part=part, form=form)
