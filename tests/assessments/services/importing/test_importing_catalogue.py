"""A catalogue: activities with gains and dates, and how they are linked with each other."""

from datetime import date

from sqlalchemy import select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.queries import catalogue
from tests.assessments.services.importing.lists import outcomes, reasons, take


def activity(code: str) -> Activity:
    return db.session.scalars(select(Activity).where(Activity.code == code)).one()


def test_an_activity_is_taken_with_gains_dates_and_what_is_needed_before():
    report = take(
        "catalogue",
        "code\tkind\tname\tname_zh\tcost\thours\tgains\tsessions\tprerequisites\tlanguages",
        "a2\tconference\tHarbour days\t海港日\t0\t16\tRisk and opportunity 0.5 to 3 | scope 0.3\t"
        "2027-02-02 to 2027-02-03, Lisbon / 里斯本, 12 seats | 2027-05-04\ta1\ten|zh",
        "a1\te-learning\tBasics\t\t\t6.5\t\t\t\t",
    )

    taken = activity("a2")
    assert outcomes(report) == (2, 0, 0, 0)
    assert (taken.kind, taken.name["zh"], taken.cost) == ("international_event", "海港日", 0)
    assert {g.competency.code: (g.gain, g.up_to) for g in taken.gains} == {
        "risk": (0.5, 3.0),
        "scope": (0.3, 5.0),
    }
    first, second = taken.sessions
    assert (first.place, first.seats) == ({"en": "Lisbon", "zh": "里斯本"}, 12)
    assert (second.starts_on, second.ends_on) == (date(2027, 5, 4), date(2027, 5, 4))
    assert [need.code for need in taken.prerequisites] == ["a1"]
    assert (activity("a1").cost, activity("a1").learning) == (None, "formal")


def test_gains_may_stand_under_their_competencies():
    take(
        "catalogue",
        "code,kind,name,hours,risk,scope",
        "a1,course,One,8,0.5 to 3,",
        "a2,course,Two,8,,1",
    )

    assert [(g.competency.code, g.gain, g.up_to) for g in activity("a1").gains] == [
        ("risk", 0.5, 3)
    ]
    assert [g.competency.code for g in activity("a2").gains] == ["scope"]


def test_what_cannot_be_of_an_activity_is_named():
    report = take(
        "catalogue",
        "code,kind,name,hours,gains,sessions,prerequisites,days",
        ",course,One,8,,,",
        "a1,potion,One,8,,,",
        "a2,course,,8,,,",
        "a3,course,Three,,,,",
        "a4,course,Four,8,juggling 0.5,,",
        "a5,course,Five,8,risk,,",
        "a6,course,Six,8,risk 9,,",
        "a7,course,Seven,8,,next spring,",
        "a8,course,Eight,8,,2027-02-03 to 2027-02-02,",
        "a9,course,Nine,8,,,a9",
        "b1,course,Ten,8,,,nothing",
        "b1,course,Ten,8,,,",
        "b2,course,Eleven,8,,9027-02-03,",
        "b3,course,Twelve,8,,,,0",
    )

    assert outcomes(report) == (1, 0, 0, 13)
    assert {(row, column) for row, column, _reason in reasons(report)} == {
        (2, "code"), (3, "kind"), (4, "name"), (5, "hours"), (6, "gains"), (7, "gains"),
        (8, "gains"), (9, "sessions"), (10, "sessions"), (11, "prerequisites"),
        (12, "prerequisites"), (14, "sessions"), (15, "days"),
    }  # fmt: skip


LINKS = "code,kind,name,hours,prerequisites,excludes,mandatory_for"


def links_of(code: str) -> tuple[list[str], list[str], list[str]]:
    found = activity(code)
    return (
        sorted(each.code for each in found.prerequisites),
        catalogue.excluded_by(found),
        sorted(each.code for each in found.mandatory_for),
    )


def test_what_belongs_together_what_does_not_and_what_is_mandatory_is_taken():
    first = take(
        "catalogue", LINKS,
        "a1,course,One,8,a3,a2 | a4,Project manager; 项目集经理",
        "a2,course,Two,8,,,",
        "a3,course,Three,8,,,",
        "a4,course,Four,8,,a1 | a3,",
    )  # fmt: skip
    assert outcomes(first) == (4, 0, 0, 0)
    assert links_of("a1") == (["a3"], ["a2", "a4"], ["programme_manager", "project_manager"])
    assert links_of("a2") == ([], ["a1"], [])
    assert links_of("a3") == ([], ["a4"], [])

    # A blank cell leaves what is known, “none” takes it away; what the other row says stands.
    second = take(
        "catalogue", "code,prerequisites,excludes,mandatory_for",
        "a1,,a2,无", "a2,,a1 | a3,", "a3,none,,", "a4,,,",
    )  # fmt: skip

    assert outcomes(second) == (0, 2, 2, 0)
    assert links_of("a1") == (["a3"], ["a2"], [])
    assert links_of("a2") == ([], ["a1", "a3"], [])
    assert links_of("a4") == ([], ["a3"], [])
    assert [(each.row, each.column, each.old, each.new) for each in second.changes] == [
        (2, "excludes", "a2, a4", "a2"),
        (2, "mandatory_for", "programme_manager, project_manager", "nothing"),
        (3, "excludes", "a1", "a1, a3"),
    ]
    lines = db.session.scalars(select(AuditLine).where(AuditLine.action == "import_activity")).all()
    assert lines[-1].old == {"excludes": ["a1"]}
    assert lines[-1].new == {"excludes": ["a1", "a3"]}


def test_links_that_cannot_be_are_named_by_row_column_and_reason():
    take("catalogue", LINKS, "k1,course,Known,8,,,", "k2,course,Known,8,k1,,")

    report = take(
        "catalogue", LINKS,
        "a1,course,One,8,,nothing,",
        "a2,course,Two,8,,a2,",
        "a3,course,Three,8,k1,k1,",
        "a4,course,Four,8,a5,,",
        "a5,course,Five,8,a6,,",
        "a6,course,Six,8,a4,,",
        "k1,,,,k2,,",
        "a7,course,Seven,8,,,astronaut",
        "a8,potion,Eight,8,,,",
        "a9,course,Nine,8,a8,k1,",
    )  # fmt: skip

    assert reasons(report) == [
        (10, "kind", next(each[2] for each in reasons(report) if each[0] == 10)),
        (2, "excludes", "No activity has the code “nothing”."),
        (3, "excludes", "An activity cannot exclude itself."),
        (4, "excludes", "“k1” is needed before, so both go together."),
        (5, "prerequisites", "Each would need the other first: a4 → a5 → a6 → a4."),
        (6, "prerequisites", "Each would need the other first: a5 → a6 → a4 → a5."),
        (7, "prerequisites", "Each would need the other first: a6 → a4 → a5 → a6."),
        (8, "prerequisites", "Each would need the other first: k1 → k2 → k1."),
        (9, "mandatory_for", "No role is called “astronaut”."),
    ]
    assert report.remarks == [
        "Row 11: “Needed before” stays as it was, because another row that it names was not taken."
    ]
    assert (links_of("a9"), links_of("k1")) == (([], ["k1"], []), ([], ["a9"], []))


def test_a_circle_that_only_a_row_not_taken_would_have_opened_is_not_written():
    take("catalogue", LINKS, "a1,course,One,8,,,", "a2,course,Two,8,a1,,")

    report = take("catalogue", LINKS, "a1,,,,a2,,", "a2,potion,,,none,,")

    assert report.rejected_rows == {3}
    assert "Row 2: “Needed before” stays as it was" in report.remarks[0]
    assert links_of("a1")[0] == []
