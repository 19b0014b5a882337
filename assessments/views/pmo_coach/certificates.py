"""Certificates of the people entrusted to the coach."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.certificates import CoachCertificatesForm
from assessments.forms.choosing import choices_of
from assessments.permissions import Action
from assessments.queries import certificates
from assessments.views.pmo_coach import bp
from capability.lifecycle import CertificateState


@bp.get("/certificates")
def list_certificates() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    state = request.args.get("state", CertificateState.HELD)
    if state not in set(CertificateState):
        abort(404)
    form = CoachCertificatesForm(request.args)
    form.certification.choices = choices_of(
        {"": _("All certifications"), **certificates.list_names()}
    )
    today = filters.today()
    page = certificates.search(
        (form.q.data or "").strip(),
        CertificateState(state),
        certificates.Scope(
            coach_id=current_person().id, certification=form.certification.data or None
        ),
        page=request.args.get("page", 1, type=int),
        today=today,
    )
    return render_template(
        "pmo_coach/list_certificates.html",
        form=form,
        page=page,
        state=CertificateState(state),
        asked={name: value for name, value in form.data.items() if value},
        state_of=lambda held: certificates.state_of(held, today=today),
    )
