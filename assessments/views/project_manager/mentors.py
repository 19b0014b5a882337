"""Mentors: who could help, asking one, and offering to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.mentoring import AskForm, OfferForm
from assessments.labels.plans import DECLINE_REASONS
from assessments.permissions import Action
from assessments.queries import framework, mentors, people
from assessments.services import asking_mentors, mentor_pages, offering, planning
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.project_manager.suggestions import chosen_limits
from assessments.views.toasts import tell
from capability.lifecycle import MentorshipStatus

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.framework import Role
    from assessments.models.mentoring import MentorOffer
    from assessments.models.people import Person
    from assessments.services.suggesting import MentorSuggestion


@bp.get("/mentors")
def list_mentors() -> ResponseReturnValue:
    person = current_person()
    require(Action.ASK_MENTOR, person)
    today = filters.today()
    return render_template(
        "project_manager/list_mentors.html",
        page=mentor_pages.page_of(person, today=today),
        person=person,
        today=today,
        reasons=list(DECLINE_REASONS.items()),
    )


@bp.route("/mentors/<int:person_id>/ask", methods=["GET", "POST"])
def ask_mentor(person_id: int) -> ResponseReturnValue:
    """Ask somebody who could be suggested; nobody else's name is told by an address."""
    asked, person = people.get_person(person_id), current_person()
    require(Action.ASK_MENTOR, person)
    today = filters.today()
    role = _role_asked(person)
    found = mentor_pages.find_suggested(person, asked.id, role, today=today)
    if found is None:
        tell(_("This cannot be asked now. Here is how it stands, and who could help."))
        return redirect(url_for(".list_mentors"))
    places = mentor_pages.gaps_for(person, found.facts.offer.codes, role, today=today)
    form = AskForm()
    form.goals.choices = choices_of({each.code: str(each.name) for each in places})
    if not form.is_submitted():
        form.goals.data = [each.code for each in places]
    if form.validate_on_submit():
        goals = mentor_pages.goals_from(places, form.goals.data or ())
        try:
            pair = asking_mentors.ask(person, found.mentor, form.message.data, goals, today=today)
        except asking_mentors.NotOfferedError:
            tell(_("%(name)s does not take requests just now.", name=found.mentor.name))
        except (asking_mentors.AlreadyOpenError, ConflictError):
            tell(_("You have asked already; this is how it stands."))
        else:
            _tell_asked(found, pair.status, pair.id)
        return redirect(url_for(".list_mentors"))
    return render_template(
        "project_manager/ask_mentor.html",
        form=form,
        s=found,
        places=places,
        offer=mentors.find_offer(found.mentor),
    )


def _tell_asked(found: MentorSuggestion, status: MentorshipStatus, key: int) -> None:
    words = (
        _("You are in the waiting list of %(name)s.", name=found.mentor.name)
        if status is MentorshipStatus.WAITING
        else _("Asked. You see the answer here.")
    )
    tell(words, undo_url=url_for(".withdraw_mentorship", mentorship_id=key))


@bp.post("/mentors/<int:person_id>/decline")
def decline_mentor(person_id: int) -> ResponseReturnValue:
    mentor, person = people.get_person(person_id), current_person()
    require(Action.CHOOSE_SUGGESTION, person)
    found = mentor_pages.find_suggested(
        person, mentor.id, _role_asked(person), today=filters.today()
    )
    if found is None:
        tell(_("This cannot be asked now. Here is how it stands, and who could help."))
        return redirect(url_for(".list_mentors"))
    reason = request.form.get("reason", "other")
    if reason not in DECLINE_REASONS:
        abort(400)
    fingerprint = request.form.get("fingerprint", "")[:64]
    planning.decline(person, found.subject, found.mentor.name, reason, fingerprint)
    is_from_suggestions = request.args.get("back") == "suggestions"
    args = chosen_limits() if is_from_suggestions else {"back": "mentors"}
    undo = url_for(".take_back_decline", subject=found.subject, **args)
    tell(_("Declined. It stays away until something changes."), undo_url=undo)
    if is_from_suggestions:
        return redirect(url_for(".list_suggestions", **args))
    return redirect(url_for(".list_mentors"))


def _role_asked(person: Person) -> Role | None:
    """Return towards which role the page that led here had looked for mentors."""
    code = request.args.get("role")
    return framework.get_role(code) if code else mentor_pages.aim_of(person)


@bp.route("/mentors/offer", methods=["GET", "POST"])
def edit_offer() -> ResponseReturnValue:
    person = current_person()
    require(Action.OFFER_MENTORING, person)
    offer = mentors.find_offer(person)
    form = _offer_form(person, offer)
    is_conflict = False
    if form.validate_on_submit():
        try:
            offering.offer(person, form.draft, seen=form.version.data or 0, today=filters.today())
        except ConflictError:
            is_conflict = True
            offer = mentors.find_offer(person)
        else:
            tell(_("Your offer stands. Who is suggested to you, and who asks, you see here."))
            return redirect(url_for(".list_mentors"))
    return render_template(
        "project_manager/edit_offer.html",
        form=form,
        offer=offer,
        areas=framework.list_areas(),
        today=filters.today(),
        is_conflict=is_conflict,
    )


@bp.post("/mentors/offer/<step>")
def change_offer(step: str) -> ResponseReturnValue:
    person = current_person()
    require(Action.OFFER_MENTORING, person)
    offer = mentors.find_offer(person)
    if step not in {"pause", "resume", "end"}:
        abort(404)
    if offer is None:
        return redirect(url_for(".edit_offer"))
    try:
        match step:
            case "pause":
                offering.pause(offer, by=person)
                undo = url_for(".change_offer", step="resume")
                tell(_("Paused: nobody is pointed to you now. What runs goes on."), undo_url=undo)
            case "resume":
                offering.resume(offer, by=person, today=filters.today())
                undo = url_for(".change_offer", step="pause")
                tell(_("Your offer stands again."), undo_url=undo)
            case _:
                offering.end(offer, by=person)
                tell(_("Your offer has ended. What runs goes on."))
    except ConflictError:
        tell(_("Your offer was changed elsewhere meanwhile; this is how it stands now."))
    return redirect(url_for(".list_mentors"))


def _offer_form(person: Person, offer: MentorOffer | None) -> OfferForm:
    values = {
        "competencies": [each.code for each in offer.competencies] if offer else [],
        "places": offer.places if offer else person.mentor_places or 1,
        "monthly_hours": offer.monthly_hours if offer else 2,
        "languages": list(offer.languages) if offer else list(person.languages),
        "until_on": offer.until_on if offer else None,
        "statement": offer.statement if offer else "",
        "version": offer.version if offer else 0,
    }
    form = OfferForm(data=values)
    form.competencies.choices = choices_of(
        {each.code: str(each.name) for each in framework.list_competencies()}
    )
    return form
