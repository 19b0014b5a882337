"""The matching of the greatest total among very many pairs, by way of the likely ones."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

ARCS: Final = 20
TRACE: Final = 1e-7
ABOVE: Final = 2.0
SETTLED: Final = 1e-12
SAMPLE: Final = 256
AT_ONCE: Final = 512
MARGIN: Final = 1e-3
"""By so much less than the prices found is paid next time: pairs that are added lower some."""


def optimal_by_arcs(values: Numbers, places: Places, *, arcs: int = ARCS) -> list[tuple[int, int]]:
    """Return the pairs of the greatest total.

    Parameters
    ----------
    values : array of shape (mentees, mentors)
        What each pair is worth; NaN or below 0: never made.
    places : array of shape (mentors,)
        Free places.
    arcs : int
        About how many likely pairs to begin with for each mentee.

    Returns
    -------
    list of (int, int)
        Positions of mentee and mentor.

    Notes
    -----
    The likely pairs of a mentee are those of the greatest advantage over what the mentor is worth
    to others. Among them the optimum is found by assignment to single places [1]_. It has prices:
    the smallest ones of the mentors at which everybody has what is worth most after paying. A
    pair left out would be missed only where it is worth more than the prices of both its sides.
    Such pairs are added and the assignment is made again, until there are none: then the prices
    prove that no matching of all the pairs has a greater total.

    References
    ----------
    .. [1] Jonker & Volgenant (1987), A shortest augmenting path algorithm for dense and sparse
       linear assignment problems, *Computing* 38.
    """
    # Between 0 and 1, so that what is no difference is the same for any unit.
    greatest = float(np.nanmax(values))
    is_useful = (values >= 0) & (places > 0)
    values = np.where(is_useful, values / (greatest if greatest > 0 else 1.0), np.nan)
    is_arc = _likely(values, arcs)
    free = np.zeros(len(places))
    price, mentor = free, _assign(values, places, is_arc, free)
    while True:
        found = _priced(values, places, mentor, is_arc)
        # No prices: with the pairs added, another matching has a greater total.
        if found is None:
            mentor = _assign(values, places, is_arc, price)
            # Next time from nothing: a price too high leaves a place free that somebody wants.
            price = free
            continue
        is_missed = _missed(values, found, is_arc)
        if not is_missed.any():
            return found.pairs()
        is_arc |= is_missed
        price = np.maximum(found.price - MARGIN, 0.0)


@dataclass(frozen=True, slots=True)
class _Found:
    """The best matching of some arcs: ``mentor`` of each mentee (-1 for none), and its prices."""

    mentor: Places
    gain: Numbers  # of each mentee, after paying
    price: Numbers  # of each mentor

    def pairs(self) -> list[tuple[int, int]]:
        mentees = np.flatnonzero(self.mentor >= 0)
        return list(zip(mentees.tolist(), self.mentor[mentees].tolist(), strict=True))


def _assign(values: Numbers, places: Places, is_arc: NDArray[np.bool_], price: Numbers) -> Places:
    """Return the mentor of each mentee in the best matching of the arcs, -1 for none.

    With a price of the mentors it is the best one after paying: the same one where every place that
    costs something is taken. With a price that is nearly right few compete, so that it is quick.

    Every row is served, if only by a column of its own, and what is the same in a whole row makes
    no difference to the work. Rows are the side that is scarce, because that is the one which
    others compete for: where places are, a mentor who is worth more to everybody costs nothing.
    """
    count, seats = len(values), int(places.sum())
    # Every mentor's places stand side by side.
    first = np.cumsum(places) - places
    owner = np.repeat(np.arange(len(places)), places)
    if seats < count:
        mentors, mentees = (side.astype(np.int64) for side in np.nonzero(is_arc.T))
        arcs = np.bincount(mentors, minlength=len(places))
        length = arcs[owner]
        rows, at = _runs(length, (np.cumsum(arcs) - arcs)[owner])
        taken = _serve(rows, mentees[at], values[mentees, mentors][at], length, count)
        mentor = np.full(count, -1)
        mentor[taken[taken < count]] = owner[taken < count]
        return mentor
    mentees, mentors = (side.astype(np.int64) for side in np.nonzero(is_arc))
    arc, seat = _runs(places[mentors], first[mentors])
    length = np.bincount(mentees[arc], minlength=count)
    worth = values[mentees, mentors] - price[mentors]
    taken = _serve(mentees[arc], seat, worth[arc], length, seats)
    return np.where(taken < seats, owner[np.minimum(taken, seats - 1)], -1)


def _runs(length: Places, first: Places) -> tuple[Places, Places]:
    """Return for runs of numbers from a first one on: of which run each is, and the number."""
    run = np.repeat(np.arange(len(length)), length)
    return run, np.arange(len(run)) + (first - np.cumsum(length) + length)[run]


def _serve(
    rows: Places, columns: Places, worth: Numbers, length: Places, width: int
) -> NDArray[np.intp]:
    """Return the column of each row; from ``width`` on they are the rows' own, worth nothing."""
    # A third of a second to import, and few pages match anybody.
    from scipy.sparse import csgraph, csr_array

    count = len(length)
    ends = np.cumsum(length + 1)
    indices, costs = np.empty((2, len(rows) + count))
    at = np.arange(len(rows)) + rows
    indices[at], indices[ends - 1] = columns, width + np.arange(count)
    costs[at] = ABOVE - worth
    # Nobody costs a trace more than a pair worth nothing, which is made all the same.
    costs[ends - 1] = ABOVE + 1e-9 / count
    graph = csr_array(
        (costs, indices.astype(np.int32), np.concatenate([[0], ends]).astype(np.int32)),
        shape=(count, width + count),
    )
    graph.sort_indices()
    _rows, taken = csgraph.min_weight_full_bipartite_matching(graph)
    return np.asarray(taken, dtype=np.intp)


