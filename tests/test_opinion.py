"""What residents say: worked examples of method §1 and §3, statsmodels as oracle."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from checkup.model import BLANK, SKIPPED, Answers, Question
from checkup.opinion import Register, demand, listen
from checkup.opinion.estimates import finite, kish, mean_score, share_of, shrunk, wilson
from checkup.policy import Policy

POLICY = Policy()
FIVE = (100.0, 75.0, 50.0, 25.0, 0.0)
TOLERANCE = 1e-6


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        pytest.param(120, 300, 0.346165, 0.456363, id="T-1.3"),
        pytest.param(0, 20, 0.0, 0.161125, id="T-1.4 nobody"),
        pytest.param(20, 20, 0.838875, 1.0, id="T-1.4 everybody"),
        pytest.param(7, 10, 0.396778, 0.892209, id="T-1.5"),
    ],
)
def test_wilson_gives_the_worked_examples(x, n, low, high):
    found = wilson(x / n, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=TOLERANCE)


def test_t_1_7_weights_shrink_the_base():
    weights = [1.5] * 100 + [0.75] * 200
    share = (60 * 1.5 + 60 * 0.75) / sum(weights)
    found = wilson(share, kish(weights))
    assert share == pytest.approx(0.45, abs=TOLERANCE)
    assert kish(weights) == pytest.approx(266.666667, abs=TOLERANCE)
    assert len(weights) / kish(weights) == pytest.approx(1.125, abs=TOLERANCE)
    assert (found.low, found.high) == pytest.approx((0.391421, 0.509999), abs=TOLERANCE)


def test_t_1_11_likert_mean_with_its_t_interval():
    counts = [40, 80, 50, 20, 10]
    found = mean_score(FIVE, counts)
    assert found.value == pytest.approx(65.0, abs=TOLERANCE)
    assert (found.low, found.high) == pytest.approx((61.268674, 68.731326), abs=TOLERANCE)
    top = wilson(120 / 200, 200)
    assert (top.low, top.high) == pytest.approx((0.530837, 0.665394), abs=TOLERANCE)


def test_t_1_6_a_random_sample_of_a_small_population_is_surer():
    assert finite(300, 300, 1131) == pytest.approx(407.942238, abs=TOLERANCE)
    found = share_of(0.4, 300, 300, 1131)
    assert (found.low, found.high) == pytest.approx((0.353606, 0.448259), abs=TOLERANCE)


def test_t_1_7_with_a_finite_population():
    n_eff = kish([1.5] * 100 + [0.75] * 200)
    assert finite(n_eff, 300, 1131) == pytest.approx(362.615323, abs=TOLERANCE)
    found = share_of(0.45, n_eff, 300, 1131)
    assert (found.low, found.high) == pytest.approx((0.399586, 0.501463), abs=TOLERANCE)


def test_who_asked_everybody_knows():
    found = share_of(0.4, 300, 300, 300)
    assert (found.low, found.high) == (0.4, 0.4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_statsmodels(answers):
    x, n = answers
    found = wilson(x / n, n)
    expected = proportion_confint(x, n, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.integers(0, 400), min_size=5, max_size=5).filter(lambda c: sum(c) > 1))
def test_the_mean_agrees_with_statsmodels(counts):
    found = mean_score(FIVE, counts)
    oracle = DescrStatsW(FIVE, weights=counts)
    low, high = oracle.tconfint_mean() if oracle.var else (oracle.mean, oracle.mean)
    assert found.value == pytest.approx(oracle.mean, abs=1e-9)
    assert found.low == pytest.approx(max(0, low), abs=1e-9)
    assert found.high == pytest.approx(min(100, high), abs=1e-9)


@given(
    st.integers(2, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.floats(0.2, 1), st.floats(1.001, 50),
)  # fmt: skip
def test_every_other_interval_agrees_with_statsmodels(answers, shrink, factor):
    """Weighted and finite ones: Wilson on n* instead of n."""
    x, n = answers
    n_eff, population = n * shrink, n * factor
    for found, base in (
        (share_of(x / n, n_eff, n), n_eff),
        (share_of(x / n, n_eff, n, population), finite(n_eff, n, population)),
    ):
        expected = proportion_confint(x / n * base, base, method="wilson")
        assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0.05, 8), min_size=5, max_size=60), st.randoms(use_true_random=False))
def test_the_weighted_mean_is_that_of_n_eff_answers_with_the_same_shares(weights, chance):
    rated = [chance.randrange(5) for _ in weights]
    sums = [sum(w for w, at in zip(weights, rated, strict=True) if at == k) for k in range(5)]
    n_eff = kish(weights)
    found = mean_score(FIVE, sums, n_eff=n_eff)
    oracle = DescrStatsW(FIVE, weights=[n_eff * each / sum(sums) for each in sums])
    low, high = oracle.tconfint_mean() if oracle.var else (oracle.mean, oracle.mean)
    assert found.value == pytest.approx(oracle.mean, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((max(0, low), min(100, high)), abs=1e-9)


shares = st.floats(0, 1)
bases = st.floats(1, 1e5)


@given(shares, bases, st.floats(1.01, 100))
def test_p_1_1_wilson_holds_its_share_mirrors_and_narrows(share, n, more):
    found = wilson(share, n)
    mirrored = wilson(1 - share, n)
    wider = wilson(share, n * more)
    assert 0 <= found.low <= share <= found.high <= 1
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)
    assert mirrored.high == pytest.approx(1 - found.low, abs=1e-9)
    assert wider.high - wider.low < found.high - found.low
    # of one answer among N nothing is known but that it is one of them
    several, known = wilson(share, n + 1), share_of(share, n + 1, n + 1, (n + 1) * more)
    assert known.high - known.low < several.high - several.low


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=30), st.floats(0.1, 10))
def test_p_1_2_kish_never_exceeds_n_and_ignores_the_scale_of_weights(weights, k):
    assert kish(weights) <= len(weights) + 1e-9
    assert kish([k * w for w in weights]) == pytest.approx(kish(weights))


def test_no_answers_have_no_estimate():
    with pytest.raises(ValueError, match="0"):
        wilson(0.5, 0)
    with pytest.raises(ValueError, match="0"):
        mean_score(FIVE, [0] * 5)


T31 = [(40, 480, 0.093887), (54, 120, 0.435310), (18, 30, 0.498868), (190, 480, 0.393887),
       (250, 480, 0.513887), (0, 0, 0.347170)]  # fmt: skip


@pytest.mark.parametrize(("x", "n", "expected"), T31)
def test_t_3_1_shrunk_rates(x, n, expected):
    counted = {str(at): demand.Counted(x, x, n) for at, (x, n, _) in enumerate(T31)}
    d0 = demand.prior(counted)
    assert d0 == pytest.approx(552 / 1590, abs=TOLERANCE)
    assert shrunk(x, n, d0, 20) == pytest.approx(expected, abs=TOLERANCE)


def test_t_3_1_bounds_are_those_of_n_plus_m():
    found = demand.estimate(demand.Counted(54, 60, 120), 552 / 1590, 1800, POLICY)
    assert found.shrunk_low * 1800 * 1.5 == pytest.approx(961.19, abs=0.005)
    assert found.shrunk_high * 1800 * 1.5 == pytest.approx(1398.81, abs=0.005)
    assert found.people == pytest.approx(1800 * 54 / 120)


# --- the whole of it --------------------------------------------------------------------------

WHO = ("居民", "办公人员", "商户", "都不是")
WHO_MEANS = ("resident", "office", "merchant", "outside")
AGE = ("18–34岁", "60–79岁")
SCALE = ("非常满意", "满意", "一般", "不满意", "非常不满意", "不了解")
SCALE_MEANS = ("satisfied", "satisfied", "neutral", "dissatisfied", "dissatisfied", "unsure")
NEED = ("能用上", "用不上", "不需要")
NEED_MEANS = ("need_met", "need_unmet", "no_need")


def question(id_, kind, options, means, codes, item=None, multiple=False):
    scores = (*FIVE, None) if kind == "satisfaction" else (None,) * len(options)
    return Question(
        id=id_, kind=kind, number=None, title=id_, item=item, options=options,
        multiple=multiple, codes=codes, sources=("s1",), means=means, scores=scores,
    )  # fmt: skip


def answers(who, age, rated, need, item="CCS-04", copies=None):
    return Answers(
        received=len(who),
        questions=(
            question("who", "group", WHO, WHO_MEANS, who),
            question("age", "age", AGE, (None, "aged_60"), age),
            question("s", "satisfaction", SCALE, SCALE_MEANS, rated, item),
            question("n", "need", NEED, NEED_MEANS, need, item),
        ),
        seconds=[None] * len(who),
        channels=["微信"] * len(who),
        copies=copies or [False] * len(who),
        merged_label="其他（合并）",
    )


def heard(told, target="all", size=None):
    return listen(told, {"CCS-04": target}, {target: size}, POLICY)


def test_only_residents_speak_for_the_community():
    told = answers([0] * 20 + [1] * 15, [0] * 35, [0] * 20 + [4] * 15, [0] * 20 + [1] * 15)
    found = heard(told)
    assert found.satisfaction["CCS-04"].mean == 100
    assert found.satisfaction["CCS-04"].n == 20
    assert found.demand["CCS-04"].rate == 0
    assert found.survey.groups == {"居民": 20, "办公人员": 15}
    assert found.survey.questions[2].by_group == {"居民": 20, "办公人员": 15}


def test_rows_are_counted_at_the_first_rule_they_break():
    who = [0] * 12 + [3, 3, BLANK]
    blank = [0] * 12 + [SKIPPED, SKIPPED, BLANK]
    told = answers(who, blank, blank, blank, copies=[False] * 13 + [True, False])
    found = heard(told).survey
    assert (found.received, found.valid) == (15, 12)
    assert found.excluded == {"Q1": 1, "Q2": 1, "Q3": 1}


def test_four_fifths_answered_is_complete_and_hidden_questions_do_not_count():
    half = [0] * 10 + [BLANK]
    told = answers([0] * 11, half, half, [0] * 11)
    assert heard(told).survey.excluded == {"Q2": 1}
    hidden = [0] * 10 + [SKIPPED]
    assert heard(answers([0] * 11, hidden, hidden, [0] * 11)).survey.excluded == {}


def test_unsure_stands_outside_the_satisfaction_base_and_average_is_not_satisfied():
    told = answers([0] * 40, [0] * 40, [1] * 10 + [2] * 20 + [5] * 10, [2] * 40)
    found = heard(told)
    assert found.satisfaction["CCS-04"].n == 30
    assert found.satisfaction["CCS-04"].top2 == pytest.approx(1 / 3)
    table = found.survey.questions[2]
    assert (table.n, table.scored) == (40, 30)
    assert table.options[-1].count == 10


def test_a_few_who_do_not_know_are_told_nowhere():
    told = answers([0] * 40, [0] * 40, [1] * 12 + [2] * 20 + [5] * 8, [2] * 40)
    table = heard(told).survey.questions[2]
    assert (table.n, table.scored) == (32, 32)
    assert [option.label for option in table.options] == list(SCALE[:5])
    # 40 people were asked: a blank of nought beside 32 answers would tell the eight
    assert table.blank is None


def test_demand_is_asked_of_the_target_group_and_people_come_from_the_register():
    old, young = [1] * 20, [0] * 30
    told = answers([0] * 50, old + young, [0] * 50, [1] * 8 + [2] * 12 + [1] * 30)
    found = heard(told, "aged_60", 1800.0).demand["CCS-04"]
    assert (found.x, found.n) == (8, 20)
    assert found.people == pytest.approx(720)
    assert heard(told, "aged_60").demand["CCS-04"].people is None


def test_who_has_it_and_is_dissatisfied_has_an_unmet_need():
    told = answers([0] * 20, [0] * 20, [3] * 5 + [1] * 15, [0] * 20)
    found = heard(told).demand["CCS-04"]
    assert (found.x, found.need_rate) == (5, 1.0)


def test_a_target_group_the_questionnaire_does_not_tell_apart_gives_no_demand():
    told = answers([0] * 20, [0] * 20, [0] * 20, [1] * 20)
    assert heard(told, "children_0_3").demand == {}
    assert heard(told, "vehicles").demand["CCS-04"].n == 20


def test_below_ten_answers_nothing_is_said_of_an_item():
    told = answers([0] * 9, [1] * 9, [0] * 9, [1] * 9)
    found = heard(told)
    assert found.satisfaction == {}
    assert found.demand == {}
    assert all(table.options == () for table in found.survey.questions)
    assert found.prior is None


@given(st.permutations(range(24)))
def test_p_1_4_the_order_of_rows_is_irrelevant(order):
    who = [0] * 20 + [1, 2, 3, BLANK]
    age = [1] * 12 + [0] * 12
    rated = [at % 6 for at in range(24)]
    need = [at % 3 for at in range(24)]
    straight = heard(answers(who, age, rated, need), "aged_60", 100.0)
    mixed = answers(*([column[at] for at in order] for column in (who, age, rated, need)))
    assert heard(mixed, "aged_60", 100.0) == straight


def test_multiple_choices_are_counted_option_by_option():
    base = answers([0] * 30, [0] * 30, [0] * 30, [0] * 30)
    vehicles = question("v", "vehicle", ("汽车", "电动自行车", "都没有"),
                        ("vehicle", "vehicle", "none"), [3] * 12 + [2] * 10 + [4] * 8,
                        multiple=True)  # fmt: skip
    told = Answers(
        received=30, questions=(*base.questions, vehicles), seconds=base.seconds,
        channels=base.channels, copies=base.copies, merged_label="+",
    )  # fmt: skip
    found = heard(told, "vehicles")
    assert found.demand["CCS-04"].n == 22
    # 汽车 12, 电动自行车 22 of 30, 都没有 8: two tell of 8 people each, by themselves or the rest
    table = found.survey.questions[-1]
    assert [(option.label, option.count) for option in table.options] == [("汽车", 12)]
    assert (table.hidden, table.several) == (2, True)


def test_the_interval_of_the_mean_is_that_of_its_own_spread():
    found = mean_score(FIVE, [1, 0, 0, 0, 1])
    assert (found.low, found.high) == (0.0, 100.0)
    spread = sqrt((4 * 25.0**2) / 7 / 8)
    half = mean_score(FIVE, [0, 2, 4, 2, 0])
    assert half.high - 50 == pytest.approx(2.364624251 * spread, abs=1e-6)


def test_only_a_random_sample_or_a_census_is_narrowed_by_its_population():
    told = answers([0] * 60, [0] * 60, [0] * 30 + [3] * 30, [1] * 30 + [2] * 30)

    def width(sampling, population):
        found = listen(told, {"CCS-04": "all"}, {"all": 100.0}, Policy(sampling=sampling),
                       Register(population=population))  # fmt: skip
        rated, need = found.satisfaction["CCS-04"], found.demand["CCS-04"]
        assert rated.top2 == need.rate == 0.5
        table = found.survey.questions[2].satisfied
        assert table.high - table.low == rated.top2_high - rated.top2_low
        return rated.top2_high - rated.top2_low, need.high - need.low

    plain = width("开放链接", 100.0)
    assert plain == pytest.approx((2 * (wilson(0.5, 60).high - 0.5),) * 2)
    assert max(width("随机抽样", 100.0)) < min(plain)
    assert width("全员调查", 60.0) == (0, 0)
