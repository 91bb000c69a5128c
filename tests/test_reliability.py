"""Rates, channels and sensitivity (method §1.1, §1.2, §6.3). All counts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from statsmodels.stats.proportion import confint_proportions_2indep

from checkup.model import Answers, Estimate, Question
from checkup.opinion import channels, listen
from checkup.opinion.comparison import newcombe
from checkup.opinion.rates import Rates, rates
from checkup.policy import Policy

POLICY = Policy()


def test_t_1_1_rates():
    found = rates(600, 560, 560 - (24 + 18 + 20 + 8), 8771)
    assert [round(100 * share, 1) for share in (found.response, found.valid, found.sample)] == [
        93.3, 87.5, 5.6,
    ]  # fmt: skip


def test_an_open_link_has_no_response_rate_and_nothing_received_no_valid_one():
    assert rates(None, 560, 490, None) == Rates(None, 0.875, None)
    assert rates(0, 0, 0, 0) == Rates(None, None, None)


def test_where_more_came_back_than_was_given_out_the_rate_is_not_known():
    assert rates(600, 11_000, 10_000, 33_000).response is None


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        pytest.param((180, 300), (210, 300), 0.023666, 0.174724, id="T-6.5"),
        pytest.param((36, 60), (42, 60), -0.069447, 0.261760, id="T-6.6"),
    ],
)
def test_newcombe_gives_the_worked_examples(first, second, low, high):
    found = newcombe(first[0] / first[1], first[1], second[0] / second[1], second[1])
    assert (found.value, found.low, found.high) == pytest.approx((0.1, low, high), abs=1e-6)


parts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(parts, parts)
def test_newcombe_agrees_with_statsmodels(first, second):
    (x1, n1), (x2, n2) = first, second
    found = newcombe(x1 / n1, n1, x2 / n2, n2)
    oracle = confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(oracle, abs=1e-9)
    assert -1 <= found.low <= found.value <= found.high <= 1


# --- channels and sensitivity ----------------------------------------------------------------

SCALE = ("满意", "一般", "不满意")
MEANS = ("satisfied", "neutral", "dissatisfied")


def answers(rated, ages=None, kind="overall", item=None, **more):
    count = len(rated)
    asked = [
        Question(id="o", kind=kind, number=None, title="o", item=item, options=SCALE,
                 multiple=False, codes=list(rated), sources=("S1",), means=MEANS,
                 scores=(100.0, 50.0, 0.0)),
        Question(id="a", kind="age", number=None, title="a", item=None,
                 options=("18–59岁", "60岁以上"), multiple=False, codes=ages or [0] * count,
                 sources=("S1",), means=(None, "aged_60"), scores=(None, None)),
    ]  # fmt: skip
    return replace(
        Answers(received=count, questions=tuple(asked), seconds=[None] * count,
                channels=["微信"] * count, copies=[False] * count, merged_label="+"),
        **more,
    )  # fmt: skip


def survey(told, **more):
    return listen(told, {"CCS-01": "all"}, {}, POLICY, **more).survey


def shares(satisfied, count):
    return [0] * satisfied + [2] * (count - satisfied)


def test_the_survey_says_what_was_given_out_and_whom_it_stands_for():
    found = survey(answers(shares(30, 40)), distributed=50.0, population=8000.0)
    assert (found.distributed, found.population) == (50, 8000)
    assert (found.response_rate, found.valid_rate, found.sample_share) == (0.8, 1.0, 0.005)
    open_link = survey(answers(shares(30, 40)))
    assert (open_link.distributed, open_link.response_rate) == (None, None)


def test_ways_in_stand_side_by_side_with_their_ages():
    told = answers(
        shares(60, 60) + shares(10, 30) + shares(10, 10),
        ages=[0] * 45 + [1] * 15 + [0] * 12 + [1] * 18 + [1] * 10,
        self_filled=[True] * 60 + [False] * 30 + [None] * 10,
        paper=[False] * 90 + [True] * 10,
    )
    found = survey(told)
    assert [(row.channel, row.n, row.ages) for row in found.by_channel] == [
        ("online", 60, {"18–59岁": 45, "60岁以上": 15}),
        ("visit", 30, {"18–59岁": 12, "60岁以上": 18}),
        ("paper", 10, {"18–59岁": 0, "60岁以上": 10}),
    ]
    difference = found.channel_difference
    assert difference is not None
    assert (difference.first, difference.second) == ("online", "visit")
    assert difference.difference == pytest.approx(-2 / 3)
    assert difference.differs


def test_nine_points_apart_is_no_difference_however_sure():
    def mixed(second):
        return answers(shares(8000, 10_000) + shares(second, 10_000),
                       paper=[False] * 10_000 + [True] * 10_000)  # fmt: skip

    assert not survey(mixed(7100)).channel_difference.differs
    assert survey(mixed(7000)).channel_difference.differs


def test_ten_points_among_sixty_are_no_difference():
    told = answers(shares(36, 60) + shares(42, 60), paper=[False] * 60 + [True] * 60)
    found = survey(told).channel_difference
    assert (found.low, found.high) == pytest.approx((-0.069447, 0.261760), abs=1e-6)
    assert not found.differs


def test_channels_with_few_answers_are_neither_shown_nor_compared():
    nine = answers(shares(60, 69), paper=[False] * 60 + [True] * 9)
    assert survey(nine).by_channel == ()
    few = survey(answers(shares(60, 80), paper=[False] * 60 + [True] * 20))
    assert [row.channel for row in few.by_channel] == ["online", "paper"]
    assert few.channel_difference is None


def test_the_age_table_is_whole_until_it_is_suppressed():
    told = answers(shares(20, 20), ages=[0] * 5 + [1] * 15)
    import numpy as np

    everyone = np.ones(20, dtype=bool)
    table = channels.age_table(told, channels.ways(told, ~everyone), everyone)
    assert (table.channels, table.n, table.cells) == (("online",), (20,), ((5, 15),))
    assert channels.protected(table, 10) == ((None, None),)


def test_a_small_cell_takes_others_along_where_sums_would_tell_it():
    table = channels.AgeTable(
        channels=("online", "visit", "paper"), ages=("a", "b", "c"), n=(90, 60, 40),
        cells=((30, 30, 30), (4, 16, 40), (10, 10, 20)),
    )  # fmt: skip
    assert channels.protected(table, 10) == (
        (30, 30, 30), (None, None, 40), (None, None, 20))  # fmt: skip


def test_a_share_that_tells_of_a_few_rows_is_not_beside_the_other_one():
    told = answers(shares(80, 100) + [2] * 5, seconds=[None] * 100 + [0.5] * 5)
    found = survey(told).sensitivity
    assert (found.valid.n, found.all_rows, found.differs) == (100, None, False)


def test_sensitivity_compares_valid_rows_with_all_but_duplicates():
    told = answers(
        shares(80, 100) + [2] * 40 + [0] * 50,
        seconds=[None] * 100 + [0.5] * 40 + [None] * 50,
        copies=[False] * 140 + [True] * 50,
    )
    found = survey(told)
    assert found.excluded == {"Q1": 50, "Q6": 40}
    shift = found.sensitivity
    assert (shift.valid.value, shift.valid.n) == (0.8, 100)
    assert (shift.all_rows.value, shift.all_rows.n) == (pytest.approx(80 / 140), 140)
    assert shift.differs


def test_cleaning_that_moves_the_headline_little_is_no_warning():
    told = answers(shares(280, 400) + [2] * 10, seconds=[None] * 400 + [0.5] * 10)
    found = survey(told).sensitivity
    assert found.all_rows.n == 410
    assert not found.differs


def test_who_did_not_consent_is_used_for_nothing_not_even_for_the_comparison():
    told = answers(shares(80, 100) + [2] * 40, tests=[False] * 100 + [True] * 40)
    found = survey(told).sensitivity
    assert found.valid == found.all_rows


def test_without_an_overall_question_the_items_stand_in():
    told = answers(shares(30, 40), kind="satisfaction", item="CCS-01")
    found = survey(told).sensitivity
    assert isinstance(found.valid, Estimate)
    assert (found.valid.value, found.valid.n, found.valid.few) == (0.75, 40, False)
    assert survey(answers([0] * 9)).sensitivity is None
