"""The pictures and files of a map."""

import csv
import io
import json

import pytest
from flask_babel import force_locale
from pytest import approx

from assessments.services import mapping, picturing
from tests.assessments.builders import TODAY, all_codes, answer, days, person_of, role

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    person = person_of(world.pm)
    answer(person, dict.fromkeys(all_codes(), 2), on=TODAY - days(100))
    answer(person, dict.fromkeys(all_codes(), 3))
    return person


def map_of(person, job=None):
    return mapping.map_of(person, job or person.role, today=TODAY)


def table_of(contents):
    return list(csv.DictReader(io.StringIO(contents.decode("utf-8-sig"))))


def test_the_profile_drawn_beside_is_of_the_role_aimed_for_then_of_the_next_one(pm):
    aim = pm.aims_for

    assert picturing.next_profile(pm, pm.role).role.code == aim.code
    assert picturing.next_profile(pm, aim).role.code == aim.next_role.code
    pm.aims_for = None
    assert picturing.next_profile(pm, pm.role).role.code == pm.role.next_role.code


def test_at_the_end_of_the_ladder_there_is_no_next_profile(pm, world):
    pm.aims_for = None
    pm.role = role("pmo_director")

    assert picturing.next_profile(pm, pm.role) is None
    assert picturing.next_profile(person_of(world.coach), None) is None


def test_an_area_of_the_next_profile_is_the_weighted_mean_of_what_it_asks(pm):
    profile = picturing.next_profile(pm, pm.role)
    aimed = map_of(pm, pm.aims_for)

    for area in aimed.areas:
        assert profile.required[f"area:{area.code}"] == approx(area.required)


def test_a_map_is_drawn_wide_for_the_phone_and_for_the_chosen_area(pm):
    found = map_of(pm)
    area = found.areas[0]

    pictures = picturing.pictures_of(found, picturing.next_profile(pm, pm.role), area=area)

    assert all("<svg" in each for each in (pictures.wide, pictures.phone, pictures.area))
    assert pictures.next_role.code == "senior_project_manager"


def test_without_a_role_there_is_nothing_to_draw(pm):
    found = mapping.map_of(pm, None, today=TODAY)

    assert picturing.pictures_of(found, None, area=None) is None
    assert picturing.small_picture(found) is None


def test_without_a_chosen_area_only_the_map_is_drawn(pm):
    assert picturing.pictures_of(map_of(pm), None, area=None).area is None


def test_the_first_page_has_a_small_drawing_with_a_name(pm):
    drawn = picturing.small_picture(map_of(pm))

    assert "against the profile of Project manager" in drawn


def test_a_picture_to_keep_carries_the_name_of_the_person(pm):
    drawn = picturing.download("svg", pm, map_of(pm), None)

    assert b'aria-label="Lin Yue: Capability map by area' in drawn


def test_a_bitmap_to_keep_is_a_png(pm):
    assert picturing.download("png", pm, map_of(pm), None).startswith(b"\x89PNG")


def test_the_specification_of_the_chart_can_be_kept(pm):
    assert "$schema" in json.loads(picturing.download("json", pm, map_of(pm), None))


def test_the_table_to_keep_holds_every_competency_in_words_and_figures(pm):
    rows = table_of(picturing.download("csv", pm, map_of(pm), None))

    assert len(rows) == 28
    risk = next(row for row in rows if row["Competency"] == "Risk and opportunity")
    assert (risk["Person"], risk["Level"], risk["Earlier level"]) == ("Lin Yue", "3.00", "2.00")
    assert risk["In words"].endswith("; claimed only")


def test_what_is_unknown_is_left_empty_in_the_table(world):
    person = person_of(world.other_pm)

    rows = table_of(picturing.download("csv", person, map_of(person), None))

    assert {row["Level"] for row in rows} == {""}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_is_never_taken_for_a_formula(pm, sign):
    pm.name = f"{sign}1+2"

    rows = table_of(picturing.download("csv", pm, map_of(pm), None))

    assert rows[0]["Person"] == f"'{sign}1+2"


def test_the_drawing_speaks_the_language_of_the_reader(pm):
    with force_locale("zh_CN"):
        drawn = picturing.download("svg", pm, map_of(pm), None)

    assert 'lang="zh"' in drawn.decode()


def test_the_renderer_can_be_woken_with_a_map_of_nobody(session):
    picturing.draw_something()
