"""Short messages that the next page shows."""

from typing import cast

from flask import flash


def tell(text: str, *, undo_url: str | None = None) -> None:
    """Say what happened, with a way to undo it where there is one."""
    message = {"text": text, "undo_url": undo_url} if undo_url else text
    # Flask keeps whatever can be kept in the session; its type says text only.
    flash(cast("str", message))
