"""Early signs: each reason shown is recomputed here; who sees them; putting them aside."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from assessments.database import db
from assessments.models.catalogue import CertificateHeld
from assessments.models.early_signs import SignPutAside
from assessments.queries import assessment, framework
from assessments.services import early_signs, mapping
from capability import scoring
from capability.forecast import critical_requirements, find_declines
from capability.gaps import probability_met
from capability.vocabulary import AssessmentSource, ProjectStatus, SignKind
from tests.assessments.builders import (
    TODAY,
    all_codes,
    answer,
    audit_lines,
    bystander,
    lead,
    person_of,
    role,
)

THIS_YEAR, LAST_YEAR = TODAY - timedelta(days=100), TODAY - timedelta(days=500)


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


def signs(person, viewer=None):
    found = early_signs.signs_of_person(person, viewer or person, today=TODAY)
    return {sign.kind: sign for sign in found}


def told(person):
    found = early_signs.signs_of_person(person, person, today=TODAY)
    return [early_signs.tell_of(sign, today=TODAY) for sign in found]


def rate(person, level, day, *, coach, peers=3):
    """Let the coach and some peers say the same level of everything on a day."""
    levels = dict.fromkeys(all_codes(), level)
    answer(person, levels, rater=coach, source=AssessmentSource.COACH, on=day)
    for number in range(peers):
        peer = bystander(f"Peer {number}")
        answer(person, levels, rater=peer, source=AssessmentSource.PEER, on=day)


def test_a_fall_between_two_years_is_told_with_both_levels(pm, coach):
    rate(pm, 4, LAST_YEAR, coach=coach)
    rate(pm, 2, THIS_YEAR, coach=coach)

    sign = signs(pm)[SignKind.DECLINE]

    # By hand: the answers of each window alone, as on its last day.
    answers = assessment.answers_frame([pm.id])
    codes = [each.code for area in framework.list_areas() for each in area.competencies]
    model = scoring.ScoringModel(means=dict.fromkeys(codes, 2.6))
    means = framework.usual_levels_frame([pm.id])
    middle = TODAY - pd.DateOffset(months=12)
    days = pd.to_datetime(answers["rated_on"])
    earlier, later = (
        scoring.estimate_levels(answers[mask], model, as_of=end, means=means)
        for mask, end in ((days <= middle, middle), (days > middle, TODAY))
    )
    falls = find_declines(earlier, later).set_index("competency")
    asked = framework.requirements_frame(pm.role_id).set_index("competency")
    critical = asked[asked["is_critical"]].sort_values("weight", ascending=False, kind="stable")
    assert [each.code for each in sign.moved] == [c for c in codes if c in critical.index[:5]]
    for each in sign.moved:
        assert (each.before, each.now) == pytest.approx(
            tuple(falls.loc[each.code, ["before", "now"]])
        )
        assert falls.loc[each.code, "probability"] >= 0.9
    words = next(each for each in told(pm) if each.sign.kind is SignKind.DECLINE)
    assert f"from about {sign.moved[0].before:.1f} to about {sign.moved[0].now:.1f}" in words.reason


def test_without_a_change_there_is_no_sign(pm, coach):
    rate(pm, 3, LAST_YEAR, coach=coach)
    rate(pm, 3, THIS_YEAR, coach=coach)

    assert signs(pm) == {}


def test_what_was_agreed_on_since_is_no_decline(pm, coach):
    from assessments.services import assessing
    from tests.assessments.builders import competency

    rate(pm, 4, LAST_YEAR, coach=coach)
    rate(pm, 2, THIS_YEAR, coach=coach)
    before = {each.code for each in signs(pm)[SignKind.DECLINE].moved}
    assessing.agree_on_level(pm, competency("risk"), 2.0, by=coach, reason="We talked about it.")

    assert {each.code for each in signs(pm)[SignKind.DECLINE].moved} == before - {"risk"}


def test_a_group_of_raters_counts_only_where_it_is_large_enough_in_each_year(pm, coach):
    levels = dict.fromkeys(all_codes(), 4)
    for number in range(2):
        answer(
            pm, levels, rater=bystander(f"Old {number}"), source=AssessmentSource.PEER, on=LAST_YEAR
        )
    rate(pm, 1, THIS_YEAR, coach=coach)

    # Two peers in the earlier year are never used, though there are five in all.
    assert SignKind.DECLINE not in signs(pm)


def test_old_answers_about_what_the_role_asks_are_told_with_the_month_of_the_latest(pm):
    old = date(2024, 11, 2)
    answer(pm, {"risk": 3, "scope": 3}, on=old)
    assert SignKind.STALE in signs(pm)

    answer(pm, {"risk": 3}, on=THIS_YEAR)

    sign = signs(pm)[SignKind.STALE]
    assert [(each.code, each.on) for each in sign.moved] == [("scope", old)]
    assert (TODAY - old).days / 30.4375 > 18
    (words,) = told(pm)
    assert words.title == "Answers have grown old: Scope"
    assert "November 2024" in words.reason


def leaders(code, count, complexity):
    for number in range(count):
        leader = bystander(f"Leader {code} {number}", role=role(code))
        lead(leader, started_on=date(2020, 1, 1), ended_on=date(2021, 1, 1), complexity=complexity)


def test_a_project_that_people_of_another_role_lead_may_ask_more(pm):
    answer(pm, dict.fromkeys(all_codes(), 3), on=THIS_YEAR)
    leaders("programme_manager", 6, 4)
    leaders("project_manager", 2, 4)
    part = lead(
        pm, started_on=TODAY, status=ProjectStatus.ACTIVE, complexity=4, name="Harbour Line"
    )

    ask = signs(pm)[SignKind.DEMAND].ask

    [kind] = ask.kinds
    # The project itself is one of nine, and led by a project manager.
    assert (kind.role.code, kind.usual.count, kind.usual.total) == ("programme_manager", 6, 9)
    assert [each.id for each in kind.parts] == [part.id]
    places = {place.code: place for place in mapping.map_of(pm, pm.role, today=TODAY).competencies}
    profile = framework.requirements_frame(kind.role.id).set_index("competency")
    for each in ask.competencies:
        place = places[each.code]
        assert each.demand == profile.loc[each.code, "required"]
        assert each.probability == pytest.approx(
            probability_met(place.level, place.sd, each.demand)
        )
        assert each.probability < 0.5
    assert len(ask.competencies) >= 2
    (words,) = told(pm)
    assert words.title == "Harbour Line may ask more than the map shows"
    assert "(6 of the 9 who led the latest)" in words.reason


def test_of_projects_that_different_roles_lead_each_is_told_with_its_own(pm):
    answer(pm, dict.fromkeys(all_codes(), 2), on=THIS_YEAR)
    leaders("programme_manager", 6, 4)
    leaders("senior_project_manager", 5, 3)
    for complexity, name in ((4, "Harbour Line"), (3, "North Quay")):
        lead(pm, started_on=TODAY, status=ProjectStatus.ACTIVE, complexity=complexity, name=name)

    ask = signs(pm)[SignKind.DEMAND].ask

    asked = [critical_requirements(framework.requirements_frame(k.role.id)) for k in ask.kinds]
    for each in ask.competencies:
        assert each.demand == max(profile.get(each.code, 0.0) for profile in asked)
    (words,) = told(pm)
    assert words.title == "Harbour Line, North Quay may ask more than the map shows"
    assert "“Programme manager” for Harbour Line (6 of the 7 who led the latest)" in words.reason
    assert "“Senior project manager” for North Quay (5 of the 6 who led the latest)" in (
        words.reason
    )


def test_one_person_who_led_many_such_projects_says_nothing_about_who_leads_them(pm):
    answer(pm, dict.fromkeys(all_codes(), 3), on=THIS_YEAR)
    leader = bystander("Leader", role=role("programme_manager"))
    for _ in range(8):
        lead(leader, started_on=date(2020, 1, 1), ended_on=date(2021, 1, 1), complexity=4)
    lead(pm, started_on=TODAY, status=ProjectStatus.ACTIVE, complexity=4)

    assert signs(pm) == {}


@pytest.mark.parametrize(
    ("code", "count", "status"),
    [
        ("project_manager", 8, ProjectStatus.ACTIVE),  # what the own role asks, the map shows
        ("programme_manager", 3, ProjectStatus.ACTIVE),  # too few to say anything
        ("programme_manager", 8, ProjectStatus.CLOSED),
    ],
)
def test_other_projects_give_no_sign(pm, code, count, status):
    answer(pm, dict.fromkeys(all_codes(), 3), on=THIS_YEAR)
    leaders(code, count, 4)
    ended_on = TODAY if status is ProjectStatus.CLOSED else None
    lead(pm, started_on=date(2020, 1, 1), ended_on=ended_on, status=status, complexity=4)

    assert signs(pm) == {}


def hold(person, days, name="PMP"):
    held = CertificateHeld(person=person, name=name, expires_on=TODAY + timedelta(days=days))
    db.session.add(held)
    db.session.commit()
    return held


def test_certificates_are_told_half_a_year_and_three_months_before_and_after(pm):
    for days, name in ((200, "far"), (150, "half"), (60, "soon"), (-1, "over")):
        hold(pm, days, name)

    assert [each.title for each in told(pm)] == [
        "over has expired",
        "soon expires within three months",
        "half expires within six months",
    ]


def test_a_sign_is_put_aside_for_one_viewer_until_it_changes(pm, coach):
    held = hold(pm, 150)
    sign = signs(pm)[SignKind.CERTIFICATE]

    early_signs.put_aside(pm, sign.subject, sign.fingerprint, by=coach)
    early_signs.put_aside(pm, sign.subject, sign.fingerprint, by=coach)

    assert signs(pm, coach) == {}
    assert SignKind.CERTIFICATE in signs(pm)
    (line,) = audit_lines("put_sign_aside")
    assert (line.actor_id, line.person_id) == (coach.id, pm.id)

    held.expires_on = TODAY + timedelta(days=80)
    db.session.commit()
    assert SignKind.CERTIFICATE in signs(pm, coach)

    changed = signs(pm, coach)[SignKind.CERTIFICATE]
    early_signs.put_aside(pm, changed.subject, changed.fingerprint, by=coach)
    early_signs.take_up_again(pm, changed.subject, by=coach)
    assert SignKind.CERTIFICATE in signs(pm, coach)
    assert db.session.scalar(db.select(db.func.count(SignPutAside.id))) == 0
    assert len(audit_lines("take_up_sign")) == 1


def test_chance_alone_seldom_gives_a_sign():
    # By simulation: nothing changed; a self-assessment, a coach and three peers in each year.
    dice = np.random.default_rng(7)
    people, codes = range(300), ["a", "b", "c", "d", "e"]
    model = scoring.ScoringModel(means=dict.fromkeys(codes, 2.6))

    def year():
        rows = []
        for person in people:
            for rater, source in enumerate(("self", "coach", "peer", "peer", "peer")):
                halo = dice.normal(0, 0.45)
                rows += [
                    (person, f"{person}-{rater}", source, code, truth[person, at] + halo, TODAY)
                    for at, code in enumerate(codes)
                ]
        frame = pd.DataFrame(
            rows, columns=["person", "rater", "source", "competency", "level", "rated_on"]
        )
        frame["level"] = (frame["level"] + dice.normal(0, 0.6, len(frame))).round().clip(0, 5)
        return scoring.estimate_levels(frame, model, as_of=TODAY)

    truth = 2.6 + dice.normal(0, 0.45, (300, 1)) + dice.normal(0, 0.45, (300, 5))
    found = find_declines(year(), year())

    assert found["person"].nunique() / 300 <= 0.05
