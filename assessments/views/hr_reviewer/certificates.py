"""Certificates that people hold, with those that end soon or have ended."""

from flask import request
from flask.typing import ResponseReturnValue

from assessments.authentication import require
from assessments.forms.hr_desk import CertificatesForm, key_of
from assessments.permissions import Action
from assessments.views.certificates import certificates_page
from assessments.views.hr_reviewer import bp
from assessments.views.hr_reviewer.choices import department_choices
from capability.lifecycle import CertificateState


@bp.get("/certificates")
def list_certificates() -> ResponseReturnValue:
    require(Action.VIEW_FIGURES)
    form = CertificatesForm(request.args)
    form.department.choices = department_choices()
    return certificates_page(
        form,
        states=(CertificateState.EXPIRED, CertificateState.SOON, CertificateState.HELD),
        department_id=key_of(form.department.data),
    )
