"""A row of a catalogue: its columns, their words, and what each cell must be."""

import re
from datetime import date
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from assessments.services.importing.cells import (
    check_year,
    is_blank,
    member,
    one_line,
    read_between,
    read_count,
    read_list,
    read_text,
    read_yes,
    refused,
)
from assessments.services.importing.languages import read_languages
from assessments.services.importing.tables import Columns
from capability.vocabulary import ActivityKind, Learning

COLUMNS = Columns(
    {
        "code": ("activity_code", "course_code", "id", "activity_id", "编号", "代码"),
        "kind": ("type", "activity_kind", "category", "类型", "类别"),
        "name": ("title", "activity", "course", "name_en", "名称", "课程"),
        "name_zh": ("title_zh", "chinese_name", "中文名称"),
        "description": ("summary", "description_en", "说明", "简介"),
        "description_zh": ("summary_zh", "中文说明"),
        "provider": ("vendor", "organiser", "provider_en", "提供方"),
        "provider_zh": ("提供方中文",),
        "cost": ("price", "fee", "费用", "价格"),
        "hours": ("effort", "effort_hours", "学时", "小时"),
        "duration_days": ("days", "duration", "天数"),
        "learning": ("way_of_learning", "学习方式"),
        "languages": ("language", "语言"),
        "offered": ("is_offered", "active", "开设"),
        "prerequisites": ("requires", "needs", "先修"),
        "excludes": ("exclusions", "not_together_with", "incompatible_with", "互斥", "不能同时"),
        "mandatory_for": ("mandatory", "required_for", "mandatory_roles", "必修", "必修角色"),
        "gains": ("gain", "effects", "competencies", "提升"),
        "sessions": ("dates", "session_dates", "场次"),
    },
    amounts=frozenset({"cost"}),
)
KINDS: dict[Any, tuple[str, ...]] = {
    ActivityKind.COURSE: ("training", "class", "课程", "培训"),
    ActivityKind.WORKSHOP: ("工作坊",),
    ActivityKind.SEMINAR: ("webinar", "研讨会"),
    ActivityKind.ONLINE: ("e_learning", "elearning", "online_course", "online_programme", "在线"),
    ActivityKind.STRETCH_ASSIGNMENT: ("assignment", "挑战性任务"),
    ActivityKind.JOB_SHADOWING: ("shadowing", "跟岗"),
    ActivityKind.MENTORING: ("辅导",),
    ActivityKind.READING: ("book", "阅读"),
    ActivityKind.LOCAL_EVENT: ("event", "本地活动"),
    ActivityKind.INTERNATIONAL_EVENT: ("conference", "国际活动"),
    ActivityKind.CERTIFICATION: ("certificate", "认证"),
}
LEARNINGS: dict[Any, tuple[str, ...]] = {
    Learning.EXPERIENCE: ("on_the_job", "experiential", "70"),
    Learning.SOCIAL: ("with_others", "20"),
    Learning.FORMAL: ("taught", "10"),
}
USUAL_LEARNING = {
    ActivityKind.STRETCH_ASSIGNMENT: Learning.EXPERIENCE,
    ActivityKind.JOB_SHADOWING: Learning.SOCIAL,
    ActivityKind.MENTORING: Learning.SOCIAL,
    ActivityKind.LOCAL_EVENT: Learning.SOCIAL,
    ActivityKind.INTERNATIONAL_EVENT: Learning.SOCIAL,
}
GAIN = re.compile(
    r"(?P<name>.*?\S)\s*[:=]?\s+\+?(?P<gain>\d+(?:[.,]\d+)?)"
    r"(?:\s*(?:up\s+to|to|→|至|/)\s*(?P<up_to>\d+(?:[.,]\d+)?))?"
)
EFFECT = re.compile(r"\+?(\d+(?:[.,]\d+)?)(?:\s*(?:up\s+to|to|→|至|/)\s*(\d+(?:[.,]\d+)?))?")
DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:to|–|—|至|/)\s*(\d{4}-\d{2}-\d{2}))?")
SEATS = re.compile(r"(\d{1,6})(?:\s*(?:seats?|places?|席|座))?", re.IGNORECASE)
HIGHEST = 5.0
LONGEST = 3_650
"""Days that an activity takes at most."""
NO_CODES = frozenset({"none", "无"})

Gain = tuple[str, float, float]
Session = tuple[date, date, str, int | None]


def read_codes(value: str | None) -> list[str] | None:
    """Return the codes in a cell; a blank one says nothing, and “none” that there are none."""
    codes = read_list(value, "|;,\n")
    if len(codes) == 1 and codes[0].casefold() in NO_CODES:
        return []
    return codes or None


def read_gains(value: str | None) -> list[Gain]:
    """Return competency, gain and the level it reaches up to, of each part of a cell."""
    return [_gain(part) for part in read_list(value, "|;\n")]


