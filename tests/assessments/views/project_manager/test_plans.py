"""The plan: made, changed, sent and talked about."""

import re
from datetime import timedelta

import pytest

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.queries import plans
from assessments.services import planning, reviewing
from capability.lifecycle import CoachDecision, PlanStatus, ReviewDecision
from tests.assessments.at_once import just_before
from tests.assessments.builders import (
    inside,
    item_draft,
    person_of,
    plan_for,
    plan_in,
    send,
    standing_item,
)
from tests.world import sign_in

ITEM = {
    "kind": "course",
    "title": "Risk course",
    "competency": "",
    "from_level": "2",
    "to_level": "2.5",
    "starts_on": "2027-02-01",
    "due_on": "2027-03-01",
    "cost": "120",
    "hours": "8",
    "owner": "Me",
    "reason": "The bridge",
}


@pytest.fixture
def plan(app, world):
    """A plan of the project manager with one item: its key and the item's."""
    return make(app, world, PlanStatus.DRAFT)


def make(app, world, status):
    with inside(app):
        plan = plan_in(
            status, person_of(world.pm), coach=person_of(world.coach), hr=person_of(world.hr)
        )
        return plan.id, standing_item(plan).id


def plan_of(app, plan_id):
    with inside(app):
        plan = plans.get_plan(plan_id)
        return plan.status, plan.aim, [each.title for each in plan.items if not each.removed_at]


def version_of(app, model, key):
    with inside(app):
        return db.session.get_one(model, key).version


# Seeing it


def test_without_a_plan_the_page_says_what_a_plan_is_for(pm_client):
    page = pm_client.get("/plan")

    assert "There is no plan yet" in page.text
    assert "Completed plans" not in page.text


def test_an_empty_plan_begins_by_a_button(pm_client):
    page = pm_client.post("/plan", follow_redirects=True)

    assert "There is nothing in it yet." in page.text
    assert "Nothing has been said yet." in page.text


def test_completed_plans_are_kept_in_view(app, pm_client, world):
    plan_id, _ = make(app, world, PlanStatus.COMPLETED)

    page = pm_client.get("/plan")

    assert f"/plans/{plan_id}" in page.text
    assert "Completed plans" in page.text


def test_completed_plans_stay_in_view_beside_a_new_one(app, pm_client, world):
    plan_id, _ = make(app, world, PlanStatus.COMPLETED)
    pm_client.post("/plan")

    assert f"/plans/{plan_id}" in pm_client.get("/plan").text


@pytest.mark.parametrize("status", list(PlanStatus))
def test_a_plan_is_shown_in_every_state(app, pm_client, coach_client, world, status):
    plan_id, _ = make(app, world, status)

    own = pm_client.get(f"/plans/{plan_id}")
    coachs = coach_client.get(f"/plans/{plan_id}")

    buttons = {
        PlanStatus.DRAFT: "Send to my coach…",
        PlanStatus.SUBMITTED: "Take it back",
        PlanStatus.ENDORSED: "With HR",
        PlanStatus.RETURNED: "Send it again…",
        PlanStatus.APPROVED: "Change the plan…",
        PlanStatus.COMPLETED: "Completed",
    }
    assert buttons[status] in own.text
    assert ("/endorse" in coachs.text) == (status is PlanStatus.SUBMITTED)
    assert "/advance" not in coachs.text


def test_a_reviewer_is_led_to_the_review(app, hr_client, world):
    plan_id, _ = make(app, world, PlanStatus.ENDORSED)

    assert f"/hr/plans/{plan_id}/review" in hr_client.get(f"/plans/{plan_id}").text


# Making it


def test_an_aim_is_kept(app, pm_client, plan):
    page = pm_client.post(
        f"/plans/{plan[0]}/aim",
        data={
            "aim": "Lead the bridge",
            "ends_on": "2028-01-01",
            "version": version_of(app, DevelopmentPlan, plan[0]),
        },
        follow_redirects=True,
    )

    assert "Kept." in page.text
    assert plan_of(app, plan[0])[1] == "Lead the bridge"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ends_on": ""}, "Fill this in."),
        ({"ends_on": "2020-01-01"}, "It cannot end before it begins."),
        ({"aim": " "}, "Fill this in."),
    ],
)
def test_an_aim_that_cannot_be_is_refused_and_stays_on_the_page(
    app, pm_client, plan, fields, message
):
    page = pm_client.post(
        f"/plans/{plan[0]}/aim",
        data={"aim": "Lead the bridge", "ends_on": "2028-01-01", "version": "1", **fields},
    )

    assert message in page.text
    assert fields.get("aim", "Lead the bridge") in page.text
    assert plan_of(app, plan[0])[1] == ""


