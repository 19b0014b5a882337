"""A form of one button."""

from flask_wtf import FlaskForm


class ConfirmForm(FlaskForm):
    """Nothing but the token that shows that the page was ours."""
