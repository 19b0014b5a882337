"""The main job from end to end, in one journey of project manager, coach and HR."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assessments.database import now
from assessments.queries import framework, mentorships, people
from assessments.services import asking_mentors, assessing, describing, offering
from assessments.services.assessing import Answer
from assessments.services.offering import OfferDraft
from capability.vocabulary import Confidence
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visitor import Visitor
from tests.world import Inhabitant, World

PLANNING = ("integration", "scope", "schedule", "cost", "resources")
REST = {
    "commercial": {"risk": 1, "issues": 2, "procurement": 1, "commercial_sense": 2},
    "people": {"leadership": 3, "teamwork": 4, "conflict": 2, "coaching": 2},
    "stakeholders": {"engagement": 2, "communication": 3, "requirements": 3, "change": 1},
    "strategy": {"strategy": 2, "benefits": 1, "governance": 2, "quality": 3},
    "self": {"reflection": 3, "integrity": 4},
}
WAYS = [
    pytest.param("sqlite", "en", DESKTOP, id="english on a desktop, on SQLite"),
    pytest.param("postgresql", "zh", PHONE, id="chinese on a telephone, on PostgreSQL"),
]
TODAY = now().date()


@pytest.fixture
def beginnings(app: Flask, world: World) -> None:
    """Nobody knows yet what the project manager's role is; a colleague has offered to mentor."""
    with app.app_context():
        pm, mentor, coach = (
            people.get_person(each.id) for each in (world.pm, world.coaching_pm, world.coach)
        )
        describing.describe(pm, _profile(pm.called), by=pm)
        codes = tuple(each.code for area in framework.list_areas() for each in area.competencies)
        offered = OfferDraft(codes, 2, 2.0, ("en",), None, "")
        offering.offer(mentor, offered, seen=0, today=TODAY)
        form = assessing.open_coach_assessment(mentor, coach)
        for area in framework.list_areas():
            for competency in area.competencies:
                answer = Answer(5, Confidence.SURE, "Led it", TODAY - timedelta(days=90))
                assessing.save_answer(form, competency, answer, seen=0, by=coach)
        assessing.submit(form, by=coach)


def _profile(called: str) -> describing.Profile:
    return describing.Profile(called, None, None, None, None, ["en"], None)


@pytest.mark.usefixtures("beginnings")
@pytest.mark.parametrize(
    ("databases", "language", "viewport"), WAYS, indirect=["databases"], scope="session"
)
def test_from_a_blank_form_to_evidence_of_what_was_learned(
    app: Flask, world: World, open_context: Callable[..., Page], language: str, viewport: dict
):
    judged: set[str] = set()

    def begin(somebody: Inhabitant) -> Visitor:
        # Each comes with a browser that asks for the other language, and changes it on the page.
        locale = {"en": "zh-CN", "zh": "en-GB"}[language]
        page = open_context(locale=locale, viewport=viewport)
        visitor = Visitor(page, app, language, judged)
        visitor.sign_in(somebody.email)
        return visitor

    pm = begin(world.pm)
    say_who_one_is(pm)
    assess_oneself(pm)
    read_the_map(pm)
    choose_suggestions(pm)
    the_mentor_says_yes(app, world)
    make_the_plan(pm)

    coach = begin(world.coach)
    endorse(coach, "Risk first is right for the harbour line.")

    hr = begin(world.hr)
    return_with_a_reason(hr, "Which item comes first if the budget is halved?")

    answer_and_send_again(pm, "Which item comes first if the budget is halved?")
    endorse(coach, "The order is clear now.", again=True)
    approve(hr)
    carry_out(pm)


def say_who_one_is(pm: Visitor) -> None:
    pm.arrive("Hello, %(name)s", name="Lin")
    for _ in range(2):
        pm.change_language()
        pm.read("Tell us your role")
    pm.follow("About me")
    pm.arrive("About me")
    pm.field("Your role").select_option(index=3)
    pm.field("Your highest degree").select_option(value="bachelor")
    pm.field("Hours of project management education so far").fill("60")
    pm.press("Keep")
    pm.told("Kept.")
    expect(pm.field("Your role")).not_to_have_value("")


