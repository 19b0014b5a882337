"""Which gaps people have crossed themselves, by the levels recorded at past rounds."""

from typing import Final

import numpy as np
import pandas as pd

from capability.frames import RECORDED_LEVELS, check_frame

LEAST_RISE: Final = 0.5
COLUMNS: Final = ["mentor", "competency", "from_level", "from_on", "to_level", "to_on"]


def recorded_rises(levels: pd.DataFrame, *, least: float = LEAST_RISE) -> pd.DataFrame:
    """Return the greatest rise of each person in each competency between any two rounds.

    Parameters
    ----------
    levels : pandas.DataFrame
        ``mentor, competency, level, on``: the level as it stood on the day of a round.
    least : float
        The smallest rise that is worth telling, in levels.

    Returns
    -------
    pandas.DataFrame
        ``mentor, competency, from_level, from_on, to_level, to_on``, by mentor and competency. Of
        equal rises the one that ended first counts, and of those the shortest.

    Raises
    ------
    FrameError
        Also when a level stands twice on one day.

    Examples
    --------
    >>> days = pd.to_datetime(["2023-05-01", "2025-05-01", "2026-05-01"])
    >>> told = pd.DataFrame({"mentor": "Ana", "competency": "risk", "level": [2.0, 4.0, 3.5]})
    >>> told["on"] = days
    >>> recorded_rises(told)[["from_level", "to_level"]].to_numpy().tolist()
    [[2.0, 4.0]]
    """
    checked = check_frame(levels, RECORDED_LEVELS, unique=("mentor", "competency", "on"))
    if checked.empty:
        return pd.DataFrame(columns=COLUMNS)
    table = checked.pivot_table(
        index=["mentor", "competency"], columns="on", values="level", aggfunc="first"
    )
    held, days = table.to_numpy(float), table.columns
    greatest = np.full(len(table), -np.inf)
    begins, ends = np.zeros((2, len(table)), dtype=np.intp)
    for end in range(1, len(days)):
        for begin in range(end - 1, -1, -1):
            rise = held[:, end] - held[:, begin]
            is_greater = np.nan_to_num(rise, nan=-np.inf) > greatest
            greatest[is_greater] = rise[is_greater]
            begins[is_greater], ends[is_greater] = begin, end
    rows = np.flatnonzero(greatest >= least)
    return pd.DataFrame(
        {
            "mentor": table.index.get_level_values("mentor")[rows],
            "competency": table.index.get_level_values("competency")[rows],
            "from_level": held[rows, begins[rows]],
            "from_on": days[begins[rows]],
            "to_level": held[rows, ends[rows]],
            "to_on": days[ends[rows]],
        }
    )