def test_an_aim_changed_in_another_tab_is_shown_beside_the_own(app, pm_client, plan):
    seen = version_of(app, DevelopmentPlan, plan[0])
    fields = {"ends_on": "2028-01-01", "version": seen}
    pm_client.post(f"/plans/{plan[0]}/aim", data={"aim": "Lead the bridge", **fields})

    page = pm_client.post(f"/plans/{plan[0]}/aim", data={"aim": "Lead the tunnel", **fields})

    assert "This was changed elsewhere meanwhile." in page.text
    assert "Lead the bridge" in page.text
    assert 'value="Lead the tunnel"' in page.text
    assert plan_of(app, plan[0])[1] == "Lead the bridge"


def test_an_aim_changed_in_another_tab_is_shown_though_the_own_had_to_be_mended_first(
    app, pm_client, plan
):
    fields = {"ends_on": "2028-01-01", "version": version_of(app, DevelopmentPlan, plan[0])}
    pm_client.post(f"/plans/{plan[0]}/aim", data={"aim": "Lead the bridge", **fields})

    refused = pm_client.post(f"/plans/{plan[0]}/aim", data={"aim": " ", **fields})
    sent = re.search(r'name="version" value="(\d+)"', refused.text)[1]
    mended = {**fields, "aim": "Lead the tunnel", "version": sent}
    page = pm_client.post(f"/plans/{plan[0]}/aim", data=mended)

    assert "This was changed elsewhere meanwhile." in page.text


def test_what_was_typed_before_the_plan_was_sent_stays_on_the_page(app, pm_client, plan):
    pm_client.post(f"/plans/{plan[0]}/submit")
    late = {**ITEM, "version": "1", "aim": "Bridge", "ends_on": "2028-01-01"}

    typed = [
        pm_client.post(address, data=late)
        for address in (f"/plans/{plan[0]}/items/new", f"/items/{plan[1]}")
    ]
    buttons = [
        pm_client.post(address, data=late, follow_redirects=True)
        for address in (f"/items/{plan[1]}/remove", f"/plans/{plan[0]}/aim")
    ]
    opened = pm_client.get(f"/items/{plan[1]}", follow_redirects=True)

    for page in typed:
        assert "cannot be changed just now" in page.text
        assert 'value="Risk course"' in page.text
    for page in (*buttons, opened):
        assert page.status_code == 200
        assert "The plan has moved on meanwhile; this is how it stands now." in page.text
    assert plan_of(app, plan[0])[1:] == ("", ["Risk workshop"])


def test_an_item_taken_out_in_another_tab_says_so_and_is_put_back_by_keeping_it(
    app, pm_client, plan
):
    version = version_of(app, PlanItem, plan[1])
    pm_client.post(f"/items/{plan[1]}/remove")

    page = pm_client.post(f"/items/{plan[1]}", data={**ITEM, "version": version})
    now_seen = re.search(r'name="version" value="(\d+)"', page.text)[1]
    pm_client.post(f"/items/{plan[1]}", data={**ITEM, "version": now_seen})

    assert "This item is not in your plan: it was taken out." in page.text
    assert plan_of(app, plan[0])[2] == ["Risk course"]


