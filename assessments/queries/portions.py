"""Long lists of keys in portions that one statement takes."""

from collections.abc import Iterable, Sequence

AT_ONCE = 5000


def portions_of(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    """Return keys in portions; at least one, so that statements are as many for few as for none."""
    return [keys[start : start + AT_ONCE] for start in range(0, max(len(keys), 1), AT_ONCE)]