def assess_oneself(pm: Visitor) -> None:
    pm.go("Assess")
    pm.arrive("Self-assessment")
    pm.press("Begin")
    answer_by_mouse(pm)
    answer_by_keyboard(pm)
    for area, levels in REST.items():
        pm.page.wait_for_url(f"**/{area}")
        for code, level in levels.items():
            choose(pm, code, level)
        expect_saved(pm, *levels)
        pm.page.locator(".form-foot button[value=next]").click()

    pm.arrive("Look it over")
    expect(pm.main.get_by_text(pm.words("Still open"), exact=True)).to_have_count(1)
    pm.open("Submit…")
    pm.read(
        "Your coach then sees your answers. Heads of department and HR see your map, not your "
        "answers. You cannot change them afterwards, unless your coach opens the form again."
    )
    pm.look("-asked")
    pm.press("Submit now")
    pm.told("Sent. Your map is drawn from these answers now.")


def answer_by_mouse(pm: Visitor) -> None:
    pm.page.wait_for_url("**/planning")
    pm.look("-blank")
    for code, level in zip(PLANNING, (2, 1, 2, 3, 0), strict=True):
        choose(pm, code, level)
    scope = pm.page.locator("#rating-scope")
    scope.get_by_role("radio", name=pm.words("Sure"), exact=True).check()
    pm.open("An example, and why this matters", within=scope)
    pm.field("An example from your work", scope).fill("Agreed the cut for the quay with the port.")
    pm.field("When was that?", scope).fill((TODAY - timedelta(days=40)).isoformat())
    expect_saved(pm, *PLANNING)
    pm.read("Everything is saved. You can stop at any time.")
    pm.look()

    pm.page.reload()
    expect_saved(pm, *PLANNING)
    expect(chosen(pm, "scope")).to_have_value("1")
    expect(chosen(pm, "resources")).to_have_value("0")
    scope.locator("summary").click()
    expect(pm.field("An example from your work", scope)).to_have_value(
        "Agreed the cut for the quay with the port."
    )
    expect(pm.field("When was that?", scope)).not_to_have_value("")
    pm.page.locator(".form-foot button[value=next]").click()


def answer_by_keyboard(pm: Visitor) -> None:
    pm.page.wait_for_url("**/working")
    keys = pm.page.keyboard
    tab_to(pm, "[name=level-predictive]")
    for key in (
        "4",
        "ArrowDown",
        "2",
        "ArrowRight",
        "ArrowDown",
        "n",
        "ArrowDown",
        "5",
        "ArrowLeft",
    ):
        keys.press(key)
    tab_to(pm, "[name=confidence-digital]")
    keys.press("Space")
    expect_saved(pm, "predictive", "agile", "hybrid", "digital")
    for code, level in {"predictive": "4", "agile": "3", "hybrid": "na", "digital": "4"}.items():
        expect(chosen(pm, code)).to_have_value(level)
    tab_to(pm, ".form-foot button[value=next]")
    keys.press("Enter")


def tab_to(pm: Visitor, selector: str) -> None:
    for _ in range(40):
        pm.page.keyboard.press("Tab")
        if pm.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}")


def choose(pm: Visitor, code: str, level: int) -> None:
    pm.page.locator(f"#rating-{code} .rating-cell").nth(level).click()


def chosen(pm: Visitor, code: str):
    return pm.page.locator(f"[name=level-{code}]:checked")


def expect_saved(pm: Visitor, *codes: str) -> None:
    saved = pm.words("Saved {time}").partition("{time}")[0].strip()
    for code in codes:
        row = pm.page.locator(f"#rating-{code} [data-saved]:not(.is-waiting)")
        expect(row).to_contain_text(saved)