def _priced(
    values: Numbers, places: Places, mentor: Places, is_arc: NDArray[np.bool_]
) -> _Found | None:
    """Return a matching with the smallest prices at which nobody would rather have another arc.

    Whoever pays the price of the own mentor must not envy: the price of any other mentor within
    reach is at least the own one and the difference of the worth. The prices are the longest ways
    of such steps. Where a place is free it costs nothing, and nobody pays more than it is worth;
    None where that cannot be, so that the matching is not the best one of the arcs.
    """
    has_mentor = mentor >= 0
    own = np.zeros(len(mentor))
    own[has_mentor] = values[has_mentor, mentor[has_mentor]]
    # Sorted by the mentor who is envied, so that one pass finds the dearest way to each.
    columns, mentees = np.nonzero(is_arc.T)
    worth = values[mentees, columns] - own[mentees]
    start = np.where(has_mentor, mentor, len(places))[mentees]
    reached, first = np.unique(columns, return_index=True)
    load = np.bincount(mentor[has_mentor], minlength=len(places))
    # The last price is that of having nobody.
    most = np.where(np.append(load < places, True), 0.0, np.inf)
    np.minimum.at(most, mentor[has_mentor], own[has_mentor])
    price, steps, is_settled = np.zeros(len(places) + 1), 0, False
    while not is_settled and steps <= len(places) and (price <= most + TRACE).all():
        raised = price.copy()
        ways = np.maximum.reduceat(price[start] + worth, first) if len(first) else price[:0]
        raised[reached] = np.maximum(price[reached], ways)
        is_settled = float((raised - price).max()) <= SETTLED
        price, steps = raised, steps + 1
    if not is_settled or (price > most + TRACE).any():
        return None
    return _Found(mentor, np.where(has_mentor, own - price[mentor], 0.0), price[:-1])


def _missed(values: Numbers, found: _Found, is_arc: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pairs left out that are worth more than the prices of both sides."""
    is_missed = np.zeros(values.shape, dtype=bool)
    for some in _slices(len(values)):
        # Nothing below 0 is made, whatever the prices.
        least = np.maximum(found.gain[some, None] + found.price, 0.0) + TRACE
        is_missed[some] = (values[some] > least) & ~is_arc[some]
    if is_missed.sum() > ARCS * len(values):
        surplus = np.where(is_missed, values - found.gain[:, None] - found.price, np.nan)
        is_missed &= _largest(surplus, ARCS)
    return is_missed


def _likely(values: Numbers, arcs: int) -> NDArray[np.bool_]:
    """Return where the pairs stand that are worth most to one side beside what others are worth.

    Of many mentees only some are looked at to say what is usual, and what is much, for a mentor.
    """
    sample = values[:: max(len(values) // SAMPLE, 1)]
    usual = _means(sample, axis=0)
    share = min(arcs / max(len(values), 1), 1.0)
    beside = np.where(sample >= 0, sample, np.nan) - _means(sample, axis=1)[:, None]
    much = _quantile(beside, share)
    is_likely = np.zeros(values.shape, dtype=bool)
    for some in _slices(len(values)):
        useful = np.where(values[some] >= 0, values[some], np.nan)
        is_likely[some] = _largest(useful - usual, arcs)
        is_likely[some] |= useful - _means(useful, axis=1)[:, None] >= much
    return is_likely


def _means(values: Numbers, *, axis: int) -> Numbers:
    """Return the mean of what is known and not below 0; 0 where nothing is."""
    known = values >= 0
    total = np.sum(values, axis=axis, where=known)
    return np.asarray(total / np.maximum(known.sum(axis=axis), 1), dtype=np.float64)


def _quantile(values: Numbers, share: float) -> Numbers:
    """Return the value from which on about this share of each column lies, at least two."""
    worth = np.where(np.isnan(values), -np.inf, values)
    wanted = min(int(np.ceil(share * len(worth))) + 1, len(worth))
    found = np.partition(worth, len(worth) - wanted, axis=0)[len(worth) - wanted]
    return np.asarray(np.where(found > -np.inf, found, np.inf), dtype=np.float64)


def _largest(values: Numbers, count: int) -> NDArray[np.bool_]:
    """Return where about the largest values of each row stand that are no NaN."""
    stride = max(values.shape[1] // SAMPLE, 1)
    worth = np.where(np.isnan(values), -np.inf, values)
    if stride > 1:
        sample = worth[:, ::stride]
        wanted = min(-(-count // stride) + 1, sample.shape[1])
        least = np.partition(sample, sample.shape[1] - wanted, axis=1)[:, [-wanted]]
        found = (worth >= least) & (worth > -np.inf)
        # Where very many are alike a threshold chooses nobody.
        if found.sum() <= 4 * (wanted * stride) * len(values):
            return np.asarray(found, dtype=bool)
    width = min(count, values.shape[1])
    at = np.argpartition(-worth, width - 1, axis=1)[:, :width]
    is_largest = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(is_largest, at, True, axis=1)
    return np.asarray(is_largest & (worth > -np.inf), dtype=bool)


def _slices(rows: int) -> list[slice]:
    """Return the rows in parts that stay close to the processor."""
    return [slice(start, start + AT_ONCE) for start in range(0, rows, AT_ONCE)]
