"""Departments: their names, heads and numbers, and whether they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.authentication import current_person, require
from assessments.forms.registering import DepartmentForm
from assessments.permissions import Action
from assessments.queries import departments
from assessments.services import arranging, tracing
from assessments.services.conflicts import ConflictError
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Department


@bp.get("/departments")
def list_departments() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    rows = departments.list_departments()
    return render_template("administrator/list_departments.html", rows=rows)


@bp.route("/departments/new", methods=["GET", "POST"])
def add_department() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = DepartmentForm()
    if form.validate_on_submit():
        try:
            department = arranging.add(form.names, by=current_person())
        except arranging.NameTakenError as error:
            form.name_en.errors = [*form.name_en.errors, str(error)]
        else:
            tell(_("The department %(name)s is added.", name=department.name))
            return redirect(url_for(".list_departments"))
    return render_template("administrator/add_department.html", form=form)


@bp.route("/departments/<int:department_id>", methods=["GET", "POST"])
def edit_department(department_id: int) -> ResponseReturnValue:
    department = departments.get_department(department_id)
    require(Action.ADMINISTER)
    form = DepartmentForm(data=_given(department))
    clash: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        try:
            arranging.rename(
                department, form.names, seen=form.version.data or "", by=current_person()
            )
        except arranging.NameTakenError as error:
            form.name_en.errors = [*form.name_en.errors, str(error)]
        except ConflictError:
            clash = _clash(form, department)
        # Two who wrote the same have nothing to choose between.
        if not form.errors and not clash:
            tell(_("The department %(name)s is kept.", name=department.name))
            return redirect(url_for(".list_departments"))
    page = render_template(
        "administrator/edit_department.html",
        department=department,
        form=form,
        clash=clash,
        people=departments.count_people(department),
        history=tracing.history_of(current_person(), f"department {department.code}"),
    )
    return page, 409 if clash else 200


@bp.post("/departments/<int:department_id>/close")
def close_department(department_id: int) -> ResponseReturnValue:
    department = departments.get_department(department_id)
    require(Action.ADMINISTER)
    arranging.close(department, by=current_person())
    count = departments.count_people(department)
    words = ngettext(
        "%(name)s is no longer offered; %(num)s person stays in it until moved.",
        "%(name)s is no longer offered; %(num)s people stay in it until moved.",
        count,
        name=department.name,
    )
    tell(words, undo_url=url_for(".reopen_department", department_id=department.id))
    return redirect(url_for(".list_departments"))


@bp.post("/departments/<int:department_id>/reopen")
def reopen_department(department_id: int) -> ResponseReturnValue:
    department = departments.get_department(department_id)
    require(Action.ADMINISTER)
    arranging.reopen(department, by=current_person())
    tell(_("%(name)s is offered again.", name=department.name))
    return redirect(url_for(".list_departments"))


def _given(department: Department) -> dict[str, str | None]:
    return {
        "name_en": department.name.get("en"),
        "name_zh": department.name.get("zh"),
        "version": arranging.fingerprint(department),
    }


def _clash(form: DepartmentForm, department: Department) -> list[tuple[str, str, str]]:
    """Return what somebody else has kept meanwhile beside what was written."""
    standing = _given(department)
    # Whoever now keeps the form again has seen both.
    form.version.data = standing["version"]
    return [
        (field.label.text, standing[field.name] or "", field.data or "")
        for field in (form.name_en, form.name_zh)
        if (standing[field.name] or "") != (field.data or "")
    ]
