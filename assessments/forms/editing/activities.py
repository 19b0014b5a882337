"""Activities of the catalogue."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from assessments.forms.base import AmountField
from assessments.forms.choosing import choices_of
from assessments.forms.days import check_in_sight
from assessments.forms.editing.parts import (
    CheckboxesField,
    FormWithRows,
    Row,
    check_code,
    number,
    plain,
    stripped,
    text_pair,
    texts_of,
)
from assessments.labels.activities import ACTIVITY_KINDS, LEARNINGS
from assessments.labels.people import LANGUAGES
from assessments.services.editing.activities import ActivityDraft, GainDraft, SessionDraft
from capability.scale import HIGHEST
from capability.vocabulary import ActivityKind, Learning


class GainRow(Row):
    """What an activity brings in one competency."""

    competency = SelectField(_l("Competency"))
    gain = AmountField(
        _l("Gain in levels"),
        [InputRequired(), NumberRange(min=0.05, max=HIGHEST, message=_l("From 0.05 to 5 levels."))],
        places=None,
    )
    up_to = AmountField(
        _l("Up to level"),
        [InputRequired(), NumberRange(min=0, max=HIGHEST, message=_l("From 0 to 5."))],
        places=None,
    )

    def validate_competency(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_l("Choose the competency."))


class SessionRow(Row):
    """A date on which an activity is held."""

    key = HiddenField()
    starts_on = DateField(_l("From"), [InputRequired(), check_in_sight])
    ends_on = DateField(_l("Until"), [InputRequired(), check_in_sight])
    place = text_pair(_l("Place"), longest=120)
    seats = IntegerField(_l("Seats"), [Optional(), NumberRange(min=0, max=100_000)])

    def validate_ends_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("It cannot end before it begins."))


class NeededRow(Row):
    """An activity that has to come first."""

    activity = SelectField(_l("Activity"))


class ExcludedRow(Row):
    """An activity that does not go together with this one."""

    activity = SelectField(_l("Activity"))


class ActivityForm(FormWithRows):
    """Everything that an administrator says about an activity."""

    code = StringField(_l("Code"), [check_code], filters=[stripped])
    kind = SelectField(_l("Kind"), choices=choices_of(ACTIVITY_KINDS))
    name = text_pair(_l("Title"), longest=200, is_needed=True)
    description = text_pair(_l("Description"), longest=2000, is_long=True)
    provider = text_pair(_l("Provider"), longest=200)
    cost = AmountField(_l("Cost"), [Optional(), NumberRange(min=0, max=10_000_000)], places=None)
    hours = AmountField(_l("Hours"), [InputRequired(), NumberRange(min=0, max=10_000)], places=None)
    duration_days = IntegerField(
        _l("Days from first to last"), [InputRequired(), NumberRange(min=1, max=3_650)]
    )
    learning = SelectField(_l("Way of learning"), choices=choices_of(LEARNINGS))
    languages = CheckboxesField(_l("Languages"), choices=choices_of(LANGUAGES))
    gains = FieldList(FormField(GainRow), label=_l("What it brings"))
    add_gains = SubmitField(_l("Add a competency"))
    sessions = FieldList(FormField(SessionRow), label=_l("Dates"))
    add_sessions = SubmitField(_l("Add a date"))
    needed = FieldList(FormField(NeededRow), label=_l("Needed first"))
    add_needed = SubmitField(_l("Add an activity"))
    excluded = FieldList(FormField(ExcludedRow), label=_l("Not together with"))
    add_excluded = SubmitField(_l("Add an activity"))
    mandatory_for = CheckboxesField(_l("Mandatory in roles"))
    version = IntegerField(validators=[Optional()])

    def validate_languages(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_l("Name one language at least."))

    def validate_gains(self, field: FieldList) -> None:
        chosen = [row.competency.data for row in self.filled(field)]
        for row in self.filled(field):
            if row.competency.data and chosen.count(row.competency.data) > 1:
                twice = _("This competency stands here twice.")
                row.competency.errors = [*row.competency.errors, twice]
                raise ValidationError(twice)

    def validate_excluded(self, field: FieldList) -> None:
        needed = {row.activity.data for row in self.filled(self.needed)}
        for row in self.filled(field):
            if row.activity.data in needed:
                both = _("It is needed first, so both go together.")
                row.activity.errors = [*row.activity.errors, both]
                raise ValidationError(both)

    def draft(self) -> ActivityDraft:
        """Return what was written, once the form is valid."""
        return ActivityDraft(
            code=self.code.data or "",
            kind=ActivityKind(self.kind.data),
            name=texts_of(self.name),
            description=texts_of(self.description),
            provider=texts_of(self.provider),
            cost=number(self.cost.data),
            hours=number(self.hours.data) or 0.0,
            duration_days=self.duration_days.data or 1,
            learning=Learning(self.learning.data),
            languages=tuple(self.languages.data or ()),
            gains=tuple(
                GainDraft(
                    row.competency.data, number(row.gain.data) or 0.0, number(row.up_to.data) or 0.0
                )
                for row in self.filled(self.gains)
            ),
            sessions=tuple(
                SessionDraft(
                    starts_on=row.starts_on.data,
                    ends_on=row.ends_on.data,
                    place=texts_of(row.place),
                    seats=row.seats.data,
                    key=int(row.key.data) if (row.key.data or "").isdecimal() else None,
                )
                for row in self.filled(self.sessions)
            ),
            prerequisites=tuple(
                dict.fromkeys(row.activity.data for row in self.filled(self.needed))
            ),
            excludes=tuple(dict.fromkeys(row.activity.data for row in self.filled(self.excluded))),
            mandatory_for=tuple(self.mandatory_for.data or ()),
        )


def values_of(draft: ActivityDraft) -> dict[str, object]:
    """Return a draft as the values of the form."""
    return {
        "code": draft.code,
        "kind": draft.kind.value,
        "name": dict(draft.name),
        "description": dict(draft.description),
        "provider": dict(draft.provider),
        "cost": plain(draft.cost),
        "hours": plain(draft.hours),
        "duration_days": draft.duration_days,
        "learning": draft.learning.value,
        "languages": list(draft.languages),
        "gains": [
            {"competency": each.competency, "gain": plain(each.gain), "up_to": plain(each.up_to)}
            for each in draft.gains
        ],
        "sessions": [
            {
                "key": each.key,
                "starts_on": each.starts_on,
                "ends_on": each.ends_on,
                "place": dict(each.place),
                "seats": each.seats,
            }
            for each in draft.sessions
        ],
        "needed": [{"activity": code} for code in draft.prerequisites],
        "excluded": [{"activity": code} for code in draft.excludes],
        "mandatory_for": list(draft.mandatory_for),
    }
