"""What every form here has: messages that say what to do in place of those of WTForms."""

from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, Form
from wtforms.meta import DefaultMeta

NUMBER = _l("Write a number in figures, such as 12.5.")
OFFERED = _l("Choose from what is offered.")
WORDS: dict[str, LazyString] = {
    "This field is required.": _l("Fill this in."),
    "Not a valid integer value.": _l("Write a whole number in figures, such as 12."),
    "Not a valid decimal value.": NUMBER,
    "Not a valid float value.": NUMBER,
    "Number must be at least %(min)s.": _l("Write a number of at least %(min)s."),
    "Number must be at most %(max)s.": _l("Write a number of at most %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Write a number from %(min)s to %(max)s."),
    "Not a valid date value.": _l("Write a day as year-month-day, such as 2027-02-28."),
    "Not a valid choice.": OFFERED,
    "Invalid Choice: could not coerce.": OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": OFFERED,
    "Invalid email address.": _l("This is not an email address; look for a typing error."),
}
"""By what WTForms would say; its placeholders are filled in by it."""
TOO_LONG = "Field cannot be longer than %(max)d character."
NOT_OFFERED = "'%(value)s' is not a valid choice for this field."


class Messages:
    """The messages of WTForms in our words; what has none here no form of ours says.

    Their own translations are not asked: they would be read from a file with each request.
    """

    def gettext(self, text: str) -> str:
        """Return a message in the reader's language."""
        return str(WORDS.get(text, text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return a message that counts something."""
        if singular == TOO_LONG:
            return ngettext(
                "Shorten it to %(num)s character.", "Shorten it to %(num)s characters.", number
            )
        if singular == NOT_OFFERED:
            return str(OFFERED)
        return singular if number == 1 else plural


MESSAGES = Messages()


class PageForm(FlaskForm):
    """A form of a page."""

    class Meta(FlaskForm.Meta):
        """Where its messages come from."""

        def get_translations(self, _form: Form) -> Messages:
            """Return our words."""
            return MESSAGES


class AmountField(DecimalField):
    """A number; one that has no size, such as NaN, is refused like a word."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was written."""
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(str(NUMBER))


class FormPart(Form):
    """A part of a form, such as a row of a table or a text in two languages."""

    class Meta(DefaultMeta):
        """Where its messages come from: a part does not ask the form that it is in."""

        def get_translations(self, _form: Form) -> Messages:
            """Return our words."""
            return MESSAGES
