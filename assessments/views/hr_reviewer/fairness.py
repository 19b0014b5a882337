"""Whether what is on offer reaches groups of people alike, as a page and as a workbook."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments.authentication import require
from assessments.interchange import fairness_sheets, written_sheets
from assessments.labels.fairness import FAIRNESS_DIMENSIONS
from assessments.permissions import Action
from assessments.queries import figures
from assessments.queries.fairness import Dimension, Measure
from assessments.services import fair_rates
from assessments.views.hr_reviewer import bp
from assessments.views.hr_reviewer.figures import period_asked
from assessments.views.sending import send_workbook


@bp.get("/fairness")
def show_fairness() -> ResponseReturnValue:
    require(Action.VIEW_FIGURES)
    period = period_asked()
    sheets = fair_rates.sheets_of(period)
    return render_template(
        "hr_reviewer/show_fairness.html",
        sheets=sheets,
        missing=[each for each in Dimension if each not in {sheet.dimension for sheet in sheets}],
        measures=list(Measure),
        period=period,
        years=figures.list_years(period.year.month, period.today),
        rates=fair_rates,
    )


@bp.get("/fairness.xlsx")
def download_fairness() -> ResponseReturnValue:
    require(Action.VIEW_FIGURES)
    period = period_asked()
    sheets = fair_rates.sheets_of(period)
    pages = [
        fairness_sheets.Page(
            str(FAIRNESS_DIMENSIONS[sheet.dimension]),
            fair_rates.cells_of(sheet),
            [*fair_rates.notes_of(sheet, period), fair_rates.looked_at_words(sheets)],
        )
        for sheet in sheets
    ]
    file = written_sheets.write(fairness_sheets.sheets_of(pages))
    return send_workbook(file, f"fairness-{period.year.number}")
