"""Intervals cover the truth as often as they say: 2,000 seeded draws (method §1.4, §1.7)."""

from __future__ import annotations

import numpy as np
import pytest

from checkup.opinion.estimates import effective, wilson
from checkup.opinion.weights import Margin, weigh

DRAWS = 2000


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("n", [100, 400])
def test_plain_intervals_cover_the_truth(n, share):
    chance = np.random.default_rng(20240601 + n)
    drawn = chance.binomial(n, share, DRAWS)
    found = [wilson(x / n, n) for x in drawn.tolist()]
    covered = sum(each.low <= share <= each.high for each in found) / DRAWS
    assert 0.93 <= covered <= 0.97


def biased(chance, n):
    """(age, sex, satisfied) of a sample where the old answer twice as readily as the young.

    In the population 70 % are young and half are men; 80 % of the young and 40 % of the old are
    satisfied, a little less among men: 0.68 all together.
    """
    age = (chance.random(n) < 0.3 * 2 / (0.7 + 0.3 * 2)).astype(int)
    sex = (chance.random(n) < 0.6).astype(int)
    truth = np.array([[0.78, 0.82], [0.38, 0.42]])
    return age, sex, chance.random(n) < truth[age, sex]


TRUTH = 0.7 * 0.80 + 0.3 * 0.40


def test_weighted_intervals_cover_the_truth_and_plain_ones_do_not():
    chance = np.random.default_rng(7)
    plain, even, mean = 0, 0, 0.0
    for _ in range(DRAWS):
        age, sex, happy = biased(chance, 300)
        raked = weigh([Margin(age, (0.7, 0.3)), Margin(sex, (0.5, 0.5))], 300, (0.2, 5.0)).weights
        share = float((raked * happy).sum() / raked.sum())
        n_eff = effective(float(raked.sum()), float((raked**2).sum()))
        around = wilson(share, n_eff)
        even += around.low <= TRUTH <= around.high
        unweighted = wilson(float(happy.mean()), 300)
        plain += unweighted.low <= TRUTH <= unweighted.high
        mean += share / DRAWS
    assert even / DRAWS >= 0.93
    assert plain / DRAWS < 0.60
    # the planted bias of 6.5 points is gone
    assert mean == pytest.approx(TRUTH, abs=0.003)
