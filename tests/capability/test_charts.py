import json
import subprocess
import sys
from datetime import UTC, date, datetime
from itertools import pairwise
from math import cos, hypot, nan, pi, sin

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capability.charts import PALETTE, TimelineWords, radar_spec, timeline_spec
from capability.charts.lettering import printable, text_width, wrap
from capability.charts.palette import family_of
from capability.charts.wheel import Wheel, runs
from capability.frames import FrameError, FrameProblem

approx = pytest.approx

NAMES = ["Planning", "Risk", "People", "Strategy"]
LONG = [
    "Integration and change control",
    "Risk and opportunity",
    "Procurement and contracts",
    "Conflict and negotiation",
    "Stakeholder engagement",
    "Governance and compliance",
]
WORDS = TimelineWords(
    title="The year",
    today="today",
    months=["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
)
MOST_UPRIGHT = {"wide": 14, "phone": 12, "small": 10}
NO_PROFILES = pd.DataFrame()


def levels_frame(levels, *, names=None, claimed=(), reach=0.5):
    names = names or [f"Area {number}" for number in range(len(levels))]
    return pd.DataFrame(
        {
            "axis": names,
            "order": range(len(levels)),
            "level": levels,
            "low": [level - reach for level in levels],
            "high": [level + reach for level in levels],
            "is_claimed": [number in claimed for number in range(len(levels))],
        }
    )


def profile_frame(profile, required, names=NAMES):
    return pd.DataFrame(
        {
            "profile": profile,
            "axis": names[: len(required)],
            "order": range(len(required)),
            "required": required,
        }
    )


def radar(levels, profiles=NO_PROFILES, *, size="wide", language="en", title="Your map"):
    return radar_spec(levels, profiles, language=language, size=size, title=title)


def centre(spec):
    return spec["datasets"]["spokes"][0]["x"], spec["datasets"]["spokes"][0]["y"]


def distances(spec, dataset):
    x, y = centre(spec)
    return [hypot(row["x"] - x, row["y"] - y) for row in spec["datasets"][dataset]]


def label_boxes(spec, size, line_height):
    """Where each level name of a picture stands: left, top, right, bottom."""
    for row in spec["datasets"]["labels"]:
        lines = row["text"].split("\n")
        width = max(text_width(line) for line in lines) * size
        left = row["x"] - {"left": 0, "center": width / 2, "right": width}[row["align"]]
        top = row["y"] - 0.86 * size
        yield left, top, left + width, top + len(lines) * line_height


# The radar


def test_a_level_stands_as_far_out_as_its_share_of_the_scale():
    spec = radar(levels_frame([5, 2.5, 0, 1]))

    radius = distances(spec, "rings")[-1]
    # 5 of 5, 2.5 of 5, 0 of 5, 1 of 5
    assert distances(spec, "dots") == approx([radius, radius / 2, 0, radius / 5], abs=0.1)


def test_the_first_axis_points_up_and_the_others_follow_clockwise():
    spec = radar(levels_frame([5, 5, 5, 5]))

    x, y = centre(spec)
    assert [(round(d["x"] - x), round(d["y"] - y)) for d in spec["datasets"]["dots"]] == [
        (0, -188),
        (188, 0),
        (0, 188),
        (-188, 0),
    ]


def test_axes_follow_their_order_and_ties_their_names():
    frame = levels_frame([1, 2, 3], names=["Risk", "People", "Ethics"])
    frame["order"] = [2, 1, 1]

    spec = radar(frame)

    assert [dot["name"] for dot in spec["datasets"]["dots"]] == ["Ethics", "People", "Risk"]


def test_what_is_unknown_breaks_the_line_and_is_never_drawn_as_zero():
    spec = radar(levels_frame([3, nan, 3, 3]))

    datasets = spec["datasets"]
    assert [dot["level"] for dot in datasets["dots"]] == [3, 3, 3]
    # of four edges the two at the unknown axis are gone; each other has two halves
    assert len(datasets["edges"]) == 4
    assert min(distances(spec, "dots")) > 0
    assert len(datasets["band"]) == 6


def test_a_known_level_between_unknown_ones_has_a_dot_and_a_range_but_no_line():
    spec = radar(levels_frame([nan, 3, nan, nan]))

    datasets = spec["datasets"]
    assert len(datasets["dots"]) == 1
    assert datasets["edges"] == []
    assert len(datasets["band"]) == 4


def test_a_map_of_nothing_known_still_draws_the_wheel():
    datasets = radar(levels_frame([nan, nan, nan]))["datasets"]

    assert datasets["dots"] == datasets["edges"] == datasets["band"] == []
    assert len(datasets["labels"]) == 3


def test_a_level_without_a_range_has_no_band():
    frame = levels_frame([3, 3, 3]).astype({"low": "Float64"})
    frame["low"] = pd.NA

    datasets = radar(frame)["datasets"]

    assert datasets["band"] == []
    assert len(datasets["dots"]) == 3


def test_each_half_of_an_edge_is_drawn_by_the_evidence_at_its_own_end():
    spec = radar(levels_frame([3, 3, 3], claimed={1}))

    dots = {(dot["x"], dot["y"]): dot["is_claimed"] for dot in spec["datasets"]["dots"]}
    edges = spec["datasets"]["edges"]
    assert len(edges) == 6
    assert all(edge["is_claimed"] == dots[edge["x"], edge["y"]] for edge in edges)
    assert sum(edge["is_claimed"] for edge in edges) == 2


def test_a_blank_claim_is_no_claim():
    frame = levels_frame([3, 3, 3]).astype({"is_claimed": "boolean"})
    frame.loc[1, "is_claimed"] = pd.NA

    assert not any(dot["is_claimed"] for dot in radar(frame)["datasets"]["dots"])


def test_the_band_goes_out_along_the_upper_ends_and_back_along_the_lower_ones():
    spec = radar(levels_frame([3, 3, 3], reach=0.5))

    # 3 levels of 188 pixels for 5: 3.5 is at 131.6, 2.5 at 94
    assert distances(spec, "band") == approx([131.6] * 4 + [94] * 4, abs=0.2)


def test_a_range_beyond_the_scale_ends_at_its_edge():
    spec = radar(levels_frame([4.8, 0.2, 3], reach=1))

    assert max(distances(spec, "band")) == approx(max(distances(spec, "rings")), abs=0.1)
    assert min(distances(spec, "band")) == approx(0, abs=0.1)


def test_a_profile_that_asks_for_everything_is_a_closed_line_on_a_ground():
    spec = radar(levels_frame([3] * 4, names=NAMES), profile_frame("role", [2, 2, 2, 2]))

    role = spec["datasets"]["role"]
    assert len(role) == 5
    assert (role[0]["x"], role[0]["y"]) == (role[-1]["x"], role[-1]["y"])
    assert spec["datasets"]["role_ground"] == role


def test_a_profile_breaks_where_it_asks_for_nothing():
    frame = levels_frame([3] * 4, names=NAMES)

    spec = radar(frame, profile_frame("role", [2, 2, nan, 2]))

    # the line passes three axes; the ground goes back to the centre
    assert len(spec["datasets"]["role"]) == 3
    assert len(spec["datasets"]["role_ground"]) == 4
    assert min(distances(spec, "role_ground")) == 0


def test_a_lone_requirement_is_a_stroke_across_its_spoke():
    frame = levels_frame([3] * 4, names=NAMES)

    spec = radar(frame, profile_frame("next", [4]))

    stroke = spec["datasets"]["next"]
    assert [row["x"] - centre(spec)[0] for row in stroke] == approx([-5, 5], abs=0.1)
    assert stroke[0]["y"] == stroke[1]["y"]
    assert spec["datasets"]["role"] == spec["datasets"]["earlier"] == []


def test_fewer_than_three_axes_are_refused():
    with pytest.raises(ValueError, match="3 axes or more, got 2"):
        radar(levels_frame([1, 2]))


def test_two_rows_for_one_axis_are_refused():
    with pytest.raises(FrameError) as refusal:
        radar(levels_frame([1, 2, 3], names=["Risk", "People", "Risk"]))

    assert (refusal.value.code, refusal.value.row) == (FrameProblem.DUPLICATE, 2)


@pytest.mark.parametrize(
    ("profile", "names", "column"),
    [("former", NAMES, "profile"), ("role", ["Cooking"], "axis")],
)
def test_profiles_name_what_is_known(profile, names, column):
    frame = levels_frame([3] * 4, names=NAMES)

    with pytest.raises(FrameError) as refusal:
        radar(frame, profile_frame(profile, [3], names))

    assert refusal.value.column == column


def test_a_title_is_told_and_the_font_follows_the_language():
    english = radar(levels_frame([1, 2, 3]), title="Where you stand")
    chinese = radar(levels_frame([1, 2, 3]), language="zh_Hans_CN")

    assert english["description"] == "Where you stand"
    assert english["config"]["font"] == "Inter"
    assert chinese["config"]["font"] == "Noto Sans CJK SC"
    assert family_of("fr") == "Inter"


def test_a_second_radar_shares_all_but_its_rows_with_the_first():
    first = radar(levels_frame([1, 2, 3]))
    second = radar(levels_frame([1, 2, 3, 4]))

    assert first["layer"] is second["layer"]
    assert first["datasets"] is not second["datasets"]


def test_a_small_radar_has_names_without_figures_and_a_glance_has_neither():
    small = radar(levels_frame([1, 2, 3]), size="small")["datasets"]
    glance = radar(levels_frame([1, 2, 3]), size="glance")["datasets"]

    assert len(small["labels"]) == 3
    assert small["figures"] == glance["figures"] == glance["labels"] == []


def test_figures_stand_halfway_between_the_first_two_spokes():
    spec = radar(levels_frame([1, 2, 3, 4]))

    x, y = centre(spec)
    five = spec["datasets"]["figures"][-1]
    # the ring of 5 passes halfway between (0, -188) and (188, 0); the base is 0.36 x 13 lower
    assert (five["x"] - x, five["y"] - y) == approx((94, -94 + 4.7), abs=0.2)


@pytest.mark.parametrize(
    ("size", "count"),
    [(size, count) for size, most in MOST_UPRIGHT.items() for count in range(3, most + 1)],
)
def test_names_neither_leave_the_picture_nor_meet_each_other(size, count):
    names = [f"{LONG[number % 6]}{number or ''}" for number in range(count)]
    font = {"wide": 14, "phone": 12, "small": 12}[size]

    spec = radar(levels_frame([3] * count, names=names), size=size)

    boxes = list(label_boxes(spec, font, 1.25 * font))
    assert all(left >= 0 and right <= spec["width"] for left, _, right, _ in boxes)
    assert all(top >= 0 and bottom <= spec["height"] for _, top, _, bottom in boxes)
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart


def test_above_fourteen_axes_names_turn_along_their_spokes():
    upright = radar(levels_frame([3] * 14))["datasets"]["labels"]
    turned = radar(levels_frame([3] * 16))["datasets"]["labels"]

    assert {label["angle"] for label in upright} == {0}
    # the first reads upwards, a quarter further level, on the left half never upside down
    assert [turned[spoke]["angle"] for spoke in (0, 4, 12)] == [-90, 0, 360]
    assert [turned[spoke]["align"] for spoke in (0, 4, 8, 12)] == ["left", "left", "left", "right"]


def test_turned_names_keep_inside_the_picture():
    names = [f"{LONG[number % 6]} {number}" for number in range(29)]

    for size in ("wide", "phone"):
        spec = radar(levels_frame([3] * 29, names=names), size=size)
        font = {"wide": 14, "phone": 12}[size]
        for row in spec["datasets"]["labels"]:
            length = max(text_width(line) for line in row["text"].split("\n")) * font
            direction = -1 if row["align"] == "right" else 1
            slope = row["angle"] * pi / 180
            x, y = (
                row["x"] + direction * length * cos(slope),
                row["y"] + direction * length * sin(slope),
            )
            assert 0 <= x <= spec["width"]
            assert 0 <= y <= spec["height"]


def test_names_on_crowded_spokes_stay_on_one_line():
    names = [f"{LONG[number % 6]} {number}" for number in range(29)]

    labels = radar(levels_frame([3] * 29, names=names), size="phone")["datasets"]["labels"]

    assert not any("\n" in label["text"] for label in labels)


@given(st.lists(st.booleans(), min_size=3, max_size=30))
def test_runs_hold_each_known_axis_once_and_only_neighbours(is_known):
    pieces = runs(is_known)

    is_closed = all(is_known)
    passed = [axis for piece in pieces for axis in (piece[:-1] if is_closed else piece)]
    assert sorted(passed) == [axis for axis, known in enumerate(is_known) if known]
    for piece in pieces:
        steps = {(after - before) % len(is_known) for before, after in pairwise(piece)}
        assert steps <= {1}


@given(st.integers(3, 30), st.floats(-2, 7), st.integers(0, 29))
def test_no_point_leaves_the_wheel(spokes, level, spoke):
    x, y = Wheel(spokes, radius=100, x=0, y=0).point(spoke % spokes, level)

    assert hypot(x, y) <= 100.1


# The timeline


def items_frame(*rows):
    return pd.DataFrame(rows, columns=["label", "starts_on", "ends_on", "status"])


def milestones_frame(*rows):
    return pd.DataFrame(rows, columns=["label", "due_on"])


def timeline(items, milestones=None, *, today=date(2026, 11, 22), size="wide"):
    milestones = milestones_frame() if milestones is None else milestones
    return timeline_spec(items, milestones, today=today, words=WORDS, language="en", size=size)


YEAR = ("Mentoring", date(2026, 10, 1), date(2027, 9, 30), "planned")


def test_a_year_from_october_has_twelve_months_and_every_other_quarter_shaded():
    datasets = timeline(items_frame(YEAR))["datasets"]

    assert [row["text"] for row in datasets["months"]] == [*WORDS.months[9:], *WORDS.months[:9]]
    # 930 pixels for twelve months
    assert [(row["x"], row["x2"]) for row in datasets["quarters"]] == [(0, 232.5), (465, 697.5)]


def test_a_bar_reaches_from_its_first_day_to_the_end_of_its_last():
    spec = timeline(items_frame(YEAR, ("Workshop", date(2027, 1, 1), date(2027, 1, 31), "done")))

    whole, workshop = spec["datasets"]["bars"]
    assert (whole["x"], whole["x2"]) == (0, 930)
    assert (workshop["x"], workshop["x2"]) == (232.5, 310)
    assert workshop["y"] > whole["y2"]


def test_a_single_day_is_wide_enough_to_see_even_at_the_end_of_the_picture():
    last_day = ("Exam", datetime(2027, 9, 30, 9, 0, tzinfo=UTC), pd.NaT, "clash")

    bar = timeline(items_frame(YEAR, last_day))["datasets"]["bars"][1]

    assert (bar["x"], bar["x2"]) == (914, 930)


def test_a_name_ends_with_its_bar_where_the_picture_leaves_no_room_behind_it():
    exam = ("Risk certificate: exam preparation", date(2027, 9, 1), date(2027, 9, 29), "clash")

    label = timeline(items_frame(YEAR, exam))["datasets"]["labels"][1]

    assert (label["align"], label["x"]) == ("right", approx(927.4))


def test_an_item_without_a_start_is_left_out():
    datasets = timeline(items_frame(YEAR, ("Some day", pd.NaT, pd.NaT, "planned")))["datasets"]

    assert [bar["label"] for bar in datasets["bars"]] == ["Mentoring"]


def test_an_item_that_ends_before_it_starts_is_refused():
    with pytest.raises(FrameError) as refusal:
        timeline(items_frame(("Course", date(2026, 10, 2), date(2026, 10, 1), "done")))

    assert refusal.value.code is FrameProblem.ENDS_BEFORE_START


def test_a_status_of_another_name_is_refused():
    with pytest.raises(FrameError) as refusal:
        timeline(items_frame(("Course", date(2026, 10, 2), date(2026, 10, 3), "cancelled")))

    assert refusal.value.value == "cancelled"


def test_milestones_stand_in_one_row_until_their_names_would_meet():
    far = milestones_frame(("Go-live", date(2027, 6, 1)), ("Kick-off", date(2026, 10, 20)))
    near = milestones_frame(("Go-live", date(2027, 6, 1)), ("Handover", date(2027, 6, 4)))

    apart = timeline(items_frame(YEAR), far)
    together = timeline(items_frame(YEAR), near)

    assert len({row["y"] for row in apart["datasets"]["diamonds"]}) == 1
    assert len({row["y"] for row in together["datasets"]["diamonds"]}) == 2
    assert together["height"] > apart["height"]


def test_the_name_of_a_late_milestone_stands_before_it():
    late = milestones_frame(("Harbour Line goes live", date(2027, 9, 12)), ("Unplanned", pd.NaT))

    (diamond,) = timeline(items_frame(YEAR), late)["datasets"]["diamonds"]

    assert diamond["align"] == "right"
    assert diamond["text_x"] < diamond["x"]


@pytest.mark.parametrize(
    ("today", "aligns"),
    [
        (date(2026, 11, 22), ["left"]),
        (date(2027, 9, 20), ["right"]),
        (date(2026, 9, 30), []),
        (date(2027, 10, 1), []),
    ],
)
def test_today_is_a_stroke_while_it_lies_within_the_picture(today, aligns):
    strokes = timeline(items_frame(YEAR), today=today)["datasets"]["today"]

    assert [stroke["align"] for stroke in strokes] == aligns


def test_more_than_a_year_names_the_years():
    long = ("Mentoring", date(2026, 11, 1), date(2028, 2, 1), "under_way")

    months = timeline(items_frame(long))["datasets"]["months"]

    assert [row["text"] for row in months if "\n" in row["text"]] == [
        "Oct\n2026",
        "Jan\n2027",
        "Jan\n2028",
    ]


def test_many_years_name_quarters_only():
    long = ("Degree", date(2026, 1, 1), date(2030, 12, 31), "under_way")

    months = timeline(items_frame(long), size="phone")["datasets"]["months"]

    assert [row["text"] for row in months[:4]] == ["Jan\n2026", "Apr", "Jul", "Oct"]


def test_a_plan_without_items_shows_the_quarter_of_today():
    spec = timeline(pd.DataFrame(), pd.DataFrame())

    assert [row["text"] for row in spec["datasets"]["months"]] == ["Oct", "Nov", "Dec"]
    assert spec["datasets"]["bars"] == []
    assert spec["description"] == "The year"


# What both share


def test_every_colour_of_a_chart_is_in_the_palette():
    specs = [radar(levels_frame([1, 2, 3])), timeline(items_frame(YEAR))]

    written = json.dumps(specs)

    colours = {word[:6] for word in written.split("#")[1:]}
    assert {f"#{colour}" for colour in colours} == set(PALETTE.values())


def test_a_name_cannot_bring_control_characters_into_a_picture():
    spec = radar(levels_frame([1, 2, 3], names=["Ri\x0bsk", "People\nfirst", "Scope"]))

    assert spec["datasets"]["labels"][0]["text"] == "Ri sk"
    assert printable("People\nfirst\t") == "People first"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Risk", ("Risk",)),
        ("Stakeholders and communication", ("Stakeholders and", "communication")),
        ("Telecommunications", ("Telecommunications",)),
        ("干系人参与及沟通管理", ("干系人参与", "及沟通管理")),
        ("采购（含合同与索赔）", ("采购（含合", "同与索赔）")),
        ("PMP 认证考试准备班", ("PMP", "认证考试准备班")),
        ("Organisational responsibilities", ("Organisational", "responsibilities")),
    ],
)
def test_long_names_break_once_between_words_or_between_chinese_characters(text, lines):
    assert wrap(text, 8) == lines


def test_charts_are_imported_without_the_libraries_that_draw_them():
    loaded = "import sys, capability.charts; print({'altair', 'scipy'} & sys.modules.keys())"

    answer = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "set()"
