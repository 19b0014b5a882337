"""Mentorships of the demo: those that run, one that is over, and what waits for an answer."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.mentoring import (
    Mentorship,
    MentorshipGoal,
    MentorshipMeeting,
    MentorshipRating,
)
from assessments.services.demonstrating.levels import Truth
from assessments.services.demonstrating.mentor_offers import WRITTEN, Offers, add_old_round
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.setting import Setting, at
from capability.lifecycle import (
    MentorshipStatus,
    PlanItemStatus,
    PlanStatus,
    RatingMoment,
)

LENGTH = timedelta(days=180)

Entry = dict[str, Any]


def add_mentoring(setting: Setting, cast: Cast, truths: dict[str, Truth]) -> None:
    """Add all of it; what plans say about mentors and has begun, those pairs have agreed."""
    contents = setting.read("mentoring")
    told = {(each["mentee"], each["mentor"]): each for each in contents["running"]}
    items = _items(setting.today)
    add_old_round(setting, cast, truths)
    named = [item.mentor_id for item in items] + [
        cast.id_of(each["mentor"])
        for state in ("past", "waiting", "asked", "proposed")
        for each in contents[state]
    ]
    Offers(setting, truths, contents["offer"]).add(cast, {key for key in named if key})
    book = _Pairs(setting, cast)
    for item in items:
        names = (item.plan.person.name, item.mentor.name if item.mentor else "")
        book.add_running(item, told.get(names, {}))
    for entry in contents["past"]:
        book.add_past(entry)
    for state in (MentorshipStatus.WAITING, MentorshipStatus.ASKED, MentorshipStatus.PROPOSED):
        for entry in contents[state]:
            book.add_open(entry, state)
    db.session.flush()


def _items(today: date) -> list[PlanItem]:
    found = db.session.scalars(
        select(PlanItem)
        .join(PlanItem.plan)
        .where(
            PlanItem.mentor_id.is_not(None),
            PlanItem.starts_on <= today,
            PlanItem.removed_at.is_(None),
            PlanItem.status.in_([PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY]),
            DevelopmentPlan.status != PlanStatus.COMPLETED,
        )
        .options(
            joinedload(PlanItem.mentor),
            joinedload(PlanItem.plan).joinedload(DevelopmentPlan.person),
        )
        .order_by(PlanItem.id)
    )
    return list(found)


class _Pairs:
    """Mentorships in every state."""

    def __init__(self, setting: Setting, cast: Cast) -> None:
        self.setting, self.cast = setting, cast

    def add_running(self, item: PlanItem, told: Entry) -> None:
        # It begins on the day on which the second of the two says yes.
        agreed_on = item.starts_on
        pair = self._begin(
            item.plan.person_id, item.mentor_id or 0, MentorshipStatus.RUNNING, agreed_on, told
        )
        pair.plan_item_id = item.id
        pair.starts_on, pair.ends_on = item.starts_on, item.due_on
        pair.mentee_agreed_at, pair.mentor_agreed_at = pair.asked_at, at(agreed_on, WRITTEN + 90)
        if "competency" in told:
            self._goal(pair, self.setting.competency_ids[told["competency"]], (None, None))
        elif item.competency_id:
            self._goal(pair, item.competency_id, (item.from_level, item.to_level))
        self._note(pair, "ask_mentor", pair.mentee_id, agreed_on)
        self._note(pair, "accept_mentorship", pair.mentor_id, agreed_on)
        for each in told.get("meetings", ()):
            self._meet(pair, each)
        if "midpoint" in told:
            self._rate(pair, told["midpoint"], RatingMoment.MIDPOINT)

    def add_past(self, entry: Entry) -> None:
        begun, closed = self.setting.day(entry["begun"]), self.setting.day(entry["closed"])
        pair = self._begin(
            self.cast.id_of(entry["mentee"]), self.cast.id_of(entry["mentor"]),
            MentorshipStatus.COMPLETED, begun, entry,
        )  # fmt: skip
        pair.starts_on, pair.ends_on = begun, begun + LENGTH
        pair.mentee_agreed_at = pair.mentor_agreed_at = pair.asked_at
        pair.closed_at, pair.closed_by_id = at(closed, WRITTEN), pair.mentor_id
        pair.last_word = entry["last_word"]
        self._goal(pair, self.setting.competency_ids[entry["competency"]], entry["levels"])
        self._note(pair, "accept_mentorship", pair.mentor_id, begun)
        self._note(pair, "complete_mentorship", pair.mentor_id, closed)
        for each in entry["ratings"]:
            self._rate(pair, {**each, "days": entry["closed"]}, RatingMoment.CLOSING)

    def add_open(self, entry: Entry, state: MentorshipStatus) -> None:
        day = self.setting.day(entry["asked"])
        mentee = self.cast[entry["mentee"]].person
        pair = self._begin(mentee.id, self.cast.id_of(entry["mentor"]), state, day, entry)
        self._goal(pair, self.setting.competency_ids[entry["competency"]], (None, None))
        if state is MentorshipStatus.PROPOSED:
            pair.proposed_by_id = mentee.coach_id
            self._note(pair, "propose_mentorship", mentee.coach_id, day)
        else:
            pair.mentee_agreed_at = pair.asked_at
            self._note(pair, "ask_mentor", mentee.id, day)

    def _begin(
        self, mentee: int, mentor: int, status: MentorshipStatus, day: date, told: Entry
    ) -> Mentorship:
        moment = at(day, WRITTEN)
        pair = Mentorship(
            mentee_id=mentee,
            mentor_id=mentor,
            status=status,
            message=told.get("message", ""),
            answer=told.get("answer", ""),
            asked_at=moment,
            changed_at=moment,
        )
        db.session.add(pair)
        db.session.flush()
        return pair

    def _goal(self, pair: Mentorship, competency_id: int, levels: Sequence[float | None]) -> None:
        db.session.add(
            MentorshipGoal(
                mentorship_id=pair.id, competency_id=competency_id, from_level=levels[0],
                to_level=levels[1],
            )
        )  # fmt: skip

    def _meet(self, pair: Mentorship, told: Entry) -> None:
        day = self.setting.day(told["days"])
        db.session.add(
            MentorshipMeeting(
                mentorship_id=pair.id,
                takes_place_on=day,
                notes=told["notes"],
                next_steps=told["next"],
                written_by_id=self._who(pair, told),
                written_at=at(day, WRITTEN),
            )
        )
        self._note(pair, "add_mentorship_meeting", self._who(pair, told), day)

    def _rate(self, pair: Mentorship, told: Entry, moment: RatingMoment) -> None:
        by = self._who(pair, told)
        day = self.setting.day(told["days"])
        db.session.add(
            MentorshipRating(
                mentorship_id=pair.id, by_id=by, moment=moment, helped=told["helped"],
                statement=told["statement"], rated_at=at(day, WRITTEN),
            )
        )  # fmt: skip
        other = pair.mentor_id if by == pair.mentee_id else pair.mentee_id
        self._note(pair, "rate_mentorship", by, day, about=other)

    def _who(self, pair: Mentorship, told: Entry) -> int:
        return pair.mentee_id if told["by"] == "mentee" else pair.mentor_id

    def _note(
        self, pair: Mentorship, action: str, by: int | None, day: date, *, about: int | None = None
    ) -> None:
        db.session.add(
            AuditLine(
                at=at(day, WRITTEN), actor_id=by, person_id=about or pair.mentee_id, action=action,
                subject=f"mentorship {pair.id}",
            )
        )  # fmt: skip
