"""What stands in one cell of a frame, as the rest of the service wants it."""

from typing import Any

import pandas as pd


def known(value: Any) -> float | None:  # noqa: ANN401 - a cell of any frame
    """Return the number in a cell, or ``None`` where nothing is known."""
    return None if pd.isna(value) else float(value)
