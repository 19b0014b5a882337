"""Handing a person over to another coach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.coaching import HandOverForm
from assessments.permissions import Action
from assessments.queries import coaching, people
from assessments.services import handing_over
from assessments.services.conflicts import ConflictError
from assessments.views.pmo_coach import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.people import Person
    from assessments.queries.coaching import CoachChoice


@bp.route("/people/<int:person_id>/hand-over", methods=["GET", "POST"])
def hand_over(person_id: int) -> ResponseReturnValue:
    """Ask to whom and with which word, then once more, then hand over."""
    person = people.get_person(person_id)
    require(Action.HAND_OVER, person)
    choices = _choices(person)
    form = _form(person, choices)
    # Who goes back from the question gets the form again, with what was typed.
    is_checked = form.validate_on_submit() and request.form.get("go") != "back"
    if is_checked and form.is_confirmed.data:
        return _hand_over(person, form)
    return render_template(
        "pmo_coach/hand_over.html",
        person=person,
        form=form,
        choices=choices,
        is_checked=is_checked,
        next_coach=next((each.person for each in choices if each.person.id == form.to.data), None),
        viewer_id=current_person().id,
        consequences=handing_over.consequences_of(person),
    )


def _hand_over(person: Person, form: HandOverForm) -> ResponseReturnValue:
    to = people.get_person(form.to.data)
    try:
        handing_over.hand_over(
            person, to, form.statement.data, current_person(), seen=form.seen.data or None
        )
    except ConflictError:
        tell(_("%(name)s has been handed over meanwhile.", name=person.name))
    except handing_over.CannotCoachError:
        tell(_("%(name)s cannot coach just now; nothing is changed.", name=to.name))
        return redirect(url_for(".hand_over", person_id=person.id))
    else:
        tell(
            _(
                "%(name)s is entrusted to %(coach)s now, and both are told.",
                name=person.name,
                coach=to.name,
            )
        )
    return redirect(url_for("auth.open_desk"))


def _choices(person: Person) -> list[CoachChoice]:
    return [
        each
        for each in coaching.list_coaches()
        if each.person.id != person.coach_id and handing_over.may_coach(person, each.person)
    ]


def _form(person: Person, choices: list[CoachChoice]) -> HandOverForm:
    form = HandOverForm(data={"seen": person.coach_id or 0})
    form.to.choices = choices_of(
        {"": _("Choose a coach")}
        | {
            str(each.person.id): ngettext(
                "%(name)s (%(num)s person so far)",
                "%(name)s (%(num)s people so far)",
                each.people,
                name=each.person.name,
            )
            for each in choices
        }
    )
    return form