def _gain(part: str) -> Gain:
    match = GAIN.fullmatch(part)
    if match is None:
        raise refused(
            _("“%(part)s” is no gain: write it as “risk 0.6 to 3”, with | between two.", part=part)
        )
    return (match["name"].rstrip(" :="), *effect(match["gain"], match["up_to"]))


def read_effect(value: str) -> tuple[float, float] | None:
    """Return gain and reach in a cell under a competency."""
    if is_blank(value) or value.strip() == "0":
        return None
    match = EFFECT.fullmatch(value.strip())
    if match is None:
        raise refused(_("This is no gain: write it as “0.6” or “0.6 to 3”."))
    return effect(match[1], match[2])


def effect(gain: str, up_to: str | None) -> tuple[float, float]:
    """Return gain and reach as numbers within their ranges."""
    size = float(gain.replace(",", "."))
    reach = float(up_to.replace(",", ".")) if up_to else HIGHEST
    if not 0 < size <= HIGHEST or not 0 <= reach <= HIGHEST:
        raise refused(_("A gain is more than 0 and at most 5 levels, up to a level from 0 to 5."))
    return size, reach


def read_sessions(value: str | None) -> list[Session]:
    """Return first day, last day, place and seats of each date of a cell."""
    return [_session(part) for part in read_list(value, "|;\n")]


def _session(part: str) -> Session:
    days, *rest = (each.strip() for each in part.split(","))
    match = DAYS.fullmatch(days)
    try:
        first = date.fromisoformat(match[1] if match else "")
        last = date.fromisoformat((match and match[2]) or first.isoformat())
    except ValueError:
        raise refused(
            _(
                "“%(part)s” is no date of an activity: write it as “2027-02-02 to 2027-02-03, "
                "Lisbon, 12 seats”, with | between two.",
                part=part,
            )
        ) from None
    for day in (first, last):
        check_year(day)
    if last < first:
        raise refused(_("The end lies before the start, %(day)s.", day=first.isoformat()))
    seats = SEATS.fullmatch(rest[-1]) if rest else None
    place = ", ".join(rest[:-1] if seats else rest)
    return first, last, place, int(seats[1]) if seats else None


def _read_cost(value: str | None, info: ValidationInfo) -> float | None:
    """Return a cost; other than with projects, 0 is known to be nothing."""
    amount = read_between(value, info, 0, 1e9)
    notation = (info.context or {}).get("notation")
    factor = (notation.factors or {}).get("cost", 1.0) if notation else 1.0
    return None if amount is None else round(amount * factor, 2)


def _read_hours(value: str | None, info: ValidationInfo) -> float | None:
    return read_between(value, info, 0, 10_000)


def _read_days(value: str | None, info: ValidationInfo) -> int | None:
    days = read_count(value, info)
    if days is not None and not 1 <= days <= LONGEST:
        raise refused(_("This is not a whole number from 1 to %(most)d.", most=LONGEST))
    return days


def _read_code(value: str | None) -> str | None:
    text = read_text(value)
    if text is not None and len(text) > 80:
        raise refused(_("This is longer than %(longest)d characters.", longest=80))
    return text


class ActivityRow(BaseModel):
    """What a row says; ``None`` where it says nothing."""

    model_config = ConfigDict(extra="allow")

    code: Annotated[str | None, BeforeValidator(_read_code)] = None
    kind: Annotated[ActivityKind | None, member(KINDS)] = None
    name: Annotated[str | None, one_line(200)] = None
    name_zh: Annotated[str | None, one_line(200)] = None
    description: Annotated[str | None, one_line(2000)] = None
    description_zh: Annotated[str | None, one_line(2000)] = None
    provider: Annotated[str | None, one_line(200)] = None
    provider_zh: Annotated[str | None, one_line(200)] = None
    cost: Annotated[float | None, BeforeValidator(_read_cost)] = None
    hours: Annotated[float | None, BeforeValidator(_read_hours)] = None
    duration_days: Annotated[int | None, BeforeValidator(_read_days)] = None
    learning: Annotated[Learning | None, member(LEARNINGS)] = None
    languages: Annotated[list[str], BeforeValidator(read_languages)] = []
    offered: Annotated[bool | None, BeforeValidator(read_yes)] = None
    prerequisites: Annotated[list[str] | None, BeforeValidator(read_codes)] = None
    excludes: Annotated[list[str] | None, BeforeValidator(read_codes)] = None
    mandatory_for: Annotated[list[str] | None, BeforeValidator(read_codes)] = None
    gains: Annotated[list[Gain], BeforeValidator(read_gains)] = []
    sessions: Annotated[list[Session], BeforeValidator(read_sessions)] = []
