"""A row of a list of projects: its columns, their words, and what each cell must be."""

from datetime import date
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, ValidationInfo

from assessments.services.importing.cells import (
    between,
    check_past,
    member,
    one_line,
    read_amount,
    read_between,
    read_day,
    read_email,
    read_list,
    read_past_day,
    refused,
)
from assessments.services.importing.tables import Columns
from capability.vocabulary import DeliveryMethod, ProjectPart, ProjectStatus

COLUMNS = Columns(
    {
        "code": ("project_id", "project_code", "project_no", "project_number", "gmpp_id", "id",
                 "项目编号", "项目代码", "编号"),
        "name": ("project", "project_name", "title", "项目名称", "项目", "名称"),
        "status": ("project_status", "state", "状态", "项目状态"),
        "sectors": ("sector", "industry", "领域", "行业"),
        "country": ("country_name", "国家", "国家地区"),
        "method": ("delivery_method", "methodology", "approach", "方法", "交付方式"),
        "complexity": ("complexity_rating", "复杂度"),
        "approved_on": ("approval_date", "approved", "date_approved", "批准日期"),
        "planned_start_on": ("planned_start", "start_planned", "planned_start_date",
                             "计划开始日期"),
        "planned_end_on": ("planned_end", "end_planned", "planned_end_date", "closing_planned",
                           "计划结束日期"),
        "started_on": ("actual_start", "start_actual", "actual_start_date", "effective_date",
                       "实际开始日期"),
        "ended_on": ("actual_end", "end_actual", "actual_end_date", "closing_actual",
                     "closing_date", "closed_on", "实际结束日期"),
        "starts_on": ("start", "start_date", "开始日期"),
        "ends_on": ("end", "end_date", "finish", "finish_date", "结束日期"),
        "planned_cost": ("budget", "cost_planned", "adb_financing", "financing_amount",
                         "planned_budget", "wlc_baseline", "预算", "计划成本"),
        "actual_cost": ("cost_actual", "实际成本"),
        "quality_rating": ("quality", "质量评分"),
        "stakeholder_rating": ("stakeholder_satisfaction", "satisfaction", "干系人评分"),
        "benefits_rating": ("benefits", "收益评分"),
        "person_number": ("pm_id", "pm_number", "person_number", "manager_id", "manager_number",
                          "project_manager_id", "project_officer_id", "项目经理工号"),
        "person_email": ("pm_email", "manager_email", "project_manager_email", "项目经理邮箱"),
        "person_name": ("pm_name", "pm", "manager", "manager_name", "project_manager",
                        "project_manager_name", "project_officer", "项目经理"),
        "part": ("project_part", "pm_part", "职责"),
        "part_started_on": ("role_start", "pm_start", "part_start", "任职开始日期"),
        "part_ended_on": ("role_end", "pm_end", "part_end", "任职结束日期"),
    },
    amounts=frozenset({"planned_cost", "actual_cost"}),
)  # fmt: skip

DAYS = tuple(name for name in COLUMNS.headings if name.endswith("_on"))

STATUSES = {
    ProjectStatus.PROPOSED: ("planned", "pipeline", "approved", "not_started",
                             "提议", "已批准", "未开始"),
    ProjectStatus.ACTIVE: ("ongoing", "in_progress", "open", "running", "进行中", "在建"),
    ProjectStatus.CLOSED: ("completed", "complete", "done", "finished",
                           "已完成", "已结束", "已关闭"),
    ProjectStatus.STOPPED: ("terminated", "dropped", "cancelled", "canceled", "withdrawn",
                            "已终止", "已取消"),
}  # fmt: skip
METHODS = {
    DeliveryMethod.PREDICTIVE: ("waterfall", "traditional", "plan_driven", "预测型", "瀑布"),
    DeliveryMethod.AGILE: ("scrum", "kanban", "adaptive", "敏捷", "适应型"),
    DeliveryMethod.HYBRID: ("mixed", "混合", "混合型"),
}
PARTS = {
    ProjectPart.PORTFOLIO_LEAD: ("portfolio_manager",),
    ProjectPart.PROGRAMME_LEAD: ("programme_manager", "program_manager", "program_lead"),
    ProjectPart.PROJECT_LEAD: ("project_manager", "manager", "lead", "pm", "项目经理"),
    ProjectPart.DEPUTY_LEAD: ("deputy", "deputy_project_manager", "assistant_manager"),
    ProjectPart.TEAM_MEMBER: ("member", "team", "成员"),
}

