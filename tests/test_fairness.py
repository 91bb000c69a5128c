"""保底: each community that shares a budget gets a part of it, at a price (method §6.2)."""

from __future__ import annotations

from random import Random

import pytest
from choice_samples import best_by_trial, least_cost_by_trial
from msgspec.structs import replace

from checkup.model import Plan, Wishes
from checkup.plan import fairness, planned
from checkup.plan.choose import choose
from checkup.plan.programme import (
    Candidate,
    Demands,
    Floor,
    Infeasible,
    Pair,
    Programme,
    Selection,
)
from checkup.plan.verify import violations
from checkup.report import plan_words, wording
from tests.test_options import Told, example

GROUPS = ("0/", "1/")
PLACES = [example("枫树社区"), example("枫树社区-复检")]
say = wording.load()


def two(seed: int) -> tuple[Programme, int]:
    """Two communities that share a budget, and a floor for each in 元."""
    random = Random(seed)
    pairs = [
        Pair(id=f"{group}Q{number}", value=random.randint(0, 300), missing=100.0, mode="add")
        for group in GROUPS
        for number in range(2)
    ]
    candidates = [
        Candidate(
            id=f"{group}P{number}",
            cost=None if random.random() < 0.05 else random.randint(1, 60) * 100,
            effects={f"{group}Q{random.randint(0, 1)}": float(random.randint(10, 100))},
            exclusive=(f"{group}site",) if random.random() < 0.5 else (),
        )
        for group in GROUPS
        for number in range(random.randint(1, 5))
    ]
    total = sum(each.cost or 0 for each in candidates)
    programme = Programme(
        pairs=tuple(pairs),
        candidates=tuple(candidates),
        demands=Demands(budget=int(total * random.uniform(0.2, 1)) // 100 * 100 + 100),
    )
    return programme, random.randint(1, 40) * 100


def alone(programme: Programme, group: str) -> Programme:
    return Programme(
        pairs=tuple(each for each in programme.pairs if each.id.startswith(group)),
        candidates=tuple(each for each in programme.candidates if each.id.startswith(group)),
    )


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_the_plan_over_a_floor_is_the_one_found_by_trying_everything(start: int) -> None:
    for seed in range(start, start + 20):
        programme, amount = two(seed)
        held = fairness.held(programme, GROUPS, amount)
        for floor in held.demands.floors:
            best = best_by_trial(alone(programme, floor.group))
            assert best is not None
            assert floor.least(programme.demands.budget or 0) == min(amount, best[1]), seed
        plan, best = choose(held), best_by_trial(held)
        if isinstance(plan, Infeasible):
            assert best is None, seed
            assert plan.limits == ("budget", "floor")
            assert plan.minimum == least_cost_by_trial(held), seed
            continue
        assert best is not None, seed
        assert (plan.benefit, plan.cost) == (pytest.approx(best[0], abs=1e-6), best[1]), seed
        assert violations(held, plan) == ()
        free = best_by_trial(programme)
        assert free is not None
        assert fairness.without(held, plan) == pytest.approx(free[0], abs=1e-6)


def test_the_samples_show_floors_that_cost_that_are_lowered_and_that_no_money_is_there_for() -> (
    None
):
    dear, lowered, refused = 0, 0, 0
    for seed in range(60):
        programme, amount = two(seed)
        held = fairness.held(programme, GROUPS, amount)
        plan = choose(held)
        lowered += any((each.most or 0) < amount for each in held.demands.floors)
        refused += isinstance(plan, Infeasible)
        if isinstance(plan, Selection):
            dear += fairness.without(held, plan) > plan.benefit + 1
    assert min(dear, lowered, refused) >= 5, (dear, lowered, refused)


def test_the_least_sum_pays_the_floors_and_a_hundred_less_does_not() -> None:
    tried = 0
    for seed in range(60):
        programme, amount = two(seed)
        plan = choose(fairness.held(programme, GROUPS, amount))
        if not isinstance(plan, Infeasible) or plan.minimum is None:
            continue
        tried += 1
        for budget, works in ((plan.minimum, True), (plan.minimum - 100, False)):
            changed = replace(programme, demands=Demands(budget=budget))
            made = choose(fairness.held(changed, GROUPS, amount))
            assert isinstance(made, Selection) == works, seed
    assert tried >= 5


def test_a_project_that_costs_just_the_floor_is_enough() -> None:
    """200,000 of 3,000,000 is no finite decimal; not a 元 is lost on the way."""
    programme = Programme(
        pairs=(Pair(id="0/Q", value=10, missing=100, mode="add"),),
        candidates=(Candidate(id="0/P", cost=200_000, effects={"0/Q": 50.0}),),
        demands=Demands(budget=3_000_000),
    )
    held = fairness.held(programme, ("0/",), 200_000)
    assert held.demands.floors[0].least(3_000_000) == 200_000
    assert isinstance(choose(held), Selection)


def test_money_for_what_no_score_counts_fills_no_floor() -> None:
    programme = Programme(
        pairs=(
            Pair(id="0/Q", value=10, missing=100, mode="add"),
            Pair(id="0/other", value=0, missing=100, mode="add"),
        ),
        candidates=(
            Candidate(id="0/P", cost=5_000, effects={"0/Q": 50.0}, resolves=("0/Q",)),
            Candidate(id="0/X", cost=90_000, resolves=("0/other",)),
        ),
        demands=Demands(budget=100_000),
    )
    (floor,) = fairness.held(programme, ("0/",), 50_000).demands.floors
    assert floor == Floor(group="0/", candidates=("0/P",), share=floor.share, most=5_000)


# --- two communities -------------------------------------------------------------------------


def plans(**asked: object) -> list[Plan]:
    told: list[Told] = PLACES
    return planned([each.case for each in told], Wishes(**asked))  # type: ignore[arg-type]


def test_each_community_gets_its_floor_and_the_price_of_it_is_told() -> None:
    free = plans(budget=400_000)
    made = plans(budget=400_000, floor=150_000)
    assert all(each.purse == 2 and each.fairness is None for each in free)
    told = [each.fairness for each in made if each.fairness is not None]
    assert len(told) == 2
    for plan, each in zip(made, told, strict=True):
        assert each.asked == 150_000
        assert each.got >= each.least
        assert each.got <= (plan.cost.typical or 0)
        assert each.benefit == pytest.approx(sum(one.benefit or 0 for one in made))
        assert each.without == pytest.approx(sum(one.benefit or 0 for one in free), abs=1e-3)
        assert each.price == pytest.approx(each.without - each.benefit)
        assert each.price >= 0
    assert sum(each.cost.typical or 0 for each in made) <= 400_000


def test_a_floor_beyond_the_budget_is_refused_with_the_sum_that_works() -> None:
    made = plans(budget=100_000, floor=150_000)
    assert all(not each.projects and each.least is not None for each in made)
    least = made[0].least or 0
    sentence = plan_words.refused(made[0], say)
    assert sentence is not None
    assert "每个社区保底 15.00 万元" in sentence
    assert f"{least / 10_000:.2f} 万元" in sentence
    enough = plans(budget=least, floor=150_000)
    assert all(each.least is None and each.fairness is not None for each in enough)
