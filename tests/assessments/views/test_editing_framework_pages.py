"""The pages on which an administrator edits areas and competencies."""

from assessments.database import db
from assessments.models.framework import Competency
from assessments.services import planning
from assessments.services.editing import framework
from tests.assessments.builders import (
    answer,
    audit_lines,
    inside,
    item_draft,
    person_of,
    standing_item,
)
from tests.assessments.views.filled_forms import filled_in, key_of


def test_a_competency_is_edited_with_a_warning_of_what_rests_on_it(
    app, world, administrator_client
):
    with inside(app):
        answer(person_of(world.pm), {"risk": 2})
    address = f"/admin/framework/competencies/{key_of(app, Competency, 'risk')}"
    shown = administrator_client.get(address)
    fields = filled_in(shown)

    page = administrator_client.post(
        address, data={**fields, "levels-2-statement-zh": "识别风险。"}, follow_redirects=True
    )

    assert "1 answer about 1 person rests on these texts." in shown.text
    assert "1 answer chose this level." in shown.text
    assert "Kept." in page.text
    with inside(app):
        [line] = audit_lines("change_competency")
        assert line.new == {"statement 2 zh": "识别风险。"}
    conflict = administrator_client.post(address, data={**fields, "name-en": "Danger"})
    assert "Somebody else has changed this meanwhile" in conflict.text
    assert "Danger" in conflict.text


def test_a_level_without_an_indicator_is_told_at_its_field(app, administrator_client):
    address = f"/admin/framework/competencies/{key_of(app, Competency, 'risk')}"
    fields = filled_in(administrator_client.get(address))
    bare = {"levels-3-statement-en": "", "levels-3-statement-zh": " "}

    page = administrator_client.post(address, data={**fields, **bare})

    assert 'id="levels-3-statement-en-error"' in page.text


def test_a_competency_is_added_and_no_longer_asked(app, administrator_client):
    with inside(app):
        area = db.session.scalars(db.select(Competency.area_id)).first()
    texts = {f"levels-{level}-statement-en": f"Does it at {level}." for level in range(6)}
    data = {"code": "green", "area": str(area), "name-en": "Green", "definition-en": "G.", **texts}

    page = administrator_client.post(
        "/admin/framework/competencies/new", data=data, follow_redirects=True
    )
    twice = administrator_client.post("/admin/framework/competencies/new", data=data)
    key = key_of(app, Competency, "green")
    off = administrator_client.post(
        f"/admin/framework/competencies/{key}/active", data={}, follow_redirects=True
    )

    assert "“Green” is asked about from now on." in page.text
    assert "Another competency has this code." in twice.text
    assert "“Green” is no longer asked about." in off.text
    moved = administrator_client.post(
        f"/admin/framework/competencies/{key}/move", data={"way": "up"}, follow_redirects=True
    )
    assert moved.status_code == 200


def test_what_is_no_longer_asked_is_still_named_in_a_plan(app, world, pm_client):
    with inside(app):
        pm = person_of(world.pm)
        risk = db.session.scalars(db.select(Competency).where(Competency.code == "risk")).one()
        plan = planning.open_plan(pm)
        planning.add_item(
            plan, item_draft(competency_id=risk.id, from_level=2.0, to_level=3.0), by=pm
        )
        item_id = standing_item(plan).id
        framework.set_active(risk, False, by=person_of(world.administrator))

    assert "Risk and opportunity" in pm_client.get("/plan").text
    assert "Risk and opportunity" in pm_client.get(f"/items/{item_id}").text


def test_an_area_is_edited(app, administrator_client):
    fields = filled_in(administrator_client.get("/admin/framework/areas/1"))

    page = administrator_client.post(
        "/admin/framework/areas/1", data={**fields, "name-zh": "规划"}, follow_redirects=True
    )

    assert "Kept." in page.text
    late = administrator_client.post("/admin/framework/areas/1", data={**fields, "name-zh": "计划"})
    assert "Somebody else has changed this meanwhile" in late.text


def test_the_pages_speak_chinese_where_the_texts_do(administrator_client):
    page = administrator_client.get("/admin/framework?language=zh")

    assert "整合与变更控制" in page.text
