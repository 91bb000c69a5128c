"""P-4.1 to P-4.5 and P-4.7: what holds of every plan, against trying everything."""

from __future__ import annotations

import pytest
from choice_samples import best_by_trial, least_cost_by_trial, sample, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checkup.plan.choose import choose
from checkup.plan.curve import curve
from checkup.plan.draft import Draft
from checkup.plan.plain import plain
from checkup.plan.programme import Infeasible, Programme, Selection
from checkup.plan.verify import violations

BLOCK = 25
SEEDS = st.integers(0, 100_000)


def benefit(programme: Programme) -> float:
    """Z*, below 0 when there is no plan."""
    plan = choose(programme)
    return plan.benefit if isinstance(plan, Selection) else -1.0


def no_worse(more: float, less: float) -> bool:
    """Stage 2 may give up a millionth."""
    return more >= less - 2e-6 * max(1.0, less)


@pytest.mark.parametrize("start", range(0, 300, BLOCK))
def test_the_solver_is_as_good_as_trying_everything(start: int) -> None:
    for seed in range(start, start + BLOCK):
        programme = sample(seed)
        plan, best = choose(programme), best_by_trial(programme)
        if isinstance(plan, Infeasible):
            assert best is None, seed
            if "channel" not in plan.limits:
                assert plan.minimum == least_cost_by_trial(programme), seed
            continue
        assert best is not None, seed
        assert (plan.benefit, plan.cost) == (pytest.approx(best[0], abs=1e-6), best[1]), seed
        assert (plan.gap, plan.cost_gap) == (0.0, 0.0), seed


def test_the_samples_have_plans_of_every_kind() -> None:
    samples = [sample(seed) for seed in range(80)]
    plans = [choose(each) for each in samples]
    assert sum(isinstance(each, Infeasible) for each in plans) >= 5
    for feature in ("rooms", "years", "funding"):
        made = [each for each in plans if isinstance(each, Selection) and getattr(each, feature)]
        assert len(made) >= 10, feature
    assert sum(bool(each.demands.floors) for each in samples) >= 10
    told = {
        reason
        for each in plans
        if isinstance(each, Selection)
        for left in each.left_out
        for reason in left.reasons
    }
    assert told == {
        "budget", "year", "channel", "operating", "space", "exclusive", "predecessor", "unpriced",
        "forbidden", "covered",
    }  # fmt: skip


@settings(max_examples=80)
@given(SEEDS)
def test_every_plan_keeps_every_constraint_and_its_sources_add_up(seed: int) -> None:
    programme = sample(seed)
    plan = choose(programme)
    by_hand = plain(programme)
    assert by_hand.broken == violations(programme, by_hand)
    assert {each.limit for each in by_hand.broken} <= {"mandatory", "force", "floor"}
    costs = {each.id: each.cost for each in programme.candidates}
    for each in (plan, by_hand):
        if isinstance(each, Infeasible):
            continue
        if programme.channels:
            assert {name: sum(paid.values()) for name, paid in each.funding.items()} == {
                name: costs[name] for name in each.chosen
            }
        assert each.cost == sum(costs[name] or 0 for name in each.chosen)
        assert {*each.chosen} | {left.id for left in each.left_out} == costs.keys()
        assert all(left.reasons for left in (*each.left_out, *each.open))
        assert {*each.reached} | {left.id for left in each.open} == {
            pair.id for pair in programme.pairs
        }
    if isinstance(plan, Selection):
        assert violations(programme, plan) == ()
        if not by_hand.broken:
            assert no_worse(plan.benefit, by_hand.benefit)


@settings(max_examples=40)
@given(SEEDS, SEEDS)
def test_the_order_of_the_input_is_irrelevant(seed: int, order: int) -> None:
    programme = sample(seed)
    assert choose(shuffled(programme, order)) == choose(programme)
    assert plain(shuffled(programme, order)) == plain(programme)


@settings(max_examples=40)
@given(SEEDS, st.integers(1, 3000))
def test_more_money_operation_or_space_never_brings_less(seed: int, more: int) -> None:
    programme = sample(seed)
    demands = replace(programme.demands, floors=())
    programme = replace(programme, demands=demands)
    now = benefit(programme)
    if demands.budget is not None:
        richer = replace(demands, budget=demands.budget + more)
        assert no_worse(benefit(replace(programme, demands=richer)), now)
    if demands.operating is not None:
        longer = replace(demands, operating=demands.operating + more % 10)
        assert no_worse(benefit(replace(programme, demands=longer)), now)
    rooms = tuple(replace(room, area=room.area + more / 100) for room in programme.rooms)
    larger = replace(programme, rooms=rooms)
    if now >= 0 and not programme.demands.mandatory and not programme.demands.force:
        assert no_worse(benefit(larger), now)


@settings(max_examples=40)
@given(SEEDS)
def test_another_option_never_makes_a_plan_worse(seed: int) -> None:
    programme = sample(seed)
    demands = replace(programme.demands, mandatory=(), force=())
    more = replace(programme, demands=demands)
    wanted = {before for each in more.candidates for before in each.after}
    last = more.candidates[-1]
    if last.id not in wanted:
        less = replace(more, candidates=more.candidates[:-1])
        assert no_worse(benefit(more), benefit(less))


@settings(max_examples=25)
@given(SEEDS)
def test_the_curve_never_falls(seed: int) -> None:
    programme = sample(seed, most=8)
    programme = replace(programme, demands=replace(programme.demands, floors=()))
    benefits = [point.benefit for point in curve(programme)]
    known = [each for each in benefits if each is not None]
    assert known == sorted(known)
    assert benefits == [None] * (len(benefits) - len(known)) + known


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_without_some_of_it_is_the_same_however_it_is_made(seed: int) -> None:
    programme = sample(seed)
    plan = choose(programme)
    if not isinstance(plan, Selection):
        return
    whole = Draft.of(programme, plan)
    for without in plan.chosen:
        slowly, quickly = Draft.of(programme, plan, [without]), whole.less(plan, [without])
        for each in programme.candidates:
            names = quickly.with_predecessors(each.id)
            assert names == slowly.with_predecessors(each.id)
            assert quickly.refusals(names) == slowly.refusals(names)
            assert quickly.replaced(names) == slowly.replaced(names)
            assert quickly.gain(names) == slowly.gain(names)
