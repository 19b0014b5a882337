"""The files of HR's desk, opened and read back: the plan as PDF, queue and figures as XLSX."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessments import config
from assessments.database import db, now
from assessments.interchange import documents
from assessments.models.people import Organisation, Person
from assessments.queries import organisation, plans, viewings
from assessments.services import plan_documents, planning, reviewing
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus
from tests.assessments.builders import (
    answer,
    crowd,
    days,
    inside,
    item_draft,
    person_of,
    plan_for,
    plan_in,
    send,
    send_plans,
    standing_item,
)
from tests.assessments.pdf_text import pages_of

DAY = now().date()
TEMPLATE = config.shipped_folder("templates") / "documents" / "plan.typ"


def squeezed(text):
    return "".join(text.split())


@pytest.fixture
def endorsed(app, world):
    """A plan with a title in two scripts, whose words try to be more than words."""
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        pm.name = "Lin Yue 林岳"
        answer(pm, {"risk": 1, "scope": 3, "cost": 2, "leadership": 1}, on=DAY - days(1))
        plan = plan_in(PlanStatus.ENDORSED, pm, coach=coach, hr=hr)
        plan.aim = '#panic("aim") *not bold* 带领项目 \\ " $x$ <label> @ref #sys.inputs'
        item = standing_item(plan)
        item.title, item.reason = "风险工作坊 #let x = 1 // no comment /* here", "= Heading"
        item.cost, item.hours = 1234.5, 7.25
        db.session.commit()
        reviewing.say(plan, '#include "/etc/passwd" `raw` https://example.org 好的', by=coach)
        return plan.id


def text_of(client, plan_id, language="en"):
    answered = client.get(f"/plans/{plan_id}.pdf?language={language}")
    assert answered.status_code == 200
    assert answered.mimetype == "application/pdf"
    assert answered.data.startswith(b"%PDF-")
    return pages_of(answered.data)


def test_the_plan_says_what_it_holds(pm_client, endorsed):
    pages = text_of(pm_client, endorsed)
    text = "".join(pages)

    for words in (
        "Harbour PMO", "Development plan", "Lin Yue 林岳", "Delivery", "Mara Haddad", "With HR",
        "风险工作坊", "€1,234.50", "7.2 h", "The gaps it was drawn from", "Risk and opportunity",
        "Perhaps short by about 2½ levels; claimed only", "Comments and decisions", "好的",
        "It is a model, not a measurement.", "The map today",
    ):  # fmt: skip
        assert squeezed(words) in text, words
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}" in page


def test_what_people_typed_is_shown_letter_by_letter(pm_client, endorsed):
    text = "".join(text_of(pm_client, endorsed))

    for words in (
        '#panic("aim") *not bold* 带领项目 \\ " $x$ <label> @ref #sys.inputs',
        "风险工作坊 #let x = 1 // no comment /* here",
        '#include "/etc/passwd" `raw` https://example.org 好的',
    ):
        assert squeezed(words) in text


def test_the_plan_stands_in_chinese(pm_client, endorsed):
    text = "".join(text_of(pm_client, endorsed, "zh"))

    for words in ("发展计划", "交付部", "风险与机会", "Lin Yue 林岳", "带领项目"):
        assert squeezed(words) in text


@pytest.mark.parametrize("part", ["coach", "head", "hr"])
def test_whoever_may_read_the_plan_may_keep_it_and_is_seen_to_have_looked(
    request, app, endorsed, part, world
):
    client = request.getfixturevalue(f"{part}_client")

    assert text_of(client, endorsed)
    with inside(app):
        [seen] = viewings.list_viewings(person_of(world.pm))
        assert seen.viewer_id == getattr(world, part).id


def test_nobody_else_gets_it(app, other_pm_client, administrator_client, endorsed, client):
    assert other_pm_client.get(f"/plans/{endorsed}.pdf").status_code == 403
    assert administrator_client.get(f"/plans/{endorsed}.pdf").status_code == 403
    assert client.get(f"/plans/{endorsed}.pdf").status_code == 302
    assert other_pm_client.get("/plans/999999.pdf").status_code == 404


def test_whoever_may_not_see_the_map_gets_no_level_of_today(app, endorsed):
    with inside(app):
        found = plan_documents.contents_of(plans.get_plan(endorsed), with_map=False, today=DAY)
        text = "".join(pages_of(documents.pdf(TEMPLATE, found)))

    assert found["map"] is None
    assert "Themaptoday" not in text
    assert "1.0(" in text or "Riskandopportunity" in text
    assert "Itisamodel" in text
    assert len(found["gaps"]["columns"]) == 4


def test_an_empty_plan_of_somebody_without_anything_is_a_document_too(app, pm_client, world):
    with inside(app):
        pm = person_of(world.pm)
        pm.role = pm.aims_for = pm.department = pm.coach = None
        plan_id = planning.open_plan(pm).id

    text = "".join(text_of(pm_client, plan_id))

    assert "Thereisnothinginityet." in text
    assert "Nothinghasbeensaidyet." in text


def test_forty_items_with_long_words_fill_pages_and_lose_nothing(app, pm_client, world):
    titles = [f"Schritt{number:02d}" + "donaudampfschifffahrt" * 5 for number in range(40)]
    with inside(app):
        pm = person_of(world.pm)
        plan = plan_for(pm, *titles)
        for item in plan.items:
            item.starts_on, item.due_on = DAY, DAY + days(20)
            item.cost, item.hours = 1e6, 1e4
        db.session.commit()
        plan_id = plan.id

    pages = text_of(pm_client, plan_id)

    assert len(pages) > 2
    for title in titles:
        assert title in "".join(pages)


def test_proposals_are_no_part_of_the_document(app, pm_client, endorsed):
    with inside(app):
        standing_item(plans.get_plan(endorsed)).status = PlanItemStatus.PROPOSED
        db.session.commit()

    assert "风险工作坊" not in "".join(text_of(pm_client, endorsed))


def sheet_of(client, address):
    answered = client.get(address)
    assert answered.status_code == 200
    assert "attachment" in answered.headers["Content-Disposition"]
    [sheet] = load_workbook(BytesIO(answered.data)).worksheets
    return sheet


def test_the_queue_as_a_workbook_holds_what_the_page_shows(hr_client, endorsed):
    sheet = sheet_of(hr_client, "/hr/plans.xlsx")

    head, row = (dict(enumerate(line)) for line in sheet.iter_rows(values_only=True))
    at = {title: place for place, title in head.items()}
    assert sheet.title == "Plans to review"
    assert row[at["Person"]] == "Lin Yue 林岳"
    assert (row[at["Items"]], row[at["Hours"]], row[at["Cost (EUR)"]]) == (1, 7.25, 1234.5)
    assert row[at["Waits since"]].date() == DAY
    assert (row[at["Days"]], row[at["Version"]]) == (0, 1)
    assert str(row[at["Aim of the plan"]]).startswith("#panic")
    assert row[at["Flags"]] is None or "critical gap" in row[at["Flags"]]


def test_the_queue_as_a_workbook_is_narrowed_as_the_page_is(hr_client, endorsed):
    assert sheet_of(hr_client, "/hr/plans.xlsx?department=99999").max_row == 1
    assert sheet_of(hr_client, "/hr/plans.xlsx?flag=over_hours").max_row == 1


def test_the_queue_as_a_workbook_stands_in_chinese(hr_client, endorsed):
    sheet = sheet_of(hr_client, "/hr/plans.xlsx?language=zh")

    words = [cell.value for cell in sheet[1]]
    assert "能力地图" not in words
    assert sheet["C2"].value == "交付部"


def test_long_queues_are_written_whole(app, hr_client, world):
    with inside(app):
        coach = person_of(world.coach)
        people = crowd(120, coach=coach, department_id=coach.department_id)
        send_plans(people, PlanStatus.ENDORSED)

    assert sheet_of(hr_client, "/hr/plans.xlsx").max_row == 121


def test_the_figures_as_a_workbook_withhold_what_the_page_withholds(app, hr_client, world):
    with inside(app):
        coach = person_of(world.coach)
        people = crowd(6, coach=coach, department_id=coach.department_id)
        send_plans(people, PlanStatus.ENDORSED)
        db.session.get_one(Person, world.other_pm.id).name = "Only One"
        db.session.commit()

    sheet = sheet_of(hr_client, "/hr/figures.xlsx")

    rows = {line[0]: line[1:] for line in sheet.iter_rows(values_only=True) if line[0]}
    head = rows["Department"]
    assert rows["Systems"][0] == "fewer than 5"
    assert set(rows["Systems"][1:]) == {None}
    assert rows["Delivery"][head.index("Plans: With HR")] == 6
    assert rows["Delivery"][head.index("People")] >= 10
    assert "All that are shown" not in rows  # one team alone is its own total
    assert any("subtraction" in str(name) for name in rows)


def test_a_budget_year_with_a_stroke_in_its_name_names_a_sheet(app, hr_client):
    with inside(app):
        found = organisation.find_organisation() or Organisation(name=organisation.defaults().name)
        found.budget_year_month = 4
        db.session.add(found)
        db.session.commit()

    assert sheet_of(hr_client, "/hr/figures.xlsx?year=2026").title == "Figures 2026-27"
    assert sheet_of(hr_client, "/hr/figures.xlsx?year=2026&language=zh").title
    assert "2026/27" in hr_client.get("/hr/figures?year=2026&language=en").text


def test_a_new_version_with_hr_is_the_one_in_the_queue(app, hr_client, endorsed, world):
    with inside(app):
        plan = plans.get_plan(endorsed)
        hr, coach = person_of(world.hr), person_of(world.coach)
        reviewing.approve_several({endorsed: 1}, by=hr)
        plan = plans.get_plan(endorsed)
        reviewing.revise(plan, by=plan.person)
        planning.add_item(plan, item_draft("Second"), by=plan.person)
        plan = plans.get_plan(endorsed)
        send(plan)
        reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=2, by=coach)

    assert "Change to an approved plan" in hr_client.get("/hr/plans").text
