"""The plans that wait for HR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.hr_desk import MOST_AT_ONCE, QueueForm, key_of
from assessments.interchange import queue_sheets, written_sheets
from assessments.permissions import Action, may
from assessments.queries import hr_queue
from assessments.services import flagging
from assessments.views.hr_reviewer import bp
from assessments.views.hr_reviewer.choices import department_choices
from assessments.views.sending import send_workbook
from capability.lifecycle import PlanFlag

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/plans")
def list_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    form = QueueForm(request.args)
    form.department.choices = department_choices()
    page = hr_queue.queue_page(
        _sought(form), page=request.args.get("page", 1, type=int), today=filters.today()
    )
    open_to_all = [
        row
        for row in page.rows
        if not row.flags and may(current_person(), Action.REVIEW_PLAN, row.plan)
    ]
    return render_template(
        "hr_reviewer/list_plans.html",
        form=form,
        page=page,
        asked={name: value for name, value in form.data.items() if value},
        approvable={row.plan.id for row in open_to_all},
        is_all_chosen=request.args.get("chosen") == "all",
        left_alone=hr_queue.names_of(_left_alone()),
        usual_days=hr_queue.usual_days(),
        limits=hr_queue.limits(),
        flags_words=flagging.flags_words,
    )


@bp.get("/plans.xlsx")
def download_plans() -> ResponseReturnValue:
    require(Action.WORK_AS_HR)
    form = QueueForm(request.args)
    sheets = queue_sheets.sheets_of(
        _sought(form), today=filters.today(), words=flagging.flags_words
    )
    return send_workbook(written_sheets.write(sheets), "plans-to-review")


def _sought(form: QueueForm) -> hr_queue.Sought:
    flag = form.flag.data
    return hr_queue.Sought(
        department_id=key_of(form.department.data),
        flag=PlanFlag(flag) if flag in set(PlanFlag) else None,
        is_unflagged=flag == hr_queue.NO_FLAG,
    )


def _left_alone() -> list[int]:
    keys = (key_of(text) for text in request.args.getlist("left_alone"))
    return [key for key in keys if key is not None][:MOST_AT_ONCE]
