"""Texts of the framework: what is asked about, and what each level looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.editing.framework import AreaForm, CompetencyForm, values_of
from assessments.labels.levels import LEVELS
from assessments.permissions import Action
from assessments.queries import reference
from assessments.services import tracing
from assessments.services.conflicts import ConflictError
from assessments.services.editing import framework, telling
from assessments.services.editing.changes import CodeTakenError
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Competency


@bp.get("/framework")
def show_framework() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    return render_template("administrator/show_framework.html", areas=reference.list_every_area())


@bp.route("/framework/areas/<int:area_id>", methods=["GET", "POST"])
def edit_area(area_id: int) -> ResponseReturnValue:
    area = reference.get_area(area_id)
    require(Action.ADMINISTER)
    form = AreaForm(
        data={"name": dict(area.name), "summary": dict(area.summary), "version": area.version}
    )
    clash: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        draft = form.draft()
        try:
            framework.change_area(area, draft, seen=form.version.data or 0, by=current_person())
        except ConflictError:
            area = reference.get_area(area_id)
            clash = telling.clash_of(framework.area_draft_of(area), draft)
            form.version.data = area.version
        if not clash:
            tell(_("Kept."))
            return redirect(url_for(".show_framework"))
    return render_template(
        "administrator/edit_area.html",
        form=form,
        area=area,
        clash=clash,
        history=tracing.history_of(current_person(), framework.area_subject_of(area)),
    )


@bp.post("/framework/areas/<int:area_id>/move")
def move_area(area_id: int) -> ResponseReturnValue:
    area = reference.get_area(area_id)
    require(Action.ADMINISTER)
    _move(lambda: framework.move_area(area, up=_is_up(), by=current_person()))
    return redirect(url_for(".show_framework", _anchor=f"area-{area_id}"))


@bp.route("/framework/competencies/new", methods=["GET", "POST"])
def add_competency() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = CompetencyForm(data={"area": request.args.get("area", "")})
    _set_areas(form)
    if form.validate_on_submit():
        try:
            competency = framework.add_competency(
                form.code.data or "",
                reference.get_area(int(form.area.data)),
                form.draft(),
                by=current_person(),
            )
        except CodeTakenError:
            form.code.errors = [*form.code.errors, _("Another competency has this code.")]
        else:
            tell(
                _(
                    "“%(name)s” is asked about from now on. No role asks for it until its profile "
                    "says so.",
                    name=competency.name,
                )
            )
            return redirect(url_for(".show_framework", _anchor=f"competency-{competency.id}"))
    return render_template(
        "administrator/edit_competency.html", form=form, competency=None, levels=LEVELS
    )


@bp.route("/framework/competencies/<int:competency_id>", methods=["GET", "POST"])
def edit_competency(competency_id: int) -> ResponseReturnValue:
    competency = reference.get_competency(competency_id)
    require(Action.ADMINISTER)
    form = _competency_form(competency)
    clash: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        draft = form.draft()
        try:
            framework.change_competency(
                competency, draft, seen=form.version.data or 0, by=current_person()
            )
        except ConflictError:
            competency = reference.get_competency(competency_id)
            clash = telling.clash_of(framework.draft_of(competency), draft)
            form.version.data = competency.version
        if not clash:
            tell(_("Kept."))
            return redirect(url_for(".show_framework", _anchor=f"competency-{competency_id}"))
    return render_template(
        "administrator/edit_competency.html",
        form=form,
        competency=competency,
        levels=LEVELS,
        use=reference.competency_use(competency),
        clash=clash,
        history=tracing.history_of(current_person(), framework.subject_of(competency)),
    )


@bp.post("/framework/competencies/<int:competency_id>/active")
def set_competency_active(competency_id: int) -> ResponseReturnValue:
    competency = reference.get_competency(competency_id)
    require(Action.ADMINISTER)
    is_active = request.form.get("is_active") == "yes" or "undo" in request.args
    try:
        framework.set_active(competency, is_active, by=current_person())
    except ConflictError:
        tell(_("The competency was changed elsewhere meanwhile; this is how it stands now."))
    else:
        if is_active:
            tell(_("“%(name)s” is asked about again.", name=competency.name))
        else:
            tell(
                _(
                    "“%(name)s” is no longer asked about. What was answered stays.",
                    name=competency.name,
                ),
                undo_url=url_for(".set_competency_active", competency_id=competency_id, undo=1),
            )
    return redirect(url_for(".show_framework", _anchor=f"competency-{competency_id}"))


@bp.post("/framework/competencies/<int:competency_id>/move")
def move_competency(competency_id: int) -> ResponseReturnValue:
    competency = reference.get_competency(competency_id)
    require(Action.ADMINISTER)
    _move(lambda: framework.move_competency(competency, up=_is_up(), by=current_person()))
    return redirect(url_for(".show_framework", _anchor=f"competency-{competency_id}"))


def _is_up() -> bool:
    return request.form.get("way") == "up"


def _move(deed: Callable[[], None]) -> None:
    try:
        deed()
    except ConflictError:
        tell(_("The order was changed elsewhere meanwhile; this is how it stands now."))


def _set_areas(form: CompetencyForm) -> None:
    form.area.choices = choices_of(
        {str(each.id): str(each.name) for each in reference.list_every_area()}
    )


def _competency_form(competency: Competency) -> CompetencyForm:
    values = {
        **values_of(framework.draft_of(competency)),
        "area": str(competency.area_id),
        "version": competency.version,
    }
    form = CompetencyForm(data=values)
    # Other tables refer to a competency by its code, and old answers to its area.
    form.code.data, form.area.data = competency.code, str(competency.area_id)
    _set_areas(form)
    return form
