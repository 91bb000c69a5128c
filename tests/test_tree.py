"""The score tree and the score: the worked examples T-2.1, T-2.2, T-2.5–T-2.7 of method §2.

T-2.3 and T-2.4 are about distance, which no rule reads yet.
"""

from __future__ import annotations

import pytest

from checkup.judge import standard
from checkup.judge.score import item_status, items_of, total_of
from checkup.judge.tree import (
    NO_DATA,
    Node,
    all_of,
    any_of,
    at_least,
    at_most,
    between,
    known,
    mean,
)
from checkup.model import Status
from checkup.policy import Policy

POLICY = Policy()
STANDARD = standard.load()


def equal(*nodes: Node) -> Node:
    made = mean([(node, 1.0) for node in nodes])
    assert made is not None
    return made


def test_t_2_1_half_the_area_is_half_the_points() -> None:
    assert at_least(520, 800) == pytest.approx(65)


@pytest.mark.parametrize(
    ("metres", "score"), [(400, 100), (500, 100), (650, 70), (1000, 0), (1200, 0)]
)
def test_t_2_1_beyond_the_line_points_fall_to_zero_at_twice_the_line(
    metres: float, score: float
) -> None:
    assert at_most(metres, 500, POLICY.at_most_slack) == pytest.approx(score)


@pytest.mark.parametrize(
    ("value", "score"), [(5, 50), (10, 100), (12, 100), (15, 100), (22.5, 50), (30, 0)]
)
def test_a_range_is_a_floor_below_and_a_ceiling_above(value: float, score: float) -> None:
    assert between(value, 10, 15, POLICY.at_most_slack) == pytest.approx(score)


def test_t_2_2_places_per_thousand_people() -> None:
    assert at_least(1000 * 90 / 12000, 10) == pytest.approx(75)


def test_t_2_5_alternatives_and_pairs_with_one_side_unknown() -> None:
    assert any_of([known(65), NO_DATA]) == (65, 65, 100, 0.5)
    assert any_of([known(100), NO_DATA]) == (100, 100, 100, 1)
    assert all_of([known(65), NO_DATA]) == (65, 0, 65, 0.5)
    assert all_of([known(0), NO_DATA]) == (0, 0, 0, 1)


def t_2_6() -> Node:
    return equal(known(65), known(250 / 3), known(92), NO_DATA)


def test_t_2_6_an_item_with_one_rule_unknown() -> None:
    assert t_2_6() == pytest.approx((80.111111, 60.083333, 85.083333, 0.75), abs=1e-6)


def test_t_2_7_a_total_below_the_coverage_gate_is_provisional_and_has_no_grade() -> None:
    nodes = {"a": t_2_6(), "b": known(100.0), "c": None, "d": known(40.0), "e": NO_DATA}
    shown = Policy(grades_shown=True)
    total = total_of(nodes, shown, units=1, veto_failed=False)
    assert (total.value, total.low, total.high, total.coverage) == pytest.approx(
        (73.370370, 50.020833, 81.270833, 0.6875), abs=1e-6
    )
    assert not total.official
    assert total.grade is None
    assert (total.met, total.partial, total.unknown, total.exempt) == (1, 2, 1, 1)


def test_nothing_applicable_leaves_no_node() -> None:
    assert mean([]) is None
    assert any_of([]) is None
    assert all_of([]) is None


@pytest.mark.parametrize(
    ("node", "status"),
    [
        (None, "exempt"),
        (NO_DATA, "unknown"),
        (known(100.0), "met"),
        (Node(100.0, 100 - 1e-10, 100.0, 1.0), "met"),
        (known(19.9), "short"),
        (known(20.0), "partial"),
        (Node(0.0, 0.0, 19.9, 0.9), "short"),
        (Node(50.0, 25.0, 75.0, 0.5), "partial"),
        (Node(100.0, 50.0, 100.0, 0.5), "unconfirmed"),
        (Node(0.0, 0.0, 100.0, 0.5), "unconfirmed"),
    ],
)
def test_the_first_status_that_fits_is_taken(node: Node | None, status: Status) -> None:
    assert item_status(node, POLICY) == status


def twenty(*nodes: Node | None) -> dict[str, Node | None]:
    """Nodes for the 20 items, the last one repeated."""
    ids = [item.id for item in STANDARD.items]
    filled = [*nodes, *[nodes[-1]] * (len(ids) - len(nodes))]
    return dict(zip(ids, filled, strict=True))


def test_contributions_add_up_to_the_score() -> None:
    nodes = twenty(
        known(100.0), known(37.5), None, NO_DATA, Node(60.0, 30.0, 80.0, 0.5), known(0.0)
    )
    items = items_of(STANDARD, nodes, POLICY)
    total = total_of(nodes, POLICY, units=1, veto_failed=False)
    assert sum(item.contribution for item in items) == pytest.approx(total.value)
    assert items[2].contribution == items[3].contribution == 0


def test_what_an_item_could_add_is_its_gap_when_short_and_its_range_when_unknown() -> None:
    nodes = twenty(
        known(40.0), NO_DATA, Node(100.0, 60.0, 100.0, 0.6), None, Node(50.0, 25.0, 75.0, 0.5),
        known(100.0),
    )  # fmt: skip
    items = items_of(STANDARD, nodes, POLICY)
    assert [item.could_add for item in items[:6]] == pytest.approx(
        [60 / 19, 100 / 19, 40 / 19, 0, 50 / 19, 0]
    )


@pytest.mark.parametrize(
    ("node", "veto", "grade"),
    [
        (known(95.0), False, "A"),
        (known(95.0), True, "C"),
        (known(50.0), True, "D"),
        (Node(80.0, 70.0, 85.0, 0.9), False, "C~B"),
        (Node(95.0, 70.0, 98.0, 0.9), True, "C"),
    ],
)
def test_a_grade_is_a_range_when_the_bounds_fall_apart_and_a_failed_veto_caps_it(
    node: Node, veto: bool, grade: str
) -> None:
    shown = Policy(grades_shown=True)
    score = total_of(twenty(node), shown, units=1, veto_failed=veto)
    assert score.grade == grade
    assert score.value == pytest.approx(node.score)
    assert total_of(twenty(node), POLICY, units=1, veto_failed=veto).grade is None
