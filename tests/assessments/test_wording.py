"""Sentences about a map: no surer than its numbers are, and praise nobody."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from assessments import wording
from capability.capability_map import Basis
from capability.certification import (
    Eligibility,
    EligibilityPath,
    RequirementKind,
    RequirementState,
    RequirementStatus,
    Verdict,
)
from capability.gaps import Standing
from capability.vocabulary import AssessmentSource, Degree


@pytest.fixture(autouse=True)
def _english(app):
    with app.test_request_context():
        yield


@dataclass
class Place:
    """Where somebody stands, as far as sentences need it."""

    standing: Standing = Standing.SHORT
    over: float | None = -1.0
    name: str = "Risk"
    basis: Basis = Basis.EVIDENCED
    change: float | None = None
    has_new_voices: bool = False
    sd: float | None = 0.4
    is_own_view: bool = False
    level: float | None = 2.0
    low: float | None = 1.2
    high: float | None = 2.8


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        (0.1, "a little"),
        (0.3, "about half a level"),
        (-0.5, "about half a level"),
        (0.9, "about 1 level"),
        (1.4, "about 1½ levels"),
        (2.1, "about 2 levels"),
    ],
)
def test_differences_are_said_to_the_nearest_half(levels, words):
    assert wording.amount(levels) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(Standing.SHORT, -1.0), "Short by about 1 level, fairly sure"),
        (Place(Standing.SHORT, -1.0, basis=Basis.AGREED), "Short by about 1 level, agreed"),
        (Place(Standing.PERHAPS_SHORT, -0.5), "Perhaps short by about half a level"),
        (
            Place(Standing.PERHAPS_SHORT, -2.0, basis=Basis.CLAIMED),
            "Perhaps short by about 2 levels; claimed only",
        ),
        (Place(Standing.PROBABLY_MEETS, 0.2), "Probably meets what is asked"),
        (Place(Standing.MEETS, 0.2), "Meets what is asked"),
        (Place(Standing.ABOVE, 1.0), "Above by about 1 level"),
        (Place(Standing.NOT_ASKED, None), "Not asked in this role"),
        (Place(Standing.TOO_EARLY, None, basis=Basis.CLAIMED), "Too early to say"),
    ],
)
def test_a_chip_says_where_somebody_stands_and_how_sure_that_is(place, words):
    assert wording.standing_words(place) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(has_new_voices=True, change=None), "other views have joined"),
        (Place(change=None), "first time"),
        (Place(change=0.3, sd=0.4), "no clear change"),
        (Place(change=0.5, sd=0.4), "up by 0.5"),
        (Place(change=-0.5, sd=0.4), "down by 0.5"),
        (Place(change=0.3, sd=0.4, is_own_view=True), "up by 0.3"),
        (Place(change=0.2, sd=0.4, is_own_view=True), "no clear change"),
        (Place(change=0.05, sd=None), "no clear change"),
        (Place(change=1.0, sd=None), "up by 1.0"),
    ],
)
def test_a_change_is_named_only_where_it_is_clear(place, words):
    assert wording.change_words(place) == words


def test_a_map_is_one_sentence_for_its_owner():
    areas = [
        Place(Standing.MEETS, 0.1, "People"),
        Place(Standing.SHORT, -1.0, "Planning"),
        Place(Standing.PERHAPS_SHORT, -0.5, "Self"),
        Place(Standing.TOO_EARLY, None, "Strategy"),
    ]

    words = wording.map_sentence(areas, "Project manager", name=None)

    assert words == (
        "In 1 of 4 areas you stand where the profile “Project manager” asks, or beyond. "
        "You are about 1 level short in Planning, and we are fairly sure of it. "
        "In 1 area it is too early to say."
    )


def test_a_map_is_one_sentence_for_others():
    words = wording.map_sentence([Place()], "Project manager", name="Lin")

    assert words == (
        "In none of the areas Lin stands where the profile “Project manager” asks. "
        "Lin is about 1 level short in Risk, and we are fairly sure of it."
    )


@pytest.mark.parametrize(
    ("basis", "name", "words"),
    [
        (Basis.CLAIMED, None, "perhaps about 1 level; it rests on your word alone."),
        (Basis.CLAIMED, "Lin", "perhaps about 1 level; it rests on Lin's word alone."),
        (Basis.EVIDENCED, None, "perhaps about 1 level; the range still reaches what is asked."),
    ],
)
def test_a_distance_that_is_not_sure_is_called_perhaps(basis, name, words):
    area = Place(Standing.PERHAPS_SHORT, -1.0, basis=basis)

    found = wording.map_sentence([area], "Project manager", name=name)

    assert found.endswith(words)


@pytest.mark.parametrize(
    ("areas", "role"),
    [([], "Project manager"), ([Place(Standing.NOT_ASKED, None)], "Director"), ([Place()], None)],
)
def test_without_a_profile_there_is_nothing_to_compare_with(areas, role):
    assert wording.map_sentence(areas, role, name=None).startswith("No role is set")


def test_a_sure_gap_is_wider_than_a_perhaps():
    sure = Place(Standing.SHORT, -0.5)
    perhaps = Place(Standing.PERHAPS_SHORT, -2.0)

    assert wording.widest_gap([perhaps, sure]) is sure
    assert wording.widest_gap([perhaps]) is perhaps
    assert wording.widest_gap([Place(Standing.MEETS, 0.1)]) is None


def test_a_picture_is_named_after_the_profile_it_compares_with():
    assert wording.map_title("Director").endswith("against the profile of Director")
    assert wording.map_title(None) == "Capability map by area"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(level=None), "not known yet"),
        (Place(basis=Basis.AGREED), "2.0, agreed"),
        (Place(is_own_view=True), "you say 2.0; likely 1.2 to 2.8"),
        (Place(), "2.0 (1.2 to 2.8)"),
    ],
)
def test_a_level_stands_with_its_range(place, words):
    assert wording.range_words(place) == words


def test_an_area_says_how_much_rests_on_one_word_alone():
    places = [Place(basis=Basis.CLAIMED), Place(), Place(Standing.NOT_ASKED, basis=Basis.CLAIMED)]

    own = wording.area_sentence(Place(), places, name=None)
    other = wording.area_sentence(Place(), places, name="Lin")
    evidenced = wording.area_sentence(Place(), [Place()], name=None)

    assert own == "Short by about 1 level, fairly sure. 1 of 2 rest on your word alone."
    assert other.endswith("1 of 2 rest on the word of Lin alone.")
    assert evidenced == "Short by about 1 level, fairly sure."


def test_whose_answers_a_map_is_drawn_from_is_said():
    voices = {
        AssessmentSource.SELF: 1,
        AssessmentSource.COACH: 1,
        AssessmentSource.PEER: 4,
        AssessmentSource.SPONSOR: 3,
    }

    assert wording.map_kicker(voices, date(2026, 6, 1)) == (
        "June 2026 · own answers · coach · 4 colleagues · 3 sponsors"
    )
    assert wording.map_kicker({AssessmentSource.COACH: 1}, None) == "coach"
    assert wording.map_kicker({}, None) == "Nothing answered yet"


def eligibility(verdict, *, reached_on=None, lost_on=None):
    return Eligibility(EligibilityPath("0"), verdict, (), reached_on, lost_on)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (eligibility(Verdict.LIKELY_ELIGIBLE), "You are likely eligible now;"),
        (eligibility(Verdict.LIKELY_ELIGIBLE, lost_on=date(2027, 1, 1)), "around 1 January 2027."),
        (eligibility(Verdict.TO_CONFIRM), "Perhaps you are eligible"),
        (eligibility(Verdict.NOT_YET, reached_on=date(2026, 12, 1)), "around 1 December 2026,"),
        (eligibility(Verdict.NOT_YET), "Not yet: see below"),
    ],
)
def test_admission_is_never_more_than_likely(found, words):
    assert words in wording.eligibility_sentence(found)


def test_a_day_that_rests_on_what_is_to_be_confirmed_promises_the_months_alone():
    unsure = RequirementState(
        RequirementKind.DEGREE, RequirementStatus.TO_CONFIRM, Degree.BACHELOR, None
    )
    found = Eligibility(EligibilityPath("0"), Verdict.NOT_YET, (unsure,), date(2026, 12, 1), None)

    assert wording.eligibility_sentence(found).startswith(
        "Your months are complete around 1 December 2026,"
    )
    assert wording.eligibility_sentence(found, name="Lin").startswith("The months of Lin are")


def requirement(kind, needed, months_of=None):
    return RequirementState(kind, RequirementStatus.NOT_YET, needed, None, months_of)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (requirement(RequirementKind.MONTHS, 36, "leading_projects"), "Months leading projects"),
        (requirement(RequirementKind.MONTHS, 24, "risk"), "Months of experience in the specialism"),
        (requirement(RequirementKind.MONTHS, None), "Experience: ask the certifying body"),
        (
            requirement(RequirementKind.EDUCATION_HOURS, 35.0),
            "Hours of project management education",
        ),
        (requirement(RequirementKind.DEGREE, Degree.BACHELOR), "Bachelor's degree or higher"),
        (requirement(RequirementKind.DEGREE, None), "Degree: ask the certifying body"),
        (requirement(RequirementKind.PREREQUISITE, ("capm",)), "A certificate that is asked first"),
    ],
)
def test_what_a_requirement_asks_is_said_and_what_is_unknown_is_asked(asked, words):
    assert wording.requirement_words(asked) == words


def test_the_answer_before_is_told_with_its_month():
    at = datetime(2025, 11, 3, tzinfo=UTC)

    assert wording.previous_words(Place(level=2), at) == "In November 2025 you chose 2"
    assert wording.previous_words(Place(level=None), at) == (
        "In November 2025 you chose “not part of my work”"
    )


def test_how_far_a_form_has_come_is_said_with_the_time_that_is_left():
    assert wording.progress_words(3, 28, 15) == "3 of 28 · about 15 minutes left"
