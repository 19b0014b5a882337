"""A row of a skills matrix: a person with a column a competency, or one answer."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from assessments.services.importing.cells import one_line, read_email, read_past_day
from assessments.services.importing.tables import Columns

COLUMNS = Columns(
    {
        "number": ("person_number", "employee_number", "employee_id", "staff_number", "staff_id",
                   "personnel_number", "pm_id", "id", "no", "工号", "员工编号"),
        "email": ("e_mail", "email_address", "mail", "邮箱", "电子邮件"),
        "name": ("full_name", "person", "employee", "employee_name", "姓名"),
        "competency": ("skill", "competence", "competency_code", "capability", "能力", "能力项"),
        "level": ("rating", "value", "proficiency", "等级", "评分"),
        "rated_on": ("date", "assessed_on", "rated", "as_of", "日期", "评估日期"),
        "rater": ("coach", "assessor", "rated_by", "assessed_by", "教练", "评估人"),
    }
)  # fmt: skip


class SkillsRow(BaseModel):
    """What a row says; ``None`` where it says nothing."""

    model_config = ConfigDict(extra="allow")

    number: Annotated[str | None, one_line(60)] = None
    email: Annotated[str | None, BeforeValidator(read_email)] = None
    name: Annotated[str | None, one_line(200)] = None
    competency: Annotated[str | None, one_line(200)] = None
    level: str = ""
    rated_on: Annotated[date | None, BeforeValidator(read_past_day)] = None
    rater: Annotated[str | None, one_line(254)] = None
