"""Roles, what each asks, and the career ladder."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.editing.roles import ProfileForm, RoleForm, lines_of
from assessments.permissions import Action
from assessments.queries import framework, reference
from assessments.services import tracing
from assessments.services.conflicts import ConflictError
from assessments.services.editing import changes, profiles, roles, telling
from assessments.services.editing.changes import CircleError, CodeTakenError
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Role


@bp.get("/roles")
def list_roles() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    return render_template(
        "administrator/list_roles.html",
        roles=reference.list_every_role(),
        uses=reference.role_uses(),
        unused=reference.RoleUse(),
    )


@bp.route("/roles/new", methods=["GET", "POST"])
def add_role() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = _role_form(None)
    if form.validate_on_submit():
        copied = form.copied_from.data
        try:
            role = roles.add_role(
                form.draft(),
                copied_from=framework.get_role(copied) if copied else None,
                by=current_person(),
            )
        except CodeTakenError:
            form.code.errors = [*form.code.errors, _("Another role has this code.")]
        else:
            tell(_("“%(name)s” is there. Now say what it asks.", name=role.name))
            return redirect(url_for(".edit_role_profile", role_id=role.id))
    return render_template("administrator/edit_role.html", form=form, role=None)


@bp.route("/roles/<int:role_id>", methods=["GET", "POST"])
def edit_role(role_id: int) -> ResponseReturnValue:
    role = reference.get_role(role_id)
    require(Action.ADMINISTER)
    form = _role_form(role)
    clash: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        draft = form.draft()
        try:
            roles.change_role(role, draft, seen=form.version.data or 0, by=current_person())
        except CircleError:
            circle = _("From there the ladder leads back to this role.")
            form.next_role.errors = [*form.next_role.errors, circle]
        except CodeTakenError:
            form.code.errors = [*form.code.errors, _("Another role has this code.")]
        except ConflictError:
            role = reference.get_role(role_id)
            clash = telling.clash_of(roles.draft_of(role), draft)
            if not clash:
                return _kept(".edit_role", role_id)
            form.version.data = role.version
        else:
            return _kept(".edit_role", role_id)
    return render_template(
        "administrator/edit_role.html",
        form=form,
        role=role,
        is_used=roles.is_used(role),
        use=reference.role_uses().get(role.id, reference.RoleUse()),
        clash=clash,
        history=tracing.history_of(current_person(), roles.subject_of(role)),
    )


@bp.post("/roles/<int:role_id>/active")
def set_role_active(role_id: int) -> ResponseReturnValue:
    role = reference.get_role(role_id)
    require(Action.ADMINISTER)
    is_active = request.form.get("is_active") == "yes" or "undo" in request.args
    try:
        roles.set_active(role, is_active, by=current_person())
    except ConflictError:
        tell(_("The role was changed elsewhere meanwhile; this is how it stands now."))
        return redirect(url_for(".edit_role", role_id=role_id))
    if is_active:
        tell(_("“%(name)s” can be chosen again.", name=role.name))
    else:
        use = reference.role_uses().get(role_id, reference.RoleUse())
        kept = ngettext("%(num)s person keeps it.", "%(num)s people keep it.", use.holders)
        sentence = _("“%(name)s” can no longer be chosen.", name=role.name)
        tell(
            f"{sentence} {kept}" if use.holders else sentence,
            undo_url=url_for(".set_role_active", role_id=role_id, undo=1),
        )
    return redirect(url_for(".edit_role", role_id=role_id))


@bp.route("/roles/<int:role_id>/profile", methods=["GET", "POST"])
def edit_role_profile(role_id: int) -> ResponseReturnValue:
    """Change what a role asks: what changes is shown first, and kept when it is sent again."""
    role = reference.get_role(role_id)
    require(Action.ADMINISTER)
    standing = profiles.profile_of(role)
    form = _profile_form(role, standing)
    shown: list[telling.ChangeLine] | None = None
    is_conflict = False
    if form.validate_on_submit():
        profile = form.profile()
        mark = _mark_of(profiles.profile_differences(standing, profile))
        if form.keep.data and form.shown.data == mark:
            try:
                profiles.change_profile(
                    role, profile, seen=form.version.data or 0, by=current_person()
                )
            except ConflictError:
                is_conflict = True
                role = reference.get_role(role_id)
                standing = profiles.profile_of(role)
            else:
                return _kept(".edit_role_profile", role_id)
        elif form.version.data != role.version:
            is_conflict = True
        shown = telling.told(profiles.profile_differences(standing, profile))
        form.shown.data = _mark_of(profiles.profile_differences(standing, profile))
        form.version.data = role.version
    return render_template(
        "administrator/edit_role_profile.html",
        form=form,
        role=role,
        areas=framework.list_areas(),
        lines={entry.form.competency.data: entry.form for entry in form.lines.entries},
        shown=shown,
        is_conflict=is_conflict,
        use=reference.role_uses().get(role.id, reference.RoleUse()),
        others=[each for each in reference.list_every_role() if each.id != role.id],
        copied=request.args.get("copy", ""),
        history=tracing.history_of(current_person(), roles.subject_of(role)),
    )


def _kept(endpoint: str, role_id: int) -> ResponseReturnValue:
    tell(_("Kept."))
    return redirect(url_for(endpoint, role_id=role_id))


def _mark_of(differences: list[changes.Difference]) -> str:
    """Return a mark of changes, by which the page knows whether they have been looked at."""
    return hashlib.sha256(repr(differences).encode()).hexdigest()[:16]


def _role_form(role: Role | None) -> RoleForm:
    values: dict[str, object] = {"position": roles.last_position()}
    if role is not None:
        values = {
            "code": role.code,
            "name": dict(role.name),
            "summary": dict(role.summary),
            "next_role": str(role.next_role_id or ""),
            "position": role.position,
            "version": role.version,
        }
    form = RoleForm(data=values)
    if role is not None and roles.is_used(role):
        form.code.data = role.code
    others = [
        each
        for each in framework.list_roles(keeping=[role.next_role_id if role else None])
        if role is None or each.id != role.id
    ]
    form.next_role.choices = choices_of(
        {"": _("None: the ladder ends here")} | {str(each.id): str(each.name) for each in others}
    )
    form.copied_from.choices = choices_of(
        {"": _("None: nothing is asked yet")} | {each.code: str(each.name) for each in others}
    )
    return form


def _profile_form(role: Role, standing: profiles.Profile) -> ProfileForm:
    """Return the form with the profile as it stands, or with another role's to copy from."""
    copied = request.args.get("copy", "")
    shown = profiles.profile_of(framework.get_role(copied)) if copied else standing
    known = {code: shown.get(code, each) for code, each in standing.items()}
    return ProfileForm(data={"lines": lines_of(known), "version": role.version})
