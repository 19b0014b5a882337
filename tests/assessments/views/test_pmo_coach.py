"""The pages of a coach."""

import pytest

from assessments.database import db, now
from assessments.models.assessment import AgreedLevel, Assessment
from assessments.queries import plans
from assessments.services import reviewing, talking
from capability.lifecycle import AssessmentStatus, PlanStatus
from tests.assessments.builders import (
    all_codes,
    answer,
    crowd,
    days,
    hold,
    inside,
    lead,
    person_of,
    plan_for,
    plan_in,
    send,
)

DAY = now().date()


@pytest.fixture
def submitted(app, world):
    """A plan of the project manager that waits for the coach."""
    return make(app, world, PlanStatus.SUBMITTED)


def make(app, world, status):
    with inside(app):
        people = (person_of(each) for each in (world.pm, world.coach, world.hr))
        pm, coach, hr = people
        return plan_in(status, pm, coach=coach, hr=hr).id


def status_of(app, plan_id):
    with inside(app):
        return plans.get_plan(plan_id).status


def test_a_coach_sees_the_own_people_and_where_they_stand(app, coach_client, world, submitted):
    with inside(app):
        answer(person_of(world.pm), {"risk": 1}, on=DAY)
        answer(person_of(world.coaching_pm), {"risk": 1}, on=None)

    page = coach_client.get("/coach/people")

    assert "2 people entrusted to you" in page.text
    assert "Lin Yue" in page.text
    assert "Nadia Karim" in page.text
    assert "Sefa Tuala" not in page.text
    assert "1 of 2" in page.text
    assert "1 of 28" in page.text
    assert "With the coach" in page.text


def test_a_coach_of_nobody_is_told_who_says_so(app, coach_client, world):
    with inside(app):
        for each in (world.pm, world.coaching_pm):
            person_of(each).coach = None
        db.session.commit()

    assert "Nobody is entrusted to you yet" in coach_client.get("/coach/people").text
    assert "No plan waits for you" in coach_client.get("/coach/plans").text


def test_who_has_left_is_no_longer_listed(app, coach_client, world):
    with inside(app):
        person_of(world.pm).left_on = DAY
        db.session.commit()

    assert "Lin Yue" not in coach_client.get("/coach/people").text


def test_the_page_of_a_person_before_anything_has_happened(coach_client, world):
    page = coach_client.get(f"/coach/people/{world.pm.id}")

    assert "There is no map yet" in page.text
    assert "There is no plan yet." in page.text
    assert "Not begun." in page.text
    assert "Give your view" in page.text


def test_the_page_of_a_person_with_all_there_is(app, coach_client, world, submitted):
    with inside(app):
        pm = person_of(world.pm)
        answer(pm, {"risk": 1}, on=DAY)
        answer(pm, {"risk": 1}, on=None)
        answer(pm, {}, rater=pm.coach, source="coach", on=None)

    page = coach_client.get(f"/coach/people/{world.pm.id}")

    assert "Perhaps short by" in page.text
    assert "Under way: 1 of 28 answered." in page.text
    assert "Carry on with your view" in page.text
    assert f"/coach/plans/{submitted}/endorse" in page.text
    assert "Open it again…" not in page.text


def test_a_coach_begins_a_view_of_ones_own(app, coach_client, world):
    first = coach_client.post(f"/coach/people/{world.pm.id}/assess")
    again = coach_client.post(f"/coach/people/{world.pm.id}/assess")

    assert first.location == again.location
    assert coach_client.get(first.location).status_code == 200


def test_a_form_is_opened_again_with_a_reason(app, coach_client, world):
    with inside(app):
        form_id = answer(person_of(world.pm), {"risk": 1}, on=DAY).id
    address = f"/coach/assessments/{form_id}/reopen"
    assert "Open it again…" in coach_client.get(f"/coach/people/{world.pm.id}").text

    for reason in ("", "  "):
        refused = coach_client.post(address, data={"reason": reason}, follow_redirects=True)
        assert "Say why in a few words." in refused.text
    page = coach_client.post(address, data={"reason": "The bridge"}, follow_redirects=True)

    assert "Opened again." in page.text
    with inside(app):
        assert db.session.get_one(Assessment, form_id).status is AssessmentStatus.DRAFT
    assert coach_client.post(address, data={"reason": "Again"}).status_code == 403


def test_a_form_is_not_opened_again_beside_a_newer_one(app, coach_client, world):
    with inside(app):
        form_id = answer(person_of(world.pm), {"risk": 1}, on=DAY).id
        answer(person_of(world.pm), {"risk": 2}, on=None)

    page = coach_client.post(
        f"/coach/assessments/{form_id}/reopen", data={"reason": "The bridge"}, follow_redirects=True
    )

    assert "A newer form has been begun meanwhile" in page.text
    with inside(app):
        assert db.session.get_one(Assessment, form_id).status is AssessmentStatus.SUBMITTED


