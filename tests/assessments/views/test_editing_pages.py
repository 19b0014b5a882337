"""The pages on which an administrator edits roles, framework and catalogue."""

import io
import re

import pytest

from assessments.database import db
from assessments.models.catalogue import Activity, Certification
from assessments.models.framework import Competency, Occupation, Role
from assessments.services import planning
from assessments.services.editing import activities, certifications, framework, profiles, roles
from tests.assessments.builders import (
    answer,
    audit_lines,
    inside,
    item_draft,
    person_of,
    standing_item,
)
from tests.world import sign_in

FIELD = re.compile(r"<(input|textarea|select|option)\b([^>]*)>(?:([^<]*)</textarea>)?")


def key_of(app, model, code):
    with inside(app):
        return db.session.scalars(db.select(model.id).where(model.code == code)).one()


def filled_in(page, *, within='<form method="post"') -> dict[str, list[str]]:
    """Return what a browser would send if nobody touched the form."""
    form = max(page.text.split(within)[1:], key=lambda part: len(part.split("</form>")[0]))
    values: dict[str, list[str]] = {}
    name, is_first = "", False
    for tag, attributes, text in FIELD.findall(form.split("</form>")[0]):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if tag == "select":
            name, is_first = given["name"], True
        elif tag == "option":
            if is_first or re.search(r"\bselected\b", attributes):
                values[name] = [given["value"]]
            is_first = False
        elif tag == "textarea":
            values.setdefault(given["name"], []).append(text.strip("\r\n"))
        elif given.get("type") == "submit" or (
            given.get("type") == "checkbox" and not re.search(r"\bchecked\b", attributes)
        ):
            continue
        else:
            values.setdefault(given["name"], []).append(given.get("value", ""))
    return {name: [each.replace("&#39;", "'") for each in found] for name, found in values.items()}


@pytest.fixture
def manager_id(app):
    return key_of(app, Role, "project_manager")


def test_roles_are_listed_with_how_many_hold_them(administrator_client):
    page = administrator_client.get("/admin/roles")

    assert "Senior project manager" in page.text
    assert re.search(r'data-label="Hold it">2<', page.text)


def test_a_role_is_added_with_the_profile_of_another(app, administrator_client):
    page = administrator_client.post(
        "/admin/roles/new",
        data={
            "code": "site_manager",
            "name-en": "Site manager",
            "name-zh": "现场经理",
            "position": "20",
            "next_role": "",
            "copied_from": "project_manager",
        },
        follow_redirects=True,
    )

    assert "“Site manager” is there. Now say what it asks." in page.text
    assert "0 people hold the role" in page.text
    with inside(app):
        added = db.session.scalars(db.select(Role).where(Role.code == "site_manager")).one()
        assert profiles.profile_of(added)["risk"].required == 3.5


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "Site Manager"}, "Small letters, digits and single underscores"),
        ({"code": "own"}, "Small letters"),
        ({"code": "project_manager"}, "Another role has this code."),
        ({"name-en": " "}, "Write it in one of the two languages at least."),
        ({"name-en": "x" * 121}, "120"),
        ({"position": "x"}, "position-error"),
    ],
)
def test_a_role_that_cannot_be_added_stays_in_the_form(administrator_client, fields, words):
    page = administrator_client.post(
        "/admin/roles/new",
        data={
            "code": "site",
            "name-en": "Site",
            "summary-zh": "修桥",
            "position": "2",
            "next_role": "",
            **fields,
        },
    )

    assert words in page.text
    assert "修桥" in page.text


def test_the_form_of_a_role_sent_untouched_changes_nothing(app, administrator_client, manager_id):
    address = f"/admin/roles/{manager_id}"

    page = administrator_client.post(
        address, data=filled_in(administrator_client.get(address)), follow_redirects=True
    )

    assert "Kept." in page.text
    with inside(app):
        assert audit_lines("change_role") == []


def test_of_two_tabs_the_later_one_sees_both_texts(app, administrator_client, manager_id):
    address = f"/admin/roles/{manager_id}"
    fields = filled_in(administrator_client.get(address))
    administrator_client.post(address, data={**fields, "name-en": "Lead"})

    page = administrator_client.post(address, data={**fields, "name-en": "Captain"})

    assert "Somebody else has changed this meanwhile" in page.text
    assert page.text.count("Lead") >= 2
    again = administrator_client.post(
        address, data={**filled_in(page), "name-en": "Captain"}, follow_redirects=True
    )
    assert "Captain" in again.text
    with inside(app):
        assert len(audit_lines("change_role")) == 2


