"""One mentorship: answered, lived, ended; opened by the two alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.confirming import ConfirmForm
from assessments.forms.mentoring import WORDS, GoalsForm, HelpedForm, MeetingForm
from assessments.permissions import Action
from assessments.queries import mentors, mentorships
from assessments.services import asking_mentors, mentor_pages, mentoring
from assessments.services.conflicts import ConflictError
from assessments.views.project_manager import bp
from assessments.views.toasts import tell
from capability.lifecycle import (
    OVER_MENTORSHIPS,
    MentorshipEvent,
    RatingMoment,
    TransitionError,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.mentoring import Mentorship


@bp.get("/mentorships/<int:mentorship_id>")
def show_mentorship(mentorship_id: int) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.VIEW_MENTORSHIP, mentorship)
    return _page(mentorship)


def _page(
    mentorship: Mentorship,
    meeting_form: MeetingForm | None = None,
    helped_form: HelpedForm | None = None,
    moment: RatingMoment | None = None,
    word_error: str = "",
) -> ResponseReturnValue:
    person, moment = current_person(), moment or _moment(mentorship)
    own = {each.moment: each for each in mentorship.ratings if each.by_id == person.id}
    return render_template(
        "project_manager/show_mentorship.html",
        m=mentorship,
        person=person,
        other=mentorship.other(person),
        is_mentee=person.id == mentorship.mentee_id,
        waits_for_me=mentor_pages.waits_for(mentorship, person.id),
        position=mentorships.positions_of([mentorship]).get(mentorship.id),
        meetings=mentor_pages.meetings_of(mentorship),
        meeting_form=meeting_form or MeetingForm(formdata=None),
        helped_form=helped_form or HelpedForm(formdata=None, obj=own.get(moment)),
        word_error=word_error,
        today=filters.today(),
        is_helped_form_open=helped_form is not None,
        moment=moment,
        own=own,
        is_over=mentorship.status in OVER_MENTORSHIPS,
    )


def _moment(mentorship: Mentorship) -> RatingMoment:
    """Return at which moment the two are: half-way, or at the end."""
    is_over = mentorship.status in OVER_MENTORSHIPS
    return RatingMoment.CLOSING if is_over else RatingMoment.MIDPOINT


@bp.post("/mentorships/<int:mentorship_id>/answer/<answer>")
def answer_mentorship(mentorship_id: int, answer: str) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.WRITE_MENTORSHIP, mentorship)
    word = _word()
    person, today = current_person(), filters.today()
    if answer not in {"accept", "decline"} or not ConfirmForm().validate_on_submit():
        abort(404)
    try:
        if not mentor_pages.waits_for(mentorship, person.id):
            raise TransitionError(mentorship.status, MentorshipEvent.ACCEPT)
        if answer == "decline":
            if not word:
                return _page(mentorship, word_error=_word_missing(mentorship))
            asking_mentors.decline(mentorship, word, by=person, today=today)
            tell(_("Declined. %(name)s sees it.", name=mentorship.other(person).name))
            return redirect(url_for(".list_mentors"))
        runs = asking_mentors.accept(mentorship, word, by=person, today=today)
    except (TransitionError, ConflictError):
        tell(_("Something changed meanwhile; this is how it stands now."))
        return redirect(url_for(".list_mentors"))
    other = mentorship.other(person).name
    tell(
        _("You and %(name)s begin today.", name=other)
        if runs
        else _("You have said yes. It begins once %(name)s has too.", name=other)
    )
    return redirect(url_for(".show_mentorship", mentorship_id=mentorship_id))


def _word() -> str:
    """Return what was written with an answer; a browser counts a new line as one character."""
    return request.form.get("word", "").replace("\r\n", "\n").strip()[:WORDS]


def _word_missing(mentorship: Mentorship) -> str:
    """Return what is asked for where somebody says no, or ends it early, without a word."""
    return _("Write a sentence: %(name)s reads it.", name=mentorship.other(current_person()).name)


@bp.post("/mentorships/<int:mentorship_id>/withdraw")
def withdraw_mentorship(mentorship_id: int) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.WITHDRAW_MENTORSHIP, mentorship)
    try:
        asking_mentors.withdraw(mentorship, by=current_person(), today=filters.today())
    except (TransitionError, ConflictError):
        tell(_("Something changed meanwhile; this is how it stands now."))
    else:
        undo = url_for(".restore_mentorship", mentorship_id=mentorship_id)
        tell(_("Taken back."), undo_url=undo)
    return redirect(url_for(".list_mentors"))


@bp.post("/mentorships/<int:mentorship_id>/restore")
def restore_mentorship(mentorship_id: int) -> ResponseReturnValue:
    """Undo: a request that the mentee took back stands where it stood in time."""
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.ASK_MENTOR, mentorship)
    try:
        asking_mentors.ask_again(mentorship, by=current_person(), today=filters.today())
    except (
        TransitionError,
        ConflictError,
        asking_mentors.AlreadyOpenError,
        asking_mentors.NotOfferedError,
    ):
        tell(_("Something changed meanwhile; this is how it stands now."))
    else:
        tell(_("Your request stands again."))
    return redirect(url_for(".list_mentors"))


@bp.route("/mentorships/<int:mentorship_id>/goals", methods=["GET", "POST"])
def edit_goals(mentorship_id: int) -> ResponseReturnValue:
    """The mentee chooses which gaps the mentor sees as goals."""
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.ASK_MENTOR, mentorship)
    if mentorship.closed_at is not None:
        tell(_("It is over; its goals stay as they are."))
        return redirect(url_for(".show_mentorship", mentorship_id=mentorship_id))
    offer = mentors.find_offer(mentorship.mentor)
    codes = [each.code for each in offer.competencies] if offer else None
    mentee = mentorship.mentee
    role = mentor_pages.aim_of(mentee)
    places = mentor_pages.gaps_for(mentee, codes, role, today=filters.today())
    kept = {goal.competency.code: str(goal.competency.name) for goal in mentorship.goals}
    form = GoalsForm(data={"goals": list(kept), "version": mentorship.version})
    form.goals.choices = choices_of(kept | {each.code: str(each.name) for each in places})
    is_conflict = False
    if form.validate_on_submit():
        chosen = form.goals.data or ()
        goals = [
            *(asking_mentors.Goal(code, None, None) for code in kept if code in chosen),
            *mentor_pages.goals_from([p for p in places if p.code not in kept], chosen),
        ]
        try:
            mentoring.set_goals(mentorship, goals, seen=form.version.data or 0, by=current_person())
        except (TransitionError, ConflictError):
            is_conflict = True
        else:
            tell(_("Kept."))
            return redirect(url_for(".show_mentorship", mentorship_id=mentorship_id))
    return render_template(
        "project_manager/edit_goals.html",
        form=form,
        m=mentorships.get_mentorship(mentorship_id),
        places={each.code: each for each in places},
        is_conflict=is_conflict,
    )


@bp.post("/mentorships/<int:mentorship_id>/meetings")
def add_meeting(mentorship_id: int) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.WRITE_MENTORSHIP, mentorship)
    form = MeetingForm()
    if not form.validate_on_submit():
        return _page(mentorship, meeting_form=form)
    try:
        meeting = mentoring.add_meeting(mentorship, form.draft, by=current_person())
    except TransitionError:
        tell(_("It has not begun yet."))
    else:
        tell(_("Kept."), undo_url=url_for(".remove_meeting", meeting_id=meeting.id))
    return redirect(url_for(".show_mentorship", mentorship_id=mentorship_id, _anchor="meetings"))


@bp.route("/mentorship-meetings/<int:meeting_id>", methods=["GET", "POST"])
def edit_meeting(meeting_id: int) -> ResponseReturnValue:
    meeting = mentorships.get_meeting(meeting_id)
    require(Action.WRITE_MENTORSHIP, meeting)
    form = MeetingForm(obj=meeting)
    is_conflict = False
    if form.validate_on_submit():
        try:
            mentoring.change_meeting(
                meeting, form.draft, seen=form.version.data or 0, by=current_person()
            )
        except ConflictError:
            is_conflict = True
            meeting = mentorships.get_meeting(meeting_id)
        else:
            tell(_("Kept."))
            return redirect(_meetings_url(meeting.mentorship_id))
    return render_template(
        "project_manager/edit_meeting.html",
        form=form,
        meeting=meeting,
        other=meeting.mentorship.other(current_person()),
        is_conflict=is_conflict,
    )


@bp.post("/mentorship-meetings/<int:meeting_id>/remove")
def remove_meeting(meeting_id: int) -> ResponseReturnValue:
    return _put(meeting_id, is_there=False)


@bp.post("/mentorship-meetings/<int:meeting_id>/restore")
def restore_meeting(meeting_id: int) -> ResponseReturnValue:
    return _put(meeting_id, is_there=True)


def _put(meeting_id: int, *, is_there: bool) -> ResponseReturnValue:
    meeting = mentorships.get_meeting(meeting_id)
    require(Action.WRITE_MENTORSHIP, meeting)
    change = mentoring.restore_meeting if is_there else mentoring.remove_meeting
    try:
        change(meeting, by=current_person())
    except ConflictError:
        tell(_("Something changed meanwhile; this is how it stands now."))
    else:
        undo = None if is_there else url_for(".restore_meeting", meeting_id=meeting_id)
        tell(_("The meeting is back.") if is_there else _("Meeting removed."), undo_url=undo)
    return redirect(_meetings_url(meeting.mentorship_id))


def _meetings_url(mentorship_id: int) -> str:
    return url_for(".show_mentorship", mentorship_id=mentorship_id, _anchor="meetings")


@bp.post("/mentorships/<int:mentorship_id>/rate/<moment>")
def rate_mentorship(mentorship_id: int, moment: str) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.WRITE_MENTORSHIP, mentorship)
    if moment not in set(RatingMoment):
        abort(404)
    form = HelpedForm()
    if not form.validate_on_submit():
        return _page(mentorship, helped_form=form, moment=RatingMoment(moment))
    try:
        mentoring.rate(
            mentorship,
            RatingMoment(moment),
            int(form.helped.data),
            form.statement.data or "",
            by=current_person(),
        )
    except (TransitionError, ConflictError):
        tell(_("Something changed meanwhile; this is how it stands now."))
    else:
        tell(_("Kept. %(name)s reads it too.", name=mentorship.other(current_person()).name))
    return redirect(url_for(".show_mentorship", mentorship_id=mentorship_id))


@bp.post("/mentorships/<int:mentorship_id>/end/<how>")
def end_mentorship(mentorship_id: int, how: str) -> ResponseReturnValue:
    mentorship = mentorships.get_mentorship(mentorship_id)
    require(Action.WRITE_MENTORSHIP, mentorship)
    events = {"early": MentorshipEvent.END, "completed": MentorshipEvent.COMPLETE}
    if how not in events or not ConfirmForm().validate_on_submit():
        abort(404)
    word, is_running = _word(), mentorship.allows(events[how])
    if how == "early" and is_running and not word:
        return _page(mentorship, word_error=_word_missing(mentorship))
    try:
        asking_mentors.close(
            mentorship,
            events[how],
            word,
            by=current_person(),
            today=filters.today(),
        )
    except (TransitionError, ConflictError):
        tell(_("Something changed meanwhile; this is how it stands now."))
    else:
        tell(_("It is over, and the place is free. Say below how it was."))
    return redirect(url_for(".show_mentorship", mentorship_id=mentorship_id))
