"""The catalogue: activities that people can do to grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.choosing import choices_of
from assessments.forms.editing.activities import ActivityForm, values_of
from assessments.permissions import Action
from assessments.queries import framework, reference
from assessments.queries.organisation import currency
from assessments.services import tracing
from assessments.services.conflicts import ConflictError
from assessments.services.editing import activities, telling
from assessments.services.editing.changes import CircleError, CodeTakenError
from assessments.views.administrator import bp
from assessments.views.toasts import tell
from capability.vocabulary import ActivityKind

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from assessments.models.catalogue import Activity

OFFERS = {"yes": True, "no": False}


@bp.get("/catalogue")
def list_activities() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    asked = {name: request.args.get(name, "") for name in ("q", "kind", "competency", "offered")}
    kind = asked["kind"]
    wanted = reference.ActivitySearch(
        words=asked["q"],
        kind=ActivityKind(kind) if kind in set(ActivityKind) else None,
        competency=asked["competency"],
        is_offered=OFFERS.get(asked["offered"]),
    )
    return render_template(
        "administrator/list_activities.html",
        page=reference.search_activities(wanted, page=request.args.get("page", 1, type=int)),
        asked=asked,
        competencies=framework.list_competencies(),
        today=filters.today(),
    )


@bp.route("/catalogue/activities/new", methods=["GET", "POST"])
def add_activity() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = _activity_form(None)
    has_changed_rows = form.has_changed_rows()
    _set_choices(form, None)
    if not has_changed_rows and form.validate_on_submit():
        try:
            activity = activities.add_activity(form.draft(), by=current_person())
        except CodeTakenError:
            form.code.errors = [*form.code.errors, _("Another activity has this code.")]
        else:
            tell(_("“%(name)s” is in the catalogue.", name=activity.name))
            return redirect(url_for(".edit_activity", activity_id=activity.id))
    return render_template(
        "administrator/edit_activity.html", form=form, activity=None, currency=currency()
    )


@bp.route("/catalogue/activities/<int:activity_id>", methods=["GET", "POST"])
def edit_activity(activity_id: int) -> ResponseReturnValue:
    activity = reference.get_activity(activity_id)
    require(Action.ADMINISTER)
    form = _activity_form(activity)
    clash: list[tuple[str, str, str]] = []
    has_changed_rows = form.has_changed_rows()
    _set_choices(form, activity)
    if not has_changed_rows and form.validate_on_submit():
        draft = form.draft()
        try:
            activities.change_activity(
                activity, draft, seen=form.version.data or 0, by=current_person()
            )
        except CircleError:
            circle = _("What stands here needs this activity first itself.")
            form.needed.errors = [*form.needed.errors, circle]
        except ConflictError:
            activity = reference.get_activity(activity_id)
            clash = telling.clash_of(activities.draft_of(activity), draft)
            form.version.data = activity.version
        if not clash and not form.needed.errors:
            tell(_("Kept."))
            return redirect(url_for(".edit_activity", activity_id=activity_id))
    return render_template(
        "administrator/edit_activity.html",
        form=form,
        activity=activity,
        currency=currency(),
        plans=reference.count_plans_with(activity),
        clash=clash,
        history=tracing.history_of(current_person(), activities.subject_of(activity)),
    )


@bp.post("/catalogue/activities/<int:activity_id>/offered")
def set_activity_offered(activity_id: int) -> ResponseReturnValue:
    activity = reference.get_activity(activity_id)
    require(Action.ADMINISTER)
    is_offered = request.form.get("is_offered") == "yes" or "undo" in request.args
    try:
        activities.set_offered(activity, is_offered, by=current_person())
    except ConflictError:
        tell(_("The activity was changed elsewhere meanwhile; this is how it stands now."))
        return redirect(url_for(".edit_activity", activity_id=activity_id))
    if is_offered:
        tell(_("“%(name)s” is offered again.", name=activity.name))
    else:
        plans = reference.count_plans_with(activity)
        kept = ngettext("It stays in %(num)s plan.", "It stays in %(num)s plans.", plans)
        sentence = _("“%(name)s” is no longer offered.", name=activity.name)
        tell(
            f"{sentence} {kept}" if plans else sentence,
            undo_url=url_for(".set_activity_offered", activity_id=activity_id, undo=1),
        )
    return redirect(url_for(".edit_activity", activity_id=activity_id))


def _activity_form(activity: Activity | None) -> ActivityForm:
    if activity is None:
        return ActivityForm(data={"languages": ["en"], "kind": ActivityKind.COURSE.value})
    draft = activities.draft_of(activity)
    form = ActivityForm(data={**values_of(draft), "version": activity.version})
    # Lists that are imported, and old plans, know an activity by its code.
    form.code.data = activity.code
    return form


def _set_choices(form: ActivityForm, activity: Activity | None) -> None:
    """Give the rows what can be chosen in them, also rows that have only just been added."""
    held = [gain.competency_id for gain in activity.gains] if activity else []
    competencies = choices_of(
        {"": _("choose")}
        | {each.code: str(each.name) for each in framework.list_competencies(keeping=held)}
    )
    for row in form.gains.entries:
        row.form.competency.choices = competencies
    roles = activity.mandatory_for if activity else []
    form.mandatory_for.choices = choices_of(
        {
            each.code: str(each.name)
            for each in framework.list_roles(keeping=[role.id for role in roles])
        }
    )
    if form.needed.entries or form.excluded.entries:
        own = activity.code if activity else ""
        names = {code: str(name) for code, name in reference.activity_names().items()}
        needed = choices_of({"": _("choose")} | {x: names[x] for x in names if x != own})
        for row in (*form.needed.entries, *form.excluded.entries):
            row.form.activity.choices = needed
