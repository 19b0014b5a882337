"""The audit trail: one page at the desks of the administrator and of HR, and everybody's own."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import render_template, request, send_file, url_for

from assessments.authentication import current_person
from assessments.forms.tracing import AuditForm, kinds_and_actions
from assessments.interchange.spreadsheets import write_table
from assessments.permissions import Access, Action, may
from assessments.queries import people
from assessments.services import tracing

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.queries.audit import Question

LARGEST_KEY = 2**31 - 1
ASKED = ("who", "about", "what", "why", "since", "until", "person")
"""What an address may name beside where to go on."""


def search_page() -> ResponseReturnValue:
    """Return the search of the desk whose page was asked for."""
    form = AuditForm(request.args)
    form.what.choices = kinds_and_actions()
    is_asked = bool(_asked())
    question = _question(form)
    viewer = current_person()
    found = tracing.search(viewer, question)
    person = people.get_person(question.person_id) if question.person_id else None
    asked = _asked()
    return render_template(
        "administrator/search_audit.html",
        form=form,
        found=found,
        person=person if person and may(viewer, Action.VIEW_PERSON, person) else None,
        is_asked=is_asked,
        older_url=_older(found),
        newest_url=url_for(".search_audit", **asked) if question.before else "",
        file_url=url_for(".download_audit", **asked),
        links_people=Access.ADMINISTRATOR in viewer.accesses,
    )


def search_file() -> ResponseReturnValue:
    """Return all that the search finds as a file."""
    return _file(_question(AuditForm(request.args)))


def own_page() -> ResponseReturnValue:
    """Return what was changed about whoever is signed in."""
    found = tracing.search(current_person(), _own_question())
    return render_template(
        "auth/own_trail.html",
        found=found,
        older_url=_older(found),
        file_url=url_for(".download_own_trail"),
    )


def own_file() -> ResponseReturnValue:
    """Return all of it as a file."""
    return _file(_own_question())


def _question(form: AuditForm) -> Question:
    form.validate()
    return form.question(person_id=_key("person"), before=_key("before"))


def _own_question() -> Question:
    asked = AuditForm(None).question(person_id=current_person().id, before=_key("before"))
    return replace(asked, actor="", about="")


def _key(name: str) -> int | None:
    """Return the key that the address names; none where it cannot be one."""
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_KEY else None


def _older(found: tracing.Trail) -> str:
    if found.before is None:
        return ""
    return url_for(request.endpoint or "", **_asked(), before=found.before)


def _asked() -> dict[str, Any]:
    return {name: request.args[name] for name in ASKED if request.args.get(name)}


def _file(question: Question) -> ResponseReturnValue:
    """Return everything that is found as a file, written row by row beside the memory."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - sent, and closed with the response
    write_table(
        stream,
        tracing.table_headings(),
        tracing.table(current_person(), replace(question, before=None)),
    )
    stream.seek(0)
    return send_file(
        stream, mimetype="text/csv", as_attachment=True, download_name="audit-trail.csv"
    )
