"""Lists of people from elsewhere."""

import pytest
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.audit import AuditLine
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.permissions import Access
from assessments.queries import imports
from assessments.services import inviting, registering
from assessments.services.importing import undoing
from assessments.services.importing.reports import Note, report_lines
from capability.vocabulary import Degree
from tests.assessments.services.importing.lists import (
    BANK_HEADINGS,
    count,
    outcomes,
    person,
    reasons,
    take_people,
    take_projects,
)


def test_people_are_taken_with_what_is_known_of_them():
    report = take_people(
        "工号,姓名,邮箱,部门,岗位,目标岗位,学历,学时,语言,mentor_places,coach",
        "7,李梅,Mei@Example.org,工程部,项目经理,senior_project_manager,硕士,35,中文|English,2,9",
        "9,Jan Vos,jan@example.org,工程部,pmo_coach,,bachelor,,Dutch,,",
    )

    mei = person("7")
    assert outcomes(report) == (2, 0, 0, 0)
    assert (mei.name, mei.called, mei.email) == ("李梅", "李梅", "mei@example.org")
    assert (mei.role.code, mei.aims_for.code) == ("project_manager", "senior_project_manager")
    assert (mei.degree, mei.education_hours, mei.languages) == (Degree.BACHELOR, 35, ["zh", "en"])
    assert (mei.mentor_places, mei.coach.name) == (2, "Jan Vos")
    assert str(mei.department.name) == "工程部"
    assert (person("9").called, person("9").languages) == ("Jan", ["nl"])
    assert "The department “工程部” is added." in report.remarks


def test_a_department_is_known_by_its_code_and_by_its_name():
    db.session.add(Department(code="civil", name=LocalText(en="Civil works", zh="土建")))
    db.session.commit()

    take_people("number,name,department", "1,A B,CIVIL", "2,C D,civil works", "3,E F,土建")

    assert {person(number).department.code for number in "123"} == {"civil"}
    assert count(Department) == 1


def test_the_same_people_again_change_nothing():
    lines = (
        "number,name,email,department,role,degree,languages,coach,left_on",
        "7,Mei Lin,mei@example.org,Works,project_manager,bachelor,zh|en,9,2024-05-31",
        "9,Jan Vos,,,,,,,",
    )
    take_people(*lines)

    report = take_people(*lines)

    assert outcomes(report) == (0, 0, 2, 0)
    assert count(Person) == 2


def test_an_officer_from_a_list_of_projects_gets_a_name_from_a_list_of_people():
    take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-1")

    report = take_people("pm_id,name,email,role", "PM-1,Mei Lin,mei@example.org,project_manager")

    officer = person("PM-1")
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "import_person").order_by(AuditLine.id.desc())
    ).first()
    assert outcomes(report) == (0, 1, 0, 0)
    assert (officer.name, officer.called, officer.email) == ("Mei Lin", "Mei", "mei@example.org")
    assert line is not None
    assert line.person_id == officer.id
    assert line.old["name"] == "PM-1"


def test_a_blank_cell_leaves_what_is_known_of_a_person_and_a_chosen_name_to_be_called_by():
    take_people("number,name,called,email", "7,Mei Lin,Xiao Mei,mei@example.org")

    take_people("number,name,called,email", "7,Mei Lin-Vos,,")

    mei = person("7")
    assert (mei.name, mei.called, mei.email) == ("Mei Lin-Vos", "Xiao Mei", "mei@example.org")


def test_a_person_known_by_address_alone_gets_a_number():
    take_people("email,name", "mei@example.org,Mei Lin")

    report = take_people("number,email", "7,MEI@example.org")

    assert outcomes(report) == (0, 1, 0, 0)
    assert person("7").name == "Mei Lin"


def test_who_has_no_name_yet_goes_by_the_number_or_the_address():
    take_people("number,email", "7,", ",jan@example.org")

    assert set(db.session.scalars(select(Person.name))) == {"7", "jan@example.org"}


def test_what_cannot_be_true_of_a_person_is_named():
    take_people("number,name,email", "1,Ada Holm,ada@example.org", "2,Ben Ode,ben@example.org")

    report = take_people(
        "number,name,email,role,degree,education_hours,languages",
        ",Nobody,,,,,",
        "3,C D,ada@example.org,,,,",
        "1,Ada Holm,ben@example.org,,,,",
        "4,E F,not an address,,,,",
        "5,G H,,astronaut,,,",
        "6,I J,,,a lot,,",
        "7,K L,,,,35.5,",
        "8,M N,,,,,Klingonish",
        "9,O P,,,,,",
        "9,O P,,,,,",
        ",Ben Ode,ben@example.org,,,,",
        "2,Ben Ode,,,,,",
    )

    assert {(row, column) for row, column, _reason in reasons(report)} == {
        (2, "number"),
        (3, "email"),
        (4, "email"),
        (5, "email"),
        (6, "role"),
        (7, "degree"),
        (8, "education_hours"),
        (9, "languages"),
        (11, "number"),
        (13, "number"),
    }
    assert outcomes(report) == (1, 0, 1, 10)


