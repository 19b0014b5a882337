"""Offers to mentor, mentorships that run, one that is over, and what waits for an answer."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.database import LocalText, db
from assessments.models.assessment import Assessment, AssessmentCycle, Rating
from assessments.models.audit import AuditLine
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from assessments.models.mentoring import (
    MentorOffer,
    Mentorship,
    MentorshipGoal,
    MentorshipMeeting,
    MentorshipRating,
)
from assessments.services.demonstrating.levels import Numbers, Truth
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.setting import Setting, at
from capability.lifecycle import (
    AssessmentStatus,
    MentorshipStatus,
    PlanItemStatus,
    PlanStatus,
    RatingMoment,
)
from capability.vocabulary import AssessmentSource, Confidence

STRONG = 3.4
MOST_COMPETENCIES = 8
WRITTEN = 540
"""Minutes after eight o'clock when people write to each other."""
OFFERED_DAYS_AGO = 200
LENGTH = timedelta(days=180)
OLD_ROUND_DAYS_AGO = 1120
RISEN = 1.6

Entry = dict[str, Any]


def add_mentoring(setting: Setting, cast: Cast, truths: dict[str, Truth]) -> None:
    """Add all of it; what plans say about mentors is what those pairs have agreed."""
    contents = setting.read("mentoring")
    told = {(each["mentee"], each["mentor"]): each for each in contents["running"]}
    items = _items()
    _add_old_round(setting, cast, truths)
    named = [item.mentor_id for item in items] + [
        cast.id_of(each["mentor"])
        for state in ("past", "waiting", "asked", "proposed")
        for each in contents[state]
    ]
    _Offers(setting, truths, contents["offer"]).add(cast, {key for key in named if key})
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


def _items() -> list[PlanItem]:
    found = db.session.scalars(
        select(PlanItem)
        .join(PlanItem.plan)
        .where(
            PlanItem.mentor_id.is_not(None),
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


def _add_old_round(setting: Setting, cast: Cast, truths: dict[str, Truth]) -> None:
    """Add how coaches saw those who mentor today, three years ago: what they have risen from."""
    closes_on = setting.day(-OLD_ROUND_DAYS_AGO)
    opens_on = closes_on - timedelta(days=25)
    name = LocalText(en=f"{closes_on:%B %Y}", zh=f"{closes_on.year}年{closes_on.month}月")
    cycle = AssessmentCycle(name=name, opens_on=opens_on, closes_on=closes_on)
    db.session.add(cycle)
    db.session.flush()
    for member in cast.assessed():
        person = member.person
        if not person.mentor_places or person.coach_id is None:
            continue
        moment = at(closes_on - timedelta(days=4), WRITTEN)
        levels = np.clip(np.rint(truths[member.name].levels - RISEN), 0, 5)
        form = Assessment(
            cycle_id=cycle.id,
            person_id=person.id,
            rater_id=person.coach_id,
            source=AssessmentSource.COACH,
            status=AssessmentStatus.SUBMITTED,
            started_at=moment,
            submitted_at=moment,
            ratings=[
                Rating(
                    competency_id=each.id,
                    level=int(level),
                    is_applicable=True,
                    confidence=Confidence.FAIRLY_SURE,
                    rated_at=moment,
                )
                for each, level in zip(setting.competencies, levels, strict=True)
            ],
        )
        db.session.add(form)
        db.session.flush()
        db.session.add(
            AuditLine(
                at=moment, actor_id=person.coach_id, person_id=person.id,
                action="submit_assessment", subject=f"assessment {form.id}",
            )
        )  # fmt: skip


class _Offers:
    """Offers of those who have places, for what they are strong in."""

    def __init__(self, setting: Setting, truths: dict[str, Truth], words: Entry) -> None:
        self.setting, self.truths, self.words = setting, truths, words
        self.dice = setting.dice("offers")

    def add(self, cast: Cast, named: set[int]) -> None:
        for member in cast.assessed():
            # The same number of dice for everybody, so that one offer more shifts no other.
            turn, days = self.dice.integers(100), int(self.dice.integers(0, 120))
            if member.person.mentor_places or member.person.id in named:
                self._add(member.person.id, member.name, int(turn), days, cast)
        db.session.flush()

    def _add(self, person_id: int, name: str, turn: int, days: int, cast: Cast) -> None:
        person = cast[name].person
        moment = at(self.setting.day(-OFFERED_DAYS_AGO - days), WRITTEN)
        offer = MentorOffer(
            person_id=person_id,
            places=person.mentor_places or 1,
            monthly_hours=self.words["hours"][turn % len(self.words["hours"])],
            languages=list(person.languages),
            until_on=self.setting.day(400) if turn % 3 == 0 else None,
            statement=self.words["statements"][turn % len(self.words["statements"])],
            offered_at=moment,
            changed_at=moment,
            competencies=self._strong(name),
        )
        db.session.add(offer)
        db.session.flush()
        db.session.add(
            AuditLine(
                at=moment, actor_id=person_id, person_id=person_id, action="offer_mentoring",
                subject=f"offer {offer.id}", new={"places": offer.places},
            )
        )  # fmt: skip

    def _strong(self, name: str) -> list[Competency]:
        places = places_of_strength(self.truths[name].levels)
        return [self.setting.competencies[each] for each in places]


def places_of_strength(levels: Numbers) -> list[int]:
    """Return in which competencies somebody of such levels can help, by their place."""
    order = np.argsort(-levels, kind="stable")[:MOST_COMPETENCIES]
    return sorted(int(each) for each in order if levels[each] >= STRONG) or [int(order[0])]


class _Pairs:
    """Mentorships in every state."""

    def __init__(self, setting: Setting, cast: Cast) -> None:
        self.setting, self.cast = setting, cast

    def add_running(self, item: PlanItem, told: Entry) -> None:
        agreed_on = min(item.starts_on, self.setting.day(-30))
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
