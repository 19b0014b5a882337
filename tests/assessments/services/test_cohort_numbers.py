"""Numbers that are kept are those that would be reckoned afresh, whatever has changed."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import delete, select, update

from assessments.database import LocalText, db
from assessments.models.assessment import AgreedLevel, Assessment, Rating
from assessments.models.framework import CompetencyArea, RoleProfile
from assessments.models.people import Person
from assessments.services import assessing, cohort_numbers, mapping
from assessments.services.cohort_numbers import Cohort, Grid, cohort_of
from assessments.services.keeping import Shelf, forget_everything
from capability.gaps import NAMED_GAPS, Standing
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import TODAY, answer, bystander, competency, person_of, role

PEERS = AssessmentSource.PEER
LEVELS = ("level", "low", "high", "sd", "required", "gap", "probability_met", "weight", "estimate")
OTHERS = ("standing", "basis", "is_own_view", "is_critical", "is_asked")


@pytest.fixture
def people(session, world) -> list[Person]:
    """Three people, one of them answered about by herself, her coach and two peers."""
    forget_everything()
    pm, other, coach = (person_of(each) for each in (world.pm, world.other_pm, world.coach))
    before = TODAY - timedelta(days=200)
    answer(pm, {"risk": 2, "scope": 3, "schedule": 4}, on=before)
    answer(pm, {"risk": 3, "scope": 3, "schedule": None}, on=TODAY)
    answer(pm, {"risk": 1}, rater=coach, source=AssessmentSource.COACH, on=TODAY)
    for name in ("First Peer", "Second Peer"):
        answer(pm, {"risk": 4}, rater=bystander(name), source=PEERS, on=TODAY)
    answer(other, {"risk": 2, "leadership": 2}, on=TODAY)
    return [pm, other, bystander("Nobody Yet", role=role("project_manager"))]


def own_form(people: list[Person]) -> Assessment:
    """Return the newest own form of the first person."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.person_id == people[0].id, Assessment.source == AssessmentSource.SELF)
        .order_by(Assessment.submitted_at.desc())
    ).first()


def rating(people: list[Person], code: str) -> Rating:
    form = own_form(people)
    return next(each for each in form.ratings if each.competency.code == code)


def send_a_new_form(people: list[Person]) -> None:
    answer(people[0], {"risk": 5}, on=TODAY)


def change_a_level_in_place(people: list[Person]) -> None:
    rating(people, "risk").level = 5


def take_it_for_not_applicable(people: list[Person]) -> None:
    found = rating(people, "risk")
    found.level, found.is_applicable = None, False


def date_an_example(people: list[Person]) -> None:
    found = rating(people, "scope")  # about risk the coach has answered too
    found.example, found.example_on = "Kept the register.", TODAY


def date_an_answer_back(people: list[Person]) -> None:
    rating(people, "risk").rated_at -= timedelta(days=300)


def exchange_two_levels(people: list[Person]) -> None:
    risk, scope = rating(people, "risk"), rating(people, "scope")
    risk.level, scope.level = 1, 3
    db.session.commit()
    cohort_of([each.id for each in people], today=TODAY)
    risk.level, scope.level = 3, 1


def take_out_and_put_in_again(people: list[Person]) -> None:
    """As an import that is undone and done again: SQLite gives the keys out a second time."""
    found = rating(people, "risk")
    facts = {
        column.name: getattr(found, column.name)
        for column in Rating.__table__.columns
        if column.name != "level"
    }
    db.session.execute(delete(Rating).where(Rating.id == found.id))
    db.session.expunge(found)
    db.session.add(Rating(**facts, level=0))


def reopen_a_form(people: list[Person]) -> None:
    assessing.reopen(own_form(people), by=people[0], reason="")


def hear_a_third_peer(people: list[Person]) -> None:
    answer(people[0], {"risk": 4}, rater=bystander("Third Peer"), source=PEERS, on=TODAY)


def agree(people: list[Person]) -> None:
    db.session.add(
        AgreedLevel(
            person_id=people[0].id, coach_id=people[0].coach_id, level=4.5, agreed_on=TODAY,
            competency_id=competency("risk").id,
        )
    )  # fmt: skip


def agree_otherwise(people: list[Person]) -> None:
    agree(people)
    db.session.commit()
    cohort_of([each.id for each in people], today=TODAY)
    db.session.execute(update(AgreedLevel).values(level=1.5))


def take_another_role(people: list[Person]) -> None:
    people[0].role = role("programme_manager")


def lose_the_role(people: list[Person]) -> None:
    people[0].role = None


def profile(people: list[Person], **facts: object) -> None:
    db.session.execute(
        update(RoleProfile)
        .where(
            RoleProfile.role_id == people[0].role_id,
            RoleProfile.competency_id == competency("risk").id,
        )
        .values(**facts)
    )


def ask_more(people: list[Person]) -> None:
    profile(people, required=5.0)


def ask_nothing(people: list[Person]) -> None:
    profile(people, required=None)


def weigh_more(people: list[Person]) -> None:
    profile(people, weight=9.0)


def call_it_critical(people: list[Person]) -> None:
    wanted = select(RoleProfile.is_critical).where(
        RoleProfile.role_id == people[0].role_id,
        RoleProfile.competency_id == competency("risk").id,
    )
    profile(people, is_critical=not db.session.scalar(wanted))


def expect_more(people: list[Person]) -> None:
    profile(people, usual=0.5)


def rename_a_competency(people: list[Person]) -> None:
    competency("risk").name = LocalText(en="Chances and dangers")


