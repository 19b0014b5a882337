"""Who is suggested as a mentor: every reason is true when it is worked out from the rows again."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from flask_babel import force_locale
from pytest import approx
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle
from assessments.models.mentoring import Mentorship
from assessments.models.people import Department
from assessments.models.project import Project, ProjectRole
from assessments.queries import framework, mentors
from assessments.services import mapping, mentor_pages, planning
from assessments.services.suggesting.activities import named_gaps
from assessments.services.suggesting.mentor_pairs import overlap_hours
from assessments.services.suggesting.mentors import suggest_mentors
from capability import scoring
from capability.frames import drop_small_groups
from capability.lifecycle import MentorshipStatus
from capability.vocabulary import AssessmentSource, DeliveryMethod, ProjectPart, ProjectStatus
from tests.assessments.builders import (
    TODAY,
    all_codes,
    answer,
    bystander,
    competency,
    guide,
    lead,
    mentorship,
    noon,
    offer,
    person_of,
)

pytestmark = pytest.mark.usefixtures("session")
THEN, LATER = date(2023, 5, 31), date(2025, 5, 31)


@pytest.fixture
def pm(session, world):
    person = person_of(world.pm)
    answer(person, {**dict.fromkeys(all_codes(), 4), "risk": 1})
    return person


def suggest(person, declined=None):
    gaps = named_gaps(mapping.map_of(person, person.role, today=TODAY))
    return suggest_mentors(person, gaps, declined=declined or {}, today=TODAY)


def names_for(person):
    return [each.mentor.name for each in suggest(person)]


def mentor(name="Grace Obi", *, places=1, **facts):
    found = guide(name, **facts)
    offer(found, places=places, on=noon(TODAY))
    return found


def words_of(found):
    return [reason.words for reason in found.reasons]


def test_without_an_offer_nobody_is_suggested_and_with_it_the_stronger_one_is(pm):
    grace = guide(mentor_places=3)
    assert suggest(pm) == ()

    offer(grace, places=2)
    [found] = suggest(pm)

    assert (found.mentor, found.facts.place.code) == (grace, "risk")
    assert found.places == "2 of 2 places free"
    assert found.terms == "Offers 2 h a month"
    assert "You both speak English" in words_of(found)
    with force_locale("zh"):
        assert any("英语" in words for words in words_of(suggest(pm)[0]))


@pytest.mark.parametrize(
    "change",
    [{"is_paused": True}, {"ended_at": noon(TODAY)}, {"until_on": TODAY - timedelta(days=1)},
     {"languages": ["fr"]}],
)  # fmt: skip
def test_an_offer_that_rests_or_is_in_another_language_suggests_nobody(pm, change):
    made = offer(guide())
    for name, value in change.items():
        setattr(made, name, value)
    db.session.commit()

    assert suggest(pm) == ()


def test_help_is_suggested_only_for_what_it_is_offered(pm):
    offer(guide(), "scope")

    assert suggest(pm) == ()


def test_neither_coach_nor_head_nor_oneself_nor_who_left_or_knows_no_more(pm, world):
    pm.coach = mentor("The Coach")
    head = guide(person=person_of(world.head))
    offer(head)
    offer(pm)
    mentor("Gone Away", left_on=date(2026, 1, 1))
    mentor("No Stronger", level=1, role=None)
    assert names_for(pm) == []

    head.department = db.session.scalars(select(Department).filter_by(code="systems")).one()
    db.session.commit()
    assert names_for(pm) == ["Ruth Okeke"]


@pytest.mark.parametrize(
    ("status", "is_suggested"),
    [(status, status is MentorshipStatus.WITHDRAWN) for status in MentorshipStatus],
)
def test_whoever_is_or_was_a_pair_is_not_suggested_again(pm, status, is_suggested):
    grace = mentor(places=5)
    pair = mentorship(pm, grace, status)
    if status in {MentorshipStatus.DECLINED, MentorshipStatus.ENDED}:
        pair.closed_at = noon(TODAY + timedelta(days=1))
    db.session.commit()

    assert bool(suggest(pm)) is is_suggested


def test_a_no_of_the_mentor_holds_until_the_offer_changes(pm):
    grace = mentor()
    pair = mentorship(pm, grace, MentorshipStatus.DECLINED)
    pair.closed_at = noon(TODAY)
    mentors.find_offer(grace).changed_at = noon(TODAY + timedelta(days=1))
    db.session.commit()

    assert names_for(pm) == ["Grace Obi"]


def test_a_full_mentor_is_named_with_the_place_in_the_list_and_one_who_is_free_beside(pm, world):
    full = mentor("Ada Full")
    mentorship(person_of(world.other_pm), full, MentorshipStatus.ASKED)
    mentorship(person_of(world.reviewing_pm), full, MentorshipStatus.WAITING)
    for name in ("Bela", "Cleo", "Dora"):
        taken = mentor(name)
        mentorship(person_of(world.other_pm), taken)
    mentor("Zoe Free", level=4)  # suits less than the others

    found = {each.mentor.name: each for each in suggest(pm)}

    assert len(found) == 3
    assert not found["Zoe Free"].is_full
    assert list(found) == sorted(found)
    only = mentor_pages.find_suggested(pm, full.id, pm.role, today=TODAY)
    assert only.places == "0 of 1 place free; in the waiting list you would be number 2"


def test_a_declined_mentor_stays_away_until_offer_or_gap_changes(pm):
    grace = mentor()
    [found] = suggest(pm)
    planning.decline(pm, found.subject, "Grace Obi", "no_time", found.fingerprint)
    refused = {found.subject: found.fingerprint}
    assert suggest(pm, refused) == ()

    mentors.find_offer(grace).changed_at = noon(TODAY + timedelta(days=1))
    db.session.commit()

    assert [each.mentor for each in suggest(pm, refused)] == [grace]


def test_who_offers_and_is_known_by_projects_alone_is_named_last_and_so_it_is_said(pm):
    lead(
        pm,
        name="Ferry",
        sectors=["Ports"],
        started_on=date(2026, 1, 1),
        status=ProjectStatus.ACTIVE,
    )
    unknown = bystander("Led Alike")
    lead(unknown, name="Old pier", sectors=["Ports"], started_on=date(2019, 1, 1),
         ended_on=date(2020, 6, 30))  # fmt: skip
    offer(unknown)
    offer(bystander("Led Nothing"))

    [found] = suggest(pm)

    assert (found.mentor, found.is_strength_known) == (unknown, False)
    assert words_of(found)[0] == "Led 1 project in Ports: Old pier (until June 2020)"


def a_round(day: date, levels: dict, person, raters) -> None:
    """Let some people rate somebody in a round that closes on a day."""
    cycle = AssessmentCycle(
        name=LocalText(en=f"{day:%B %Y}"), opens_on=day - timedelta(days=20), closes_on=day
    )
    for rater, source in raters:
        form = answer(person, levels, rater=rater, source=source, on=day - timedelta(days=2))
        form.cycle = cycle
    db.session.commit()


@pytest.fixture
def told(pm, world):
    """A mentor of whom there is everything to tell, and a mentee with a project of today."""
    facts = {"country": "Ghana", "method": DeliveryMethod.AGILE}
    lead(pm, name="Harbour Line", sectors=["Rail", "Urban"], planned_cost=2e6,
         started_on=date(2026, 1, 1), status=ProjectStatus.ACTIVE, **facts)  # fmt: skip
    grace = bystander("Grace Obi", role=person_of(world.coaching_pm).role, time_zone="Asia/Kolkata")
    pm.time_zone = "Europe/Berlin"
    raters = [(bystander("Her Coach"), AssessmentSource.COACH)]
    raters += [(bystander(f"Peer {n}"), AssessmentSource.PEER) for n in range(3)]
    a_round(THEN, {"risk": 1, "scope": 3}, grace, raters)
    a_round(LATER, {"risk": 5, "scope": 4}, grace, raters)
    for name, sectors, cost, ended in (
        ("Metro east", ["Rail"], 1e6, date(2021, 3, 31)),
        ("Metro west", ["Urban", "Rail"], 7e6, date(2024, 9, 30)),
        ("Grand depot", ["Rail"], 9e6, date(2025, 1, 31)),
        ("Water works", ["Water"], 2e6, date(2025, 2, 28)),
    ):
        lead(grace, name=name, sectors=sectors, planned_cost=cost, started_on=date(2019, 1, 1),
             ended_on=ended, **facts)  # fmt: skip
    lead(grace, name="Only proposed", sectors=["Rail"], planned_cost=2e6, started_on=None,
         status=ProjectStatus.PROPOSED)  # fmt: skip
    lead(grace, name="As a member", sectors=["Rail"], planned_cost=2e6,
         started_on=date(2019, 1, 1), part=ProjectPart.TEAM_MEMBER)  # fmt: skip
    offer(grace, "risk", "scope", places=3, until_on=date(2027, 3, 31))
    past = mentorship(person_of(world.other_pm), grace, MentorshipStatus.COMPLETED)
    past.closed_at = noon(date(2026, 2, 10))
    mentorship(person_of(world.reviewing_pm), grace)
    db.session.commit()
    return grace


def estimate(person, code: str, on: date) -> tuple[float, float]:
    """Return level and sd of one competency by the answers up to a day, asked of the core."""
    frame = mapping.read_evidence([person.id])
    known = frame.answers[frame.answers["submitted_at"].map(lambda at: at.date() <= on)]
    levels = scoring.estimate_levels(
        drop_small_groups(known), frame.model, as_of=on, people=[person.id], means=frame.means
    ).set_index("competency")
    return levels.at[code, "level"], levels.at[code, "sd"]


def test_every_reason_is_true_when_worked_out_from_the_rows_again(pm, told):
    [found] = suggest(pm)
    facts = found.facts

    # How strong at least: the estimate less .84 of its spread.
    level, sd = estimate(told, "risk", TODAY)
    assert facts.strength.lower == approx(level - 0.84 * sd)
    assert facts.strength.lower - 1.0 >= 1.0
    # Where the mentee stands and what the role asks.
    asked = framework.requirements_frame(pm.role_id).set_index("competency").at["risk", "required"]
    assert (facts.place.level, facts.place.required) == (1.0, asked)
    # The rise between the rounds.
    assert (facts.rise.from_on, facts.rise.to_on) == (THEN, LATER)
    assert facts.rise.from_level == approx(estimate(told, "risk", THEN)[0])
    assert facts.rise.to_level == approx(estimate(told, "risk", LATER)[0])
    assert facts.rise.to_level - facts.rise.from_level >= 1.0
    # Projects in rail of up to four times the size, that were led and not only proposed.
    rows = db.session.execute(
        select(Project.name, Project.sectors, Project.planned_cost)
        .join(ProjectRole.project)
        .where(
            ProjectRole.person_id == told.id, ProjectRole.part == ProjectPart.PROJECT_LEAD,
            Project.status != ProjectStatus.PROPOSED,
        )
    )  # fmt: skip
    alike = {name for name, sectors, cost in rows if "Rail" in sectors and 0.5e6 <= cost <= 8e6}
    assert {each.name for each in facts.alike.led} == alike == {"Metro east", "Metro west"}
    # What was completed, and the places.
    done = db.session.scalars(
        select(Mentorship).where(
            Mentorship.mentor_id == told.id, Mentorship.status == MentorshipStatus.COMPLETED
        )
    ).all()
    assert (facts.completed, facts.completed_on) == (len(done), done[0].closed_at.date())
    assert (facts.offer.places, facts.offer.free) == (3, 2)
    # In June Berlin is two hours ahead of UTC and Delhi five and a half.
    assert facts.hours_in_common == 8 - 3.5
    low, high = (f"{each:.1f}" for each in (facts.rise.from_level, facts.rise.to_level))
    assert words_of(found) == [
        f"At least {facts.strength.lower:.1f} in Risk and opportunity (you: 1.0, "
        f"asked {asked:.1f})".replace(".0)", ")"),
        f"Rose from {low} to {high} in Risk and opportunity between May 2023 and May 2025",
        "Led 2 projects in Rail of similar size, among them Metro west (until September 2024)",
        "Has completed 1 mentorship here, in February 2026",
        "You both speak English",
        "4.5 h of the working day in common",
    ]
    assert found.places == "2 of 3 places free"
    assert found.terms == "Offers 2 h a month, until 31 March 2027"


def test_a_level_that_was_agreed_stands_above_the_estimate(pm, told, world):
    db.session.add(
        AgreedLevel(
            person_id=told.id, competency_id=competency("risk").id, coach_id=world.coach.id,
            level=4.5, agreed_on=date(2026, 4, 2),
        )
    )  # fmt: skip
    db.session.commit()

    [found] = suggest(pm)

    assert found.facts.strength.agreed_on == date(2026, 4, 2)
    assert words_of(found)[0].startswith("Risk and opportunity: 4.5, agreed in April 2026 (you: ")


def test_only_the_own_word_is_no_record_of_a_rise(pm, told):
    for form in db.session.scalars(select(Assessment).where(Assessment.person_id == told.id)):
        if form.submitted_at and form.submitted_at.date() <= THEN:
            form.source, form.rater_id = AssessmentSource.SELF, told.id
            break
    for form in db.session.scalars(select(Assessment).where(Assessment.person_id == told.id)):
        if form.source is not AssessmentSource.SELF and form.submitted_at.date() <= THEN:
            form.submitted_at = form.started_at = noon(LATER)
            for rating in form.ratings:
                rating.rated_at = noon(LATER)
    db.session.commit()

    assert all(each.facts.rise is None for each in suggest(pm))


def test_common_hours_follow_the_places_and_unknown_ones_rule_nobody_out():
    found = overlap_hours(
        ["Europe/Berlin", None], ["Asia/Tokyo", "Europe/London", None], date(2026, 1, 15)
    )

    assert found.tolist() == [[0.0, 7.0, 8.0], [8.0, 8.0, 8.0]]
    assert np.isfinite(found).all()


def test_working_days_that_hardly_meet_make_no_pair(pm):
    grace = mentor(time_zone="Pacific/Auckland")
    pm.time_zone = "Europe/London"
    db.session.commit()
    assert suggest(pm) == ()

    grace.time_zone = None
    db.session.commit()
    assert names_for(pm) == ["Grace Obi"]


def test_nobody_is_looked_for_without_a_map(world):
    mentor()

    assert suggest(person_of(world.other_pm)) == ()
    assert isinstance(mentor_pages.page_of(person_of(world.other_pm), today=TODAY).found, tuple)


def test_what_the_page_holds_is_parted_by_who_is_asked(pm, world):
    grace, others = (
        mentor(places=9),
        [person_of(each) for each in (world.other_pm, world.coaching_pm)],
    )
    mentorship(pm, grace, MentorshipStatus.ASKED)
    mentorship(others[0], pm, MentorshipStatus.ASKED)
    mentorship(others[1], pm, MentorshipStatus.WAITING)
    over = mentorship(pm, others[1], MentorshipStatus.ENDED)
    over.closed_at = datetime.now(tz=noon(TODAY).tzinfo)
    db.session.commit()

    page = mentor_pages.page_of(pm, today=TODAY)

    assert [each.mentee for each in page.to_answer] == [others[0]]
    assert [each.mentor for each in page.asked] == [grace]
    assert [each.mentee for each in page.waiting_for_me] == [others[1]]
    assert (page.over, page.running) == ([over], [])
