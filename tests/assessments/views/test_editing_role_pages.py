"""The pages on which an administrator edits roles and their profiles."""

import re

import pytest

from assessments.database import db
from assessments.models.framework import Competency, Role
from assessments.services.editing import framework, profiles, roles
from tests.assessments.builders import audit_lines, inside, person_of
from tests.assessments.views.filled_forms import filled_in, key_of
from tests.world import sign_in


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