def agreed_levels(app):
    with inside(app):
        return [each.level for each in db.session.scalars(db.select(AgreedLevel))]


def test_coach_and_person_settle_a_level(app, coach_client, world):
    page = coach_client.post(
        f"/coach/people/{world.pm.id}/levels",
        data={"competency": "risk", "level": "2.5", "reason": "Seen on the bridge"},
        follow_redirects=True,
    )

    assert "Agreed. It stands above the estimate." in page.text
    assert agreed_levels(app) == [2.5]
    area = coach_client.get(f"/people/{world.pm.id}/map?area=commercial")
    assert "2.5, agreed" in area.text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"level": "5.5"}, "Write a number from"),
        ({"level": ""}, "Fill this in."),
        ({"reason": " "}, "Say why in a few words."),
        ({"competency": "astronomy"}, "Choose from what is offered."),
    ],
)
def test_a_level_that_cannot_be_is_refused_and_stays_on_the_page(
    app, coach_client, world, fields, message
):
    data = {"competency": "risk", "level": "2.5", "reason": "Seen on the bridge", **fields}

    page = coach_client.post(f"/coach/people/{world.pm.id}/levels", data=data)

    assert message in page.text
    assert f'value="{data["level"]}"' in page.text
    assert agreed_levels(app) == []


def test_plans_wait_in_a_queue_and_the_menu_counts_them(coach_client, submitted):
    page = coach_client.get("/coach/plans")

    assert "1 waits, oldest first." in page.text
    assert "1 item · 8 h · €400" in page.text
    assert f"/coach/plans/{submitted}/endorse" in page.text


def test_a_plan_is_endorsed(app, coach_client, submitted):
    shown = coach_client.get(f"/coach/plans/{submitted}/endorse")
    page = coach_client.post(
        f"/coach/plans/{submitted}/endorse",
        data={"decision": "endorse", "comment": "", "submission": "1"},
        follow_redirects=True,
    )

    assert "Does it answer the gaps" in shown.text
    assert "Your answer is recorded." in page.text
    assert status_of(app, submitted) is PlanStatus.ENDORSED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"decision": "hand_back", "comment": " "}, "Say what needs to change"),
        ({"decision": ""}, "Choose one."),
        ({"decision": "applaud"}, "Choose from what is offered."),
        ({"comment": "x" * 2001}, "Shorten it to 2000 characters."),
    ],
)
def test_an_answer_that_is_none_is_refused_and_stays_on_the_page(
    app, coach_client, submitted, fields, message
):
    data = {"decision": "endorse", "comment": "Well thought", "submission": "1", **fields}

    page = coach_client.post(f"/coach/plans/{submitted}/endorse", data=data)

    assert message in page.text
    assert data["comment"].strip()[:20] in page.text
    assert status_of(app, submitted) is PlanStatus.SUBMITTED


def test_a_plan_is_handed_back_with_a_word_that_its_owner_reads(
    app, coach_client, pm_client, submitted
):
    coach_client.post(
        f"/coach/plans/{submitted}/endorse",
        data={"decision": "hand_back", "comment": "Which project?", "submission": "1"},
    )

    assert "Which project?" in pm_client.get("/plan").text


def test_a_coach_who_answers_an_older_version_is_told(app, coach_client, submitted):
    with inside(app):
        plan = plans.get_plan(submitted)
        reviewing.withdraw(plan, by=plan.person)
        send(plan)

    page = coach_client.post(
        f"/coach/plans/{submitted}/endorse",
        data={"decision": "endorse", "comment": "", "submission": "1"},
        follow_redirects=True,
    )

    assert "The plan has moved on meanwhile" in page.text
    assert status_of(app, submitted) is PlanStatus.SUBMITTED


@pytest.mark.parametrize("status", [PlanStatus.DRAFT, PlanStatus.APPROVED])
def test_a_plan_that_does_not_wait_says_where_it_is(app, coach_client, world, status):
    plan_id = make(app, world, status)

    page = coach_client.get(f"/coach/plans/{plan_id}/endorse")

    assert "The plan does not wait for you just now" in page.text
    assert 'name="decision"' not in page.text


def test_filters_stay_on_the_next_page(app, coach_client, world):
    with inside(app):
        crowd(60, coach=person_of(world.coach), department_id=None)

    page = coach_client.get("/coach/people?q=person&assessment=submitted&plan=none&page=2")

    assert "60 people fit." in page.text
    assert "Names 51 to 60 of 60" in page.text
    assert "/coach/people?q=person&amp;assessment=submitted&amp;plan=none&amp;page=1" in page.text
    assert '<option selected value="submitted">' in page.text


