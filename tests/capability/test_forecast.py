import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from capability.forecast import readiness

# Four marginal probabilities and the chance of all four at once, by correlation.
MARGINALS = ndtri([0.6915, 0.3085, 0.5, 0.9996])


@pytest.mark.parametrize(
    ("correlation", "expected"),
    [(0.0, 0.1066), (0.3, 0.1673), (0.6, 0.2301), (0.9, 0.2965), (1.0, 0.3085)],
)
def test_doubts_that_go_together_make_readiness_likelier(correlation, expected):
    found = readiness(MARGINALS, 1.0, 0.0, correlation=correlation)

    assert found == pytest.approx(expected, abs=1e-4)


def test_one_competency_is_its_own_probability():
    assert readiness(2.8, 0.35, 3.0, correlation=0.5) == pytest.approx(ndtr(-0.2 / 0.35))


def test_a_role_that_asks_nothing_is_ready_for_everybody():
    assert readiness([], [], []) == 1.0
    assert readiness([], [], [], correlation=1.0) == 1.0


@pytest.mark.parametrize("sd", [0.0, -1.0, [0.5, 0.0]])
def test_an_estimate_has_a_doubt(sd):
    with pytest.raises(ValueError, match="sd"):
        readiness([3.0, 3.0], sd, 3.0)


@pytest.mark.parametrize("correlation", [-0.1, 1.1])
def test_a_correlation_is_between_none_and_all(correlation):
    with pytest.raises(ValueError, match="correlation"):
        readiness(3.0, 0.5, 3.0, correlation=correlation)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5), st.floats(0, 0.95))
def test_readiness_lies_between_independence_and_the_least_likely(ahead, correlation):
    found = readiness(ahead, 1.0, 0.0, correlation=correlation)

    single = ndtr(np.array(ahead))
    assert single.prod() - 1e-9 <= found <= single.min() + 1e-9
    assert readiness(ahead, 1.0, 0.0) == pytest.approx(single.prod(), abs=1e-9)