def test_an_item_of_ones_own_is_added_and_can_be_taken_out_again(app, pm_client, plan):
    blank = pm_client.get(f"/plans/{plan[0]}/items/new")
    page = pm_client.post(f"/plans/{plan[0]}/items/new", data=ITEM, follow_redirects=True)

    assert "Add an item of my own" in blank.text
    assert "“Risk course” is in your plan." in page.text
    undo = re.search(r"/items/\d+/remove", page.text)[0]
    assert plan_of(app, plan[0])[2] == ["Risk workshop", "Risk course"]

    page = pm_client.post(undo.replace(str(plan[1]), str(plan[1] + 1)), follow_redirects=True)
    assert "“Risk course” is out of your plan." in page.text
    assert plan_of(app, plan[0])[2] == ["Risk workshop"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Fill this in."),
        ({"title": "  "}, "Fill this in."),
        ({"due_on": "2027-01-01"}, "It cannot be done before it begins."),
        ({"due_on": "9999-12-31"}, "This day is years away; look at the year."),
        ({"to_level": "1"}, "The aim lies below where it starts."),
        ({"to_level": "6"}, "Write a number from"),
        ({"cost": "-1"}, "Write a number from"),
        ({"hours": "many"}, "Write a number in figures"),
        ({"kind": "holiday"}, "Choose from what is offered."),
        ({"competency": "999999"}, "Choose from what is offered."),
    ],
)
def test_an_item_that_cannot_be_is_refused_and_stays_on_the_page(
    app, pm_client, plan, fields, message
):
    page = pm_client.post(f"/plans/{plan[0]}/items/new", data={**ITEM, "owner": "Zoë", **fields})

    assert page.status_code == 200
    assert message in page.text
    assert 'value="Zoë"' in page.text
    assert plan_of(app, plan[0])[2] == ["Risk workshop"]


def test_an_item_can_be_changed(app, pm_client, plan):
    shown = pm_client.get(f"/items/{plan[1]}")
    version = version_of(app, PlanItem, plan[1])

    page = pm_client.post(
        f"/items/{plan[1]}", data={**ITEM, "version": version}, follow_redirects=True
    )

    assert 'value="Risk workshop"' in shown.text
    assert "Kept." in page.text
    assert plan_of(app, plan[0])[2] == ["Risk course"]


def test_an_item_changed_in_another_tab_is_shown_beside_the_own(app, pm_client, plan):
    version = version_of(app, PlanItem, plan[1])
    pm_client.post(f"/items/{plan[1]}", data={**ITEM, "title": "First", "version": version})

    page = pm_client.post(f"/items/{plan[1]}", data={**ITEM, "title": "Second", "version": version})

    assert "This item was changed elsewhere meanwhile." in page.text
    assert "First" in page.text
    assert 'value="Second"' in page.text
    assert plan_of(app, plan[0])[2] == ["First"]

    now_seen = re.search(r'name="version" value="(\d+)"', page.text)[1]
    pm_client.post(f"/items/{plan[1]}", data={**ITEM, "title": "Second", "version": now_seen})
    assert plan_of(app, plan[0])[2] == ["Second"]


def test_an_item_taken_out_is_put_back(app, pm_client, plan):
    page = pm_client.post(f"/items/{plan[1]}/remove?back=suggestions")
    assert page.location == "/suggestions"
    assert plan_of(app, plan[0])[2] == []

    page = pm_client.post(f"/items/{plan[1]}/restore", follow_redirects=True)
    assert "“Risk workshop” is back in your plan." in page.text


@pytest.fixture
def another_tab(app, world):
    """A function that lets another tab of the project manager act just before the next write."""
    client = app.test_client()
    sign_in(client, world.pm)

    def act(address, data):
        return just_before(app, lambda: client.post(address, data=data).close())

    return act


@pytest.mark.parametrize("step", ["add", "remove", "restore", "change", "aim"])
def test_who_meets_a_change_of_another_tab_is_told(app, pm_client, plan, another_tab, step):
    address = {
        "add": f"/plans/{plan[0]}/items/new",
        "remove": f"/items/{plan[1]}/remove",
        "restore": f"/items/{plan[1]}/restore",
        "change": f"/items/{plan[1]}",
        "aim": f"/plans/{plan[0]}/aim",
    }[step]
    if step == "restore":
        pm_client.post(f"/items/{plan[1]}/remove")
    model, key = (DevelopmentPlan, plan[0]) if step == "aim" else (PlanItem, plan[1])
    fields = {
        **ITEM,
        "version": version_of(app, model, key),
        "aim": "Bridge",
        "ends_on": "2028-01-01",
    }

    with another_tab(f"/plans/{plan[0]}/items/new", {**ITEM, "title": "From elsewhere"}):
        page = pm_client.post(address, data=fields, follow_redirects=True)

    assert page.status_code == 200
    assert "meanwhile" in page.text
    if step in {"add", "change"}:
        assert 'value="Risk course"' in page.text
    standing = [] if step == "restore" else ["Risk workshop"]
    assert plan_of(app, plan[0])[2] == [*standing, "From elsewhere"]


