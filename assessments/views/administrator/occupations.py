"""Occupations of O*NET, and the role profiles that can be derived from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.editing.roles import OccupationsForm, TakeOverForm
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.onet import read_occupations
from assessments.permissions import Action
from assessments.queries import framework
from assessments.queries import occupations as queries
from assessments.services.conflicts import ConflictError
from assessments.services.deriving import Element
from assessments.services.editing import occupations, profiles
from assessments.services.editing.changes import CodeTakenError
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Occupation, Role


@bp.route("/roles/onet", methods=["GET", "POST"])
def list_occupations() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = OccupationsForm(data={"release": "29.0"})
    reading = None
    if form.validate_on_submit():
        try:
            reading = read_occupations(
                form.file.data.stream, elements=queries.elements_referred_to()
            )
        except SpreadsheetError as error:
            form.file.errors = [*form.file.errors, str(error)]
        else:
            drafts = [
                occupations.OccupationDraft(
                    each.code,
                    each.title,
                    tuple(
                        Element(one.code, one.name, one.importance, one.level)
                        for one in each.elements.values()
                    ),
                )
                for each in reading.occupations.values()
            ]
            try:
                counts = occupations.keep_occupations(
                    drafts,
                    release=form.release.data or "",
                    file=form.file.data.filename or "",
                    by=current_person(),
                )
            except ConflictError:
                tell(_("Somebody took in occupations at the same moment. Send the file again."))
            else:
                tell(_("%(new)s new, %(changed)s changed, %(unchanged)s as before.", **counts))
    words = request.args.get("q", "").strip()
    return render_template(
        "administrator/list_occupations.html",
        form=form,
        reading=reading,
        words=words,
        page=queries.search_occupations(words, page=request.args.get("page", 1, type=int)),
    )


@bp.route("/roles/onet/<int:occupation_id>", methods=["GET", "POST"])
def take_over_occupation(occupation_id: int) -> ResponseReturnValue:
    """Show what an occupation would ask beside a role of ours, and take it over as a new one."""
    occupation = queries.get_occupation(occupation_id)
    require(Action.ADMINISTER)
    roles = framework.list_roles()
    compared = _compared(roles)
    form = _take_over_form(occupation, compared, roles)
    if form.validate_on_submit():
        usual = form.usual_of.data
        try:
            role = occupations.take_over(
                occupation,
                form.draft(),
                usual_of=framework.get_role(usual) if usual else None,
                by=current_person(),
            )
        except CodeTakenError:
            form.code.errors = [*form.code.errors, _("Another role has this code.")]
        else:
            tell(_("“%(name)s” is a role now. Read its profile before people use it.",
                   name=role.name))  # fmt: skip
            return redirect(url_for(".edit_role_profile", role_id=role.id))
    return render_template(
        "administrator/take_over_occupation.html",
        form=form,
        occupation=occupation,
        derived={each.competency: each for each in occupations.derived_of(occupation)},
        source=occupations.source_of(occupation),
        areas=framework.list_areas(),
        roles=roles,
        compared=compared,
        profile=profiles.profile_of(compared) if compared else {},
    )


def _compared(roles: Sequence[Role]) -> Role | None:
    """Return the role to compare with: the one asked for, else the usual project manager's."""
    chosen = request.args.get("role", "project_manager")
    return next((role for role in roles if role.code == chosen), roles[0] if roles else None)


def _take_over_form(
    occupation: Occupation, compared: Role | None, roles: Sequence[Role]
) -> TakeOverForm:
    code = re.sub(r"[^a-z0-9]+", "_", occupation.title.lower()).strip("_")[:50] or "occupation"
    form = TakeOverForm(
        data={
            "code": code,
            "name": {"en": occupation.title},
            "usual_of": compared.code if compared else "",
        }
    )
    form.usual_of.choices = choices_of({each.code: str(each.name) for each in roles})
    return form
