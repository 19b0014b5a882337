"""Roles and their profiles."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from assessments.forms.base import AmountField, FormPart, PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.editing.parts import (
    HALVES,
    check_code,
    number,
    plain,
    stripped,
    text_pair,
    texts_of,
)
from assessments.services.editing.profiles import Profile, Requirement
from assessments.services.editing.roles import RoleDraft
from capability.scale import HIGHEST, LOWEST

HEAVIEST = 10


class RoleForm(PageForm):
    """What a role is called, and where it stands on the ladder."""

    code = StringField(_l("Code"), [check_code], filters=[stripped])
    name = text_pair(_l("Title"), longest=120, is_needed=True)
    summary = text_pair(_l("Summary"), longest=600, is_long=True)
    next_role = SelectField(_l("Next rung of the ladder"))
    position = IntegerField(
        _l("Place in the order"), [InputRequired(), NumberRange(min=0, max=100_000)]
    )
    copied_from = SelectField(_l("Copy the profile of"), validate_choice=False)
    version = IntegerField(validators=[Optional()])

    def draft(self) -> RoleDraft:
        """Return what was written, once the form is valid."""
        return RoleDraft(
            code=self.code.data or "",
            name=texts_of(self.name),
            summary=texts_of(self.summary),
            position=self.position.data or 0,
            next_role_id=int(self.next_role.data) if self.next_role.data else None,
        )


def _half(value: float) -> str:
    return f"{value:g}"


class RequirementForm(FormPart):
    """What a role asks in one competency."""

    competency = HiddenField()
    required = SelectField(
        _l("Level asked"),
        choices=choices_of({"": _l("not asked")} | {_half(each): _half(each) for each in HALVES}),
    )
    weight = AmountField(
        _l("Weight"),
        [InputRequired(), NumberRange(min=0.1, max=HEAVIEST, message=_l("From 0.1 to 10."))],
        places=None,
    )
    is_critical = BooleanField(_l("Matters most"))
    usual = AmountField(
        _l("Usual level"),
        [InputRequired(), NumberRange(min=LOWEST, max=HIGHEST, message=_l("From 0 to 5."))],
        places=None,
    )


class ProfileForm(PageForm):
    """A role profile as a whole."""

    lines = FieldList(FormField(RequirementForm))
    version = IntegerField(validators=[Optional()])
    shown = HiddenField()
    """The changes that were shown before this was sent."""
    look = SubmitField(_l("See what changes"))
    keep = SubmitField(_l("Keep these changes"))

    def profile(self) -> Profile:
        """Return what was written, once the form is valid."""
        lines = [entry.form for entry in self.lines.entries]
        return {
            line.competency.data: Requirement(
                required=float(line.required.data) if line.required.data else None,
                weight=number(line.weight.data) or 1.0,
                is_critical=bool(line.is_critical.data),
                usual=number(line.usual.data) or 0.0,
            )
            for line in lines
        }


def lines_of(profile: Profile) -> list[dict[str, object]]:
    """Return a profile as the values of the form's lines."""
    return [
        {
            "competency": code,
            "required": "" if each.required is None else _half(each.required),
            "weight": plain(each.weight),
            "is_critical": each.is_critical,
            "usual": plain(each.usual),
        }
        for code, each in profile.items()
    ]


class TakeOverForm(PageForm):
    """An occupation taken over as a role."""

    code = StringField(_l("Code"), [check_code], filters=[stripped])
    name = text_pair(_l("Title"), longest=120, is_needed=True)
    summary = text_pair(_l("Summary"), longest=600, is_long=True)
    usual_of = SelectField(_l("Usual levels as in"))

    def draft(self) -> RoleDraft:
        """Return what was written, once the form is valid."""
        return RoleDraft(
            code=self.code.data or "",
            name=texts_of(self.name),
            summary=texts_of(self.summary),
        )


class OccupationsForm(PageForm):
    """A file of O*NET with ratings of occupations."""

    file = FileField(
        _l("File"), [FileRequired(_l("Choose a file of O*NET ratings, as CSV, text or XLSX."))]
    )
    release = StringField(
        _l("Release of O*NET"), [DataRequired(), Length(max=20)], filters=[stripped]
    )
