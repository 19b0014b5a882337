"""Certificates of the people entrusted to the coach."""

from flask import request
from flask.typing import ResponseReturnValue

from assessments.authentication import current_person, require
from assessments.forms.certificates import CoachCertificatesForm
from assessments.permissions import Action
from assessments.views.certificates import certificates_page
from assessments.views.pmo_coach import bp
from capability.lifecycle import CertificateState


@bp.get("/certificates")
def list_certificates() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    return certificates_page(
        CoachCertificatesForm(request.args),
        states=(CertificateState.HELD, CertificateState.SOON, CertificateState.EXPIRED),
        coach_id=current_person().id,
    )
