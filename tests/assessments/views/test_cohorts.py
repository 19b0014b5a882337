"""The heat map of three desks, the demand, and one activity proposed to several people."""

import re

import pytest

from assessments.database import db, now
from assessments.models.development import PlanItem
from assessments.queries import plans
from assessments.services import answering_proposals
from capability.lifecycle import PlanItemStatus
from tests.assessments.builders import (
    activity,
    answer,
    bystander,
    clear_catalogue,
    crowd,
    inside,
    person_of,
)
from tests.world import sign_in

DESKS = {"/coach/heat-map": "coach", "/department/heat-map": "head", "/hr/heat-map": "hr"}


def client_of(app, inhabitant):
    client = app.test_client()
    sign_in(client, inhabitant)
    return client


@pytest.fixture
def told(app, world):
    """The project manager has said 1 of what is asked in risk, and the catalogue answers that."""
    with inside(app):
        clear_catalogue()
        answer(person_of(world.pm), {"risk": 1}, on=now().date())
        activity("risk_days", {"risk": 0.5}, up_to=4.0, cost=400.0, hours=8.0)
        return person_of(world.pm).id


def words_of(page):
    """Return the text of a page without its marks, each gap one blank."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


@pytest.mark.parametrize("address", DESKS)
def test_each_desk_opens_its_own_heat_map(app, world, told, address):
    page = client_of(app, getattr(world, DESKS[address])).get(address)

    assert page.status_code == 200
    assert "Lin Yue" in page.text
    assert f"/people/{told}/map" in page.text
    assert ("Sefa Tuala" in page.text) is (address == "/hr/heat-map")


def test_a_cell_says_in_words_what_it_shows(coach_client, told):
    level = coach_client.get("/coach/heat-map?area=commercial&figures=level")
    distance = coach_client.get("/coach/heat-map?area=commercial&figures=distance")
    in_words = coach_client.get("/coach/heat-map?area=commercial&figures=words")

    assert "1.0 , asked 3.5, perhaps short, uncertain" in words_of(level)
    assert "−2.5 , level 1.0, asked 3.5, perhaps short, uncertain" in words_of(distance)
    assert "perhaps short , level 1.0, asked 3.5, uncertain" in words_of(in_words)
    assert "– , not known yet, asked 3" in words_of(level)
    assert 'class="heat heat-1 is-uncertain"' in level.text
    assert '<th scope="row">' in level.text
    assert '<th scope="rowgroup"' in level.text


def test_the_list_and_the_alerts_name_the_same_gap(coach_client, told):
    page = words_of(coach_client.get("/coach/heat-map?view=list&area=commercial"))

    assert "Perhaps short: Lin Yue" in page
    assert "asked 3.5 by the profile “Project manager” · critical in this role" in page
    assert "<table" not in page


def test_odd_questions_are_answered_with_the_usual_page(coach_client, told):
    page = coach_client.get(
        "/coach/heat-map?figures=rank&group=level&area=nowhere&page=-4&alerts=x"
    )

    assert page.status_code == 200
    assert "Planning and control" in page.text
    narrowed = coach_client.get("/coach/heat-map?department=nowhere")
    assert "Nobody here" in narrowed.text


def test_the_next_names_come_as_rows_alone(app, world, coach_client):
    with inside(app):
        crowd(60, coach=person_of(world.coach), department_id=None)

    whole = coach_client.get("/coach/heat-map?figures=level")
    part = coach_client.get("/coach/heat-map?figures=level&page=2&part=rows")

    assert "Names 1 to 50 of 62" in words_of(whole).replace("  ", " ")
    assert "data-heat-next" in whole.text
    assert "page=2" in whole.text
    assert "<h1" not in part.text
    assert part.text.count('<th scope="row">') == 12
    assert "data-next" not in part.text


def test_a_coach_of_nobody_is_told_who_says_so(app, world):
    with inside(app):
        person_of(world.coach).coach_id = None
        for part in (world.pm, world.coaching_pm):
            person_of(part).coach_id = None
        db.session.commit()
    client = client_of(app, world.coach)

    assert "Nobody to show yet" in client.get("/coach/heat-map").text
    assert "Nobody is entrusted to you yet" in client.get("/coach/demand").text
    assert (
        "Nobody to propose it to" in client.get("/coach/activities/reading_estimates/propose").text
    )


def test_demand_says_for_how_many_and_what_answers_it(coach_client, told):
    page = words_of(coach_client.get("/coach/demand"))

    assert "1 of 2 are short in it" in page
    assert "Perhaps: Lin Yue" in page
    assert "Risk days" in page
    assert "claims +0.5, up to level 4" in page


def test_one_need_opens_with_everything_that_answers_it(app, coach_client, told):
    with inside(app):
        for number in range(4):
            activity(f"more_risk_{number}", {"risk": 0.4}, up_to=4.0)

    all_needs = words_of(coach_client.get("/coach/demand"))
    one_need = words_of(coach_client.get("/coach/demand?need=risk"))
    no_need = words_of(coach_client.get("/coach/demand?need=nothing"))

    assert "3 more activities answer it" in all_needs
    assert "More risk 3" not in all_needs
    assert "More risk 3" in one_need
    assert "Back to all gaps" in one_need
    assert "3 more activities answer it" in no_need


def test_what_nothing_answers_is_said(app, world, coach_client, told):
    with inside(app):
        clear_catalogue()

    page = words_of(coach_client.get("/coach/demand"))

    assert "1 gap has no answer in the catalogue: Risk and opportunity" in page
    assert "Nothing in the catalogue answers it for these people." in page


def test_where_no_gap_is_named_demand_says_so(coach_client):
    assert "No gap is named" in coach_client.get("/coach/demand").text


def propose(client, *people, **facts):
    return client.post(
        "/coach/activities/risk_days/propose",
        data={"people": [str(each) for each in people], **facts},
    )


def test_who_is_short_is_chosen_beforehand(coach_client, told):
    page = coach_client.get("/coach/activities/risk_days/propose").text

    assert re.search(rf'value="{told}" checked', page)
    assert page.count(" checked") == 1


def test_nothing_is_proposed_before_it_was_looked_over(app, coach_client, told):
    page = propose(coach_client, told)

    assert "€400" in page.text
    assert "Propose it to 1 person" in page.text
    with inside(app):
        assert db.session.scalars(db.select(PlanItem)).all() == []


def test_what_was_typed_stays_when_people_are_chosen_again(coach_client, told):
    page = propose(coach_client, told, reason="Bring a register", back="1")

    assert 'value="Bring a register"' in page.text
    assert re.search(rf'value="{told}" checked', page.text)


def test_a_word_that_is_too_long_is_told_and_stays(app, coach_client, told):
    page = propose(coach_client, told, reason="x" * 501, confirm="1")

    assert "Shorten it to 500 characters." in page.text
    assert "x" * 501 in page.text
    with inside(app):
        assert db.session.scalars(db.select(PlanItem)).all() == []


def test_a_proposal_is_told_undone_and_answered(app, world, coach_client, pm_client, told):
    sent = propose(coach_client, told, reason="Bring a register", confirm="1")
    page = coach_client.get(sent.location)
    assert "Proposed to 1 person." in page.text
    with inside(app):
        [item] = db.session.scalars(db.select(PlanItem)).all()
        key = item.id
    assert f"/coach/proposals/{key}/take-back" in page.text

    home = words_of(pm_client.get("/home"))
    assert "Mara Haddad proposes" in home
    assert "Bring a register" in home

    coach_client.post(f"/coach/proposals/{key}/take-back")
    assert "Mara Haddad proposes" not in pm_client.get("/home").text
    assert "Taken back from 1 person." in coach_client.get("/coach/demand").text


def test_once_answered_undo_says_that_it_stands_and_the_coach_reads_why(
    app, world, coach_client, told
):
    propose(coach_client, told, confirm="1")
    with inside(app):
        pm = person_of(world.pm)
        item = plans.current_plan(pm).items[0]
        key = item.id
        answering_proposals.decline(item, "I gave it myself.", by=pm)

    coach_client.post(f"/coach/proposals/{key}/take-back")
    page = words_of(coach_client.get("/coach/activities/risk_days/propose"))

    assert "Somebody has answered meanwhile, so it stands." in page
    assert "has declined it" in page
    assert "I gave it myself." in page
    again = propose(coach_client, told, confirm="1")
    assert "Choose at least one person who has not got it yet." in again.text


def test_nobody_else_can_be_chosen_by_an_address(app, world, coach_client, told):
    page = propose(coach_client, world.other_pm.id, told + 10_000, confirm="1")

    assert "Choose at least one person" in page.text
    with inside(app):
        assert db.session.scalars(db.select(PlanItem)).all() == []


def test_what_is_no_longer_on_offer_is_not_proposed(app, coach_client, told):
    with inside(app):
        clear_catalogue()

    page = propose(coach_client, told, confirm="1")

    assert "No longer on offer" in page.text
    with inside(app):
        assert db.session.scalars(db.select(PlanItem)).all() == []


def test_another_coach_cannot_take_it_back(app, world, coach_client, other_coach_client, told):
    propose(coach_client, told, confirm="1")
    with inside(app):
        key = db.session.scalars(db.select(PlanItem.id)).one()

    assert other_coach_client.post(f"/coach/proposals/{key}/take-back").status_code == 403
    with inside(app):
        assert db.session.get(PlanItem, key).status is PlanItemStatus.PROPOSED


def test_who_does_not_speak_its_language_is_not_chosen_beforehand(app, world, coach_client, told):
    with inside(app):
        person_of(world.pm).languages = ["fr"]
        db.session.commit()

    page = coach_client.get("/coach/activities/risk_days/propose")

    assert "It is held in English" in page.text
    assert " checked" not in page.text


def test_hr_sees_people_who_have_no_account_yet(app, world):
    with inside(app):
        pm = person_of(world.pm)
        bystander("Ada Brook", role_id=pm.role_id)

    assert "Ada Brook" in client_of(app, world.hr).get("/hr/heat-map").text