def read_the_map(pm: Visitor) -> None:
    pm.arrive("My map")
    pm.read(
        "This is your own view, so it is drawn as claimed. Other views will make it surer; the "
        "likely range beside it is cautious until then."
    )
    pm.read("your own view")
    expect(pm.main.locator(".ruler.is-claimed, .is-claimed .ruler").first).to_be_visible()
    for kind, beginning in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"")):
        with pm.page.expect_download() as download:
            pm.page.get_by_role("link", name=kind.upper(), exact=True).click()
        assert download.value.suggested_filename == f"capability-map.{kind}"
        contents = Path(download.value.path()).read_bytes()
        assert contents.startswith(beginning)
        assert len(contents) > 500

    pm.follow("Next role")
    expect(pm.main.locator("[aria-current=true]", has_text=pm.words("Next role"))).to_be_visible()
    pm.look("-next")
    pm.field("Compare with another role").select_option(value="programme_manager")
    pm.press("Compare")
    pm.page.wait_for_url("**/map?role=programme_manager")


def choose_suggestions(pm: Visitor) -> None:
    pm.go("Suggestions")
    pm.arrive("Suggestions")
    take(pm, "training")
    decline_and_undo(pm)
    mentor = pm.main.locator(".mentor").filter(has_text="Nadia Karim")
    pm.follow("Ask…", mentor)
    pm.arrive("Ask %(name)s", name="Nadia Karim")
    pm.field("Your message").fill("Would you look at my risk register with me?")
    pm.press("Ask")
    pm.told("Asked. You see the answer here.")
    pm.go("Suggestions")
    take(pm, "certification")

    # The certificate takes most of the hours, so only more of them leave room for training.
    pm.field("Hours in the coming year").fill("300")
    pm.press("Work it out again")
    expect(pm.field("Hours in the coming year")).to_have_value("300")
    expect(pm.main.locator("article[id^=training]").first).to_be_visible()


def the_mentor_says_yes(app: Flask, world: World) -> None:
    """Let the mentor accept, which has a journey of its own: it stands in the plan then."""
    with app.test_request_context():
        asked = mentorships.find_open(world.pm.id, world.coaching_pm.id)
        assert asking_mentors.accept(asked, "", by=asked.mentor, today=TODAY)


def decline_and_undo(pm: Visitor) -> None:
    card = pm.main.locator("article[id^=training]").first
    title = card.locator("h3").inner_text()
    named = pm.main.locator("article h3").get_by_text(title, exact=True)
    pm.open("Not for me…", within=card)
    pm.look("-declining")
    pm.field("Reason", card).select_option(value="no_time")
    pm.press("Decline", card)
    pm.told("Declined. It stays away until something changes.")
    expect(named).to_have_count(0)
    pm.look("-declined")
    pm.undo()
    pm.told("It may be suggested again.")
    expect(named).to_have_count(1)


def take(pm: Visitor, section: str) -> None:
    card = pm.main.locator(f"article[id^={section}]").first
    title = card.locator("h3").inner_text()
    pm.press("Add to my plan", card)
    told = pm.words("“%(title)s” is in your plan.", title="").rpartition("”")[2]
    expect(pm.page.locator("[data-toasts]")).to_contain_text(told)
    expect(pm.main.locator("article h3").get_by_text(title, exact=True)).to_have_count(0)


def make_the_plan(pm: Visitor) -> None:
    pm.go("Plan")
    pm.look("-made")
    expect(pm.main.locator(".plan-item")).to_have_count(3)
    pm.field("What do you want to be able to do?").fill("Lead a programme on the coast")
    pm.press("Keep")
    pm.told("Kept.")
    expect(pm.main.locator("h1")).to_have_text("Lead a programme on the coast")

    pm.follow("Add an item of my own")
    pm.arrive("Add an item of my own")
    pm.field("What will you do?").fill("Write the lessons of the harbour line")
    pm.field("Kind").select_option(value="reading")
    pm.field("Begins on").fill((TODAY + timedelta(days=10)).isoformat())
    pm.field("Done by").fill((TODAY + timedelta(days=5)).isoformat())
    pm.press("Keep")
    pm.read("It cannot be done before it begins.")
    pm.look("-error")
    expect(pm.field("What will you do?")).to_have_value("Write the lessons of the harbour line")
    pm.field("Done by").fill((TODAY + timedelta(days=50)).isoformat())
    pm.press("Keep")
    pm.told("“%(title)s” is in your plan.", title="Write the lessons of the harbour line")

    item = pm.main.locator(".plan-item").filter(has_text="Nadia Karim")
    pm.press("Remove", item)
    expect(pm.main.locator(".plan-item")).to_have_count(3)
    pm.undo()
    expect(pm.main.locator(".plan-item")).to_have_count(4)

    pm.open("Send to my coach…")
    pm.look("-asked")
    pm.press("Send now")
    pm.told("Sent. Your coach reads it next.")
    pm.look("-sent")
    pm.go("Home")
    pm.read("Your plan is with your coach")


