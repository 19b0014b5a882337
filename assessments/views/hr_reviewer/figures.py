"""Figures by department, the rows behind each, and the same as a workbook."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessments import filters
from assessments.authentication import require
from assessments.forms.hr_desk import LARGEST_KEY
from assessments.interchange import figure_sheets, written_sheets
from assessments.permissions import Action
from assessments.queries import certificates, figures
from assessments.queries.budget_years import BudgetYear, budget_year_of
from assessments.queries.figure_kinds import FIGURES, Period
from assessments.queries.organisation import organisation
from assessments.services import figure_words
from assessments.views.hr_reviewer import bp
from assessments.views.sending import send_workbook
from capability.lifecycle import PlanStatus

YEARS = range(1990, 2200)


@bp.get("/figures")
def show_figures() -> ResponseReturnValue:
    require(Action.VIEW_FIGURES)
    period = period_asked()
    return render_template(
        "hr_reviewer/show_figures.html",
        overview=figures.overview(period),
        period=period,
        years=figures.list_years(period.year.month, period.today),
        statuses=list(PlanStatus),
        floor=figures.TEAM_FLOOR,
    )


@bp.get("/figures/<name>")
def show_figure(name: str) -> ResponseReturnValue:
    """Show the rows that a figure counts."""
    require(Action.VIEW_FIGURES)
    figure = FIGURES.get(name) or abort(404)
    period = period_asked()
    key = request.args.get("department", type=int)
    if key is not None and not 0 <= key <= LARGEST_KEY:
        abort(404)
    return render_template(
        "hr_reviewer/show_figure.html",
        figure=figure,
        title=figure_words.title_of(figure),
        meaning=figure_words.meaning_of(figure, period),
        period=period,
        key=key,
        team=figures.find_team(key, period.today),
        page=figures.rows_behind(figure, period, key, page=request.args.get("page", 1, type=int)),
        floor=figures.TEAM_FLOOR,
        state_of=lambda held: certificates.state_of(held, today=period.today),
    )


@bp.get("/figures.xlsx")
def download_figures() -> ResponseReturnValue:
    require(Action.VIEW_FIGURES)
    period = period_asked()
    sheets = figure_sheets.sheets_of(figures.overview(period), period)
    return send_workbook(written_sheets.write(sheets), f"figures-{period.year.number}")


def period_asked() -> Period:
    """Return the budget year that the page asks for, else the present one."""
    month, today = organisation().budget_year_month, filters.today()
    number = request.args.get("year", type=int)
    if number is None:
        return Period(budget_year_of(today, month), today)
    if number not in YEARS:
        abort(404)
    return Period(BudgetYear(number, month), today)
