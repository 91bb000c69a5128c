"""保底: what each community gets at least of a budget that several share (method §6.2).

Σ cost of what serves c ≥ β_c·B, where β_c·B is the sum the user named. A project serves a
community when it raises one of its items, closes a safety matter of it or was forced: money for
what nobody asked and no score counts does not fill a floor. Where all that helps a community
costs less than the floor, β_c is lowered to that, or the rest would go to dearer ways of doing
the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

from msgspec.structs import replace

from checkup.plan.choose import MANY, best_benefit, choose
from checkup.plan.programme import Floor, Infeasible, Programme, Selection

T = TypeVar("T")


def held(programme: Programme, groups: Sequence[str], amount: int) -> Programme:
    """The programme with a floor of ``amount`` (元) for each group, lowered where less is enough.

    A group owns what begins with its name. Without a budget, or with one of 0, there is no share
    of it to keep and nothing changes.
    """
    budget = programme.demands.budget
    if not budget:
        return programme
    # thousands of communities, each one chosen apart too: without a start of the solver
    many = 0 if len(programme.candidates) > MANY else MANY
    floors = []
    for group, own in zip(groups, _apart(programme, groups), strict=True):
        mine = _serving(own)
        plan = choose(own, many=many)
        enough = None
        if not isinstance(plan, Infeasible):
            enough = spent(own, plan, mine)
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
    wanted = {*names}
    return sum(costs[name] for name in plan.chosen if name in wanted)


def spent_by_floor(programme: Programme, plan: Selection) -> list[int]:
    """The same for each floor, in their order."""
    costs = {each.id: each.cost or 0 for each in programme.candidates}
    chosen = {*plan.chosen}
    return [
        sum(costs[name] for name in {*floor.candidates} & chosen)
        for floor in programme.demands.floors
    ]


def _serving(own: Programme) -> tuple[str, ...]:
    """The candidates of one community that serve it."""
    demands = own.demands
    worth = {pair.id for pair in own.pairs if pair.value > 0} | {*demands.mandatory}
    return tuple(
        each.id
        for each in own.candidates
        if each.id in demands.force or worth & {*each.effects, *each.resolves}
    )


def _apart(programme: Programme, groups: Sequence[str]) -> list[Programme]:
    """Each group alone, with as much money as it likes."""
    demands = programme.demands
    pairs = _dealt(programme.pairs, groups, lambda each: each.id)
    candidates = _dealt(programme.candidates, groups, lambda each: each.id)
    rooms = _dealt(programme.rooms, groups, lambda each: each.id)
    mandatory, force, forbid = (
        _dealt(names, groups, lambda name: name)
        for names in (demands.mandatory, demands.force, demands.forbid)
    )
    return [
        Programme(
            pairs=pairs[group],
            candidates=candidates[group],
            rooms=rooms[group],
            channels=programme.channels,
            demands=replace(
                demands, budget=None, yearly={}, floors=(), mandatory=mandatory[group],
                force=force[group], forbid=forbid[group],
            ),
        )
        for group in groups
    ]  # fmt: skip


def _dealt(
    things: Iterable[T], groups: Sequence[str], name_of: Callable[[T], str]
) -> dict[str, tuple[T, ...]]:
    """Group → what begins with its name."""
    found: dict[str, list[T]] = {group: [] for group in groups}
    lengths = {len(group) for group in groups}
    for each in things:
        for length in lengths:
            group = name_of(each)[:length]
            if group in found:
                found[group].append(each)
    return {group: tuple(own) for group, own in found.items()}