def test_a_ladder_in_a_circle_is_told_at_the_field(app, administrator_client, manager_id):
    address = f"/admin/roles/{manager_id}"
    lower = key_of(app, Role, "project_coordinator")

    page = administrator_client.post(
        address, data={**filled_in(administrator_client.get(address)), "next_role": str(lower)}
    )

    assert "From there the ladder leads back to this role." in page.text


def test_a_role_is_taken_off_the_offer_and_put_back_from_the_toast(
    app, world, administrator_client, pm_client, manager_id
):
    off = administrator_client.post(
        f"/admin/roles/{manager_id}/active", data={"is_active": "no"}, follow_redirects=True
    )

    assert "can no longer be chosen. 2 people keep it." in off.text
    assert f"/admin/roles/{manager_id}/active?undo=1" in off.text
    assert f'value="{manager_id}"' in pm_client.get("/about-me").text  # Lin holds it
    other = app.test_client()
    sign_in(other, world.coaching_pm)
    assert f'value="{manager_id}"' not in other.get("/about-me").text
    on = administrator_client.post(
        f"/admin/roles/{manager_id}/active?undo=1", follow_redirects=True
    )
    assert "can be chosen again" in on.text


def profile_fields(client, manager_id, **changes):
    address = f"/admin/roles/{manager_id}/profile"
    fields = filled_in(client.get(address), within='<form method="post" class="stack"')
    row = next(
        name.removesuffix("-competency")
        for name, value in fields.items()
        if name.endswith("-competency") and value == ["risk"]
    )
    return address, {**fields, **{f"{row}-{name}": value for name, value in changes.items()}}


def test_what_changes_is_shown_with_how_many_it_matters_for_before_it_is_kept(
    app, administrator_client, manager_id
):
    address, fields = profile_fields(administrator_client, manager_id, required="4")

    shown = administrator_client.post(address, data={**fields, "look": "1"})

    assert "1 thing changes." in shown.text
    assert "holds the role (2)" in shown.text
    assert re.search(r"<del>3.5</del>.*<ins>4</ins>", shown.text)
    with inside(app):
        assert audit_lines("change_role_profile") == []
    kept = administrator_client.post(
        address,
        data={**filled_in(shown, within='<form method="post" class="stack"'), "keep": "1"},
        follow_redirects=True,
    )
    assert "Kept." in kept.text
    with inside(app):
        assert audit_lines("change_role_profile")[-1].new == {"required risk": 4.0}


def test_what_was_changed_after_looking_is_shown_again(app, administrator_client, manager_id):
    address, fields = profile_fields(administrator_client, manager_id, required="4")
    shown = administrator_client.post(address, data={**fields, "look": "1"})
    mark = filled_in(shown, within='<form method="post" class="stack"')["shown"]

    again = administrator_client.post(
        address,
        data={**profile_fields(administrator_client, manager_id, required="5")[1], "shown": mark,
              "keep": "1"},
    )  # fmt: skip

    assert "<ins>5</ins>" in again.text
    with inside(app):
        assert audit_lines("change_role_profile") == []


def test_a_profile_changed_meanwhile_is_told_and_shown(app, administrator_client, manager_id):
    address, first = profile_fields(administrator_client, manager_id, required="4")
    _, second = profile_fields(administrator_client, manager_id, required="4.5")
    shown = administrator_client.post(address, data={**first, "look": "1"})
    mine = {**filled_in(shown, within='<form method="post" class="stack"'), "keep": "1"}
    other = administrator_client.post(address, data={**second, "look": "1"})
    theirs = {**filled_in(other, within='<form method="post" class="stack"'), "keep": "1"}
    administrator_client.post(address, data=theirs)

    page = administrator_client.post(address, data=mine)

    assert "Somebody else has changed this meanwhile" in page.text
    assert re.search(r"<del>4.5</del>.*<ins>4</ins>", page.text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight": "0"}, "From 0.1 to 10."),
        ({"weight": "heavy"}, "-weight-error"),
        ({"usual": "6"}, "From 0 to 5."),
        ({"required": "3.3"}, "-required-error"),
    ],
)
def test_a_profile_off_the_scale_is_told_at_the_field(
    administrator_client, manager_id, changes, words
):
    address, fields = profile_fields(administrator_client, manager_id, **changes)

    page = administrator_client.post(address, data={**fields, "look": "1"})

    assert words in page.text
    assert "thing changes" not in page.text


