"""Choosing projects under a budget: the three stages of method §4.5."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from checkup.plan.apart import apart
from checkup.plan.equations import Equations
from checkup.plan.paying import pay
from checkup.plan.plain import plain
from checkup.plan.programme import Infeasible, Limit, Programme, Selection
from checkup.plan.reasons import SLACK, explained
from checkup.plan.selecting import selected
from checkup.plan.solver import minimise
from checkup.plan.standing import allowed_years
from checkup.plan.verify import violations

NODE_LIMIT = 2_000
"""Branches of the search per stage; the same on every machine, unlike a time."""

_COLUMNS = 10_000
"""Columns up to which the whole limit holds; with more, where each branch takes longer, fewer."""

MANY = 2_000
"""Candidates beyond which parts that share only the purse are chosen apart."""

_SCALE = 1e5
"""All benefit there could be, as the solver sees it: well above its tolerance of 1e-6."""

_ROW = 1e4
"""The same for the benefit of stage 1 as a row of stage 2, which may miss a millionth of it."""


def choose(
    programme: Programme, node_limit: int | None = NODE_LIMIT, many: int = MANY
) -> Selection | Infeasible:
    """The plan of most benefit, among those the cheapest, and who pays for it.

    Deterministic, and the same for any order of the input. What is returned keeps every
    constraint, checked again in exact arithmetic. Where the search ended at ``node_limit``,
    ``gap`` and ``cost_gap`` say what might be left; a limit that would leave no plan at all is
    not kept. Equal plans (same benefit, same cost) may differ between versions of the solver.
    More than ``many`` candidates are chosen without it where only the budget joins them.
    """
    plan = _apart(programme, many)
    if plan is not None:
        return plan if isinstance(plan, Infeasible) else explained(programme, plan)
    best = _best_benefit(programme, node_limit)
    if best is None:
        return _infeasible(programme)
    plan = _least_cost(programme, best, node_limit)
    return explained(programme, _funded(programme, _early(programme, plan)))


def best_benefit(
    programme: Programme, node_limit: int | None = NODE_LIMIT, many: int = MANY
) -> Selection | None:
    """Stage 1: a plan of most benefit, perhaps not the cheapest, unfunded and unexplained.

    None = no plan exists. Never worse than the plain plan, where that keeps every demand.
    """
    plan = _apart(programme, many)
    if plan is None:
        return _best_benefit(programme, node_limit)
    return None if isinstance(plan, Infeasible) else plan


def _apart(programme: Programme, many: int) -> Selection | Infeasible | None:
    return apart(programme) if len(programme.candidates) > many else None


def _best_benefit(programme: Programme, node_limit: int | None) -> Selection | None:
    equations = Equations(programme)
    most = sum(pair.value * pair.missing / 100 for pair in programme.pairs) or 1.0
    scale = _SCALE / most
    objective = {column: -scale * worth for column, worth in equations.benefit.items()}
    plan, proved, bound = _search(programme, equations, objective, node_limit)
    if proved:
        return None if plan is None else replace(plan, gap=0.0)
    by_hand = plain(programme)
    if not by_hand.broken and (plan is None or by_hand.benefit > plan.benefit):
        plan = by_hand
    if plan is None:
        return _best_benefit(programme, None)
    if bound is None or plan.benefit <= 0:
        return replace(plan, gap=None)
    return replace(plan, gap=max(0.0, -bound / scale / plan.benefit - 1))


def _least_cost(programme: Programme, best: Selection, node_limit: int | None) -> Selection:
    """Stage 2: the cheapest plan of (all but 1e-6 of) the same benefit."""
    equations = Equations(programme)
    if best.benefit > 0:
        # as shares of the benefit, so large that the slack is well above the solver's tolerance
        unit = _ROW / best.benefit
        shares = {column: worth * unit for column, worth in equations.benefit.items()}
        low = _ROW - SLACK * unit * max(1.0, best.benefit)
        equations.require(shares, low=low, high=None)
    objective = {column: float(cost) for column, cost in equations.cost.items()}
    plan, proved, bound = _search(programme, equations, objective, node_limit)
    if plan is None or plan.cost > best.cost:
        plan = best
    gap = 0.0
    if not proved and plan.cost:
        gap = 1.0 if bound is None else max(0.0, 1 - bound / plan.cost)
    return replace(plan, gap=best.gap, cost_gap=gap)


def _search(
    programme: Programme,
    equations: Equations,
    objective: dict[int, float],
    node_limit: int | None,
    ignoring: Collection[Limit] = (),
) -> tuple[Selection | None, bool, float | None]:
    """(plan, proved, bound). A rounded plan that breaks a constraint is cut off and searched on."""
    if node_limit is not None:
        columns = max(_COLUMNS, len(equations.upper))
        node_limit = max(1, node_limit * _COLUMNS // columns)
    while True:
        answer = minimise(objective, equations, node_limit)
        if answer.values is None:
            return None, answer.proved, answer.bound
        plan = _rounded(programme, equations, answer.values)
        broken = violations(programme, _funded(programme, plan))
        if all(each.limit in ignoring for each in broken):
            return plan, answer.proved, answer.bound
        signs = {
            column: -1.0 if answer.values[column] > 0.5 else 1.0
            for column, whole in enumerate(equations.whole)
            if whole
        }
        equations.require(signs, low=1.0 - list(signs.values()).count(-1.0), high=None)


def _rounded(programme: Programme, equations: Equations, values: list[float]) -> Selection:
    """The plan the columns stand for, figures added up anew from what was given."""
    chosen = [each for each in equations.candidates if values[equations.x[each.id]] > 0.5]
    pairs = {pair.id for pair in programme.pairs}
    serves = {
        each.id: tuple(
            pair
            for pair, effect in sorted(each.effects.items())
            if effect > 0 and pair in pairs and _serves(equations, values, each.id, pair)
        )
        for each in chosen
    }
    return selected(
        programme,
        chosen,
        serves,
        rooms={
            name: room
            for (name, room), column in sorted(equations.rooms.items())
            if name in serves and values[column] > 0.5
        },
        years={
            name: year
            for (name, year), column in sorted(equations.years.items())
            if name in serves and values[column] > 0.5
        },
    )


def _serves(equations: Equations, values: list[float], name: str, pair: str) -> bool:
    """A whole y decides; without one a chosen candidate serves whatever it can."""
    column = equations.served.get((name, pair))
    return column is None or not equations.whole[column] or values[column] > 0.5


def _early(programme: Programme, plan: Selection) -> Selection:
    """Each project paid as early as its year's money and its predecessors allow."""
    yearly = programme.demands.yearly
    if not yearly:
        return plan
    by_id = {each.id: each for each in programme.candidates}
    years = dict(plan.years)
    left = dict(yearly)
    for name, year in years.items():
        left[year] -= by_id[name].cost or 0
    moved = True
    while moved:
        moved = False
        for name in sorted(years, key=lambda each: (years[each], each)):
            each = by_id[name]
            earliest = max((years[before] for before in each.after), default=0)
            for year in allowed_years(each, programme):
                if earliest <= year < years[name] and left[year] >= (each.cost or 0):
                    left[years[name]] += each.cost or 0
                    left[year] -= each.cost or 0
                    years[name] = year
                    moved = True
                    break
    return replace(plan, years=years)


