"""What stands in one cell of a frame, as the rest of the service wants it."""

import pandas as pd


def known(value: float | None) -> float | None:
    """Return the number in a cell, or ``None`` where nothing is known."""
    return None if value is None or pd.isna(value) else float(value)