# Sending it


def test_the_plan_is_sent_taken_back_and_sent_again(app, pm_client, plan):
    pages = [
        pm_client.post(f"/plans/{plan[0]}/{step}", follow_redirects=True)
        for step in ("submit", "withdraw", "submit")
    ]

    assert "Sent. Your coach reads it next." in pages[0].text
    assert "The plan is yours again." in pages[1].text
    assert plan_of(app, plan[0])[0] is PlanStatus.SUBMITTED


def test_an_approved_plan_is_opened_for_changes(app, pm_client, world):
    plan_id, _ = make(app, world, PlanStatus.APPROVED)

    page = pm_client.post(f"/plans/{plan_id}/revise", follow_redirects=True)

    assert "The plan is open for changes." in page.text


def test_an_empty_plan_is_not_sent(app, pm_client, plan):
    pm_client.post(f"/items/{plan[1]}/remove")

    page = pm_client.post(f"/plans/{plan[0]}/submit", follow_redirects=True)

    assert "There is nothing in the plan yet." in page.text
    assert plan_of(app, plan[0])[0] is PlanStatus.DRAFT


def test_a_step_that_is_not_possible_is_told(pm_client, plan):
    page = pm_client.post(f"/plans/{plan[0]}/withdraw", follow_redirects=True)

    assert "The plan has moved on meanwhile" in page.text


def test_a_step_that_does_not_exist_is_not_found(pm_client, plan):
    assert pm_client.post(f"/plans/{plan[0]}/explode").status_code == 404


def test_a_returned_plan_shows_what_was_asked_and_what_changed(app, pm_client, world):
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        plan = plan_for(pm, "Risk workshop")
        send(plan)
        reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "Good", seen=1, by=coach)
        reviewing.review(plan, ReviewDecision.RETURN, "Is there a cheaper one?", seen=1, by=hr)
        reviewing.say(plan, "I will look for one", by=pm)
        plan_id = plan.id
    returned = pm_client.get(f"/plans/{plan_id}")
    with inside(app):
        plan = plans.get_plan(plan_id)
        item = standing_item(plan)
        planning.change_item(item, item_draft(cost=90.0), seen=item.version, by=plan.person)
        send(plan)

    sent_again = pm_client.get(f"/plans/{plan_id}")

    assert "Jonas Berg asks one thing before going on." in returned.text
    assert "Is there a cheaper one?" in returned.text
    assert "<del>€400</del>" in sent_again.text
    assert "<ins>€90</ins>" in sent_again.text


# Talking about it


def test_a_comment_is_read_by_all_who_see_the_plan(app, pm_client, coach_client, world, plan):
    page = coach_client.post(
        f"/plans/{plan[0]}/comments", data={"statement": "Which project?"}, follow_redirects=True
    )

    assert "Which project?" in page.text
    own = pm_client.get("/plan")
    assert "Which project?" in own.text
    assert "Mara Haddad" in own.text


def test_a_comment_without_words_is_refused(app, pm_client, plan):
    page = pm_client.post(f"/plans/{plan[0]}/comments", data={"statement": "  "})

    assert "Write something first." in page.text


def test_what_is_typed_into_a_page_is_never_markup(app, pm_client, plan):
    pm_client.post(f"/plans/{plan[0]}/comments", data={"statement": "<script>alert(1)</script>"})

    page = pm_client.get("/plan")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


# Carrying it out


def test_items_are_begun_done_given_up_and_opened_again(app, pm_client, world):
    _plan_id, item_id = make(app, world, PlanStatus.APPROVED)

    begun = pm_client.post(f"/items/{item_id}/begin", follow_redirects=True)
    done = pm_client.post(
        f"/items/{item_id}/complete",
        data={"completed_on": "2026-01-05", "evidence": "Register kept"},
        follow_redirects=True,
    )
    opened = pm_client.post(f"/items/{item_id}/resume", follow_redirects=True)
    dropped = pm_client.post(
        f"/items/{item_id}/drop", data={"reason": "Called off"}, follow_redirects=True
    )

    assert "“Risk workshop” is under way." in begun.text
    assert "“Risk workshop” is done." in done.text
    assert "Register kept" in done.text
    assert "“Risk workshop” is open again." in opened.text
    assert "“Risk workshop” is given up." in dropped.text


