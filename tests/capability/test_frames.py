from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from capability.frames import (
    AGREED,
    ANSWERS,
    GAPS,
    PARTS,
    PROJECT_CONTEXT,
    FrameError,
    FrameProblem,
    as_day,
    check_frame,
    check_ratings,
    check_requirements,
    check_spells,
    drop_small_groups,
    sorted_keys,
)

TODAY = date(2026, 6, 15)


def ratings(**changes):
    row = {
        "person": "Amara",
        "rater": "Tomás",
        "source": "coach",
        "competency": "risk",
        "level": 3.0,
        "rated_on": TODAY,
    }
    return pd.DataFrame([row | changes])


def refusal(frame, **keywords):
    with pytest.raises(FrameError) as caught:
        check_ratings(frame, as_of=TODAY, **keywords)
    error = caught.value
    return error.code, error.column, error.row, error.value


def test_a_table_in_order_comes_back_with_numbers_dates_and_a_variance():
    checked = check_ratings(ratings(), as_of=TODAY)

    assert checked.dtypes.astype(str).to_dict() == {
        "person": "str",
        "rater": "str",
        "source": "str",
        "competency": "str",
        "level": "float64",
        "rated_on": "datetime64[us]",
        "variance": "float64",
    }
    assert checked["variance"].isna().all()


@pytest.mark.parametrize(
    "empty",
    [
        pd.DataFrame(),
        ratings().iloc[:0],
        ratings().iloc[:0].astype("object"),
        ratings().iloc[:0].astype("category"),
        pd.DataFrame({"person": pd.Series(dtype="float64")}),
    ],
)
def test_an_empty_table_of_any_dtype_is_legal(empty):
    checked = check_ratings(empty, as_of=TODAY)

    assert len(checked) == 0
    assert list(checked.columns) == [
        *("person", "rater", "source", "competency", "level", "rated_on", "variance")
    ]


def test_an_optional_column_stays_where_it_was_and_is_not_invented():
    assert "person" not in check_requirements(pd.DataFrame())
    assert "person" in check_requirements(pd.DataFrame({"person": []}))


@pytest.mark.parametrize("column", ["person", "rater", "source", "competency", "level", "rated_on"])
def test_a_missing_column_is_named(column):
    assert refusal(ratings().drop(columns=column)) == (
        FrameProblem.MISSING_COLUMN,
        column,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("changes", "problem", "column"),
    [
        ({"person": None}, FrameProblem.MISSING_VALUE, "person"),
        ({"level": "high"}, FrameProblem.NOT_A_NUMBER, "level"),
        ({"level": 5.5}, FrameProblem.OUT_OF_RANGE, "level"),
        ({"level": -1}, FrameProblem.OUT_OF_RANGE, "level"),
        ({"level": np.inf}, FrameProblem.OUT_OF_RANGE, "level"),
        ({"source": "friend"}, FrameProblem.UNKNOWN_VALUE, "source"),
        ({"rated_on": "2026-06-01"}, FrameProblem.NOT_A_DATE, "rated_on"),
        ({"rated_on": 20260601}, FrameProblem.NOT_A_DATE, "rated_on"),
        ({"rated_on": TODAY + timedelta(days=1)}, FrameProblem.IN_THE_FUTURE, "rated_on"),
        ({"rated_on": None}, FrameProblem.MISSING_VALUE, "rated_on"),
        ({"variance": 0.0}, FrameProblem.OUT_OF_RANGE, "variance"),
    ],
)
def test_a_wrong_value_is_named_with_its_column_and_row(changes, problem, column):
    frame = pd.concat([ratings(), ratings(**changes)], ignore_index=True).set_axis(["ok", "odd"])

    code, where, row, value = refusal(frame)

    assert (code, where, row) == (problem, column, "odd")
    assert str(value).startswith(str(changes[column])) or pd.isna(value)


def test_an_error_reads_as_one_line():
    error = FrameError(FrameProblem.OUT_OF_RANGE, "level", 3, 7.0)

    assert str(error) == "out_of_range: column 'level', row 3, value 7.0"


def test_a_competency_outside_the_model_is_refused():
    assert refusal(ratings(), competencies=["scope"])[0] is FrameProblem.UNKNOWN_VALUE


def test_not_applicable_needs_no_date_but_never_comes_from_the_future():
    checked = check_ratings(ratings(level=None, rated_on=None), as_of=TODAY)

    assert checked["level"].isna().all()
    assert refusal(ratings(level=None, rated_on=date(2027, 1, 1)))[0] is FrameProblem.IN_THE_FUTURE


@pytest.mark.parametrize("level", ["3", 3, np.int8(3), Decimal(3), 3.0])
def test_a_level_may_come_as_any_number(level):
    frame = ratings(level=None, rated_on=TODAY).astype({"level": object})
    frame.loc[0, "level"] = level

    assert check_ratings(frame, as_of=TODAY)["level"].tolist() == [3.0]


def test_nullable_numbers_and_categories_are_understood():
    frame = pd.concat([ratings(level=None), ratings()], ignore_index=True)
    frame = frame.astype({"level": "Float64", "person": "category", "source": "category"})

    checked = check_ratings(frame, as_of=TODAY)

    assert checked["level"].isna().tolist() == [True, False]
    assert checked["person"].dtype == "str"


@pytest.mark.parametrize(
    "day",
    [
        TODAY,
        datetime(2026, 6, 15, 23, 59, tzinfo=UTC),
        datetime(2026, 6, 15, 0, 1, tzinfo=timezone(timedelta(hours=14))),
        pd.Timestamp("2026-06-15 12:00"),
        np.datetime64("2026-06-15"),
    ],
)
def test_a_rating_of_today_is_not_in_the_future_whatever_its_type(day):
    mixed = pd.concat([ratings(), ratings(rated_on=day)], ignore_index=True)

    checked = check_ratings(mixed.astype({"rated_on": object}), as_of=TODAY)

    assert checked["rated_on"].dt.normalize().tolist() == [pd.Timestamp(TODAY)] * 2
    assert as_day(day) == pd.Timestamp(TODAY)


