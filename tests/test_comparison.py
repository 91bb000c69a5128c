"""Is a change more than chance? Worked examples of method §6.3; statsmodels, scipy as oracles."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind_from_stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from checkup.opinion.comparison import (
    benjamini_hochberg,
    newcombe,
    pooled_z,
    spread_of,
    welch,
)
from checkup.opinion.estimates import mean_score
from checkup.opinion.sampling import detectable

sizes = st.integers(10, 3000)
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=25)


def test_ten_points_of_three_hundred_are_a_change_t_6_5() -> None:
    change = newcombe(0.6, 300, 0.7, 300)
    z, p = pooled_z(0.6, 300, 0.7, 300)
    assert (change.value, change.low, change.high) == pytest.approx(
        (0.10, 0.023666, 0.174724), abs=1e-6
    )
    assert (z, p) == pytest.approx((2.567763, 0.010236), abs=1e-6)


def test_the_same_ten_points_of_sixty_are_none_t_6_6() -> None:
    change = newcombe(0.6, 60, 0.7, 60)
    _, p = pooled_z(0.6, 60, 0.7, 60)
    assert (change.low, change.high) == pytest.approx((-0.069447, 0.261760), abs=1e-6)
    assert p == pytest.approx(0.250829, abs=1e-6)


def test_two_means_by_welch_t_6_7() -> None:
    found = welch(62.0, 25, 180, 67.0, 24, 200)
    assert (found.t, found.freedom, found.p) == pytest.approx(
        (1.983842, 370.0741, 0.048012), abs=1e-4
    )
    assert (found.t, found.p) == pytest.approx((1.983842, 0.048012), abs=1e-6)
    assert (found.change.low, found.change.high) == pytest.approx((0.043974, 9.956026), abs=1e-6)


def test_twenty_items_at_once_are_adjusted_t_6_8() -> None:
    found = benjamini_hochberg([0.001, 0.008, 0.012, 0.030, 0.041, 0.20, 0.55])
    assert found == pytest.approx([0.007, 0.028, 0.028, 0.0525, 0.0574, 0.233333, 0.55], abs=1e-6)


@pytest.mark.parametrize(("n", "points"), [(100, 19.8), (200, 14.0), (300, 11.4), (400, 9.9)])
def test_the_smallest_change_that_could_be_seen(n: int, points: float) -> None:
    assert round(detectable(n), 1) == points


@given(x1=st.integers(0, 3000), n1=sizes, x2=st.integers(0, 3000), n2=sizes)
def test_shares_agree_with_statsmodels(x1: int, n1: int, x2: int, n2: int) -> None:
    x1, x2 = min(x1, n1), min(x2, n2)
    change = newcombe(x1 / n1, n1, x2 / n2, n2)
    low, high = confint_proportions_2indep(x2, n2, x1, n1, method="newcomb")
    assert (change.low, change.high) == pytest.approx((low, high), abs=1e-9)
    z, p = pooled_z(x1 / n1, n1, x2 / n2, n2)
    if 0 < x1 + x2 < n1 + n2:
        theirs = proportions_ztest([x2, x1], [n2, n1])
        assert (z, p) == pytest.approx(tuple(map(float, theirs)), abs=1e-9)
    else:
        assert (z, p) == (0, 1)


@given(
    m1=st.floats(0, 100), sd1=st.floats(0.1, 50), n1=sizes,
    m2=st.floats(0, 100), sd2=st.floats(0.1, 50), n2=sizes,
)  # fmt: skip
def test_means_agree_with_scipy(
    m1: float, sd1: float, n1: int, m2: float, sd2: float, n2: int
) -> None:
    found = welch(m1, sd1, n1, m2, sd2, n2)
    theirs = ttest_ind_from_stats(m2, sd2, n2, m1, sd1, n1, equal_var=False)
    assert (found.t, found.p) == pytest.approx((theirs.statistic, theirs.pvalue), abs=1e-9)
    assert found.change.low <= found.change.value <= found.change.high
    assert (found.change.low > 0 or found.change.high < 0) == (found.p < 0.05) or abs(
        found.p - 0.05
    ) < 1e-9


@given(p_values)
def test_adjusted_p_agrees_with_statsmodels_and_keeps_the_order(p: list[float]) -> None:
    found = benjamini_hochberg(p)
    assert found == pytest.approx(list(multipletests(p, method="fdr_bh")[1]), abs=1e-12)
    assert all(raw - 1e-12 <= q <= 1 for raw, q in zip(p, found, strict=True))
    by_raw = [q for _, q in sorted(zip(p, found, strict=True))]
    assert by_raw == sorted(by_raw)


def test_no_items_need_no_adjustment() -> None:
    assert benjamini_hochberg([]) == []


@given(p1=st.floats(0, 1), p2=st.floats(0, 1), n1=sizes, n2=sizes)
def test_swapping_the_rounds_turns_the_sign_and_keeps_p(
    p1: float, p2: float, n1: int, n2: int
) -> None:
    there, back = newcombe(p1, n1, p2, n2), newcombe(p2, n2, p1, n1)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert pooled_z(p1, n1, p2, n2)[1] == pytest.approx(pooled_z(p2, n2, p1, n1)[1], abs=1e-12)


@pytest.mark.parametrize(("m1", "m2", "p"), [(50.0, 50.0, 1.0), (50.0, 75.0, 0.0)])
def test_two_samples_without_spread_differ_surely_or_not_at_all(
    m1: float, m2: float, p: float
) -> None:
    assert welch(m1, 0, 30, m2, 0, 40).p == p


def test_the_spread_behind_an_interval_is_that_of_the_answers() -> None:
    counts = [10, 20, 50, 80, 40]  # T-1.11: sd 26.759679
    interval = mean_score([0, 25, 50, 75, 100], counts)
    assert spread_of(interval, 200) == pytest.approx(26.759679, abs=1e-6)


def test_a_clipped_interval_still_tells_its_spread() -> None:
    interval = mean_score([0.0, 100.0], [1, 11])
    assert interval.high == 100
    share = 1 / 12
    assert spread_of(interval, 12) == pytest.approx(100 * sqrt(share * (1 - share) * 12 / 11))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: pooled_z(0.5, 0, 0.5, 10),
        lambda: pooled_z(1.1, 10, 0.5, 10),
        lambda: welch(1, 1, 1, 1, 1, 10),
        lambda: spread_of(mean_score([50.0], [1]), 1),
    ],
)
def test_too_few_answers_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        wrong()  # type: ignore[operator]
