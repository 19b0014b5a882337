"""The pages on which an administrator edits activities and certifications."""

import pytest

from assessments.database import db
from assessments.models.catalogue import Activity, Certification
from assessments.services.editing import activities, certifications
from tests.assessments.builders import audit_lines, inside
from tests.assessments.views.filled_forms import filled_in, key_of


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
        (
            dict.fromkeys(("needed-9-activity", "excluded-9-activity"), "reading_estimates"),
            "so both go together",
        ),
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
    changes = {
        "paths-0-is_known": "unknown", "paths-0-experience-0-months": "",
        "paths-0-experience-0-months_of": "", "paths-1-prerequisites": "capm, pgmp",
    }  # fmt: skip

    page = administrator_client.post(address, data={**fields, **changes}, follow_redirects=True)

    assert "Kept." in page.text
    with inside(app):
        draft = certifications.draft_of(db.session.get(Certification, key(address)))
        assert draft.paths[0].experience is None
        assert draft.paths[1].prerequisites == ("capm", "pgmp")
    late = administrator_client.post(address, data={**fields, "body": "PMI Inc."})
    assert "Somebody else has changed this meanwhile" in late.text


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {
                "source": " ", "checked_on": "2999-01-01",
                "paths-0-experience-0-months": "", "paths-1-experience-2-months": "3",
                "paths-1-experience-1-months_of": "business", "paths-1-name-en": "",
                "paths-1-name-zh": "", "paths-2-is_known": "unknown",
                "paths-2-experience-1-months": "0", "domains-0-weight_percent": "101",
            },
            [
                "Say where the rules were read", "This day is still to come.",
                "Say how many months, and of what.", "Say which experience the months are of.",
                "Say how many months.", "paths-1-name-en-error",
                "Months are written below: say that they are asked.",
                "paths-2-experience-1-months-error", "domains-0-weight_percent-error",
            ],
        ),
        (
            {"paths-0-prerequisites": "capm, nothing_such", "domains-0-weight_percent": "99"},
            ["has the code “nothing_such”.", "come to more than 100 percent."],
        ),
        ({"paths-0-prerequisites": "pmp"}, ["A certificate cannot be asked before itself."]),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_certification_is_told_at_the_field(
    app, administrator_client, changes, sentences
):
    address = certification_address(app)

    page = administrator_client.post(
        address, data={**filled_in(administrator_client.get(address)), **changes}
    )

    assert [each for each in sentences if each not in page.text] == []


def test_a_certification_is_added_with_rows_and_leaves_the_offer(app, administrator_client):
    new = "/admin/catalogue/certifications/new"
    data = {
        "code": "ppp", "name": "PPP", "body": "PPP Board", "stage": "entry", "certainty": "U",
        "source": "ppp.example", "checked_on": "2026-06-01", "activity": "",
    }  # fmt: skip

    row = administrator_client.post(new, data={**data, "add_paths": "1", "add_domains": "1"})
    nameless = administrator_client.post(new, data={**filled_in(row), "paths-0-degree": "bachelor"})
    added = administrator_client.post(new, data=filled_in(row), follow_redirects=True)
    twice = administrator_client.post(new, data=data)
    address = certification_address(app, "ppp")
    off = administrator_client.post(f"{address}/offered", follow_redirects=True)
    on = administrator_client.post(f"{address}/offered?undo=1", follow_redirects=True)

    assert 'name="paths-0-is_known"' in row.text
    assert "paths-0-name-en-error" in nameless.text
    assert "“PPP” is in the catalogue." in added.text
    assert "Another certification has this code." in twice.text
    assert "Whoever holds it keeps it." in off.text
    assert "is suggested again." in on.text
    assert "PPP" in administrator_client.get("/admin/catalogue/certifications?q=ppp").text
    assert "Nothing fits" in administrator_client.get("/admin/catalogue/certifications?q=qqq").text