def test_a_column_of_instants_with_a_time_zone_keeps_its_own_days():
    instants = pd.Series(pd.to_datetime(["2026-06-15 23:00"])).dt.tz_localize("Asia/Shanghai")

    checked = check_ratings(ratings().assign(rated_on=instants), as_of=TODAY)

    assert checked["rated_on"].tolist() == [pd.Timestamp("2026-06-15 23:00")]


def test_no_two_rows_may_agree_in_what_names_them():
    twice = pd.DataFrame({"competency": ["risk", "risk"], "gap": [1, 2], "weight": [1, 1]})

    with pytest.raises(FrameError) as caught:
        check_frame(twice, GAPS, unique=("competency",))

    assert (caught.value.code, caught.value.row) == (FrameProblem.DUPLICATE, 1)


def test_a_flag_is_yes_no_or_blank_and_blank_is_no():
    answers = pd.DataFrame(
        {
            "person": "Amara",
            "competency": "risk",
            "source": "self",
            "level": 3,
            "has_example": [True, None, False],
        }
    )

    assert check_frame(answers, ANSWERS)["has_example"].tolist() == [True, False, False]
    with pytest.raises(FrameError, match="not_a_flag"):
        check_frame(answers.assign(has_example="yes"), ANSWERS)


def test_unknown_complexity_stays_unknown():
    parts = pd.DataFrame(
        {
            "part": "project_lead",
            "started_on": TODAY,
            "ended_on": None,
            "is_complex": pd.Series([True, False, None], dtype=object),
        }
    )

    complexity = check_frame(parts, PARTS)["is_complex"]

    assert complexity[:2].tolist() == [1.0, 0.0]
    assert complexity.isna()[2]


def test_a_date_that_must_stand_is_missed():
    frame = pd.DataFrame({"person": [1], "competency": [1], "level": [3], "agreed_on": [None]})

    with pytest.raises(FrameError, match="missing_value"):
        check_frame(frame, AGREED)


def test_a_table_that_needs_no_column_keeps_its_rows():
    assert len(check_frame(pd.DataFrame(index=[0, 1]), PROJECT_CONTEXT)) == 2


@pytest.mark.parametrize(
    ("weight", "problem"),
    [(None, FrameProblem.MISSING_VALUE), (0.0, FrameProblem.OUT_OF_RANGE)],
)
def test_what_a_role_asks_has_a_weight(weight, problem):
    rows = {"competency": ["risk", "cost"], "area": "x", "required": [3.0, None]}
    profile = pd.DataFrame(rows | {"weight": [weight, weight], "is_critical": None})

    with pytest.raises(FrameError) as caught:
        check_requirements(profile)

    assert (caught.value.code, caught.value.row) == (problem, 0)


def test_one_profile_asks_each_competency_once_but_each_person_may_have_their_own():
    row = {"competency": "risk", "area": "x", "required": 3, "weight": 1, "is_critical": True}
    twice = pd.DataFrame([row, row])

    assert len(check_requirements(twice.assign(person=["Amara", "Li"]))) == 2
    with pytest.raises(FrameError, match="duplicate"):
        check_requirements(twice)


def test_a_spell_cannot_end_before_it_starts_but_may_last_a_day():
    spells = pd.DataFrame({"started_on": [TODAY, TODAY], "ended_on": [TODAY, None]})

    assert check_spells(spells)["ended_on"].isna().tolist() == [False, True]
    with pytest.raises(FrameError, match="ends_before_start"):
        check_spells(spells.assign(ended_on=TODAY - timedelta(days=1)))


def group(size, source="peer", competency="risk", level=3.0):
    return pd.concat(
        [
            ratings(rater=f"peer {n}", source=source, competency=competency, level=level)
            for n in range(size)
        ]
    )


@pytest.mark.parametrize(("size", "kept"), [(1, 0), (2, 0), (3, 3), (4, 4)])
@pytest.mark.parametrize("source", ["peer", "sponsor"])
def test_groups_below_three_are_dropped(source, size, kept):
    assert len(drop_small_groups(group(size, source))) == kept


def test_self_coach_and_projects_were_promised_no_anonymity():
    frame = pd.concat([ratings(source=source) for source in ("self", "coach", "project")])

    pd.testing.assert_frame_equal(drop_small_groups(frame), frame)


def test_an_answer_that_stands_alone_is_dropped_though_three_sent_a_form():
    frame = pd.concat([group(3), group(3, competency="cost", level=None), group(1, "peer", "cost")])

    assert drop_small_groups(frame)["competency"].tolist() == ["risk"] * 3


def test_one_rater_twice_is_one_rater():
    assert drop_small_groups(pd.concat([group(2), group(2)])).empty


def test_the_floor_and_the_sources_can_be_set():
    assert len(drop_small_groups(group(4), floor=5)) == 0
    assert len(drop_small_groups(group(1), sources=("sponsor",))) == 1


def test_nothing_is_dropped_from_nothing():
    assert drop_small_groups(pd.DataFrame()).empty


def test_categories_make_no_groups_of_people_who_are_not_there():
    frame = pd.concat([group(3), group(2).assign(person="Li")], ignore_index=True)

    kept = drop_small_groups(frame.astype("category").astype({"level": float}))

    assert kept["person"].tolist() == ["Amara"] * 3


def test_keys_of_mixed_types_have_an_order_too():
    assert sorted_keys([2, "b", 1, "a", 2]) == [1, 2, "a", "b"]
