"""A form of one button."""

from assessments.forms.base import PageForm


class ConfirmForm(PageForm):
    """Nothing but the token that shows that the page was ours."""
