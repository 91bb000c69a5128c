"""The parts of the choice on their own: rooms, payers, the check, the solver's manners."""

from __future__ import annotations

import ctypes
import os
from random import Random
from typing import Any

import numpy as np
import pytest
import scipy.optimize
from choice_street import street
from msgspec.structs import replace

from checkup.plan import choose as stages
from checkup.plan.choose import choose
from checkup.plan.fitting import Tenant, fit
from checkup.plan.paying import pay
from checkup.plan.plain import plain
from checkup.plan.programme import (
    Broken,
    Candidate,
    Channel,
    Demands,
    Pair,
    Programme,
    Room,
    Selection,
)
from checkup.plan.solver import Answer
from checkup.plan.standing import share_cap
from checkup.plan.verify import violations


def tenants(**areas: int) -> dict[str, Tenant]:
    return {name: Tenant(name, area, ("S1", "S2")) for name, area in areas.items()}


# --- rooms ----------------------------------------------------------------------------------


def test_rooms_are_filled_even_where_the_best_fit_first_is_wrong() -> None:
    # only 60 + 40 and 50 + 50 fit, and neither is what comes first
    places = fit(tenants(A=60, B=50, C=50, D=40), {"S1": 100, "S2": 100})
    assert places is not None
    assert places["B"] == places["C"] != places["A"] == places["D"]


def test_one_hundredth_too_much_does_not_fit() -> None:
    assert fit(tenants(A=60, B=50, C=50, D=41), {"S1": 100, "S2": 100}) is None


# --- who pays -------------------------------------------------------------------------------


def options(random: Random, count: int, codes: list[str]) -> list[Candidate]:
    return [
        Candidate(
            id=f"P{number:02}",
            cost=random.randint(1, 5000),
            channels={code: random.choice([0.0, 0.333, 0.5, 0.8, 1.0]) for code in codes},
        )
        for number in range(count)
    ]


def test_filling_greedily_dead_ends_although_the_money_is_there() -> None:
    # P1 could take all of F1, but P2 can be paid by nobody else
    shares = pay(
        [
            Candidate(id="P1", cost=100, channels={"F1": 1.0, "F2": 1.0}),
            Candidate(id="P2", cost=100, channels={"F1": 1.0}),
        ],
        [Channel(code="F1", priority=1, budget=100), Channel(code="F2", priority=2, budget=100)],
    )
    assert shares == {"P1": {"F2": 100}, "P2": {"F1": 100}}


@pytest.mark.parametrize("seed", range(40))
def test_the_first_channels_pay_as_much_as_linear_programmes_say(seed: int) -> None:
    random = Random(seed)
    codes = ["F1", "F2", "F3"]
    chosen = options(random, 6, codes)
    total = sum(each.cost or 0 for each in chosen)
    channels = [
        Channel(code=code, priority=place, budget=random.choice([None, total // 2, total // 3]))
        for place, code in enumerate(codes)
    ]
    shares = pay(chosen, channels)
    # z[project, channel], the totals made as large as can be one after the other
    bounds = [(0, share_cap(each, channel)) for each in chosen for channel in channels]
    rows = np.kron(np.eye(len(chosen)), np.ones(3))
    costs = [each.cost for each in chosen]
    totals = np.kron(np.ones(len(chosen)), np.eye(3))
    limits = [np.inf if each.budget is None else each.budget for each in channels]
    kept: list[tuple[Any, float]] = []
    for place in range(3):
        answer = scipy.optimize.linprog(
            -totals[place],
            A_ub=np.array([row for row, high in zip(totals, limits, strict=True) if high < np.inf]
                          or [totals[0] * 0]),
            b_ub=[high for high in limits if high < np.inf] or [0],
            A_eq=np.vstack([rows, *(row for row, _ in kept)]),
            b_eq=[*costs, *(amount for _, amount in kept)],
            bounds=bounds,
        )  # fmt: skip
        if answer.x is None:
            assert shares is None
            return
        kept.append((totals[place], round(-answer.fun)))
    assert shares is not None
    assert [sum(paid.get(code, 0) for paid in shares.values()) for code in codes] == [
        amount for _, amount in kept
    ]
    # then project by project, the totals staying
    for number, each in enumerate(chosen):
        for place, code in enumerate(codes):
            goal = np.zeros(len(bounds))
            goal[3 * number + place] = -1
            answer = scipy.optimize.linprog(
                goal,
                A_eq=np.vstack([rows, *(row for row, _ in kept)]),
                b_eq=[*costs, *(amount for _, amount in kept)],
                bounds=bounds,
            )
            assert shares[each.id].get(code, 0) == round(-answer.fun)
            kept.append((-goal, round(-answer.fun)))


# --- the check ------------------------------------------------------------------------------

PLAN = Programme(
    pairs=(Pair(id="A", value=100, missing=100), Pair(id="B", value=50, missing=100)),
    candidates=(
        Candidate(
            id="P1", cost=100, operating=5, effects={"A": 100}, resolves=("A",),
            area=30.0, spaces=("S1",), channels={"F1": 0.5, "F2": 1.0}, exclusive=("site",),
            capacity=10.0, loads={"A": 10.0},
        ),
        Candidate(
            id="P2", cost=200, operating=1, effects={"B": 50}, after=("P1",),
            channels={"F2": 1.0}, years=(2027,),
        ),
        Candidate(id="P3", cost=50, effects={"B": 20}, channels={"F2": 1.0}, exclusive=("site",)),
    ),
    rooms=(Room(id="S1", area=30.0), Room(id="S2", area=90.0)),
    channels=(Channel(code="F1", priority=1, budget=50), Channel(code="F2", priority=2)),
    demands=Demands(
        budget=300, operating=6, yearly={2026: 150, 2027: 200}, mandatory=("A",), forbid=("P3",)
    ),
)  # fmt: skip


def lawful() -> Selection:
    plan = choose(PLAN)
    assert isinstance(plan, Selection)
    assert plan.chosen == ("P1", "P2")
    return plan


def test_the_check_finds_nothing_in_a_lawful_plan() -> None:
    assert violations(PLAN, lawful()) == ()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"rooms": {"P1": "S2"}}, Broken(limit="space", id="P1")),
        ({"rooms": {}}, Broken(limit="space", id="P1")),
        ({"years": {"P1": 2027, "P2": 2027}}, Broken(limit="year", id="2027")),
        ({"years": {"P1": 2026, "P2": 2026}}, Broken(limit="year", id="P2")),
        ({"funding": {"P1": {"F1": 51, "F2": 49}, "P2": {"F2": 200}}},
         Broken(limit="channel", id="F1")),
        ({"funding": {"P1": {"F1": 51, "F2": 49}, "P2": {"F2": 200}}},
         Broken(limit="channel", id="P1")),
        ({"funding": {"P1": {"F1": 50, "F2": 49}, "P2": {"F2": 200}}},
         Broken(limit="channel", id="P1")),
        ({"serves": {"P1": ("B",), "P2": ("B",)}}, Broken(limit="capacity", id="P1")),
        ({"chosen": ("P2",)}, Broken(limit="predecessor", id="P2")),
        ({"chosen": ("P2",)}, Broken(limit="mandatory", id="A")),
        ({"chosen": ("P1", "P2", "P3")}, Broken(limit="budget")),
        ({"chosen": ("P1", "P2", "P3")}, Broken(limit="forbid", id="P3")),
        ({"chosen": ("P1", "P2", "P3")}, Broken(limit="exclusive", id="site")),
    ],
)  # fmt: skip
def test_the_check_sees_what_a_changed_plan_breaks(change: dict[str, Any], broken: Broken) -> None:
    assert broken in violations(PLAN, replace(lawful(), **change))


