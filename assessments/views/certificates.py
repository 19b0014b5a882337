"""The list of certificates, which two desks open: each sees those of that desk's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template, request
from flask_babel import gettext as _

from assessments import filters
from assessments.forms.choosing import choices_of
from assessments.queries import certificates
from capability.lifecycle import CertificateState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from assessments.forms.certificates import CoachCertificatesForm
    from assessments.forms.hr_desk import CertificatesForm


def certificates_page(
    form: CertificatesForm | CoachCertificatesForm,
    *,
    states: Sequence[CertificateState],
    department_id: int | None = None,
    coach_id: int | None = None,
) -> ResponseReturnValue:
    """Answer with the certificates of a desk in one state: the first one, if none is asked for."""
    state = request.args.get("state", states[0])
    if state not in set(CertificateState):
        abort(404)
    form.certification.choices = choices_of(
        {"": _("All certifications"), **certificates.list_names()}
    )
    today = filters.today()
    page = certificates.search(
        (form.q.data or "").strip(),
        CertificateState(state),
        certificates.Scope(department_id, coach_id, form.certification.data or None),
        page=request.args.get("page", 1, type=int),
        today=today,
    )
    return render_template(
        "cohorts/list_certificates.html",
        form=form,
        page=page,
        state=CertificateState(state),
        states=states,
        asked={name: value for name, value in form.data.items() if value},
        state_of=lambda held: certificates.state_of(held, today=today),
    )