def test_an_item_is_not_done_without_what_shows_it(app, pm_client, world):
    _, item_id = make(app, world, PlanStatus.APPROVED)
    shown = pm_client.get(f"/items/{item_id}/complete")

    for evidence in ("", "   "):
        page = pm_client.post(
            f"/items/{item_id}/complete", data={"completed_on": "2026-01-05", "evidence": evidence}
        )
        assert "Say in a sentence what shows it." in page.text
        assert 'value="2026-01-05"' in page.text
    late = pm_client.post(
        f"/items/{item_id}/complete", data={"completed_on": "2999-01-01", "evidence": "Seen"}
    )

    assert shown.status_code == 200
    assert "This day is still to come." in late.text
    assert "Seen" in late.text


def test_an_item_is_not_given_up_without_a_reason(app, pm_client, world):
    _, item_id = make(app, world, PlanStatus.APPROVED)

    shown = pm_client.get(f"/items/{item_id}/drop")
    pages = [pm_client.post(f"/items/{item_id}/drop", data={"reason": each}) for each in ("", " ")]

    assert shown.status_code == 200
    assert all("Say why in a few words." in page.text for page in pages)


def test_a_step_of_an_item_that_is_not_possible_is_told(app, pm_client, world):
    _, item_id = make(app, world, PlanStatus.APPROVED)
    done = {"completed_on": "2026-01-05", "evidence": "Seen", "reason": "Called off"}
    pm_client.post(f"/items/{item_id}/complete", data=done)

    pages = [
        pm_client.post(f"/items/{item_id}/{step}", data=done, follow_redirects=True)
        for step in ("begin", "complete", "drop")
    ]

    assert all("The item has moved on meanwhile" in page.text for page in pages)
    assert pm_client.post(f"/items/{item_id}/explode").status_code == 404


@pytest.mark.parametrize("step", ["begin", "resume", "complete", "drop"])
def test_a_step_that_meets_one_of_another_tab_is_told(app, pm_client, world, another_tab, step):
    _, item_id = make(app, world, PlanStatus.APPROVED)
    data = {"completed_on": "2026-01-05", "evidence": "Seen", "reason": "Called off"}
    elsewhere = "begin"
    if step == "resume":
        pm_client.post(f"/items/{item_id}/drop", data=data)
        elsewhere = "resume"

    with another_tab(f"/items/{item_id}/{elsewhere}", {}):
        page = pm_client.post(f"/items/{item_id}/{step}", data=data, follow_redirects=True)

    assert "The item has moved on meanwhile" in page.text


def test_a_plan_is_completed_once_nothing_in_it_is_open(app, pm_client, world):
    plan_id, item_id = make(app, world, PlanStatus.APPROVED)
    early = pm_client.post(f"/plans/{plan_id}/complete", follow_redirects=True)
    pm_client.post(f"/items/{item_id}/drop", data={"reason": "Called off"})
    ready = pm_client.get("/plan")

    late = pm_client.post(f"/plans/{plan_id}/complete", follow_redirects=True)

    assert "Some items are still open." in early.text
    assert "Complete the plan…" in ready.text
    assert "The plan is completed." in late.text
    assert plan_of(app, plan_id)[0] is PlanStatus.COMPLETED


def test_a_plan_opened_for_changes_in_another_tab_is_not_completed(
    app, pm_client, world, another_tab
):
    plan_id, item_id = make(app, world, PlanStatus.APPROVED)
    pm_client.post(f"/items/{item_id}/drop", data={"reason": "Called off"})

    with another_tab(f"/plans/{plan_id}/revise", {}):
        page = pm_client.post(f"/plans/{plan_id}/complete", follow_redirects=True)

    assert "The plan has moved on meanwhile" in page.text
    assert plan_of(app, plan_id)[0] is PlanStatus.DRAFT


def test_the_timeline_lasts_as_long_as_its_items(app, pm_client, plan):
    with inside(app):
        item = db.session.get_one(PlanItem, plan[1])
        item.due_on = item.starts_on + timedelta(days=400)
        db.session.commit()

    assert "<svg" in pm_client.get("/plan").text
