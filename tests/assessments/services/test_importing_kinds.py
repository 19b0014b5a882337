"""Role profiles, catalogue and skills matrix: every form they come in, and what cannot be taken."""

import io
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.database import db
from assessments.interchange.exports import write_export
from assessments.interchange.opening import open_table
from assessments.models.assessment import Assessment, Rating
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.models.framework import Role, RoleProfile
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.queries import catalogue, exports
from assessments.services import mapping
from assessments.services.importing import kinds, level_words
from assessments.services.importing.reports import ImportReport, Outcome
from assessments.services.importing.rows import Terms
from assessments.services.importing.tables import ImportProblem
from capability.lifecycle import AssessmentStatus
from tests.assessments.builders import answer, competency

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def session(bare_app: Flask):
    with bare_app.test_request_context():
        coach = Person(name="Jan Vos", called="Jan", number="9", email="jan@example.org")
        db.session.add_all(
            [
                coach,
                Person(
                    name="Mei Lin", called="Mei", number="7", email="mei@example.org", coach=coach
                ),
                Person(name="Ada Holm", called="Ada", number="8"),
            ]
        )
        db.session.commit()
        yield db.session
        db.session.remove()


def take(kind: str, *lines: str, **options: object) -> ImportReport:
    return take_bytes(kind, "\n".join(lines).encode(), **options)


def take_bytes(kind: str, contents: bytes, **options: object) -> ImportReport:
    wanted = ImportKind(kind)
    table = open_table(io.BytesIO(contents), kinds.columns_of(wanted).column_of)
    report = kinds.import_list(wanted, table, Terms(None), file="list.csv", options=options)
    db.session.expire_all()
    return report


def outcomes(report: ImportReport) -> tuple[int, int, int, int]:
    return (*(report.outcomes[outcome] for outcome in Outcome), report.rejected)


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in report.rejections]


def profile(role: str, code: str) -> RoleProfile:
    return db.session.scalars(
        select(RoleProfile)
        .join(Role, Role.id == RoleProfile.role_id)
        .join(RoleProfile.competency)
        .where(Role.code == role, RoleProfile.competency_id == competency(code).id)
    ).one()


def person(number: str) -> Person:
    return db.session.scalars(select(Person).where(Person.number == number)).one()


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# Role profiles


def test_a_profile_row_by_row_changes_what_it_says_and_nothing_else():
    weight = profile("project_manager", "risk").weight

    report = take(
        "role_profiles",
        "role,competency,required,critical,usual",
        "project_manager,risk,4.5,yes,",
        "Project manager,风险与机会,,,2",
        "project_manager,scope,not asked,,",
    )

    changed = profile("project_manager", "risk")
    assert (changed.required, changed.is_critical, changed.weight) == (4.5, True, weight)
    assert profile("project_manager", "scope").required is None
    assert outcomes(report)[1] + outcomes(report)[3] == 3


@pytest.mark.parametrize(
    "lines",
    [
        ("role,Risk and opportunity,scope", "project_manager,5,1"),
        ("competency,Project manager", "risk,5", "scope,1"),
        ("能力,project_manager", "risk,5", "scope,1"),
    ],
)
def test_a_matrix_either_way_round_is_understood(lines):
    take("role_profiles", *lines)

    assert profile("project_manager", "risk").required == 5
    assert profile("project_manager", "scope").required == 1


def test_a_new_role_gets_a_whole_profile_and_comes_before_another():
    report = take(
        "role_profiles",
        "role,role_name,role_name_zh,next_role,competency,required",
        "site_lead,Site lead,现场负责人,project_manager,risk,3",
        "site_lead,,,,scope,2.5",
    )

    added = db.session.scalars(select(Role).where(Role.code == "site_lead")).one()
    profiles = db.session.scalars(select(RoleProfile).where(RoleProfile.role_id == added.id)).all()
    assert (added.name, added.next_role.code) == (
        {"en": "Site lead", "zh": "现场负责人"},
        "project_manager",
    )
    assert len(profiles) == 28
    assert profile("site_lead", "risk").required == 3
    assert profile("site_lead", "agile").required is None
    assert outcomes(report) == (2, 0, 0, 0)
    assert "New roles: Site lead." in report.remarks[0]