def endorse(coach: Visitor, comment: str, *, again: bool = False) -> None:
    coach.go("My people")
    coach.arrive("My people")
    if not again:
        coach.follow("Lin Yue")
        coach.arrive("Lin Yue")
        coach.follow("Open the map")
        coach.arrive("Lin Yue")
        coach.read("%(name)s sees that you looked at this map today.", name="Lin")
    coach.go("Plans")
    coach.arrive("Plans that wait for your word")
    coach.follow("Lin Yue")
    coach.arrive("Plan of %(name)s", name="Lin Yue")
    coach.main.locator(".choice-card", has_text=coach.words("Endorse")).first.click()
    coach.field("A word for the project manager").fill(comment)
    coach.press("Send to %(name)s", name="Lin")
    coach.told("Your answer is recorded.")
    coach.read("No plan waits for you")


def return_with_a_reason(hr: Visitor, reason: str) -> None:
    hr.go("To review")
    hr.arrive("Plans to review")
    hr.follow("Lin Yue")
    hr.look()
    choice = hr.main.locator(".choice-card", has_text=hr.words("Return with a question"))
    choice.click()
    hr.press("Send to %(name)s", name="Lin")
    hr.read("Say what needs to change, so that it can be acted on.")
    hr.look("-error")
    expect(choice.locator("input")).to_be_checked()
    hr.field("What should change, and why?").fill(reason)
    hr.press("Send to %(name)s", name="Lin")
    hr.told("Review recorded")
    hr.look("-empty")


def answer_and_send_again(pm: Visitor, reason: str) -> None:
    pm.go("Home")
    pm.read("Your plan came back with a question")
    pm.look("-returned")
    pm.follow("Read it")
    pm.read(reason)
    pm.look("-returned")
    pm.field("Reply").fill("The training comes first; the rest can wait.")
    pm.press("Send")
    pm.read("The training comes first; the rest can wait.")
    item = pm.main.locator(".plan-item").filter(has_text="Write the lessons of the harbour line")
    item.get_by_role("link").click()
    pm.arrive("Write the lessons of the harbour line")
    pm.field("Done by").fill((TODAY + timedelta(days=90)).isoformat())
    pm.press("Keep")
    pm.told("Kept.")
    pm.open("Send it again…")
    pm.press("Send now")
    pm.told("Sent. Your coach reads it next.")


def approve(hr: Visitor) -> None:
    hr.go("To review")
    hr.follow("Lin Yue")
    hr.look("-again")
    hr.main.locator(".choice-card", has_text=hr.words("Approve")).click()
    hr.press("Send to %(name)s", name="Lin")
    hr.told("Review recorded")
    hr.go("Decisions")
    hr.arrive("Decisions")
    expect(hr.main.locator(".rule-list > li")).to_have_count(2)


def carry_out(pm: Visitor) -> None:
    pm.go("Plan")
    item = pm.main.locator(".plan-item").filter(has_text="Write the lessons of the harbour line")
    pm.press("Begin", item)
    pm.told("“%(title)s” is under way.", title="Write the lessons of the harbour line")
    pm.look("-under-way")
    item.get_by_role("link").first.click()
    pm.arrive("Write the lessons of the harbour line")
    pm.press("It is done")
    pm.read("Say in a sentence what shows it.")
    pm.look("-error")
    pm.field("What shows it?").fill("Nine lessons stand in the library of the PMO.")
    pm.press("It is done")
    pm.told("“%(title)s” is done.", title="Write the lessons of the harbour line")
    expect(item).to_contain_text("Nine lessons stand in the library of the PMO.")
    pm.go("Home")
    pm.look("-under-way")
    pm.read("Who looked at your map")
    pm.read("Mara Haddad")