def test_a_profile_can_be_copied_into_the_form(administrator_client, manager_id):
    page = administrator_client.get(f"/admin/roles/{manager_id}/profile?copy=pmo_director")

    assert "Nothing is kept yet." in page.text
    assert administrator_client.get(f"/admin/roles/{manager_id}/profile?copy=x").status_code == 404


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


def activity_address(app, code="planning_foundations"):
    return f"/admin/catalogue/activities/{key_of(app, Activity, code)}"


def test_the_catalogue_is_searched_and_filtered(administrator_client):
    found = administrator_client.get(
        "/admin/catalogue", query_string={"q": "规划入门", "kind": "course", "competency": "scope"}
    )
    nothing = administrator_client.get("/admin/catalogue?q=100%25&kind=nonsense&page=-3")

    assert "Planning a project from first sketch to baseline" in found.text
    assert "Nothing fits" in nothing.text


@pytest.mark.parametrize("model", [Activity, Certification])
def test_every_entry_of_the_catalogue_comes_through_its_form_unchanged(
    app, administrator_client, model
):
    kind = "activities" if model is Activity else "certifications"
    with inside(app):
        keys = db.session.scalars(db.select(model.id).order_by(model.id)).all()

    for key in keys[:: 20 if model is Activity else 3]:
        address = f"/admin/catalogue/{kind}/{key}"
        page = administrator_client.post(
            address, data=filled_in(administrator_client.get(address)), follow_redirects=True
        )
        assert "Kept." in page.text, address

    with inside(app):
        changed = [*audit_lines("change_activity"), *audit_lines("change_certification")]
        assert [(each.old, each.new) for each in changed] == []


def test_rows_are_added_and_taken_out_without_losing_what_is_typed(app, administrator_client):
    address = activity_address(app)
    fields = {**filled_in(administrator_client.get(address)), "name-en": "Half typed"}

    more = administrator_client.post(address, data={**fields, "add_gains": "1"})
    fewer = administrator_client.post(address, data={**filled_in(more), "gains-0-remove": "1"})

    assert "Half typed" in more.text
    assert 'name="gains-4-competency"' in more.text
    assert 'name="gains-1-competency"' in fewer.text
    assert "Half typed" in fewer.text
    with inside(app):
        assert audit_lines("change_activity") == []
        assert len(activities.draft_of(db.session.get(Activity, key(address))).gains) == 4
    kept = administrator_client.post(address, data=filled_in(fewer), follow_redirects=True)
    assert "Kept." in kept.text
    with inside(app):
        assert len(activities.draft_of(db.session.get(Activity, key(address))).gains) == 3


def key(address):
    return int(address.rpartition("/")[2])


def gain(competency, **changes):
    row = {"competency": competency, "gain": "1", "up_to": "3", **changes}
    return {f"gains-9-{name}": value for name, value in row.items()}


def held(starts_on, ends_on):
    return {"sessions-9-starts_on": starts_on, "sessions-9-ends_on": ends_on}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gains-9-competency": "risk"}, "-gain-error"),
        (gain("scope"), "stands here twice"),
        (gain(""), "Choose the competency."),
        (gain("risk", gain="9"), "From 0.05 to 5 levels."),
        (held("2027-05-02", "2027-05-01"), "It cannot end before it begins."),
        ({"sessions-9-seats": "3"}, "-starts_on-error"),
        ({"cost": "-1"}, "cost-error"),
        ({"cost": "much"}, "cost-error"),
        ({"hours": ""}, "hours-error"),
        ({"languages": []}, "Name one language at least."),
        ({"needed-9-activity": "scheduling_in_depth"}, "needs this activity first itself"),
        ({"kind": "nonsense"}, "kind-error"),
    ],
)  # fmt: skip
def test_what_does_not_fit_an_activity_is_told_at_the_field(
    app, administrator_client, changes, words
):
    address = activity_address(app)

    page = administrator_client.post(
        address,
        data={**filled_in(administrator_client.get(address)), "name-zh": "还在", **changes},
    )

    assert page.status_code == 200
    assert words in page.text
    assert "还在" in page.text