def test_what_cannot_be_of_a_profile_is_named():
    report = take(
        "role_profiles",
        "role,competency,required,weight,critical,scope",
        "project_manager,risk,6,,,",
        "project_manager,juggling,3,,,",
        "project_manager,risk,3,0,,",
        "project_manager,risk,3,,perhaps,",
        ",risk,3,,,",
        "project_manager,,,,,high",
        "project_manager,agile,3,,,",
        "project_manager,agile,4,,,",
    )

    assert reasons(report) == [
        (2, "required", "The number is not between 0 and 5."),
        (4, "weight", "A weight is more than 0; write “not asked” as the level instead."),
        (5, "critical", "This is neither yes nor no."),
        (3, "competency", "No competency is called so."),
        (6, "role", "The row names no role."),
        (7, "scope", "This is not a number."),
        (9, "competency", "Row 8 says this already."),
    ]


# The catalogue


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
        "code,kind,name,hours,gains,sessions,prerequisites",
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
    )

    assert outcomes(report) == (1, 0, 0, 11)
    assert {(row, column) for row, column, _reason in reasons(report)} == {
        (2, "code"), (3, "kind"), (4, "name"), (5, "hours"), (6, "gains"), (7, "gains"),
        (8, "gains"), (9, "sessions"), (10, "sessions"), (11, "prerequisites"),
        (12, "prerequisites"),
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


# A skills matrix


def levels_of(number: str) -> dict[str, int | None]:
    rows = db.session.scalars(
        select(Rating).join(Rating.assessment).where(Assessment.person_id == person(number).id)
    )
    return {rating.competency.code: rating.level for rating in rows}


def test_a_matrix_becomes_answers_that_count():
    report = take(
        "skills_matrix", "number,name,Risk and opportunity,scope,agile", "7,Mei Lin,3,n/a,",
        rated_on=TODAY.isoformat(),
    )  # fmt: skip

    form = db.session.scalars(select(Assessment)).one()
    assert outcomes(report) == (1, 0, 0, 0)
    assert levels_of("7") == {"risk": 3, "scope": None}
    assert (form.status, form.source, form.rater_id) == (
        AssessmentStatus.SUBMITTED,
        "self",
        person("7").id,
    )
    assert form.cycle.opens_on == form.submitted_at.date() == TODAY
    assert not form.cycle.is_round
    found = mapping.map_of(person("7"), None, today=TODAY)
    assert next(each.level for each in found.competencies if each.code == "risk") == 3


def test_answers_one_a_row_are_taken_into_one_form():
    report = take(
        "skills_matrix",
        "email,skill,rating,date",
        "mei@example.org,risk,Expert,2026-05-01",
        "mei@example.org,scope,With help,2026-05-01",
        "mei@example.org,scope,独立,2026-05-02",
    )

    assert outcomes(report) == (3, 0, 0, 0)
    assert count(Assessment) == 2
    assert levels_of("7")["risk"] == 5


def test_the_same_matrix_again_changes_nothing_and_a_newer_one_updates():
    lines = ("number,risk,scope", "7,3,2")
    take("skills_matrix", *lines, rated_on="2026-05-01")

    again = take("skills_matrix", *lines, rated_on="2026-05-01")
    newer = take("skills_matrix", "number,risk,scope,agile", "7,,4,1", rated_on="2026-05-01")

    assert outcomes(again) == (0, 0, 1, 0)
    assert outcomes(newer) == (0, 1, 0, 0)
    assert levels_of("7") == {"risk": 3, "scope": 4, "agile": 1}
    assert count(Assessment) == 1


def test_what_coaches_say_is_theirs_and_needs_one():
    report = take("skills_matrix", "name,risk", "Mei Lin,3", "Ada Holm,2", source="coach")

    form = db.session.scalars(select(Assessment)).one()
    assert (form.source, form.rater.name) == ("coach", "Jan Vos")
    assert reasons(report) == [(3, "rater", "This person has no coach yet, so whose view is it?")]


def test_what_was_answered_here_on_the_same_day_is_left_alone():
    answer(person("7"), {"risk": 1}, on=TODAY)

    report = take("skills_matrix", "number,risk", "7,4", rated_on=TODAY.isoformat())

    assert outcomes(report) == (1, 0, 0, 0)
    assert count(Assessment) == 2


def test_answers_that_were_opened_again_are_not_overwritten():
    take("skills_matrix", "number,risk", "7,4", rated_on="2026-05-01")
    form = db.session.scalars(select(Assessment)).one()
    form.status, form.submitted_at = AssessmentStatus.DRAFT, None
    db.session.commit()

    report = take("skills_matrix", "number,risk", "7,5", rated_on="2026-05-01")

    assert "opened again" in reasons(report)[0][2]
    assert levels_of("7") == {"risk": 4}


def test_colleagues_answers_cannot_be_imported():
    with pytest.raises(ImportProblem, match="own answers and those of coaches"):
        take("skills_matrix", "number,risk", "7,4", source="peer")


def test_what_cannot_be_an_answer_is_named_and_nothing_of_its_row_is_taken():
    db.session.add(Person(name="Mei Lin", called="Mei", number="10"))
    db.session.commit()

    report = take(
        "skills_matrix",
        "number,name,risk,scope,date",
        "7,,2.5,3,",
        "99,,3,3,",
        ",Mei Lin,3,3,",
        ",Nobody,3,3,",
        ",,3,3,",
        "8,,3,3,2199-01-01",
        "9,,3,#REF!,",
    )

    assert count(Rating) == 0
    assert {(row, column) for row, column, _reason in reasons(report)} == {
        (2, "risk"), (3, "number"), (4, "name"), (5, "name"), (6, "number"), (7, "date"),
        (8, "scope"),
    }  # fmt: skip


def test_every_answer_leaves_a_line_about_the_person():
    take("skills_matrix", "number,risk,scope", "7,3,2")

    lines = db.session.scalars(select(AuditLine).where(AuditLine.action == "import_answer")).all()
    assert {line.person_id for line in lines} == {person("7").id}
    assert sorted(line.new["level"] for line in lines) == [2, 3]


@pytest.mark.parametrize(
    ("values", "meanings"),
    [
        (["3", "0", "n/a", "-"], ["3", "0", "na", ""]),
        (["Expert", "beginner", "了解"], ["5", "1", "1"]),
        (["3 - On my own", "L2", "level 4"], ["3", "2", "4"]),
        (["10", "7", "1"], ["5", "4", "1"]),
        (["60%", "100%"], ["3", "5"]),
        (["2.5", "green"], [None, None]),
    ],
)
def test_what_a_level_probably_means_is_proposed(values, meanings):
    assert list(level_words.propose(values).values()) == meanings


# What is exported is imported again


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["people", "projects", "role_profiles", "catalogue"])
def test_what_is_exported_changes_nothing_when_it_is_imported(kind, form):
    take("people", "number,name,email,department,role,coach,languages,left_on",
         "=1+1,@Mei,-x@example.org,码头,project_manager,9,zh|en,2024-05-31")  # fmt: skip
    take(
        "projects",
        "code,name,status,pm_id,complexity,quality,budget,sector",
        "P1,+Dam,active,7,3,3.5,10.5,Energy | Water",
        "P1,,,8,,,,",
        "P2,Road,closed,,,,,",
    )
    take(
        "catalogue",
        "code\tkind\tname\thours\tgains\tsessions",
        "a1\tcourse\tOne\t8.5\trisk 0.55 to 3\t2027-02-02, Lisbon, old town, 12 seats",
    )
    take(
        "catalogue", "code,kind,name,hours,prerequisites,excludes,mandatory_for",
        "a2,course,Two,8,a1,reading_estimates | reading_teams,project_manager",
    )  # fmt: skip
    found = exports.read(ImportKind(kind))
    stream = io.BytesIO()
    write_export(stream, form, kind, found.headings, found.rows)

    report = take_bytes(kind, stream.getvalue())

    new, changed, unchanged, rejected = outcomes(report)
    assert (new, changed, rejected) == (0, 0, 0), report.changes or report.rejections[:3]
    assert unchanged > 1
    assert report.unknown == ()


def test_what_people_answered_is_not_exported():
    assert "skills_matrix" not in exports.names()
