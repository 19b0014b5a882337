"""Those who look after many people: coach, HR, head and administrator, each in one journey."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import people
from capability.lifecycle import PlanItemStatus, PlanStatus
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import TODAY, all_codes, answer, audit_lines, crowd, send_plans
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visitor import Visitor
from tests.world import Inhabitant, World

WAYS = [
    pytest.param("sqlite", "en", DESKTOP, id="english on a desktop, on SQLite"),
    pytest.param("postgresql", "zh", PHONE, id="chinese on a telephone, on PostgreSQL"),
]
in_both_ways = pytest.mark.parametrize(
    ("databases", "language", "viewport"), WAYS, indirect=["databases"], scope="session"
)
SHORT_IN = {"risk": 1, "engagement": 1, "benefits": 1}
ELEVEN = 11

Begin = Callable[[Inhabitant], Visitor]


@pytest.fixture
def begin(app: Flask, open_context: Callable[..., Page], language: str, viewport: dict) -> Begin:
    """A function that signs somebody in, in a browser of the language and size of the run."""
    judged: set[str] = set()

    def begin_one(somebody: Inhabitant) -> Visitor:
        # Each comes with a browser that asks for the other language, and changes it on the page.
        locale = {"en": "zh-CN", "zh": "en-GB"}[language]
        page = open_context(locale=locale, viewport=viewport)
        visitor = Visitor(page, app, language, judged)
        visitor.sign_in(somebody.email)
        return visitor

    return begin_one


@pytest.fixture
def cohort(app: Flask, world: World) -> list[int]:
    """Ten people beside Lin Yue, all short in the same three competencies as two people see it."""
    with app.app_context():
        pm, coach = (people.get_person(each.id) for each in (world.pm, world.coach))
        members = [pm, *crowd(ELEVEN - 1, coach=coach, department_id=coach.department_id)]
        levels = {**dict.fromkeys(all_codes(), 4), **SHORT_IN}
        for person in members:
            seen = partial(answer, person, levels, on=TODAY, examples=tuple(SHORT_IN))
            seen()
            seen(rater=coach, source=AssessmentSource.COACH)
        return [person.id for person in members]


@in_both_ways
def test_a_coach_finds_the_commonest_gaps_and_puts_a_workshop_into_eleven_plans(
    app: Flask, world: World, cohort: list[int], begin: Begin
):
    coach = begin(world.coach)
    coach.go("Heat map")
    coach.arrive("Heat map")
    coach.go("Demand")
    coach.arrive("Demand")
    needs = coach.main.locator(".need")
    assert {needs.nth(place).get_attribute("id") for place in range(3)} == {
        f"need-{code}" for code in SHORT_IN
    }

    risk = coach.main.locator("#need-risk")
    expect(risk).to_contain_text(
        coach.words("%(count)s of %(total)s are short in it", count=ELEVEN, total=ELEVEN + 1)
    )
    workshop = risk.locator("li").filter(has_text=coach.words("Workshop"))
    risk.locator(".more-answers a").click()
    coach.follow("Propose it", workshop)
    expect(coach.main.locator("input[name=people]:checked")).to_have_count(ELEVEN)
    coach.look()
    coach.press("See what it takes")
    coach.field("A word for them").fill("Two days together before the summer.")
    coach.look("-asked")
    coach.main.locator("button[name=confirm]").click()
    coach.read("What became of it")
    coach.look("-proposed")

    assert proposed_to(app) == dict.fromkeys(cohort, PlanItemStatus.PROPOSED)

    pm = begin(world.pm)
    pm.read("Two days together before the summer.")
    pm.look("-proposed")
    title = pm.main.locator(".proposal h3").first.inner_text()
    pm.press("Keep it")
    pm.told("“%(title)s” is in your plan.", title=title)
    assert proposed_to(app)[world.pm.id] is PlanItemStatus.PLANNED


def proposed_to(app: Flask) -> dict[int, PlanItemStatus]:
    with app.app_context():
        rows = db.session.execute(
            db.select(DevelopmentPlan.person_id, PlanItem.status)
            .join(PlanItem.plan)
            .where(PlanItem.proposed_by_id.is_not(None))
        )
        return {person: status for person, status in rows}


@in_both_ways
def test_hr_returns_one_plan_and_approves_ten(
    app: Flask, world: World, cohort: list[int], begin: Begin
):
    with app.app_context():
        owners = db.session.scalars(db.select(Person).where(Person.id.in_(cohort))).all()
        send_plans(owners, PlanStatus.ENDORSED)
        db.session.commit()

    hr = begin(world.hr)
    hr.arrive("Plans to review")
    hr.follow("Lin Yue")
    hr.main.locator(".choice-card:has([value=return])").click()
    hr.press("Send to %(name)s", name="Lin")
    hr.read("Say what needs to change, so that it can be acted on.")
    hr.look("-error")
    hr.main.locator("textarea").fill("Which item comes first?")
    hr.press("Send to %(name)s", name="Lin")
    hr.told("Review recorded")

    hr.main.locator("a[href*='chosen=all']").click()
    expect(hr.main.locator("input[name=plan]:checked")).to_have_count(10)
    hr.press("Approve the chosen…")
    hr.arrive("Approve several plans")
    hr.main.locator("form[method=post] button").click()
    hr.read("No plan waits for review")
    hr.go("Figures")
    hr.arrive("Figures")
    hr.go("Decisions")
    hr.arrive("Decisions")

    with app.app_context():
        states = db.session.scalars(db.select(DevelopmentPlan.status)).all()
        assert Counter(states) == {PlanStatus.RETURNED: 1, PlanStatus.APPROVED: 10}
        assert len(audit_lines("approve_plan")) == 10
        assert [line.reason for line in audit_lines("return_plan")] == ["Which item comes first?"]


@in_both_ways
def test_a_head_of_department_sees_the_department_and_nobody_else(
    app: Flask, world: World, cohort: list[int], begin: Begin
):
    with app.app_context():
        pm, outsider = (people.get_person(each.id) for each in (world.pm, world.other_pm))
        answer(outsider, SHORT_IN, on=TODAY)
        send_plans([pm, outsider], PlanStatus.APPROVED)

    head = begin(world.head)
    head.arrive("Delivery" if head.language == "en" else "交付部")
    expect(head.main).to_contain_text("Lin Yue")
    expect(head.main).not_to_contain_text("Sefa Tuala")
    head.go("Heat map")
    head.arrive("Heat map")
    expect(head.main).to_contain_text("Lin Yue")
    expect(head.main).not_to_contain_text("Sefa Tuala")
    head.follow("Lin Yue")
    head.look()
    head.go("Plans")
    expect(head.main).not_to_contain_text("Sefa Tuala")
    head.follow("Lin Yue")
    head.main.locator("#comments textarea").fill("The bridge can spare these days.")
    head.main.locator("#comments form button").click()
    expect(head.main).to_contain_text("The bridge can spare these days.")
    head.look("-commented")

    elsewhere = head.page.request.get(f"/people/{world.other_pm.id}/map")
    assert elsewhere.status == 403


HEADINGS = ["Staff no.", "Full name", "E-mail (work)", "Unit", "Job title", "Shoe size"]
ASTRAY = {7: (2, "not an address"), 23: (4, "Wizard"), 41: (0, "S-0040")}
"""Rows of the messy sheet by number: which cell is wrong, and what stands in it."""


def staff_list(path: Path, *, astray: dict[int, tuple[int, str]]) -> Path:
    """Write sixty people under a title, as such lists come."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Staff of the coast, as of last summer"])
    sheet.append([])
    sheet.append(HEADINGS)
    for number in range(1, 61):
        row = [
            f"S-{number:04}",
            f"李 {number}" if number % 3 else f"Dana Coast {number}",
            f"s{number}@coast.example.org",
            ("Quay", "Dredging", "Delivery")[number % 3],
            "Project manager",
            36 + number % 9,
        ]
        if number in astray:
            place, cell = astray[number]
            row[place] = cell
        sheet.append(row)
    book.save(path)
    return path