def _funded(programme: Programme, plan: Selection) -> Selection:
    """Stage 3: who pays what, in whole 元."""
    if not programme.channels:
        return plan
    chosen = set(plan.chosen)
    shares = pay((each for each in programme.candidates if each.id in chosen), programme.channels)
    return replace(plan, funding=shares or {})


_MONEY: tuple[Limit, ...] = ("budget", "year", "floor")
_OTHERS: tuple[Limit, ...] = ("channel", "operating", "space")


def _infeasible(programme: Programme) -> Infeasible:
    """The least cost of keeping all but the money limits, with the floors where any sum can; then
    of all but the next ones too."""
    demands = programme.demands
    if demands.budget is not None and demands.floors:
        held = _cheapest(programme, ("budget", "year"))
        if held is not None and held.cost > demands.budget:
            return Infeasible(minimum=held.cost, limits=("budget", "floor"))
    for number in range(len(_OTHERS) + 1):
        without = (*_MONEY, *_OTHERS[:number])
        plan = _cheapest(programme, without)
        if plan is None:
            continue
        limits: list[Limit] = []
        if demands.budget is not None and plan.cost > demands.budget:
            limits.append("budget")
        elif number == 0:
            limits += ["year"] if demands.yearly else []
            limits += ["floor"] if demands.floors else []
        return Infeasible(minimum=plan.cost, limits=(*limits, *_OTHERS[:number]))
    return Infeasible(minimum=None, limits=())


def _cheapest(programme: Programme, without: tuple[Limit, ...]) -> Selection | None:
    """The plan of least cost that keeps all but some families; None when there is none."""
    equations = Equations(programme, without, benefit=False)
    objective = {column: float(cost) for column, cost in equations.cost.items()}
    return _search(programme, equations, objective, None, (*without, "capacity"))[0]
