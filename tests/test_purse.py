"""Choosing apart what shares only a purse: as good as trying everything, bounded, repeatable."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from choice_samples import best_by_trial, least_cost_by_trial, sample, shuffled
from choice_street import street
from msgspec.structs import replace

from checkup.plan import choose as stages
from checkup.plan import fairness, purse
from checkup.plan.apart import apart
from checkup.plan.choose import MANY, choose
from checkup.plan.parts import parts_of
from checkup.plan.preferring import preferred
from checkup.plan.programme import (
    Candidate,
    Demands,
    Infeasible,
    Pair,
    Programme,
    Room,
    Selection,
)
from checkup.plan.purse import Options, Picked, pick
from checkup.plan.verify import violations
from checkup.plan.ways import MOST, Terms, ways_of
from checkup.report import plan_words, wording

# --- one way for each part --------------------------------------------------------------------


def parts(seed: int, count: int) -> list[Options]:
    """Parts with up to four ways beside the cheapest, on different grids of money."""
    random = Random(seed)
    unit = random.choice([1, 100, 10_000])
    found = []
    for _ in range(count):
        costs, worths = [random.randint(0, 3) * unit], [0]
        for _ in range(random.randint(0, 4)):
            costs.append(costs[-1] + random.randint(1, 90) * unit)
            worths.append(worths[-1] + random.randint(1, 10**9))
        found.append(Options(costs, worths))
    return found


def by_trial(options: list[Options], budget: int) -> tuple[int, int] | None:
    """(worth, cost) of the best choice, the cheapest of them, over every sum there is."""
    best = {0: 0}
    for each in options:
        more: dict[int, int] = {}
        for spent, worth in best.items():
            for cost, value in zip(each.costs, each.worths, strict=True):
                if spent + cost <= budget:
                    more[spent + cost] = max(more.get(spent + cost, -1), worth + value)
        best = more
    return max(((worth, -cost) for cost, worth in best.items()), default=None)


def told(options: list[Options], found: Picked) -> tuple[int, int]:
    """(worth, −cost) of a choice."""
    ways = [*zip(options, found.places, strict=True)]
    return sum(each.worths[at] for each, at in ways), -sum(each.costs[at] for each, at in ways)


@pytest.mark.parametrize("seed", range(150))
def test_the_pick_is_the_best_of_all_and_of_equals_the_cheapest(seed: int) -> None:
    options = parts(seed, seed % 11 + 1)
    top = sum(each.costs[-1] for each in options)
    budget = Random(-seed).randint(0, top + 10)
    found, best = pick(options, budget), by_trial(options, budget)
    if found is None:
        assert best is None
        return
    assert told(options, found) == best == (found.most, -found.least)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("sums", "work"), [(1, 10**9), (4, 10**9), (50_000, 1), (2, 30)])
def test_a_pick_that_was_cut_short_tells_a_true_bound(seed: int, sums: int, work: int) -> None:
    options = parts(seed, 12)
    budget = sum(each.costs[-1] for each in options) // 3
    found, best = pick(options, budget, sums, work), by_trial(options, budget)
    assert best is not None
    assert found is not None
    worth, spent = told(options, found)
    assert -spent <= budget
    assert worth <= best[0] <= found.most
    if worth == best[0]:
        assert found.least <= -best[1] <= -spent


def test_some_picks_that_were_cut_short_miss_the_best_and_say_so() -> None:
    missed = 0
    for seed in range(60):
        options = parts(seed, 12)
        budget = sum(each.costs[-1] for each in options) // 3
        found, best = pick(options, budget, 1), by_trial(options, budget)
        assert best is not None
        assert found is not None
        missed += told(options, found)[0] < best[0] <= found.most
    assert missed >= 3


def test_the_sums_looked_at_are_limited_however_alike_the_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # what a part costs says nearly what it is worth: the hardest there is
    random = Random(1)
    costs = [random.randint(10**6, 2 * 10**6) for _ in range(400)]
    options = [Options([0, cost], [0, cost * 1000 + 10**7]) for cost in costs]
    looked: list[int] = []
    real = purse._Search.go_on

    def counted(self: Any, *args: Any) -> int:
        looked.append(real(self, *args))
        return looked[-1]

    monkeypatch.setattr(purse._Search, "go_on", counted)
    found = pick(options, sum(costs) // 2, sums=1000, work=50_000)
    assert found is not None
    assert 50_000 <= sum(looked) <= 50_000 + 2 * 1000
    worth = told(options, found)[0]
    assert worth < found.most < worth * 1.001


# --- whole programmes -------------------------------------------------------------------------


def plain_sample(seed: int) -> Programme:
    """A sample that only the budget joins, with rooms, floors, orders and demands; in every
    second one each candidate raises one pair, so that there are more parts."""
    programme = sample(seed)
    raised = 1 if seed % 2 else 3
    return replace(
        programme,
        channels=(),
        candidates=tuple(
            replace(each, capacity=None, loads={}, effects=dict([*each.effects.items()][:raised]))
            for each in programme.candidates
        ),
        demands=replace(programme.demands, operating=None, yearly={}),
    )  # fmt: skip


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_apart_is_as_good_as_trying_everything(start: int) -> None:
    for seed in range(start, start + 50):
        programme = plain_sample(seed)
        plan, best = apart(programme), best_by_trial(programme)
        if plan is None:
            assert best is None, seed
        elif isinstance(plan, Infeasible):
            assert best is None, seed
            assert plan.minimum == least_cost_by_trial(programme), seed
            assert choose(programme) == plan, seed
        else:
            assert best is not None, seed
            assert (plan.benefit, plan.cost) == (pytest.approx(best[0], abs=1e-6), best[1]), seed
            assert (plan.gap, plan.cost_gap) == (0.0, 0.0)
            assert violations(programme, plan) == ()


def test_the_samples_that_are_chosen_apart_have_plans_of_every_kind() -> None:
    found = [(each, apart(each)) for each in map(plain_sample, range(200))]
    plans = [(each, plan) for each, plan in found if isinstance(plan, Selection)]
    assert sum(isinstance(plan, Infeasible) for _, plan in found) >= 10
    assert sum(bool(plan.rooms) for _, plan in plans) >= 20
    assert sum(bool(each.demands.floors) for each, _ in plans) >= 20
    assert sum(len(parts_of(each) or ()) > 2 for each, _ in plans) >= 10


def many(communities: int, seed: int = 7) -> Programme:
    """Communities of four items with three options each, two of them for one room."""
    random = Random(seed)
    pairs, candidates, rooms = [], [], []
    for number in range(communities):
        rooms.append(Room(id=f"{number}/R", area=100.0))
        size = random.choice([0.5, 1.0, 2.0])
        for item in range(4):
            pair = f"{number}/Q{item}"
            pairs.append(Pair(id=pair, value=size * 100 * (item + 1), missing=60.0, mode="add"))
            for kind in range(3):
                inside = kind == 0 and item < 2
                candidates.append(
                    Candidate(
                        id=f"{number}/P{item}{kind}",
                        cost=(item + 2) * random.randint(1, 9) * 10_000,
                        effects={pair: 20.0 * (kind + 1)},
                        resolves=(pair,),
                        exclusive=(pair,),
                        area=60.0 if inside else 0.0,
                        spaces=(f"{number}/R",) if inside else (),
                        preference=3 * item + kind,
                    )
                )
    total = sum(each.cost or 0 for each in candidates)
    return Programme(
        pairs=tuple(pairs),
        candidates=tuple(candidates),
        rooms=tuple(rooms),
        demands=Demands(
            budget=total // 20,
            mandatory=tuple(f"{number}/Q0" for number in range(0, communities, 9)),
        ),
    )  # fmt: skip


def no_solver(*_: Any) -> Any:
    raise AssertionError("the solver was called")


@pytest.mark.parametrize("floor", [0, 90_000])
def test_hundreds_of_communities_are_chosen_for_without_a_search_of_branches(
    monkeypatch: pytest.MonkeyPatch, floor: int
) -> None:
    monkeypatch.setattr(stages, "minimise", no_solver)
    programme = many(200)
    assert len(programme.candidates) > MANY
    held = fairness.held(programme, [f"{number}/" for number in range(200)], floor)
    if not floor:
        held = programme
    plan = choose(held)
    assert isinstance(plan, Selection)
    assert violations(held, plan) == ()
    assert (plan.gap, plan.cost_gap) == (0.0, 0.0)
    assert choose(shuffled(held, 3)) == plan
    assert plan.benefit <= fairness.without(held, plan)


def test_what_is_chosen_apart_is_what_the_solver_finds() -> None:
    programme = many(12)
    plan, again = choose(programme, many=0), choose(programme)
    assert isinstance(plan, Selection)
    assert isinstance(again, Selection)
    assert again.gap == again.cost_gap == 0.0
    assert plan.benefit == pytest.approx(again.benefit, rel=2e-6)
    assert plan.benefit >= again.benefit * (1 - 1e-12)


@pytest.mark.parametrize(
    "change",
    [
        {"demands": Demands(budget=1_000_000, operating=5)},
        {"demands": Demands(budget=1_000_000, yearly={2026: 1_000_000})},
    ],
)
def test_what_more_than_the_purse_joins_is_left_to_the_solver(change: dict[str, Any]) -> None:
    assert apart(replace(many(3), **change)) is None
    assert apart(street(3)) is None


def test_a_part_of_too_many_ways_is_left_to_the_solver() -> None:
    count = MOST.bit_length() + 1
    programme = Programme(
        pairs=(Pair(id="Q", value=10, missing=100, mode="add"),),
        candidates=tuple(
            Candidate(id=f"P{n:02}", cost=2**n, effects={"Q": 0.001 * 2**n}) for n in range(count)
        ),
        demands=Demands(budget=2**count // 3),
    )
    (part,) = parts_of(programme) or ()
    assert ways_of(part, Terms(programme)) is None
    assert apart(programme) is None
    assert isinstance(choose(programme, many=0), Selection)


def test_among_equals_the_preferred_is_chosen_apart_too() -> None:
    pair = Pair(id="0/Q", value=10, missing=100, mode="add")
    rented = Candidate(id="0/A", cost=500, effects={"0/Q": 50.0}, exclusive=("x",), preference=2)
    idle = replace(rented, id="0/B", spaces=("0/R",), area=9.0, preference=1)
    programme = Programme(
        pairs=(pair,),
        candidates=(rented, idle),
        rooms=(Room(id="0/R", area=9.0),),
        demands=Demands(budget=500),
    )
    plan = choose(programme, many=0)
    assert isinstance(plan, Selection)
    assert (plan.chosen, plan.rooms) == (("0/B",), {"0/B": "0/R"})
    assert preferred(programme, plan) == plan


# --- where the solver ends early --------------------------------------------------------------


def knapsack(seed: int) -> Programme:
    """Thirty projects whose benefit is nearly their cost, and money for half of them."""
    random = Random(seed)
    costs = [random.randint(1000, 9999) for _ in range(30)]
    return Programme(
        pairs=tuple(
            Pair(id=f"Q{n:02}", value=cost + 500.0, missing=100, mode="add")
            for n, cost in enumerate(costs)
        ),
        candidates=tuple(
            Candidate(id=f"P{n:02}", cost=cost, effects={f"Q{n:02}": 100.0})
            for n, cost in enumerate(costs)
        ),
        demands=Demands(budget=sum(costs) // 2),
    )


def test_a_search_that_ended_at_its_node_limit_never_claims_to_be_proved() -> None:
    short = 0
    for seed in range(6):
        programme = knapsack(seed)
        ended, best = choose(programme, node_limit=1), choose(programme, many=0)
        assert isinstance(ended, Selection)
        assert isinstance(best, Selection)
        assert best.gap == 0.0
        assert ended.gap is not None
        assert ended.benefit <= best.benefit <= ended.benefit * (1 + ended.gap) * (1 + 1e-9)
        short += ended.benefit < best.benefit
    assert short >= 1


def test_the_more_columns_the_fewer_branches(monkeypatch: pytest.MonkeyPatch) -> None:
    real, limits = stages.minimise, []

    def watched(objective: Any, equations: Any, node_limit: Any) -> Any:
        limits.append((len(equations.upper), node_limit))
        return real(objective, equations, node_limit)

    monkeypatch.setattr(stages, "minimise", watched)
    choose(knapsack(2), node_limit=1000)
    assert [limit for _, limit in limits] == [1000, 1000]
    monkeypatch.setattr(stages, "_COLUMNS", 10)
    limits.clear()
    choose(knapsack(2), node_limit=1000)
    assert all(limit == 1000 * 10 // columns for columns, limit in limits)


def test_a_gap_too_small_to_print_is_not_printed_as_nothing() -> None:
    say = wording.load()
    assert "不到 0.1%" in plan_words.missed(0.00004, say)
    assert "0.3%" in plan_words.missed(0.003, say)
