"""Certificates that people hold, with those that end soon or have ended."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessments import filters
from assessments.authentication import require
from assessments.forms.hr_desk import CertificatesForm, key_of
from assessments.permissions import Action
from assessments.queries import certificates
from assessments.views.hr_reviewer import bp
from assessments.views.hr_reviewer.choices import certification_choices, department_choices
from capability.lifecycle import CertificateState


@bp.get("/certificates")
def list_certificates() -> ResponseReturnValue:
    require(Action.VIEW_FIGURES)
    state = request.args.get("state", CertificateState.EXPIRED)
    if state not in set(CertificateState):
        abort(404)
    form = CertificatesForm(request.args)
    form.department.choices = department_choices()
    form.certification.choices = certification_choices()
    today = filters.today()
    page = certificates.search(
        (form.q.data or "").strip(),
        CertificateState(state),
        certificates.Scope(
            department_id=key_of(form.department.data),
            certification=form.certification.data or None,
        ),
        page=request.args.get("page", 1, type=int),
        today=today,
    )
    return render_template(
        "hr_reviewer/list_certificates.html",
        form=form,
        page=page,
        state=CertificateState(state),
        asked={name: value for name, value in form.data.items() if value},
        state_of=lambda held: certificates.state_of(held, today=today),
    )
