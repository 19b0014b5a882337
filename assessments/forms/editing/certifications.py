"""Certifications and the rules we know about them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.forms.base import AmountField, FormPart
from assessments.forms.choosing import choices_of
from assessments.forms.days import NotToCome
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
from assessments.labels.certificates import CERTAINTIES, STAGES
from assessments.services.editing.certifications import (
    CertificationDraft,
    DomainDraft,
    PathDraft,
)
from capability.vocabulary import Degree

EXPERIENCES_AT_ONCE = 3
WHOLE_EXAM = 101.0
"""In percent; published shares are rounded."""


class ExperienceForm(FormPart):
    """Months of one kind of experience."""

    months = IntegerField(_l("Months"), [Optional(), NumberRange(min=1, max=600)])
    months_of = SelectField(_l("of which experience"), validate_choice=False)

    def validate_months_of(self, field: Field) -> None:
        if self.months.data and not field.data:
            raise ValidationError(_l("Say which experience the months are of."))
        if field.data and self.months.data is None:
            raise ValidationError(_l("Say how many months."))


class PathRow(Row):
    """One way to be admitted."""

    name = text_pair(_l("Called"), longest=200, is_needed=True)
    is_known = SelectField(
        _l("Experience"),
        choices=choices_of(
            {
                "unknown": _l("not known"),
                "none": _l("the body asks none"),
                "asked": _l("asked, as below"),
            }
        ),
    )
    experience = FieldList(FormField(ExperienceForm), min_entries=EXPERIENCES_AT_ONCE)
    within_years = IntegerField(
        _l("Within the last years"), [Optional(), NumberRange(min=1, max=60)]
    )
    education_hours = AmountField(
        _l("Hours of education"), [Optional(), NumberRange(min=0, max=10_000)], places=None
    )
    degree = SelectField(_l("Degree"))
    prerequisites = StringField(
        _l("Certificates asked first, any one of them"), [Length(max=300)], filters=[stripped]
    )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it: its lists always stand at something."""
        months = [each.form.months for each in self.experience.entries]
        typed = (self.within_years, self.education_hours, self.prerequisites, *months)
        return (
            not texts_of(self.name)
            and self.is_known.data != "asked"
            and not self.degree.data
            and not any(field.raw_data and field.raw_data[0] for field in typed)
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the certificates that are asked first."""
        written = (self.prerequisites.data or "").replace("，", ",")
        return tuple(code for each in written.split(",") if (code := each.strip()))

    def validate_is_known(self, field: Field) -> None:
        months = [each.form.months.data for each in self.experience.entries]
        if field.data == "asked" and not any(months):
            raise ValidationError(_l("Say how many months, and of what."))
        if field.data != "asked" and any(months):
            raise ValidationError(_l("Months are written below: say that they are asked."))

    def draft(self) -> PathDraft:
        """Return what was written, once the row is valid."""
        experience: tuple[tuple[int, str], ...] | None = None
        if self.is_known.data == "none":
            experience = ()
        elif self.is_known.data == "asked":
            rows = [each.form for each in self.experience.entries]
            experience = tuple((x.months.data, x.months_of.data) for x in rows if x.months.data)
        return PathDraft(
            name=texts_of(self.name),
            experience=experience,
            within_years=self.within_years.data,
            education_hours=number(self.education_hours.data),
            degree=Degree(self.degree.data) if self.degree.data else None,
            prerequisites=self.codes,
        )


class DomainRow(Row):
    """A part of an exam."""

    blueprint = StringField(_l("Outline"), [DataRequired(), Length(max=120)], filters=[stripped])
    name = text_pair(_l("Part of the exam"), longest=200, is_needed=True)
    weight_percent = AmountField(
        _l("Share in percent"), [InputRequired(), NumberRange(min=0, max=100)], places=None
    )
    competencies = CheckboxesField(_l("Competencies"), validate_choice=False)


class CertificationForm(FormWithRows):
    """Everything that an administrator says about a certification."""

    code = StringField(_l("Code"), [check_code], filters=[stripped])
    name = StringField(_l("Title"), [DataRequired(), Length(max=200)], filters=[stripped])
    body = StringField(_l("Body"), [DataRequired(), Length(max=120)], filters=[stripped])
    stage = SelectField(_l("Stage"), choices=choices_of(STAGES))
    exam = StringField(_l("Exam"), [Length(max=300)], filters=[stripped])
    activity = SelectField(_l("Exam in the catalogue"))
    renewal_years = IntegerField(_l("Years of validity"), [Optional(), NumberRange(min=1, max=60)])
    renewal_units = AmountField(
        _l("Units to renew"), [Optional(), NumberRange(min=0, max=10_000)], places=None
    )
    renewal_unit = text_pair(_l("Unit of renewal"), longest=60)
    source = TextAreaField(
        _l("Where the rules were read"),
        [DataRequired(_l("Say where the rules were read, so that others can check.")),
         Length(max=400)],
        filters=[stripped],
    )  # fmt: skip
    checked_on = DateField(_l("Checked on"), [InputRequired(), NotToCome()])
    certainty = SelectField(_l("How sure the rules are"), choices=choices_of(CERTAINTIES))
    note = text_pair(_l("What to ask the issuer"), longest=1000, is_long=True)
    paths = FieldList(FormField(PathRow), label=_l("Ways to be admitted"))
    add_paths = SubmitField(_l("Add a way"))
    domains = FieldList(FormField(DomainRow), label=_l("Parts of the exam"))
    add_domains = SubmitField(_l("Add a part"))
    version = IntegerField(validators=[Optional()])

    known_codes: frozenset[str] = frozenset()

    def validate_paths(self, field: FieldList) -> None:
        for row in self.filled(field):
            unknown = [code for code in row.codes if code not in self.known_codes]
            if unknown:
                sentence = _("No certification has the code “%(code)s”.", code=unknown[0])
            elif self.code.data in row.codes:
                sentence = _("A certificate cannot be asked before itself.")
            else:
                continue
            row.prerequisites.errors = [*row.prerequisites.errors, sentence]
            raise ValidationError(sentence)

    def validate_domains(self, field: FieldList) -> None:
        shares: dict[str, float] = {}
        for row in self.filled(field):
            outline = row.blueprint.data or ""
            shares[outline] = shares.get(outline, 0.0) + (number(row.weight_percent.data) or 0.0)
            if shares[outline] > WHOLE_EXAM:
                sentence = _("The parts of “%(outline)s” come to more than 100 percent.",
                             outline=outline)  # fmt: skip
                row.weight_percent.errors = [*row.weight_percent.errors, sentence]
                raise ValidationError(sentence)

    def draft(self) -> CertificationDraft:
        """Return what was written, once the form is valid."""
        return CertificationDraft(
            code=self.code.data or "",
            name=self.name.data or "",
            body=self.body.data or "",
            stage=self.stage.data,
            source=self.source.data or "",
            checked_on=self.checked_on.data,
            certainty=self.certainty.data,
            renewal_years=self.renewal_years.data,
            renewal_units=number(self.renewal_units.data),
            renewal_unit=texts_of(self.renewal_unit) or None,
            exam=self.exam.data or "",
            note=texts_of(self.note) or None,
            activity=self.activity.data or None,
            paths=tuple(row.draft() for row in self.filled(self.paths)),
            domains=tuple(
                DomainDraft(
                    blueprint=row.blueprint.data or "",
                    name=texts_of(row.name),
                    weight_percent=number(row.weight_percent.data) or 0.0,
                    competencies=tuple(row.competencies.data or ()),
                )
                for row in self.filled(self.domains)
            ),
        )


def values_of(draft: CertificationDraft) -> dict[str, object]:
    """Return a draft as the values of the form."""
    return {
        "code": draft.code,
        "name": draft.name,
        "body": draft.body,
        "stage": draft.stage,
        "exam": draft.exam,
        "activity": draft.activity or "",
        "renewal_years": draft.renewal_years,
        "renewal_units": plain(draft.renewal_units),
        "renewal_unit": dict(draft.renewal_unit or {}),
        "source": draft.source,
        "checked_on": draft.checked_on,
        "certainty": draft.certainty,
        "note": dict(draft.note or {}),
        "paths": [_path_values(each) for each in draft.paths],
        "domains": [
            {
                "blueprint": each.blueprint,
                "name": dict(each.name),
                "weight_percent": plain(each.weight_percent),
                "competencies": list(each.competencies),
            }
            for each in draft.domains
        ],
    }


def _path_values(path: PathDraft) -> dict[str, object]:
    asked = path.experience or ()
    known = "unknown" if path.experience is None else "asked" if asked else "none"
    return {
        "name": dict(path.name),
        "is_known": known,
        "experience": [{"months": months, "months_of": kind} for months, kind in asked],
        "within_years": path.within_years,
        "education_hours": plain(path.education_hours),
        "degree": path.degree.value if path.degree else "",
        "prerequisites": ", ".join(path.prerequisites),
    }