def rename_an_area(people: list[Person]) -> None:
    area = db.session.scalars(select(CompetencyArea)).first()
    area.name = LocalText(en="Something else")


def retire_a_competency(people: list[Person]) -> None:
    competency("risk").is_active = False


CHANGES = (
    send_a_new_form, change_a_level_in_place, take_it_for_not_applicable, date_an_example,
    date_an_answer_back, exchange_two_levels, take_out_and_put_in_again, reopen_a_form,
    hear_a_third_peer, agree, agree_otherwise, take_another_role, lose_the_role, ask_more,
    ask_nothing, weigh_more, call_it_critical, expect_more, rename_a_competency, rename_an_area,
    retire_a_competency,
)  # fmt: skip


def differs(left: Grid, right: Grid) -> list[str]:
    """Return the parts in which two tables differ."""
    if (left.codes, left.names, left.areas) != (right.codes, right.names, right.areas):
        return ["names"]
    return [
        *(
            name
            for name in LEVELS
            if not np.allclose(getattr(left, name), getattr(right, name), equal_nan=True)
        ),
        *(name for name in OTHERS if (getattr(left, name) != getattr(right, name)).any()),
    ]


def is_same(left: Cohort, right: Cohort) -> bool:
    return not differs(left.competencies, right.competencies) and not differs(
        left.areas, right.areas
    )


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_is_what_would_be_reckoned(people, change: Callable[[list[Person]], None]):
    ids = [each.id for each in people]
    person, job = people[0], people[0].role
    cohort = cohort_of(ids, today=TODAY)
    mapping.map_of(person, job, today=TODAY)

    change(people)
    db.session.commit()

    kept, kept_own = cohort_of(ids, today=TODAY), mapping.map_of(person, job, today=TODAY)
    forget_everything()
    fresh, fresh_own = cohort_of(ids, today=TODAY), mapping.map_of(person, job, today=TODAY)
    assert is_same(kept, fresh)
    assert kept_own == fresh_own
    assert not is_same(cohort, fresh)


def test_another_day_has_other_numbers(people):
    ids = [each.id for each in people]
    cohort_of(ids, today=TODAY)

    later = cohort_of(ids, today=TODAY + timedelta(days=400))

    forget_everything()
    assert is_same(later, cohort_of(ids, today=TODAY + timedelta(days=400)))
    assert not is_same(later, cohort_of(ids, today=TODAY))


def test_only_who_has_changed_is_reckoned_again(people, monkeypatch):
    ids = [each.id for each in people]
    cohort_of(ids, today=TODAY)
    asked = []
    reckon = cohort_numbers._reckon
    monkeypatch.setattr(
        cohort_numbers, "_reckon", lambda some, *rest: asked.extend(some) or reckon(some, *rest)
    )

    answer(people[1], {"risk": 5}, on=TODAY)
    cohort_of(ids, today=TODAY)

    assert asked == [people[1].id]


def test_a_cohort_is_what_each_map_says(people):
    ids = [each.id for each in people]

    cohort = cohort_of(ids, today=TODAY)

    for person in people:
        own = mapping.map_of(person, person.role, today=TODAY)
        for found, wanted in (
            (cohort.competency_places(person.id), own.competencies),
            (cohort.area_places(person.id), own.areas),
        ):
            assert [each.code for each in found] == [each.code for each in wanted]
            for mine, other in zip(found, wanted, strict=True):
                assert mine.standing is other.standing
                assert mine.basis is other.basis
                assert mine.gap == pytest.approx(other.gap)
                assert mine.level == pytest.approx(other.level)


def test_gaps_are_counted_without_a_row_for_anybody(people):
    cohort = cohort_of([each.id for each in people], today=TODAY)

    grid = cohort.competencies

    assert grid.has_gap.sum() == sum(
        place.standing in NAMED_GAPS
        for person in cohort.person_ids
        for place in cohort.competency_places(person)
    )
    assert grid.place(0, grid.column("risk")).name == competency("risk").name


def test_two_peers_are_not_heard_and_three_are(people):
    ids = [people[0].id]
    two = cohort_of(ids, today=TODAY).competencies
    hear_a_third_peer(people)

    three = cohort_of(ids, today=TODAY).competencies

    risk = two.column("risk")
    assert two.level[0, risk] < three.level[0, risk]


def test_whoever_has_no_role_is_asked_nothing(people):
    nobody = bystander("Without A Role")

    cohort = cohort_of([nobody.id], today=TODAY)

    assert cohort.competency_places(nobody.id) == ()
    assert set(cohort.competencies.standing.ravel()) == {Standing.NOT_ASKED}


def test_nobody_is_no_rows(people):
    cohort = cohort_of([], today=TODAY)

    assert cohort.competencies.level.shape == (0, len(cohort.competencies.codes))
    assert cohort.competencies.has_gap.shape == cohort.competencies.level.shape


def test_somebody_asked_for_twice_is_one_row(people):
    assert cohort_of([people[0].id] * 2, today=TODAY).person_ids == (people[0].id,)


def test_nobody_can_write_into_what_is_kept(people):
    cohort = cohort_of([people[0].id], today=TODAY)

    with pytest.raises(ValueError, match="read-only"):
        cohort.areas.level[0, 0] = 0


def test_a_shelf_drops_what_was_not_asked_for_longest():
    shelf: Shelf[int] = Shelf(2)
    shelf.keep({b"a": 1, b"b": 2})
    shelf.find([b"a"])

    shelf.keep({b"c": 3})

    assert shelf.find([b"a", b"b", b"c"]) == {b"a": 1, b"c": 3}
    assert shelf.get(b"a", lambda: 9) == 1
    assert len(shelf) == 2