OVER = frozenset({ProjectStatus.CLOSED, ProjectStatus.STOPPED})
NO_SECTOR = frozenset({"for classification", "unclassified", "to be classified"})
FIELDS = (
    "name", "status", "sectors", "country", "method", "approved_on", "planned_start_on",
    "planned_end_on", "started_on", "ended_on", "planned_cost", "actual_cost", "complexity",
    "quality_rating", "stakeholder_rating", "benefits_rating",
)  # fmt: skip


OF_THE_PERSON = {
    "person_number", "person_email", "person_name", "part", "part_started_on", "part_ended_on",
}  # fmt: skip


def _read_sectors(value: str | None) -> list[str]:
    return [each for each in read_list(value) if each.casefold() not in NO_SECTOR]


Day = Annotated[date | None, BeforeValidator(read_day)]
PastDay = Annotated[date | None, BeforeValidator(read_past_day)]
Money = Annotated[float | None, BeforeValidator(read_amount)]
Outcome = Annotated[float | None, between(1, 5)]


def _read_complexity(value: str | None, info: ValidationInfo) -> int | None:
    found = read_between(value, info, 1, 5)
    if found is not None and found != int(found):
        raise refused(_("This is not a whole number from 1 to 5."))
    return None if found is None else int(found)


def _read_start(value: str | None, info: ValidationInfo) -> date | None:
    day = read_day(value, info)
    if info.data.get("status") in {*OVER, ProjectStatus.ACTIVE}:
        check_past(day, info)
    return day


def _read_end(value: str | None, info: ValidationInfo) -> date | None:
    day = read_day(value, info)
    if info.data.get("status") in OVER:
        check_past(day, info)
    return day


class ProjectRow(BaseModel):
    """What a row says; ``None`` where it says nothing."""

    code: Annotated[str | None, one_line(80)] = None
    name: Annotated[str | None, one_line(400)] = None
    status: Annotated[ProjectStatus | None, member(STATUSES)] = None
    sectors: Annotated[list[str], BeforeValidator(_read_sectors)] = []
    country: Annotated[str | None, one_line(120)] = None
    method: Annotated[DeliveryMethod | None, member(METHODS)] = None
    approved_on: PastDay = None
    planned_start_on: Day = None
    planned_end_on: Day = None
    started_on: PastDay = None
    ended_on: PastDay = None
    starts_on: Annotated[date | None, BeforeValidator(_read_start)] = None
    ends_on: Annotated[date | None, BeforeValidator(_read_end)] = None
    planned_cost: Money = None
    actual_cost: Money = None
    complexity: Annotated[int | None, BeforeValidator(_read_complexity)] = None
    quality_rating: Outcome = None
    stakeholder_rating: Outcome = None
    benefits_rating: Outcome = None
    person_number: Annotated[str | None, one_line(60)] = None
    person_email: Annotated[str | None, BeforeValidator(read_email)] = None
    person_name: Annotated[str | None, one_line(200)] = None
    part: Annotated[ProjectPart | None, member(PARTS)] = None
    part_started_on: PastDay = None
    part_ended_on: PastDay = None

    @property
    def person(self) -> tuple[str, str] | None:
        """By what the person is known: the number, else the email address."""
        if self.person_number:
            return "number", self.person_number
        return ("email", self.person_email) if self.person_email else None

    @property
    def did(self) -> ProjectPart:
        """The part of the person: who is named beside a project without a part led it."""
        return self.part or ProjectPart.PROJECT_LEAD

    def given(self, status: ProjectStatus | None, today: date) -> dict[str, Any]:
        """Return the fields of the project that the row fills; ``status`` is as it then stands.

        A start or an end without saying whether planned or actual is read by the status; a cost
        of 0 is a cost that nobody filled in.
        """
        values = {name: getattr(self, name) for name in FIELDS}
        if self.starts_on:
            is_past = status in {*OVER, ProjectStatus.ACTIVE} and self.starts_on <= today
            values["started_on" if is_past else "planned_start_on"] = self.starts_on
        if self.ends_on:
            is_past = status in OVER and self.ends_on <= today
            values["ended_on" if is_past else "planned_end_on"] = self.ends_on
        return {name: value for name, value in values.items() if value not in (None, [], 0)}
