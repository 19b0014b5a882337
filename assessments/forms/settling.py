"""The settings of the organisation."""

from babel.numbers import list_currencies
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.forms.base import AmountField, PageForm
from assessments.forms.choosing import choices_of
from assessments.forms.registering import one_line
from assessments.labels.people import LANGUAGES
from assessments.services.settling import SettingsDraft
from assessments.services.suggesting import MOST_BUDGET, MOST_HOURS

SITE_LANGUAGES = ("en", "zh")
"""Languages that the pages are written in."""
LANGUAGE_CHOICES = choices_of({code: LANGUAGES[code] for code in SITE_LANGUAGES})


class SettingsForm(PageForm):
    """Name, money, languages and the norms of a year."""

    name_en = StringField(
        _l("Name in English"),
        [DataRequired(_l("The organisation needs a name.")), Length(max=120)],
        [one_line],
    )
    name_zh = StringField(_l("Name in Chinese"), [Length(max=120)], [one_line])
    currency = StringField(
        _l("Currency"),
        [DataRequired(_l("Amounts need a currency."))],
        [lambda text: (text or "").strip().upper()],
    )
    languages = SelectMultipleField(
        _l("Languages offered"),
        [InputRequired(_l("Choose at least one language."))],
        choices=LANGUAGE_CHOICES,
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    first_language = RadioField(_l("First language"), choices=LANGUAGE_CHOICES)
    budget_year_month = SelectField(_l("The budget year begins in"), coerce=int)
    weekly_hours = AmountField(
        _l("Working hours a week"),
        [
            InputRequired(_l("Say how many hours a week are usual.")),
            NumberRange(1, 168, _l("A week has between 1 and 168 hours.")),
        ],
        places=None,
    )
    development_hours = AmountField(
        _l("Hours for development, a person and year"),
        [Optional(), NumberRange(0, MOST_HOURS)],
        places=None,
    )
    person_budget = AmountField(
        _l("Budget for development, a person and year"),
        [Optional(), NumberRange(0, MOST_BUDGET)],
        places=None,
    )
    version = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        names = get_locale().months["stand-alone"]["wide"]
        self.budget_year_month.choices = [
            SelectChoice(month, names[month]) for month in range(1, 13)
        ]

    def validate_currency(self, field: Field) -> None:
        if field.data not in list_currencies():
            raise ValidationError(_l("Three letters of ISO 4217, such as EUR, USD or CNY."))

    def validate_first_language(self, field: Field) -> None:
        if field.data not in (self.languages.data or ()):
            raise ValidationError(_l("The first language is one of those offered."))

    @property
    def draft(self) -> SettingsDraft:
        """What was written, once the form is valid."""
        names = {"en": self.name_en.data, "zh": self.name_zh.data}
        first = self.first_language.data
        return SettingsDraft(
            name={code: name for code, name in names.items() if name},
            currency=self.currency.data,
            languages=[first, *(each for each in self.languages.data if each != first)],
            budget_year_month=self.budget_year_month.data,
            weekly_hours=float(self.weekly_hours.data),
            development_hours=_number(self.development_hours),
            person_budget=_number(self.person_budget),
        )


def _number(field: AmountField) -> float | None:
    return None if field.data is None else float(field.data)