def test_an_unknown_cost_stays_unknown_and_a_free_one_free(app, administrator_client):
    address = activity_address(app)
    fields = filled_in(administrator_client.get(address))

    administrator_client.post(address, data={**fields, "cost": ""})

    with inside(app):
        assert db.session.get(Activity, key(address)).cost is None
    administrator_client.post(
        address, data={**filled_in(administrator_client.get(address)), "cost": "0"}
    )
    with inside(app):
        assert db.session.get(Activity, key(address)).cost == 0


def test_an_activity_is_added_conflicts_are_told_and_it_leaves_the_offer(app, administrator_client):
    data = {
        "code": "dam_safety", "kind": "course", "name-zh": "大坝安全", "hours": "14",
        "duration_days": "2", "learning": "formal", "languages": ["en", "zh"],
    }  # fmt: skip

    added = administrator_client.post(
        "/admin/catalogue/activities/new", data=data, follow_redirects=True
    )
    twice = administrator_client.post("/admin/catalogue/activities/new", data=data)
    row = administrator_client.post(
        "/admin/catalogue/activities/new", data={**data, "add_sessions": "1"}
    )
    address = activity_address(app, "dam_safety")
    fields = filled_in(administrator_client.get(address))
    administrator_client.post(address, data={**fields, "hours": "15"})
    late = administrator_client.post(address, data={**fields, "hours": "16"})
    off = administrator_client.post(f"{address}/offered", follow_redirects=True)
    on = administrator_client.post(f"{address}/offered?undo=1", follow_redirects=True)

    assert "“大坝安全” is in the catalogue." in added.text
    assert "Another activity has this code." in twice.text
    assert 'name="sessions-0-starts_on"' in row.text
    assert "Somebody else has changed this meanwhile" in late.text
    assert "is no longer offered." in off.text
    assert "is offered again." in on.text


def certification_address(app, code="pmp"):
    return f"/admin/catalogue/certifications/{key_of(app, Certification, code)}"