@pytest.mark.parametrize(
    "question",
    [
        "q=nobody",
        "q=%25",
        "area=planning&q=nobody",
        "plan=approved",
    ],
)
def test_when_nobody_fits_the_page_says_so(coach_client, question):
    assert (
        "None of your people fits all of this."
        in coach_client.get(f"/coach/people?{question}").text
    )


@pytest.mark.parametrize(
    "question",
    ["plan=applauded", "department=moon", "area=astronomy", "page=-3", "page=x", "q=+++", "role="],
)
def test_a_filter_that_does_not_exist_is_left_out(coach_client, question):
    page = coach_client.get(f"/coach/people?{question}")

    assert "Lin Yue" in page.text
    assert "Nadia Karim" in page.text


def test_a_row_has_one_button_for_the_next_thing_to_do(app, coach_client, world, submitted):
    page = coach_client.get("/coach/people").text

    assert page.count('<td class="cell-action">') == 2
    assert f'href="/coach/plans/{submitted}/endorse">Read the plan' in page
    assert f'href="/coach/people/{world.coaching_pm.id}/talks/new">Plan a talk' in page


def test_a_view_begun_is_carried_on_by_one_button(app, coach_client, world):
    with inside(app):
        pm = person_of(world.pm)
        talking.plan_talk(pm, DAY - days(1), "Said.", by=pm.coach)
        answer(pm, {"risk": 1}, rater=pm.coach, source="coach", on=None)

    page = coach_client.get("/coach/people").text

    assert f'action="/coach/people/{world.pm.id}/assess"' in page
    assert "Finish your view" in page


def test_a_page_holds_all_about_a_person(app, coach_client, world):
    with inside(app):
        pm = person_of(world.pm)
        for day, level in ((DAY - days(400), 1), (DAY - days(200), 2), (DAY, 4)):
            answer(pm, dict.fromkeys(all_codes(), level), on=day)
        talking.plan_talk(pm, DAY - days(1), "The <bridge>.", by=pm.coach)
        plan = plan_for(pm, "Claims review")
        reviewing.say(plan, "Which claim?", by=pm.coach)
        lead(pm, started_on=DAY - days(700), ended_on=DAY - days(300), name="Harbour Line")
        hold(pm, name="Pilot", expires_on=DAY - days(1))

    page = coach_client.get(f"/coach/people/{world.pm.id}").text

    for part in ("map", "growth", "plan", "comments", "talks", "answers", "projects",
                 "certificates", "hand-overs"):  # fmt: skip
        assert f'href="#{part}"' in page
        assert f'id="{part}"' in page
    assert "Compared with" in page
    assert "higher in" in page
    assert page.count("up by") == 7
    for words in ("The &lt;bridge&gt;.", "Claims review", "Which claim?", "Harbour Line", "Pilot"):
        assert words in page
    assert "expiry-expired" in page


def test_the_person_is_told_that_the_coach_looked(coach_client, pm_client, world):
    coach_client.get(f"/coach/people/{world.pm.id}")

    assert "Mara Haddad" in pm_client.get("/home").text


def test_a_form_about_somebody_else_speaks_of_what_was_seen(app, coach_client, pm_client, world):
    theirs = coach_client.post(f"/coach/people/{world.pm.id}/assess").location
    own = pm_client.post("/assess").location

    seen, told = coach_client.get(theirs).text, pm_client.get(own).text

    for words in ("An example of what you saw", "you and Lin, once you send it",
                  "Not part of the work I see", "N is not part of the work you see"):  # fmt: skip
        assert words in seen
        assert words not in told
    for words in ("An example from your work", "you and your coach", "Not part of my work",
                  "N is not part of my work"):  # fmt: skip
        assert words in told
        assert words not in seen


def test_a_coachs_form_is_sent_and_looked_over_in_its_own_words(app, coach_client, world):
    with inside(app):
        pm = person_of(world.pm)
        form_id = answer(pm, {"risk": None}, rater=pm.coach, source="coach", on=None).id

    before = coach_client.get(f"/assessments/{form_id}/look-over").text
    sent = coach_client.post(f"/assessments/{form_id}/submit", follow_redirects=True).text
    after = coach_client.get(f"/assessments/{form_id}/look-over").text

    assert "Lin then sees your answers" in before
    assert "The map of Lin is drawn from these answers too now." in sent
    assert "opened again by the coach" not in after


def test_the_coachs_pages_speak_chinese(app, coach_client, world):
    for address in ("/coach/people", f"/coach/people/{world.pm.id}",
                    f"/coach/people/{world.pm.id}/talks/new",
                    f"/coach/people/{world.pm.id}/hand-over"):  # fmt: skip
        page = coach_client.get(f"{address}?language=zh")
        assert page.status_code == 200
        assert 'lang="zh-Hans"' in page.text
