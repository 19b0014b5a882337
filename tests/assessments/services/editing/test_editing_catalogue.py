"""The catalogue: unknown stays unknown, rows keep their keys, nothing waits for itself."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.database import db
from assessments.models.catalogue import ActivityGain, ActivitySession, CertificationPath
from assessments.queries import catalogue, reference
from assessments.queries.reference import ActivitySearch
from assessments.services import mapping
from assessments.services.conflicts import ConflictError
from assessments.services.editing import activities, certifications
from assessments.services.editing.activities import ActivityDraft, GainDraft, SessionDraft
from assessments.services.editing.certifications import DomainDraft, PathDraft
from assessments.services.editing.changes import CircleError, CodeTakenError
from assessments.services.suggesting.certifications import suggest_certifications
from capability.vocabulary import ActivityKind, Degree, Learning
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import TODAY, activity, answer, audit_lines, person_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def admin(session, world):
    return person_of(world.administrator)


def draft(code="dam_safety", **facts):
    given = {
        "kind": ActivityKind.COURSE,
        "name": {"en": "Dam safety", "zh": "大坝安全"},
        "description": {"en": "Two days at a dam."},
        "provider": {"en": "PMO academy"},
        "cost": None,
        "hours": 14.0,
        "duration_days": 2,
        "learning": Learning.FORMAL,
        "languages": ("en",),
        "gains": (GainDraft("risk", 0.5, 3.0), GainDraft("quality", 0.3, 3.0)),
        "sessions": (SessionDraft(date(2027, 3, 1), date(2027, 3, 2), {"en": "Utrecht"}, 12),),
        "prerequisites": ("planning_foundations",),
    }
    return ActivityDraft(code=code, **{**given, **facts})


def known(code):
    return reference.get_activity(catalogue.get_activity(code).id)


def certification(code):
    return reference.get_certification(catalogue.get_certification(code).id)


def found(**wanted):
    rows = reference.search_activities(ActivitySearch(**wanted), page=1).rows
    return [each.code for each in rows]


def test_what_is_added_is_read_back_as_it_was_written(admin):
    added = activities.add_activity(draft(), by=admin)

    stands = activities.draft_of(reference.get_activity(added.id))
    assert replace(stands, sessions=()) == replace(draft(), sessions=())
    assert replace(stands.sessions[0], key=None) == draft().sessions[0]
    assert stands.cost is None
    assert audit_lines("add_activity")[-1].new["gain risk"] == 0.5
    with pytest.raises(CodeTakenError):
        activities.add_activity(draft(), by=admin)


def test_gains_and_dates_that_stay_keep_their_rows(admin):
    mine = activities.add_activity(draft(), by=admin)
    stands = activities.draft_of(reference.get_activity(mine.id))
    [key] = [each.key for each in stands.sessions]
    later = SessionDraft(date(2027, 9, 1), date(2027, 9, 2), {}, None)
    changed = replace(
        stands,
        gains=(GainDraft("risk", 0.6, 4.0), GainDraft("scope", 0.2, 3.0)),
        sessions=(replace(stands.sessions[0], seats=8), later),
    )

    activities.change_activity(mine, changed, seen=mine.version, by=admin)

    stands = activities.draft_of(reference.get_activity(mine.id))
    assert {each.competency for each in stands.gains} == {"risk", "scope"}
    assert (stands.sessions[0].key, stands.sessions[0].seats) == (key, 8)
    assert len(stands.sessions) == 2
    line = audit_lines("change_activity")[-1]
    assert line.old["gain quality"] == 0.3
    assert line.new["gain quality"] is None
    assert (line.old["seats 1"], line.new["seats 1"]) == (12, 8)


def test_rows_taken_out_are_gone(admin):
    mine = activities.add_activity(draft(), by=admin)
    bare = draft(gains=(), sessions=(), prerequisites=())

    activities.change_activity(mine, bare, seen=mine.version, by=admin)

    for model in (ActivityGain, ActivitySession):
        assert not db.session.scalars(db.select(model).filter_by(activity_id=mine.id)).all()


def test_nothing_is_needed_before_itself(admin):
    first = activities.add_activity(draft("first"), by=admin)
    activities.add_activity(draft("second", prerequisites=("first",)), by=admin)
    third = activities.add_activity(draft("third", prerequisites=("second", "first")), by=admin)

    for code in ("third", "first"):
        circle = draft("first", prerequisites=(code,))
        with pytest.raises(CircleError):
            activities.change_activity(first, circle, seen=first.version, by=admin)
    fine = draft("third", prerequisites=("first",))
    assert activities.change_activity(third, fine, seen=third.version, by=admin)


def test_a_change_of_a_date_alone_is_told_to_who_saves_later(app, admin, world):
    mine = activities.add_activity(draft(), by=admin)
    key, seen = mine.id, mine.version

    def move(day):
        def deed(meet):
            row = reference.get_activity(key)
            stands = activities.draft_of(row)
            moved = replace(stands.sessions[0], ends_on=date(2027, 3, day))
            by = person_of(world.administrator)
            meet()
            changed = replace(stands, sessions=(moved,))
            activities.change_activity(row, changed, seen=seen, by=by)

        return deed

    assert kinds(at_once(app, move(5), move(6))) == ["ConflictError", "done"]
    assert len(audit_lines("change_activity")) == 1
    with pytest.raises(ConflictError):
        activities.change_activity(mine, draft(), seen=seen - 1, by=admin)


def test_what_is_not_offered_is_suggested_to_nobody(admin, world):
    pm = person_of(world.pm)
    answer(pm, {"risk": 1})
    mine = activity("risk_course", {"risk": 1.0})
    assert mine in catalogue.list_activities_for(["risk"])

    activities.set_offered(mine, False, by=admin)
    activities.set_offered(mine, False, by=admin)

    assert mine not in catalogue.list_activities_for(["risk"])
    assert [line.new for line in audit_lines("change_activity")] == [{"is_offered": False}]
    activities.set_offered(mine, True, by=admin)
    assert mine in catalogue.list_activities_for(["risk"])


def test_activities_are_found_by_words_in_both_languages_kind_competency_and_offer(admin):
    mine = activities.add_activity(draft(), by=admin)

    assert found(words="DAM saf") == ["dam_safety"]
    assert found(words="大坝") == ["dam_safety"]
    assert found(words="dam_s") == ["dam_safety"]
    assert found(words="d%m") == []
    assert "dam_safety" in found(kind=ActivityKind.COURSE, competency="quality")
    assert "dam_safety" not in found(kind=ActivityKind.READING)
    activities.set_offered(mine, False, by=admin)
    assert found(is_offered=False) == ["dam_safety"]
    assert "dam_safety" not in found(is_offered=True)


def test_a_list_turns_page_by_page():
    first = reference.search_activities(ActivitySearch(), page=1)
    second = reference.search_activities(ActivitySearch(), page=2)
    beyond = reference.search_activities(ActivitySearch(), page=10**30)

    assert len(first.rows) == reference.PAGE
    assert first.has_next
    assert not {each.id for each in first.rows} & {each.id for each in second.rows}
    assert (len(beyond.rows), beyond.has_next) == (0, False)


@pytest.mark.parametrize("experience", [None, (), ((36, "leading_projects"), (12, "risk"))])
def test_rules_that_are_unknown_are_not_rules_that_ask_nothing(admin, experience):
    pmp = certification("pmp")
    path = PathDraft({"en": "Some way"}, experience, degree=Degree.BACHELOR)
    changed = replace(
        certifications.draft_of(pmp),
        renewal_years=None,
        renewal_unit=None,
        paths=(path,),
        domains=(DomainDraft("Outline", {"en": "People"}, 50.0, ("risk",)),),
    )

    certifications.change_certification(pmp, changed, seen=pmp.version, by=admin)

    stands = certifications.draft_of(certification("pmp"))
    assert stands == changed
    assert (
        len(
            db.session.scalars(
                db.select(CertificationPath).filter_by(certification_id=pmp.id)
            ).all()
        )
        == 1
    )
    row = certification("pmp").paths[0]
    assert row.education_hours is None
    line = audit_lines("change_certification")[-1]
    assert line.new["renewal_years"] is None
    if experience == ():
        assert line.new["experience 1"] == "0"


def test_a_certification_is_added_and_who_saves_later_is_told(admin):
    wanted = replace(
        certifications.draft_of(certification("pmp")), code="ppp", name="PPP", activity=None
    )

    added = certifications.add_certification(wanted, by=admin)

    assert certifications.draft_of(reference.get_certification(added.id)) == wanted
    with pytest.raises(CodeTakenError):
        certifications.add_certification(wanted, by=admin)
    with pytest.raises(ConflictError):
        certifications.change_certification(added, wanted, seen=added.version + 1, by=admin)
    assert not certifications.change_certification(added, wanted, seen=added.version, by=admin)


def test_a_certification_no_longer_offered_is_suggested_to_nobody(admin, world):
    pm = person_of(world.pm)
    answer(pm, {"risk": 1, "scope": 2})

    def suggested():
        shown = mapping.map_of(pm, pm.role, today=TODAY)
        found = suggest_certifications(
            pm,
            shown,
            mapping.gaps_in_order(shown),
            pm.role,
            taken=frozenset(),
            declined={},
            today=TODAY,
        )
        return [each.certification for each in found]

    before = suggested()
    for each in before:
        certifications.set_offered(each, False, by=admin)

    assert before
    assert not {each.code for each in before} & {each.code for each in suggested()}
    assert len(audit_lines("change_certification")) == len(before)


def test_what_does_not_go_together_and_what_is_mandatory_is_kept_and_told(admin):
    first = activities.add_activity(draft("first"), by=admin)
    second = activities.add_activity(
        draft("second", excludes=("first",), mandatory_for=("portfolio_manager",)), by=admin
    )

    assert activities.draft_of(known("first")).excludes == ("second",)
    assert activities.draft_of(known("second")).mandatory_for == ("portfolio_manager",)
    assert catalogue.list_exclusions([first.id, second.id]) == [(first.id, second.id)]

    activities.change_activity(first, draft("first"), seen=first.version, by=admin)

    assert activities.draft_of(known("second")).excludes == ()
    [line] = audit_lines("change_activity")
    assert (line.old["excludes"], line.new["excludes"]) == ("second", None)
