"""What a wrong field says: a sentence that says what to do, also in a part of a form."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length, NumberRange

from assessments.forms.base import AmountField, FormPart, PageForm


class Part(FormPart):
    """One field of every kind that our forms have."""

    needed = StringField(validators=[DataRequired()])
    day = DateField(validators=[InputRequired()])
    whole = IntegerField()
    number = AmountField()
    least = IntegerField(validators=[NumberRange(min=1)])
    most = IntegerField(validators=[NumberRange(max=9)])
    between = AmountField(validators=[NumberRange(0, 5)])
    endless = AmountField(validators=[NumberRange(0, 5)])
    short = StringField(validators=[Length(max=3)])
    email = StringField(validators=[Email()])
    one = SelectField(choices=["a"])
    key = SelectField(choices=[1], coerce=int)
    some = SelectMultipleField(choices=["a"])
    other = StringField(validators=[EqualTo("short")])


class Whole(PageForm):
    """The same as a part of a form."""

    part = FormField(Part, separator=".")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True, scope="session")
def test_what_is_wrong_with_a_field_is_said_in_our_words(app: Flask):
    typed = {
        "needed": " ", "day": "soon", "whole": "1.5", "number": "many", "least": "0",
        "most": "10",
        "between": "6", "endless": "sNaN", "short": "four", "email": "wen", "one": "b",
        "key": "x", "some": "b",
        "other": "five",
    }  # fmt: skip
    with app.test_request_context():
        form = Whole(MultiDict({f"part.{name}": text for name, text in typed.items()}))
        form.validate()

    assert {name: str(each[0]) for name, each in form.errors["part"].items()} == {
        "needed": "Fill this in.",
        "day": "Write a day as year-month-day, such as 2027-02-28.",
        "whole": "Write a whole number in figures, such as 12.",
        "number": "Write a number in figures, such as 12.5.",
        "least": "Write a number of at least 1.",
        "most": "Write a number of at most 9.",
        "between": "Write a number from 0 to 5.",
        "endless": "Write a number in figures, such as 12.5.",
        "short": "Shorten it to 3 characters.",
        "email": "This is not an email address; look for a typing error.",
        "one": "Choose from what is offered.",
        "key": "Choose from what is offered.",
        "some": "Choose from what is offered.",
        # What no form of ours checks is said as they say it.
        "other": "Field must be equal to short.",
    }