@in_both_ways
def test_an_administrator_imports_a_messy_sheet_undoes_it_and_imports_it_mended(
    app: Flask, world: World, begin: Begin, tmp_path: Path
):
    before = count_people(app)
    administrator = begin(world.administrator)

    messy = staff_list(tmp_path / "staff.xlsx", astray=ASTRAY)
    try_out(administrator, messy)
    for place, cell in ASTRAY.values():
        rejected = administrator.main.locator("tr").filter(has_text=cell)
        expect(rejected.first).to_contain_text(HEADINGS[place])
    administrator.look()
    assert count_people(app) == before

    take_in(administrator)
    assert count_people(app) == before + 57
    administrator.open("Undo this import")
    administrator.look("-asked")
    administrator.main.locator(".confirm[open] button[type=submit]").click()
    administrator.read("Undone")
    assert count_people(app) == before

    try_out(administrator, staff_list(tmp_path / "staff-mended.xlsx", astray={}))
    take_in(administrator)
    assert count_people(app) == before + 60


def try_out(administrator: Visitor, path: Path) -> None:
    administrator.go("Imports")
    administrator.arrive("Import and export")
    administrator.main.locator("input[name=kind][value=people]").check(force=True)
    administrator.main.locator("input[type=file]").set_input_files(path)
    administrator.press("Upload and look at the columns")
    administrator.arrive("What do its columns mean?")
    administrator.press("Try it out")
    administrator.arrive("What would happen")


def take_in(administrator: Visitor) -> None:
    administrator.open("Import it")
    administrator.main.locator(".confirm[open] button[type=submit]").click()
    administrator.read("Undo this import")
    administrator.look("-taken")


def count_people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Person)) or 0
