"""Parts of forms: texts in two languages, rows to add and take out, levels in halves."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from assessments.forms.base import FormPart, PageForm
from capability.scale import HIGHEST

HALVES = tuple(step / 2 for step in range(int(HIGHEST) * 2 + 1))
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
LONGEST_CODE = 60
RESERVED = frozenset({"own", "next"})
"""What stands for a role in the address of a map, and can be the code of none."""


def stripped(text: str | None) -> str | None:
    """Return a text without blanks around it: a filter for fields."""
    return text.strip() if isinstance(text, str) else text


class TextPair(FormPart):
    """A text in English and Chinese."""

    en = StringField("English", filters=[stripped])
    zh = StringField("中文", filters=[stripped])


class NeededTextPair(TextPair):
    """A text that must stand there in one language at least."""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check what is written, and that something is."""
        is_sound = super().validate(extra_validators)
        if not (self.en.data or self.zh.data):
            self.en.errors = [*self.en.errors, _("Write it in one of the two languages at least.")]
            return False
        return is_sound


def text_pair(
    label: LazyString | str, *, longest: int, is_needed: bool = False, is_long: bool = False
) -> FormField:
    """Return a field for a text in two languages."""
    kind = TextAreaField if is_long else StringField
    limits = [Length(max=longest)]
    parent = NeededTextPair if is_needed else TextPair
    pair = type(
        "Pair",
        (parent,),
        {
            "en": kind("English", limits, filters=[stripped]),
            "zh": kind("中文", limits, filters=[stripped]),
        },
    )
    return FormField(pair, label)


def texts_of(pair: FormField | TextPair) -> dict[str, str]:
    """Return what was written in each language."""
    return {code: text for code, text in pair.data.items() if text and code in {"en", "zh"}}


def check_code(_form: Form, field: Field) -> None:
    """Refuse what cannot stand in an address: a validator."""
    code = (field.data or "").strip()
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE or code in RESERVED:
        raise ValidationError(
            _l("Small letters, digits and single underscores, at most 60, such as site_manager.")
        )


def number(value: Decimal | None) -> float | None:
    """Return a number as it is kept."""
    return None if value is None else float(value)


def plain(value: float | None) -> float | int | None:
    """Return a number without needless decimals, as a field shows it."""
    return int(value) if value is not None and value == int(value) else value


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Row(FormPart):
    """A row of a table in a form. One that holds nothing is taken for not being there."""

    remove = SubmitField(_l("Take this row out"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(_holds_something(field) for field in self if field.name != self.remove.name)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the row unless it is empty."""
        return self.is_blank or super().validate(extra_validators)


def _holds_something(field: Field) -> bool:
    if field.type == "HiddenField":
        return False
    if isinstance(field, FormField):
        return any(_holds_something(each) for each in field.form)
    if isinstance(field, FieldList):
        return any(_holds_something(each) for each in field.entries)
    raw = field.raw_data
    return bool(field.data) if raw is None else any(str(each).strip() for each in raw)


class FormWithRows(PageForm):
    """A form whose tables grow and shrink by buttons that send it: without any script.

    A button that adds is called ``add_`` and the name of its table.
    """

    def has_changed_rows(self) -> bool:
        """Add a row or take one out if a button asks for it, and return whether one did."""
        if not self.is_submitted():
            return False
        has_changed = False
        for table in [field for field in self if isinstance(field, FieldList)]:
            kept = [entry for entry in table.entries if not _is_taken_out(entry)]
            has_changed |= len(kept) < len(table.entries)
            table.entries = kept
            button = getattr(self, f"add_{table.short_name}", None)
            if button is not None and button.data:
                table.append_entry()
                has_changed = True
        return has_changed

    def filled(self, table: FieldList) -> list[Any]:
        """Return the rows of a table in which something stands."""
        return [entry.form for entry in table.entries if not entry.form.is_blank]


def _is_taken_out(entry: Field) -> bool:
    return isinstance(entry, FormField) and isinstance(entry.form, Row) and entry.form.remove.data
