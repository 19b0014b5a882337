"""Coaches: who coaches how many, and people given to one of them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields import SelectChoice

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.admitting import EntrustForm
from assessments.forms.tracing import PeopleForm
from assessments.permissions import Access, Action
from assessments.queries import departments, directory, people
from assessments.services import entrusting
from assessments.views.administrator import bp
from assessments.views.administrator.choices import filter_choices
from assessments.views.toasts import tell


@bp.get("/coaches")
def list_coaches() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    without = directory.Filter(coach=directory.NONE, account=Access.PROJECT_MANAGER)
    return render_template(
        "administrator/list_coaches.html",
        rows=departments.list_coaches(),
        without=directory.count(current_person(), without),
    )


@bp.route("/coaches/assign", methods=["GET", "POST"])
def assign_coach() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = EntrustForm()
    coaches = directory.list_coaches()
    form.coach.choices = [
        SelectChoice("", _("Choose")),
        *(SelectChoice(str(each.id), each.name) for each in coaches),
    ]
    if form.validate_on_submit():
        coach = people.get_person(int(form.coach.data))
        try:
            found = entrusting.entrust(
                form.people.data, coach, form.statement.data or "", by=current_person()
            )
        except entrusting.WordMissingError as error:
            form.statement.errors = [*form.statement.errors, str(error)]
        else:
            _tell_of(found, coach.name)
            return redirect(url_for(".list_coaches"))
    sought = PeopleForm(request.args)
    filter_choices(sought)
    number = request.args.get("page", 1, type=int)
    page = directory.search(current_person(), sought.filter, page=number)
    return render_template("administrator/assign_coach.html", form=form, sought=sought, page=page)


def _tell_of(found: entrusting.Entrusted, coach: str) -> None:
    if found.done:
        words = ngettext(
            "%(num)s person is now with %(name)s.",
            "%(num)s people are now with %(name)s.",
            len(found.done),
            name=coach,
        )
        tell(words)
    if found.left_out:
        names = filters.listed(each.name for each in found.left_out)
        tell(
            _(
                "Not changed, because somebody was quicker or coaches themselves: %(names)s",
                names=names,
            )
        )