def test_rules_of_a_certification_are_edited(app, administrator_client):
    address = certification_address(app)
    fields = filled_in(administrator_client.get(address))
    changes = {"paths-0-is_known": "unknown", "paths-1-prerequisites": "capm, pgmp"}

    page = administrator_client.post(address, data={**fields, **changes}, follow_redirects=True)

    assert "Kept." in page.text
    with inside(app):
        draft = certifications.draft_of(db.session.get(Certification, key(address)))
        assert draft.paths[0].experience is None
        assert draft.paths[1].prerequisites == ("capm", "pgmp")
    late = administrator_client.post(address, data={**fields, "body": "PMI Inc."})
    assert "Somebody else has changed this meanwhile" in late.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": " "}, "Say where the rules were read"),
        ({"paths-0-prerequisites": "capm, nothing_such"}, "has the code “nothing_such”."),
        ({"paths-0-experience-0-months": ""}, "Say how many months"),
        ({"paths-0-experience-1-months": "3"}, "Say which experience the months are of."),
        ({"paths-0-experience-1-months_of": "business"}, "Say how many months."),
        ({"domains-0-weight_percent": "101"}, "domains-0-weight_percent-error"),
        ({"domains-0-weight_percent": "99"}, "come to more than 100 percent."),
        ({"paths-0-name-en": "", "paths-0-name-zh": ""}, "paths-0-name-en-error"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_certification_is_told_at_the_field(
    app, administrator_client, changes, words
):
    address = certification_address(app)

    page = administrator_client.post(
        address, data={**filled_in(administrator_client.get(address)), **changes}
    )

    assert words in page.text


def test_a_certification_is_added_with_rows_and_leaves_the_offer(app, administrator_client):
    new = "/admin/catalogue/certifications/new"
    data = {
        "code": "ppp", "name": "PPP", "body": "PPP Board", "stage": "entry", "certainty": "U",
        "source": "ppp.example", "checked_on": "2026-06-01", "activity": "",
    }  # fmt: skip

    row = administrator_client.post(new, data={**data, "add_paths": "1", "add_domains": "1"})
    added = administrator_client.post(new, data=filled_in(row), follow_redirects=True)
    twice = administrator_client.post(new, data=data)
    address = certification_address(app, "ppp")
    off = administrator_client.post(f"{address}/offered", follow_redirects=True)
    on = administrator_client.post(f"{address}/offered?undo=1", follow_redirects=True)

    assert 'name="paths-0-is_known"' in row.text
    assert "“PPP” is in the catalogue." in added.text
    assert "Another certification has this code." in twice.text
    assert "Whoever holds it keeps it." in off.text
    assert "is suggested again." in on.text
    assert "PPP" in administrator_client.get("/admin/catalogue/certifications?q=ppp").text
    assert "Nothing fits" in administrator_client.get("/admin/catalogue/certifications?q=qqq").text


def test_an_occupation_is_compared_and_taken_over_with_its_source(app, administrator_client):
    address = f"/admin/roles/onet/{key_of(app, Occupation, '11-9021.00')}"
    shown = administrator_client.get(f"{address}?role=programme_manager")

    page = administrator_client.post(address, data=filled_in(shown), follow_redirects=True)

    for words in ("17 of 28 competencies would be asked", "4.55, no level", "not rated in this"):
        assert words in shown.text
    assert "“Construction Managers” is a role now." in page.text
    assert "CC BY 4.0; modified" in page.text
    taken = administrator_client.post(address, data=filled_in(shown))
    assert "Another role has this code." in taken.text


def test_the_source_of_a_profile_stands_on_the_map_that_is_compared_with_it(
    app, administrator_client, pm_client
):
    address = f"/admin/roles/onet/{key_of(app, Occupation, '11-9021.00')}"
    administrator_client.post(address, data=filled_in(administrator_client.get(address)))

    page = pm_client.get("/map?role=construction_managers")

    assert "11-9021.00 Construction Managers" in page.text
    assert "Source of the profile" not in pm_client.get("/map").text


def test_a_file_of_other_occupations_is_taken_in(app, administrator_client):
    rows = (
        "O*NET-SOC Code\tElement Name\tScale ID\tData Value\tNot Relevant\n"
        "11-1011.00\tNegotiation\tIM\t4.5\t\n11-1011.00\tNegotiation\tLV\t5.0\tY\n"
        "11-1011.00\tCoordination\tLV\t99\tN\n"
    )

    page = administrator_client.post(
        "/admin/roles/onet",
        data={"release": "29.1", "file": (io.BytesIO(rows.encode()), "Skills.txt")},
    )

    assert "1 occupation was read." in page.text
    assert "1 value is held back" in page.text
    assert "Row 4: “99” is no value of the scale LV" in page.text
    assert "11-1011.00" in page.text
    with inside(app):
        assert audit_lines("import_occupations")[-1].subject == "O*NET 29.1"


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (None, "Choose a file of O*NET ratings"),
        (b"name,role\nLin,x\n", "column “O*NET-SOC Code” is missing"),
        (b"", "file-error"),
        (b"%PDF-1.7", "file-error"),
    ],
)
def test_a_file_that_is_none_is_told_at_the_field(administrator_client, contents, words):
    data = {"release": "29.0"}
    if contents is not None:
        data["file"] = (io.BytesIO(contents), "x.csv")

    page = administrator_client.post("/admin/roles/onet", data=data)

    assert words in page.text


def test_the_pages_speak_chinese_where_the_texts_do(administrator_client):
    page = administrator_client.get("/admin/framework?language=zh")

    assert "整合与变更控制" in page.text


def test_history_stands_on_each_page(app, administrator_client, manager_id, world):
    with inside(app):
        by = person_of(world.administrator)
        role = db.session.get(Role, manager_id)
        roles.set_active(role, False, by=by)
        found = db.session.scalars(db.select(Competency).where(Competency.code == "risk")).one()
        framework.set_active(found, False, by=by)

    for address in (
        f"/admin/roles/{manager_id}",
        f"/admin/roles/{manager_id}/profile",
        f"/admin/framework/competencies/{key_of(app, Competency, 'risk')}",
    ):
        page = administrator_client.get(address)
        assert "Ines Prado" in page.text
        assert "Active" in page.text