def test_nobody_new_is_put_where_nobody_new_belongs():
    take_people("number,name,department,role", "1,Ada Holm,Works,project_manager")
    ada = person("1")
    ada.department.is_active = ada.role.is_active = False
    db.session.add(Department(code="site", name=LocalText(en="🏗️")))
    db.session.commit()

    report = take_people(
        "number,name,department,role,left_on",
        "1,Ada Holm-Vos,Works,project_manager,",
        "2,Ben Ode,works,,",
        "3,C D,,project_manager,",
        "4,E F,🚧,,",
        "5,G H,,,2099-01-01",
        "6,I J,🏗️,,",
    )

    assert outcomes(report) == (1, 1, 0, 4)
    assert person("6").department.code == "site"
    assert reasons(report) == [
        (6, "left_on", "The day lies in the future."),
        (3, "department", "This department is closed: nobody new can be put into it."),
        (4, "role", "This role is no longer offered."),
        (5, "department", "A department needs a name of letters."),
    ]


def with_account(number: str, *accesses: Access) -> Person:
    take_people("number,name,email", f"{number},Person {number},{number}@example.org")
    found = person(number)
    inviting.open_account(found, accesses, by=None)
    db.session.commit()
    return found


def test_accounts_follow_a_new_address_and_close_with_who_has_left():
    mei, jan = with_account("7", Access.PROJECT_MANAGER), with_account("9", Access.PMO_COACH)
    key = jan.account.fs_uniquifier

    report = take_people("number,email,left_on", "7,mei@example.net,", "9,,2024-05-31")

    assert (mei.account.email, mei.account.active) == ("mei@example.net", True)
    assert (jan.account.active, jan.account.fs_uniquifier == key) == (False, False)
    undoing.undo(imports.get_run(report.run_id), by=None)
    db.session.expire_all()
    assert (mei.account.email, jan.account.active, jan.left_on) == ("7@example.org", True, None)
    take_people("number,left_on", "9,2024-05-31")
    registering.come_back(jan, by=mei)
    assert jan.account.active


def test_a_list_locks_nobody_out_who_must_stay():
    first, second = (with_account(number, Access.ADMINISTRATOR) for number in "12")
    third = with_account("3", Access.PROJECT_MANAGER)
    third.account.email = "elsewhere@example.org"
    db.session.commit()

    report = take_people(
        "number,email,left_on", "1,,2024-05-31", "2,elsewhere@example.org,", by=first
    )
    last = take_people("number,left_on", "1,2024-05-31", "2,2024-05-31")

    assert [each[1:] for each in reasons(report)] == [
        ("left_on", "Nobody can close their own account. Ask another administrator."),
        ("email", "There is an account with this email address already."),
    ]
    assert "last active administrator" in reasons(last)[0][2]
    assert (first.account.active, second.account.active) == (False, True)


@pytest.mark.parametrize("coach", ["99", "7"])
def test_a_coach_who_is_nobody_else_is_named_and_the_person_taken(coach):
    report = take_people("number,name,coach", f"7,Mei Lin,{coach}")

    assert person("7").coach_id is None
    assert report.notes[Note.WITHOUT_COACH] == 1
    assert report.remarks[0].startswith(f"Row 2, “{coach}”: nobody else is known")


def test_a_new_coach_alone_is_a_change():
    take_people("number,name,coach", "7,Mei Lin,", "9,Jan Vos,")

    report = take_people("number,name,coach", "7,Mei Lin,9", "9,Jan Vos,")

    assert outcomes(report) == (0, 1, 1, 0)
    assert person("7").coach.number == "9"
    assert "1 changed" in next(report_lines(report))


def test_a_role_is_known_by_its_name_in_both_languages():
    role = db.session.scalars(select(Role).where(Role.code == "programme_manager")).one()

    take_people("number,name,role", f"1,A B,{role.name['en']}", f"2,C D,{role.name['zh']}")

    assert {person("1").role, person("2").role} == {role}
