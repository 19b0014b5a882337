"""Texts of the framework."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, IntegerField, SelectField, StringField
from wtforms.validators import Optional

from assessments.forms.base import FormPart, PageForm
from assessments.forms.editing.parts import check_code, stripped, text_pair, texts_of
from assessments.services.editing.framework import AreaDraft, CompetencyDraft, LevelDraft
from capability.scale import ProficiencyLevel


class AreaForm(PageForm):
    """The texts of an area."""

    name = text_pair(_l("Title"), longest=120, is_needed=True)
    summary = text_pair(_l("Summary"), longest=600, is_long=True)
    version = IntegerField(validators=[Optional()])

    def draft(self) -> AreaDraft:
        """Return what was written, once the form is valid."""
        return AreaDraft(texts_of(self.name), texts_of(self.summary))


class LevelForm(FormPart):
    """What is seen at one level."""

    statement = text_pair(_l("Indicator"), longest=400, is_needed=True, is_long=True)
    example = text_pair(_l("Example"), longest=1000, is_long=True)


class CompetencyForm(PageForm):
    """The texts of a competency."""

    code = StringField(_l("Code"), [check_code], filters=[stripped])
    area = SelectField(_l("Area"))
    name = text_pair(_l("Title"), longest=120, is_needed=True)
    definition = text_pair(_l("Definition"), longest=600, is_needed=True, is_long=True)
    why = text_pair(_l("Why it matters"), longest=1000, is_long=True)
    levels = FieldList(
        FormField(LevelForm), min_entries=len(ProficiencyLevel), max_entries=len(ProficiencyLevel)
    )
    version = IntegerField(validators=[Optional()])

    def draft(self) -> CompetencyDraft:
        """Return what was written, once the form is valid."""
        return CompetencyDraft(
            name=texts_of(self.name),
            definition=texts_of(self.definition),
            why=texts_of(self.why),
            levels=tuple(
                LevelDraft(texts_of(entry.form.statement), texts_of(entry.form.example))
                for entry in self.levels.entries
            ),
        )


def values_of(draft: CompetencyDraft) -> Mapping[str, object]:
    """Return a draft as the values of the form."""
    return {
        "name": dict(draft.name),
        "definition": dict(draft.definition),
        "why": dict(draft.why),
        "levels": [
            {"statement": dict(each.statement), "example": dict(each.example)}
            for each in draft.levels
        ],
    }