@pytest.mark.parametrize(
    ("candidates", "broken"),
    [
        ({"operating": 6}, Broken(limit="operating")),
        ({"cost": None}, Broken(limit="unpriced", id="P1")),
        ({"loads": {"A": 10.01}}, Broken(limit="capacity", id="P1")),
        ({"area": 30.01}, Broken(limit="space", id="S1")),
    ],
)
def test_the_check_sees_a_plan_made_for_other_figures(
    candidates: dict[str, Any], broken: Broken
) -> None:
    first, *others = PLAN.candidates
    changed = replace(PLAN, candidates=(replace(first, **candidates), *others))
    assert broken in violations(changed, lawful())


# --- the solver -----------------------------------------------------------------------------


def test_what_the_solver_prints_never_reaches_stdout(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    real = scipy.optimize.milp

    def talkative(*args: Any, **options: Any) -> Any:
        os.write(1, b"debug line")
        ctypes.CDLL(None).printf(b"debug line that C holds back")
        return real(*args, **options)

    monkeypatch.setattr(scipy.optimize, "milp", talkative)
    lawful()
    os.write(1, b"data")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == "data"


def test_a_plan_the_solver_rounds_wrongly_is_cut_off_and_searched_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, calls = stages.minimise, []

    def careless(objective: Any, equations: Any, node_limit: Any) -> Answer:
        calls.append(len(equations.rows))
        if len(calls) == 1:
            # both in both years, which no plan can be
            return Answer(values=[1.0] * len(equations.upper), proved=True, bound=None)
        return real(objective, equations, node_limit)

    monkeypatch.setattr(stages, "minimise", careless)
    assert violations(PLAN, lawful()) == ()
    assert calls[1] == calls[0] + 1


def test_a_search_ended_early_says_what_may_be_left() -> None:
    programme = street(8)
    ended, best = choose(programme, node_limit=1), choose(programme)
    assert isinstance(ended, Selection)
    assert isinstance(best, Selection)
    assert best.gap == 0.0
    assert ended.gap is not None
    assert violations(programme, ended) == ()
    assert ended.benefit <= best.benefit <= ended.benefit * (1 + ended.gap) * (1 + 1e-6)
    assert ended.benefit >= plain(programme).benefit


def test_where_the_search_ends_with_nothing_the_plan_by_hand_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        stages, "minimise", lambda *_: Answer(values=None, proved=False, bound=None)
    )
    plan, by_hand = choose(PLAN, node_limit=1), plain(PLAN)
    assert isinstance(plan, Selection)
    assert (plan.chosen, plan.funding) == (by_hand.chosen, by_hand.funding)
    assert plan.gap is None
    assert plan.cost_gap == 1.0


def test_a_street_is_chosen_for_at_once_and_its_sources_add_up() -> None:
    programme = street(8)
    plan = choose(programme)
    assert isinstance(plan, Selection)
    assert violations(programme, plan) == ()
    costs = {each.id: each.cost for each in programme.candidates}
    assert {name: sum(paid.values()) for name, paid in plan.funding.items()} == {
        name: costs[name] for name in plan.chosen
    }
    assert plan.benefit > plain(programme).benefit
    assert {*plan.chosen} | {left.id for left in plan.left_out} == costs.keys()
