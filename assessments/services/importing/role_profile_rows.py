"""A row of a list of role profiles, in any of its three forms."""

from typing import Annotated

from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from assessments.services.importing.cells import (
    between,
    is_blank,
    one_line,
    read_between,
    read_yes,
    refused,
)
from assessments.services.importing.tables import Columns, plain

COLUMNS = Columns(
    {
        "role": ("role_code", "job", "profile", "岗位", "角色", "岗位代码"),
        "role_name": ("role_title", "name_of_role", "岗位名称"),
        "role_name_zh": ("role_name_chinese", "岗位中文名称"),
        "summary": ("role_summary", "description", "概述"),
        "summary_zh": ("role_summary_zh", "中文概述"),
        "next_role": ("next", "下一岗位"),
        "source": ("来源",),
        "competency": ("competency_code", "skill", "competence", "能力", "能力项"),
        "required": ("required_level", "level", "target", "target_level", "要求", "要求等级"),
        "weight": ("importance", "权重"),
        "critical": ("is_critical", "key", "关键"),
        "usual": ("usual_level", "typical", "typical_level", "通常等级"),
    }
)
OF_THE_ROLE = ("role_name", "role_name_zh", "summary", "summary_zh", "next_role", "source")
NOT_ASKED = frozenset({"not_asked", "none", "no", "不要求", "无要求"})


def read_required(value: str | None, info: ValidationInfo) -> float | bool | None:
    """Return the level that is asked, ``False`` where none is, ``None`` for a blank cell."""
    if value is None or is_blank(value):
        return None
    if plain(value) in NOT_ASKED:
        return False
    return read_between(value, info, 0, 5)


def _read_weight(value: str | None, info: ValidationInfo) -> float | None:
    weight = read_between(value, info, 0, 1000)
    if weight == 0:
        raise refused(_("A weight is more than 0; write “not asked” as the level instead."))
    return weight


class RoleProfileRow(BaseModel):
    """What a row says; ``None`` where it says nothing."""

    model_config = ConfigDict(extra="allow")

    role: Annotated[str | None, one_line(60)] = None
    role_name: Annotated[str | None, one_line(200)] = None
    role_name_zh: Annotated[str | None, one_line(200)] = None
    summary: Annotated[str | None, one_line(2000)] = None
    summary_zh: Annotated[str | None, one_line(2000)] = None
    next_role: Annotated[str | None, one_line(60)] = None
    source: Annotated[str | None, one_line(400)] = None
    competency: Annotated[str | None, one_line(200)] = None
    required: Annotated[float | bool | None, BeforeValidator(read_required)] = None
    weight: Annotated[float | None, BeforeValidator(_read_weight)] = None
    critical: Annotated[bool | None, BeforeValidator(read_yes)] = None
    usual: Annotated[float | None, between(0, 5)] = None
