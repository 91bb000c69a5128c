"""Weights that make the sample look like the register (method §1.7); ipfn as oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipfn import ipfn
from test_opinion import answers, question

from checkup.model import BLANK, Answers, Community, Estate, Fact
from checkup.opinion import Register, listen, register_of
from checkup.opinion.estimates import kish, wilson
from checkup.opinion.weights import Margin, shares, weigh
from checkup.policy import Policy

POLICY = Policy()
TOLERANCE = 1e-6


def margin(codes, *targets):
    total = sum(targets)
    return Margin(np.asarray(codes), tuple(target / total for target in targets))


def test_t_1_9_post_stratification():
    found = weigh([margin([0] * 120 + [1] * 80, 7600, 2400)], 200)
    assert found.weights[0] == pytest.approx(1.266667, abs=TOLERANCE)
    assert found.weights[-1] == pytest.approx(0.6, abs=TOLERANCE)


CELLS = (50, 70, 20, 60)
AGE = np.repeat([0, 0, 1, 1], CELLS)
SEX = np.repeat([0, 1, 0, 1], CELLS)


def test_t_1_10_raking():
    found = weigh([margin(AGE, 0.76, 0.24), margin(SEX, 0.5, 0.5)], 200).weights
    first = found[np.cumsum((0, *CELLS[:-1]))]
    assert first == pytest.approx((1.656018, 0.988558, 0.859954, 0.513349), abs=TOLERANCE)
    assert first * CELLS == pytest.approx((82.800918, 69.199082, 17.199082, 30.800918), abs=1e-6)
    assert kish(found) == pytest.approx(169.398788, abs=TOLERANCE)
    assert 200 / kish(found) == pytest.approx(1.180646, abs=TOLERANCE)
    share = sum(first * (10, 21, 12, 45)) / 200
    assert share == pytest.approx(0.35370023, abs=1e-8)
    around = wilson(share, kish(found))
    assert (around.low, around.high) == pytest.approx((0.285674, 0.428215), abs=TOLERANCE)


cells = st.lists(st.integers(3, 80), min_size=6, max_size=6)
targets = st.tuples(
    st.lists(st.floats(0.15, 1), min_size=3, max_size=3),
    st.lists(st.floats(0.15, 1), min_size=2, max_size=2),
)


def crossed(counts):
    """Rows of a 3 × 2 table."""
    return np.repeat([0, 0, 1, 1, 2, 2], counts), np.repeat([0, 1] * 3, counts)


@given(cells, targets)
def test_raking_agrees_with_ipfn(counts, wanted):
    first, second = crossed(counts)
    found = weigh([margin(first, *wanted[0]), margin(second, *wanted[1])], sum(counts)).weights
    n = sum(counts)
    table = np.array(counts, dtype=float).reshape(3, 2)
    aims = [n * np.array(each) / sum(each) for each in wanted]
    oracle = ipfn.ipfn(table, aims, [[0], [1]], convergence_rate=1e-13, max_iteration=2000)
    expected = oracle.iteration()
    got = np.bincount(first * 2 + second, found, minlength=6).reshape(3, 2)
    assert got == pytest.approx(expected, abs=1e-6 * n)


@given(cells, targets)
def test_p_1_3_raking_reproduces_every_margin(counts, wanted):
    first, second = crossed(counts)
    margins = [margin(first, *wanted[0]), margin(second, *wanted[1])]
    found = weigh(margins, sum(counts))
    assert found.weights.mean() == pytest.approx(1)
    assert found.missed == ()
    for each in margins:
        assert shares(found.weights, each) == pytest.approx(each.targets, abs=1e-8)


@given(cells)
def test_p_1_3_a_sample_like_the_register_keeps_weight_one(counts):
    first, second = crossed(counts)
    margins = [margin(codes, *np.bincount(codes)) for codes in (first, second)]
    assert weigh(margins, sum(counts)).weights == pytest.approx(np.ones(sum(counts)))


@given(cells, targets)
def test_weights_stay_within_their_bounds(counts, wanted):
    first, second = crossed(counts)
    margins = [margin(first, *wanted[0]), margin(second, *wanted[1])]
    found = weigh(margins, sum(counts), (0.8, 1.25)).weights
    assert 0.8 - 1e-6 <= found.min() <= found.max() <= 1.25 + 1e-6
    assert found.mean() == pytest.approx(1)


def test_margins_that_bounds_forbid_are_named():
    found = weigh([margin([0] * 190 + [1] * 10, 0.5, 0.5)], 200, (0.2, 5.0))
    assert found.missed == (0,)
    assert found.weights.max() == pytest.approx(5)
    assert found.weights.mean() == pytest.approx(1)


def test_who_does_not_tell_keeps_factor_one_and_targets_hold_among_the_rest():
    codes = [0] * 60 + [1] * 30 + [-1] * 10
    each = margin(codes, 1, 1)
    found = weigh([each], 100).weights
    assert found[-10:] == pytest.approx(np.ones(10))
    assert shares(found, each) == pytest.approx((0.5, 0.5))


def test_a_category_without_answers_is_refused():
    with pytest.raises(ValueError, match="0"):
        weigh([margin([0] * 10, 1, 1)], 10)


# --- from the register ------------------------------------------------------------------------


def fact(value):
    return Fact(value=value, unit="人")


def community(**figures):
    return Community(
        id="c", name="c", facts={f"profile.{name}": fact(value) for name, value in figures.items()}
    )


BANDS = {"population_14_17": 400, "population_18_34": 2400, "population_35_59": 4000,
         "population_60_79": 1700, "population_80": 300}  # fmt: skip


def test_the_register_tells_five_bands_or_the_old_against_the_rest():
    assert register_of(community(**BANDS), POLICY).ages == {
        14: 400, 18: 2400, 35: 4000, 60: 1700, 80: 300}  # fmt: skip
    told = register_of(
        community(population=10000, population_60=2000, population_under_14=1500), POLICY
    )
    assert told.ages == {14: 6500, 60: 2000}
    guessed = register_of(community(population=10000, population_60=2000), POLICY)
    assert guessed.ages == pytest.approx({14: 10000 - 2000 - 1795, 60: 2000})
    partly = {key: value for key, value in BANDS.items() if key != "population_80"}
    assert register_of(community(**partly), POLICY).ages == {}


def test_an_estate_without_a_figure_leaves_estates_untold():
    both = Community(
        id="c", name="c", facts={"e1": fact(100), "e2": fact(None)},
        estates=(Estate(id="1", name="甲", facts={"population": "e1"}),
                 Estate(id="2", name="乙", facts={"population": "e2"})),
    )  # fmt: skip
    assert register_of(both, POLICY).estates == {}


def told(ages, sexes, rated=None):
    n = len(ages)
    base = answers([0] * n, [0] * n, rated or [1] * n, [2] * n)
    who, _, *rest = base.questions
    bands = ("14–17岁", "18–34岁", "35–59岁", "60–79岁", "80岁及以上")
    age = question("age", "age", bands, (None, None, None, "aged_60", "aged_60"), ages)
    sex = question("sex", "sex", ("男", "女"), (None, None), sexes)
    return Answers(
        received=n, questions=(who, age, sex, *rest), seconds=[None] * n, channels=["微信"] * n,
        copies=[False] * n, merged_label="+", persons=[()] * n, self_filled=[None] * n,
        submitted=[None] * n,
    )  # fmt: skip


AGES = {14: 400.0, 18: 2400.0, 35: 4000.0, 60: 1700.0, 80: 300.0}


def weighting(answers, **register):
    found = listen(answers, {"CCS-04": "all"}, {"all": 1.0}, POLICY, Register(**register))
    return found.survey.weighting


def test_small_bands_are_merged_before_they_are_weighted():
    ages = [0] * 4 + [1] * 80 + [2] * 90 + [3] * 40 + [4] * 6
    found = weighting(told(ages, [0, 1] * 110), ages=AGES)
    assert (found.used, found.method) == (True, "post_stratification")
    assert [(each.label, each.n) for each in found.composition if each.variable == "age"] == [
        ("14–17岁、18–34岁", 84), ("35–59岁", 90), ("60–79岁、80岁及以上", 46)]  # fmt: skip
    for each in found.composition:
        if each.target is not None:
            assert each.weighted == pytest.approx(each.target)


def test_two_variables_are_raked_and_men_by_age_are_met_together():
    ages, sexes = [1] * 80 + [3] * 80, [0, 1, 1, 1] * 40
    both = {"male": 4000.0, "female": 4800.0}
    found = weighting(told(ages, sexes), ages=AGES, sexes=both)
    assert (found.used, found.method) == (True, "raking")
    men = {low: 0.45 * people for low, people in AGES.items()}
    joint = weighting(told(ages, sexes), ages=AGES, sexes=both, men=men)
    assert (joint.used, joint.method) == (True, "post_stratification")
    young = (400 + 2400 + 4000) / 8800
    men_ = {each.label: each.weighted for each in joint.composition}
    assert men_["14–17岁、18–34岁、35–59岁"] == pytest.approx(young)
    assert men_["男"] == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("ages", "why"),
    [
        ([1] * 60 + [3] * 39, "few"),
        ([1] * 100 + [3] * 400, "uneven"),
        ([BLANK] * 120, "no_targets"),
    ],
)
def test_the_gate_says_why_there_are_no_weights(ages, why):
    found = weighting(told(ages, [0] * len(ages)), ages=AGES)
    assert not found.used
    assert found.why == f"survey.weighting.{why}"
    assert found.overall is None


def test_the_weighted_figure_stands_beside_the_unweighted_one():
    # the old are over-represented and unhappy: weighting lifts satisfaction
    ages, rated = [1] * 100 + [3] * 100, [1] * 80 + [3] * 20 + [1] * 30 + [3] * 70
    found = listen(told(ages, [0, 1] * 100, rated), {"CCS-04": "all"}, {"all": 1.0}, POLICY,
                   Register(ages=AGES))  # fmt: skip
    table = next(each for each in found.survey.questions if each.id == "s")
    young = (400 + 2400 + 4000) / 8800
    assert found.satisfaction["CCS-04"].top2 == table.top2 == pytest.approx(0.55)
    assert table.weighted_satisfied.value == pytest.approx(0.8 * young + 0.3 * (1 - young))
    assert table.weighted_satisfied.n == 200
    demand = found.demand["CCS-04"]
    assert (demand.rate, demand.weighted.value) == (0, 0)
