"""Numbers as a file holds them."""

DECIMALS = 3
"""What a file holds is rounded, so that two machines write the same."""


def number(value: float | None) -> float | None:
    """Return a number rounded, without a negative zero."""
    return None if value is None else round(float(value), DECIMALS) + 0.0
