"""保底: what each community gets at least of a budget that several share (method §6.2).

Σ cost of what serves c ≥ β_c·B, where β_c·B is the sum the user named. A project serves a
community when it raises one of its items, closes a safety matter of it or was forced: money for
what nobody asked and no score counts does not fill a floor. Where all that helps a community
costs less than the floor, β_c is lowered to that, or the rest would go to dearer ways of doing
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from checkup.plan.choose import best_benefit, choose
from checkup.plan.programme import Floor, Infeasible, Programme, Selection


def held(programme: Programme, groups: Sequence[str], amount: int) -> Programme:
    """The programme with a floor of ``amount`` (元) for each group, lowered where less is enough.

    A group owns what begins with its name. Without a budget, or with one of 0, there is no share
    of it to keep and nothing changes.
    """
    budget = programme.demands.budget
    if not budget:
        return programme
    floors = []
    for group in groups:
        own = _only(programme, group)
        mine = _serving(own)
        plan = choose(own)
        enough = None
        if not isinstance(plan, Infeasible):
            enough = spent(programme, plan, mine)
        floors.append(
            Floor(group=group, candidates=mine, share=Fraction(amount, budget), most=enough)
        )
    return replace(programme, demands=replace(programme.demands, floors=tuple(floors)))


def without(programme: Programme, answer: Selection) -> float:
    """The benefit (people) the same budget brings without floors; never less than with them."""
    free = best_benefit(replace(programme, demands=replace(programme.demands, floors=())))
    return answer.benefit if free is None else max(free.benefit, answer.benefit)


def spent(programme: Programme, plan: Selection, names: Sequence[str]) -> int:
    """What the plan spends on these candidates, in 元."""
    costs = {each.id: each.cost or 0 for each in programme.candidates}
    return sum(costs[name] for name in plan.chosen if name in {*names})


def _serving(own: Programme) -> tuple[str, ...]:
    """The candidates of one community that serve it."""
    demands = own.demands
    worth = {pair.id for pair in own.pairs if pair.value > 0} | {*demands.mandatory}
    return tuple(
        each.id
        for each in own.candidates
        if each.id in demands.force or worth & {*each.effects, *each.resolves}
    )


def _only(programme: Programme, group: str) -> Programme:
    """One group alone, with as much money as it likes."""
    demands = programme.demands

    def mine(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in names if each.startswith(group))

    return Programme(
        pairs=tuple(each for each in programme.pairs if each.id.startswith(group)),
        candidates=tuple(each for each in programme.candidates if each.id.startswith(group)),
        rooms=tuple(each for each in programme.rooms if each.id.startswith(group)),
        channels=programme.channels,
        demands=replace(
            demands, budget=None, yearly={}, floors=(), mandatory=mine(demands.mandatory),
            force=mine(demands.force), forbid=mine(demands.forbid),
        ),
    )  # fmt: skip
