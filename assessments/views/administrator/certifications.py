"""Certifications, and the rules of the bodies that award them as far as we know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.editing.certifications import CertificationForm, values_of
from assessments.labels.certificates import EXPERIENCES
from assessments.labels.people import DEGREES
from assessments.permissions import Action
from assessments.queries import framework, reference
from assessments.services import tracing
from assessments.services.conflicts import ConflictError
from assessments.services.editing import certifications, telling
from assessments.services.editing.changes import CodeTakenError
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.catalogue import Certification


@bp.get("/catalogue/certifications")
def list_certifications() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    words = request.args.get("q", "").strip()
    page = reference.search_certifications(words, page=request.args.get("page", 1, type=int))
    return render_template("administrator/list_certifications.html", page=page, words=words)


@bp.route("/catalogue/certifications/new", methods=["GET", "POST"])
def add_certification() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = CertificationForm(data={"checked_on": filters.today()})
    has_changed_rows = form.has_changed_rows()
    _set_choices(form, None)
    if not has_changed_rows and form.validate_on_submit():
        try:
            found = certifications.add_certification(form.draft(), by=current_person())
        except CodeTakenError:
            form.code.errors = [*form.code.errors, _("Another certification has this code.")]
        else:
            tell(_("“%(name)s” is in the catalogue.", name=found.name))
            return redirect(url_for(".edit_certification", certification_id=found.id))
    return render_template("administrator/edit_certification.html", form=form, certification=None)


@bp.route("/catalogue/certifications/<int:certification_id>", methods=["GET", "POST"])
def edit_certification(certification_id: int) -> ResponseReturnValue:
    certification = reference.get_certification(certification_id)
    require(Action.ADMINISTER)
    draft = certifications.draft_of(certification)
    form = CertificationForm(data={**values_of(draft), "version": certification.version})
    # Other rules, and certificates that people hold, know a certification by its code.
    form.code.data = certification.code
    clash: list[tuple[str, str, str]] = []
    has_changed_rows = form.has_changed_rows()
    _set_choices(form, certification)
    if not has_changed_rows and form.validate_on_submit():
        draft = form.draft()
        try:
            certifications.change_certification(
                certification, draft, seen=form.version.data or 0, by=current_person()
            )
        except ConflictError:
            certification = reference.get_certification(certification_id)
            clash = telling.clash_of(certifications.draft_of(certification), draft)
            form.version.data = certification.version
        if not clash:
            tell(_("Kept."))
            return redirect(url_for(".edit_certification", certification_id=certification_id))
    return render_template(
        "administrator/edit_certification.html",
        form=form,
        certification=certification,
        clash=clash,
        history=tracing.history_of(current_person(), certifications.subject_of(certification)),
    )


@bp.post("/catalogue/certifications/<int:certification_id>/offered")
def set_certification_offered(certification_id: int) -> ResponseReturnValue:
    certification = reference.get_certification(certification_id)
    require(Action.ADMINISTER)
    is_offered = request.form.get("is_offered") == "yes" or "undo" in request.args
    here = url_for(".edit_certification", certification_id=certification_id)
    try:
        certifications.set_offered(certification, is_offered, by=current_person())
    except ConflictError:
        tell(_("The certification was changed elsewhere meanwhile; this is how it stands now."))
        return redirect(here)
    if is_offered:
        tell(_("“%(name)s” is suggested again.", name=certification.name))
    else:
        undo = url_for(".set_certification_offered", certification_id=certification_id, undo=1)
        tell(
            _("“%(name)s” is no longer suggested. Whoever holds it keeps it.",
              name=certification.name),
            undo_url=undo,
        )  # fmt: skip
    return redirect(here)


def _set_choices(form: CertificationForm, certification: Certification | None) -> None:
    """Give the fields and rows what can be chosen in them, also rows only just added."""
    own = certification.code if certification else ""
    taken = reference.certification_activities()
    exams = reference.activity_names(certifications=True)
    free = {code: str(name) for code, name in exams.items() if taken.get(code, own) == own}
    form.activity.choices = choices_of({"": _("none in the catalogue")} | free)
    form.known_codes = frozenset(reference.certification_names())
    competencies = framework.list_every_competency()
    kinds = choices_of(
        {"": _("choose")}
        | {code: str(words) for code, words in EXPERIENCES.items()}
        | {each.code: _("Months in %(competency)s", competency=each.name) for each in competencies}
    )
    degrees = choices_of({"": _("not known")}) + choices_of(DEGREES)
    for path in form.paths.entries:
        path.form.degree.choices = degrees
        for row in path.form.experience.entries:
            given = row.form.months_of.data
            known = {choice.value for choice in kinds}
            row.form.months_of.choices = (
                kinds if not given or given in known else [*kinds, *choices_of({given: given})]
            )
    for part in form.domains.entries:
        part.form.competencies.choices = choices_of(
            {each.code: str(each.name) for each in competencies}
        )
