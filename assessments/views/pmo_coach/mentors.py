"""Mentors for a coach's people: worked out together, changed by hand, proposed to both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.authentication import current_person, require
from assessments.permissions import Access, Action
from assessments.queries import cohorts, mentorships, people
from assessments.services import asking_mentors, assigning_mentors, assignment_pages, pairing
from assessments.services.conflicts import ConflictError
from assessments.views.cohorts import cohort_asked
from assessments.views.pmo_coach import bp
from assessments.views.toasts import tell
from capability.lifecycle import MentorshipStatus, TransitionError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.services.assigning_mentors import Assignment

ASKED = ("department", "role", "mode", "page")
KEY_LENGTH = 10
OPEN = (
    MentorshipStatus.RUNNING,
    MentorshipStatus.PROPOSED,
    MentorshipStatus.ASKED,
    MentorshipStatus.WAITING,
)


@bp.get("/mentors")
def assign_mentors() -> ResponseReturnValue:
    require(Action.WORK_AS_COACH)
    assignment = _assignment()
    cohort = cohort_asked(Access.PMO_COACH)
    return render_template(
        "pmo_coach/assign_mentors.html",
        page=assignment_pages.page_of(assignment, page=_page()),
        running=mentorships.page_of_pairs(cohort, OPEN, request.args.get("pairs", 1, type=int)),
        choices=cohorts.choices_in(cohort.viewer, Access.PMO_COACH),
        args=_args(),
        department=cohort.department,
        role=cohort.role,
        coach=cohort.viewer,
    )


@bp.get("/mentors/<int:person_id>")
def change_pair(person_id: int) -> ResponseReturnValue:
    """Choose somebody's mentor by hand, and see what it costs before it is kept."""
    mentee = people.get_person(person_id)
    require(Action.ASSIGN_MENTOR, mentee)
    assignment = _assignment()
    if mentee.id not in assignment.taking_part:
        tell(_("%(name)s has a mentor or has asked one, or has no named gap.", name=mentee.name))
        return redirect(url_for(".assign_mentors", **_args()))
    mentor_id = request.args.get("mentor", type=int)
    options = assignment_pages.options_of(assignment, mentee)
    chosen = next((each for each in options if each.mentor and each.mentor.id == mentor_id), None)
    change = (
        assigning_mentors.change_of(assignment, mentee.id, mentor_id)
        if chosen and mentor_id is not None
        else None
    )
    return render_template(
        "pmo_coach/change_pair.html",
        mentee=mentee,
        options=options,
        now_id=assignment.matching.mentor_of.get(mentee.id),
        fixed_id=assignment.fixed.get(mentee.id),
        chosen=chosen,
        change=change,
        moved=assignment_pages.moved_names(assignment, change) if change else [],
        cost=assignment_pages.cost_words(assignment, change) if change else "",
        args=_args(),
    )


@bp.post("/mentors/<int:person_id>/fix/<int:mentor_id>")
def fix_pair(person_id: int, mentor_id: int) -> ResponseReturnValue:
    mentee = people.get_person(person_id)
    require(Action.ASSIGN_MENTOR, mentee)
    assignment = _assignment()
    can_be = mentor_id in assignment.options_for(mentee.id)
    if not can_be or assigning_mentors.change_of(assignment, mentee.id, mentor_id) is None:
        tell(_("This pair cannot be made any more."))
        return redirect(url_for(".assign_mentors", **_args()))
    mentor = people.get_person(mentor_id)
    try:
        old = pairing.fix(mentee, mentor, by=current_person())
    except ConflictError:
        tell(_("Something changed meanwhile; this is how it stands now."))
    else:
        undo = (
            url_for(".release_pair", person_id=mentee.id, **_args())
            if old is None
            else url_for(".fix_pair", person_id=mentee.id, mentor_id=old, **_args())
        )
        names = {"mentee": mentee.name, "mentor": mentor.name}
        tell(_("%(mentee)s with %(mentor)s: fixed. The others are matched around it.", **names),
             undo_url=undo)  # fmt: skip
    return redirect(url_for(".assign_mentors", **_args()))


@bp.post("/mentors/<int:person_id>/release")
def release_pair(person_id: int) -> ResponseReturnValue:
    mentee = people.get_person(person_id)
    require(Action.ASSIGN_MENTOR, mentee)
    try:
        old = pairing.release(mentee, by=current_person())
    except ConflictError:
        old = None
    if old is not None:
        undo = url_for(".fix_pair", person_id=mentee.id, mentor_id=old, **_args())
        tell(_("Left open again for %(name)s.", name=mentee.name), undo_url=undo)
    return redirect(url_for(".assign_mentors", **_args()))


@bp.post("/mentors/propose")
def propose_pairs() -> ResponseReturnValue:
    """Propose the chosen pairs to both sides; each accepts or declines."""
    require(Action.WORK_AS_COACH)
    assignment = _assignment()
    pairs = {}
    for word in request.form.getlist("pair"):
        mentee, _separator, mentor = word.partition(":")
        if not (_is_key(mentee) and _is_key(mentor)):
            abort(400)
        if int(mentor) in assignment.options_for(int(mentee)):
            pairs[int(mentee)] = int(mentor)
    found = cohorts.list_people(list(pairs))
    for person in found.values():
        require(Action.ASSIGN_MENTOR, person)
    proposed: list[int] = []
    if pairs:
        try:
            proposed = pairing.propose(pairs, by=current_person(), today=filters.today())
        except ConflictError:
            tell(_("Something changed meanwhile; this is how it stands now."))
            return redirect(url_for(".assign_mentors", **_args()))
    tell(_proposed_words(len(proposed), len(request.form.getlist("pair"))))
    return redirect(url_for(".assign_mentors", **_args()))


def _is_key(word: str) -> bool:
    """Whether a word of a form is a key; one of very many figures is none."""
    return word.isdecimal() and len(word) <= KEY_LENGTH


def _proposed_words(proposed: int, chosen: int) -> str:
    if not chosen:
        return _("Choose at least one pair.")
    words = ngettext(
        "Proposed to both sides of %(num)s pair.", "Proposed to both sides of %(num)s pairs.",
        proposed,
    )  # fmt: skip
    if proposed == chosen:
        return words
    left = ngettext(
        "%(num)s pair cannot be made any more and was left out.",
        "%(num)s pairs cannot be made any more and were left out.",
        chosen - proposed,
    )
    return _("%(said)s %(more)s", said=words, more=left) if proposed else left


@bp.post("/mentorships/<int:mentorship_id>/withdraw")
def withdraw_proposal(mentorship_id: int) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.WITHDRAW_MENTORSHIP, mentorship)
    try:
        asking_mentors.withdraw(mentorship, by=current_person(), today=filters.today())
    except (TransitionError, ConflictError):
        tell(_("Somebody has answered meanwhile, so it stands."))
    else:
        tell(_("Taken back."))
    return redirect(url_for(".assign_mentors", _anchor="running"))


def _assignment() -> Assignment:
    is_stable = request.args.get("mode") == "stable"
    return assigning_mentors.assignment_of(
        cohort_asked(Access.PMO_COACH),
        mode="stable" if is_stable else "optimal",
        today=filters.today(),
    )


def _page() -> int:
    return max(request.args.get("page", 1, type=int), 1)


def _args() -> dict[str, Any]:
    """Return what the address asks for; anything else in it is dropped."""
    return {name: request.args[name] for name in ASKED if request.args.get(name)}
