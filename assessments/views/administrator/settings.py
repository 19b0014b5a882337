"""The settings of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from assessments import filters
from assessments.authentication import current_person, require
from assessments.forms.settling import SettingsForm
from assessments.permissions import Action
from assessments.queries.organisation import organisation
from assessments.services import settling, tracing
from assessments.services.conflicts import ConflictError
from assessments.views.administrator import bp
from assessments.views.toasts import tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

FIGURES = ("weekly_hours", "development_hours", "person_budget")


@bp.route("/settings", methods=["GET", "POST"])
def edit_settings() -> ResponseReturnValue:
    require(Action.ADMINISTER)
    form = SettingsForm(data=_given())
    clash: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        try:
            settling.settle(form.draft, seen=_seen(form), by=current_person())
        except ConflictError:
            clash = _clash(form)
        # Two who wrote the same have nothing to choose between.
        if not clash:
            tell(_("The settings are kept."))
            return redirect(url_for(".edit_settings"))
    page = render_template(
        "administrator/edit_settings.html",
        form=form,
        clash=clash,
        symbol=filters.currency_words(organisation().currency),
        history=tracing.history_of(current_person(), settling.SUBJECT),
    )
    return page, 409 if clash else 200


def _given() -> dict[str, Any]:
    settings = organisation()
    return {
        **{name: getattr(settings, name) for name in settings.__slots__},
        **{name: _figure(getattr(settings, name)) for name in FIGURES},
        "name_en": settings.name.get("en"),
        "name_zh": settings.name.get("zh"),
        "languages": list(settings.languages),
        "first_language": settings.languages[0],
    }


def _figure(value: float | None) -> float | None:
    """Return a number as one writes it: 60, not 60.0."""
    return int(value) if value is not None and value == int(value) else value


def _seen(form: SettingsForm) -> int:
    text = str(form.version.data or "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _clash(form: SettingsForm) -> list[tuple[str, str, str]]:
    """Return what somebody else has kept meanwhile beside what was written."""
    standing = SettingsForm(None, data=_given())
    form.version.data = standing.version.data
    return [
        (str(mine.label.text), _shown(theirs.data), _shown(mine.data))
        for mine, theirs in zip(form, standing, strict=True)
        if mine.name not in {"version", "csrf_token"} and _shown(mine.data) != _shown(theirs.data)
    ]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return filters.listed(value)
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
