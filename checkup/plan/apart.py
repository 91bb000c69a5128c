"""Choosing for many communities whose only bond is the purse, without a solver.

A general search over thousands of options ends at its node limit long before it is done, and each
node takes the longer the more options there are. Here every part is looked at alone, and one way
for each is picked: that takes as long as there are parts, and nearly always ends with a proof.
"""

from __future__ import annotations

from msgspec.structs import replace

from checkup.plan.joining import Class, alone, joined
from checkup.plan.parts import Part, parts_of
from checkup.plan.programme import Infeasible, Programme, Selection
from checkup.plan.purse import Picked, pick
from checkup.plan.selecting import selected
from checkup.plan.verify import violations
from checkup.plan.ways import Terms, Way, ways_of


def apart(programme: Programme) -> Selection | Infeasible | None:
    """The plan of most benefit, of those the cheapest, with how far off it may be; unexplained.

    None where it takes the solver: more than the budget joins the communities, a part has too many
    ways, or demands contradict each other.
    """
    parts = parts_of(programme)
    classes = None if parts is None else _classes(programme, parts)
    if classes is None:
        return None
    picked = pick([each.options for each in classes], programme.demands.budget)
    if picked is None:
        least = sum(each.options.costs[0] for each in classes)
        floors = programme.demands.floors
        return Infeasible(minimum=least, limits=("budget", "floor") if floors else ("budget",))
    plan = _plan(programme, classes, picked)
    return None if violations(programme, plan) else plan


def _classes(programme: Programme, parts: list[Part]) -> list[Class] | None:
    """Each part, those of one floor together; None where their ways cannot all be told."""
    terms = Terms(programme)
    found: list[Class] = []
    filling: list[list[list[Way]]] = [[] for _ in terms.floors]
    for part in parts:
        ways = ways_of(part, terms)
        if not ways:
            return None
        if part.floor is None:
            found.append(alone(ways))
        else:
            filling[part.floor].append(ways)
    for own, least in zip(filling, terms.floors, strict=True):
        together = joined(own, least)
        if together is None:
            return None
        found.append(together)
    return found


def _plan(programme: Programme, classes: list[Class], picked: Picked) -> Selection:
    """The ways picked, as one plan."""
    by_id = {each.id: each for each in programme.candidates}
    pairs = {each.id for each in programme.pairs}
    rooms, serves = {}, {}
    worth = cost = 0
    for each, place in zip(classes, picked.places, strict=True):
        worth += each.options.worths[place]
        cost += each.options.costs[place]
        for way in each.ways(place):
            for name, room in way.chosen:
                effects = by_id[name].effects
                serves[name] = tuple(
                    pair for pair in sorted(effects) if effects[pair] > 0 and pair in pairs
                )
                if room:
                    rooms[name] = room
    plan = selected(
        programme, [by_id[name] for name in serves], serves, dict(sorted(rooms.items())), {}
    )
    return replace(
        plan,
        gap=_share(picked.most - worth, worth),
        cost_gap=_share(cost - picked.least, cost),
    )


def _share(missing: int, whole: int) -> float | None:
    """0 where nothing is missing; None where it is no share of anything."""
    if missing <= 0:
        return 0.0
    return missing / whole if whole else None
