"""A row of a list of people: its columns, their words, and what each cell must be."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ValidationInfo

from assessments.services.importing.cells import (
    member,
    one_line,
    read_between,
    read_count,
    read_email,
    read_past_day,
)
from assessments.services.importing.languages import read_languages
from assessments.services.importing.tables import Columns
from capability.vocabulary import Degree

COLUMNS = Columns(
    {
        "number": ("person_number", "employee_number", "employee_id", "employee_no", "staff_number",
                   "staff_id", "staff_no", "personnel_number", "personnel_no", "pm_id", "id",
                   "no", "工号", "员工编号"),
        "name": ("full_name", "person", "employee", "employee_name", "姓名"),
        "called": ("first_name", "given_name", "preferred_name", "known_as", "称呼"),
        "email": ("e_mail", "email_address", "mail", "邮箱", "电子邮件"),
        "department": ("department_name", "unit", "org_unit", "部门"),
        "role": ("job", "job_title", "position", "岗位", "角色", "职位"),
        "aims_for": ("target_role", "next_role", "目标角色", "目标岗位"),
        "coach": ("coach_number", "coach_email", "pmo_coach", "教练"),
        "degree": ("education", "highest_degree", "学历", "学位"),
        "education_hours": ("training_hours", "pm_education_hours", "培训学时", "学时"),
        "languages": ("language", "语言"),
        "mentor_places": ("mentees", "mentee_places", "mentoring_places", "导师名额"),
        "left_on": ("leaving_date", "left", "离职日期"),
        "site": ("location", "office", "workplace", "工作地点", "地点"),
        "working_percent": ("working_time", "working_time_percent", "fte_percent", "工时比例"),
    }
)  # fmt: skip

DEGREES = {
    Degree.NONE: ("no_degree", "无"),
    Degree.SECONDARY: ("high_school", "secondary_diploma", "associate", "associate_degree",
                       "diploma", "高中", "大专", "专科"),
    Degree.BACHELOR: ("bachelors", "bachelor_s_degree", "bachelor_degree", "bsc", "ba", "master",
                      "masters", "master_s_degree", "msc", "ma", "mba", "phd", "doctorate",
                      "本科", "学士", "硕士", "博士"),
    Degree.ACCREDITED: ("accredited_degree", "gac"),
}  # fmt: skip


def _read_percent(value: str | None, info: ValidationInfo) -> int | None:
    amount = read_between(None if value is None else str(value).rstrip("% "), info, 1, 100)
    return None if amount is None else round(amount)


class PersonRow(BaseModel):
    """What a row says; ``None`` where it says nothing."""

    number: Annotated[str | None, one_line(60)] = None
    name: Annotated[str | None, one_line(200)] = None
    called: Annotated[str | None, one_line(100)] = None
    email: Annotated[str | None, BeforeValidator(read_email)] = None
    department: Annotated[str | None, one_line(60)] = None
    role: Annotated[str | None, one_line(120)] = None
    aims_for: Annotated[str | None, one_line(120)] = None
    coach: Annotated[str | None, one_line(254)] = None
    degree: Annotated[Degree | None, member(DEGREES)] = None
    education_hours: Annotated[int | None, BeforeValidator(read_count)] = None
    languages: Annotated[list[str], BeforeValidator(read_languages)] = []
    mentor_places: Annotated[int | None, BeforeValidator(read_count)] = None
    left_on: Annotated[date | None, BeforeValidator(read_past_day)] = None
    site: Annotated[str | None, one_line(120)] = None
    working_percent: Annotated[int | None, BeforeValidator(_read_percent)] = None
