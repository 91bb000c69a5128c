"""Importance beside performance, 达标 beside 满意, and how many answers are needed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from test_opinion import POLICY, answers, heard, question

from checkup.model import Demand, Satisfaction
from checkup.opinion import importance, listen, sampling
from checkup.opinion.importance import Place, both, lowest_third, means, on_the_edge, quadrant
from checkup.policy import Policy

T112 = [(80, 45), (70, 75), (60, 55), (50, 80)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((60, 60), ["improve", "keep", "improve", "maintain"]),
        ((65, 63.75), ["improve", "keep", "low", "maintain"]),
    ],
    ids=["T-1.12 fixed", "T-1.12 means"],
)
def test_t_1_12_four_quadrants(lines, expected):
    places = [Place(i, p, p, p) for i, p in T112]
    assert [quadrant(each, *lines) for each in places] == expected


def test_t_1_12_the_crosshair_of_the_means():
    assert means({str(at): Place(i, p, p, p) for at, (i, p) in enumerate(T112)}) == (65, 63.75)


def test_a_line_is_high_and_an_interval_around_it_is_marked():
    assert quadrant(Place(60, 80, 75, 84), 60, 80) == "keep"
    assert on_the_edge(Place(60, 80, 75, 84), 80)
    assert not on_the_edge(Place(60, 90, 85, 94), 80)


@pytest.mark.parametrize(
    ("status", "low", "high", "expected"),
    [
        ("met", 0.80, 0.9, "keep"),
        ("met", 0.6, 0.79, "operate"),
        ("short", 0.85, 0.9, "verify"),
        ("partial", 0.2, 0.3, "build"),
        ("short", 0.6, 0.80, "unsure"),
        ("met", 0.79, 0.9, "unsure"),
        ("unknown", 0.9, 0.95, None),
        ("unconfirmed", 0.1, 0.2, None),
        ("exempt", 0.1, 0.2, None),
        ("met", None, None, None),
    ],
)
def test_what_is_judged_stands_beside_what_people_say(status, low, high, expected):
    told = None
    if low is not None:
        told = Satisfaction(mean=50, low=45, high=55, n=30, top2=low, top2_low=low, top2_high=high)
        assert both(status, replace(told, n=29), POLICY) is None
    assert both(status, told, POLICY) == expected


def rated(top2, n=100):
    return Satisfaction(
        mean=50, low=45, high=55, n=n, top2=top2, top2_low=top2 - 0.05, top2_high=top2 + 0.05
    )


def needed(rate, n=100):
    return Demand(
        rate=rate, low=rate, high=rate, n=n, people=None, x=round(rate * n), need_rate=None,
        shrunk=rate, shrunk_low=rate, shrunk_high=rate,
    )  # fmt: skip


def test_asked_importance_and_the_demand_rate_are_never_mixed():
    satisfied, lacking = {"a": rated(0.5), "b": rated(0.9)}, {"a": needed(0.3), "b": needed(0.6)}
    by_demand = importance.places(satisfied, lacking, {}, POLICY)
    assert {item: each.importance for item, each in by_demand.items()} == {"a": 30, "b": 60}
    assert list(importance.places(satisfied, lacking, {"a": 75.0}, POLICY)) == ["a"]


def test_items_of_few_answers_are_not_compared():
    assert importance.places({"a": rated(0.5, 29)}, {"a": needed(0.3)}, {}, POLICY) == {}
    assert importance.places({"a": rated(0.5)}, {"a": needed(0.3, 29)}, {}, POLICY) == {}
    assert importance.lines({}, False, POLICY) is None


def test_the_policy_may_fix_the_line_of_importance():
    places = {"a": Place(30, 50, 45, 55), "b": Place(60, 90, 85, 95)}
    free = importance.lines(places, False, POLICY)
    fixed = importance.lines(places, False, Policy(importance_line=50.0))
    assert (free.importance_line, free.importance_fixed) == (45, False)
    assert (fixed.importance_line, fixed.importance_fixed) == (50, True)
    assert (fixed.importance_mean, fixed.performance_mean) == (45, 70)
    assert free.performance_line == pytest.approx(80)


def test_asked_importance_is_read_from_its_question():
    base = answers([0] * 60, [0] * 60, [1] * 50 + [3] * 10, [2] * 60)
    codes = [0] * 30 + [1] * 30
    asked = question("i", "importance", ("重要", "一般", "不重要"), (None,) * 3, codes, "CCS-04")
    asked = replace(asked, scores=(100.0, 50.0, 0.0))
    found = listen(
        replace(base, questions=(*base.questions, asked)), {"CCS-04": "all"}, {"all": None}, POLICY
    )
    assert found.importance == {"CCS-04": 75}
    assert found.survey.quadrants.asked
    assert found.quadrant == {"CCS-04": "keep"}
    assert found.on_edge == ("CCS-04",)


def test_basically_satisfied_is_told_with_and_without():
    labels = ("非常满意", "满意", "基本满意", "不满意")
    base = answers([0] * 80, [0] * 80, [0] * 80, [2] * 80)
    rated_ = replace(
        question("s", "satisfaction", labels,
                 ("satisfied", "satisfied", "neutral", "dissatisfied"),
                 [0] * 20 + [1] * 20 + [2] * 25 + [3] * 15, "CCS-04"),
        scores=(100.0, 200 / 3, 100 / 3, 0.0),
    )  # fmt: skip
    told = replace(base, questions=(*base.questions[:2], rated_, base.questions[3]))
    table = heard(told).survey.questions[2]
    assert table.satisfied.value == pytest.approx(0.5)
    assert table.satisfied_basic.value == pytest.approx(65 / 80)
    assert table.dissatisfied.value == pytest.approx(15 / 80)


@pytest.mark.parametrize(
    ("population", "answers_", "with_deff"),
    [(1131, 287, 374), (3827, 350, 454), (8771, 369, 479), (33000, 380, 494)],
)
def test_t_1_8_how_many_answers_are_needed(population, answers_, with_deff):
    assert sampling.needed(population, 0.05) == answers_
    assert sampling.needed(population, 0.05, 1.3) == with_deff


@pytest.mark.parametrize(("n", "points"), [(100, 19.8), (200, 14.0), (300, 11.4), (400, 9.9)])
def test_the_smallest_change_that_the_next_round_could_see(n, points):
    assert sampling.detectable(n) == pytest.approx(points, abs=0.05)


def test_the_sample_plan_needs_a_population_and_sees_nothing_with_few_answers():
    assert sampling.plan(None, 300, 300, POLICY) is None
    found = sampling.plan(8771.0, 29, 29, POLICY)
    assert (found.needed, found.n, found.detectable) == (369, 29, None)


def test_nobody_and_everybody_are_not_told_of_a_sensitive_question_in_a_small_base():
    def told(n, sensitive):
        base = answers([0] * n, [0] * n, [0] * n, [2] * n)
        ill = replace(question("h", "unmapped", ("有", "没有"), (None,) * 2, [1] * n),
                      sensitive=sensitive)  # fmt: skip
        table = heard(replace(base, questions=(*base.questions, ill))).survey.questions[-1]
        return [option.count for option in table.options]

    assert told(29, True) == []
    assert told(30, True) == [0, 30]
    assert told(29, False) == [0, 29]


@pytest.mark.parametrize(
    ("n_eff", "sure"), [(100, "high"), (99.9, "medium"), (30, "medium"), (29.9, "low")]
)
def test_the_headline_is_as_sure_as_its_effective_answers(n_eff, sure):
    assert sampling.confidence(n_eff, POLICY) == sure


def test_the_lowest_third_is_of_what_enough_people_rated():
    def rated(top2: int, n: int = 100) -> Satisfaction:
        return Satisfaction(mean=50, low=40, high=60, n=n, top2=top2 / 10, top2_low=0, top2_high=1)

    rates = {
        **{item: rated(top2) for item, top2 in zip("abcefg", (9, 2, 5, 7, 8, 5), strict=True)},
        "d": rated(1, n=29),
    }
    assert lowest_third(rates, Policy()) == {"b", "c", "g"}, "what equals the last is in it too"
    assert lowest_third({"a": rated(1), "b": rated(9)}, Policy()) == frozenset()
