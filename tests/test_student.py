"""Our t quantile is scipy's, digit by digit, for every number of answers and confidence level."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, stdtrit

from checkup.opinion import student

LEVELS = (0.6744897501960817, 1.2815515655446004, 1.6448536269514722, 1.959963984540054,
          2.5758293035489004)  # fmt: skip
"""50, 80, 90, 95 and 99 per cent."""
FREEDOMS = (0.02, 0.3, 0.9, 1, 1.5, 2, 2.7, 3, 5, 9.5, 15, 29, 30, 49.9, 50, 75, 99, 99.9, 100,
            100.1, 101, 150, 273.5, 1000, 1e4, 1e5, 1e7)  # fmt: skip


def theirs(freedom: float, z: float) -> float:
    # the lower tail, in which no digits are lost
    return -float(stdtrit(freedom, ndtr(-z)))


@pytest.mark.parametrize("z", LEVELS)
@pytest.mark.parametrize("freedom", FREEDOMS)
def test_it_is_scipys(freedom: float, z: float) -> None:
    assert student.quantile(freedom, z) == pytest.approx(theirs(freedom, z), rel=1e-12)


@given(st.floats(0.05, 1e6), st.floats(0.3, 3.5))
def test_it_is_scipys_in_between(freedom: float, z: float) -> None:
    assert student.quantile(freedom, z) == pytest.approx(theirs(freedom, z), rel=2e-12)


@pytest.mark.parametrize("z", LEVELS)
def test_of_everybody_it_is_the_normal_quantile(z: float) -> None:
    assert student.quantile(1e15, z) == pytest.approx(z, rel=1e-12)


def test_what_no_float_holds_is_infinite() -> None:
    assert student.quantile(0.001, 1.96) == math.inf


@pytest.mark.parametrize(("freedom", "z"), [(0, 1.96), (-1, 1.96), (5, 0)])
def test_without_freedom_or_level_there_is_none(freedom: float, z: float) -> None:
    with pytest.raises(ValueError, match=r"\("):
        student.quantile(freedom, z)
