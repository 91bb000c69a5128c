"""Whether a plan keeps every constraint, in exact arithmetic and without a solver (P-4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checkup.plan.programme import (
    Broken,
    Candidate,
    Limit,
    Programme,
    Selection,
    needed,
    offered,
)
from checkup.plan.standing import allowed_years, impossible, share_cap, takes_room


def violations(programme: Programme, plan: Selection) -> tuple[Broken, ...]:
    """Every constraint of method §4.5 the plan does not keep, sorted; empty = a lawful plan.

    Money is in whole 元, areas and loads in whole hundredths, shares are the decimals given.
    Mandatory pairs and forced candidates that are ``impossible`` are not demanded.
    """
    by_id = {each.id: each for each in programme.candidates}
    chosen = [by_id[each] for each in plan.chosen]
    return tuple(
        sorted(
            {
                *_logic(programme, chosen),
                *_money(programme, plan, chosen),
                *_rooms(programme, plan, chosen),
                *_capacity(plan, chosen),
                *_funding(programme, plan, chosen),
            }
        )
    )


def _logic(programme: Programme, chosen: list[Candidate]) -> Iterator[Broken]:
    ids = {each.id for each in chosen}
    demands = programme.demands
    forbidden = frozenset(demands.forbid)
    excused = {each.id for each in impossible(programme)}
    resolved = {pair for each in chosen for pair in each.resolves}
    for each in chosen:
        if each.cost is None:
            yield _broken("unpriced", each.id)
        if each.id in forbidden:
            yield _broken("forbid", each.id)
        if not ids.issuperset(each.after):
            yield _broken("predecessor", each.id)
    groups = Counter(group for each in chosen for group in each.exclusive)
    yield from (_broken("exclusive", group) for group, count in groups.items() if count > 1)
    yield from (_broken("force", each) for each in {*demands.force} - ids - excused)
    yield from (_broken("mandatory", pair) for pair in {*demands.mandatory} - resolved - excused)


def _money(programme: Programme, plan: Selection, chosen: list[Candidate]) -> Iterator[Broken]:
    demands = programme.demands
    if demands.budget is not None:
        if sum(each.cost or 0 for each in chosen) > demands.budget:
            yield _broken("budget")
        costs = {each.id: each.cost or 0 for each in chosen}
        for floor in demands.floors:
            spent = sum(costs.get(each, 0) for each in {*floor.candidates})
            if spent < floor.least(demands.budget):
                yield _broken("floor", floor.group)
    if demands.operating is not None and (
        sum(each.operating or 0 for each in chosen) > demands.operating
    ):
        yield _broken("operating")
    if not demands.yearly:
        return
    spent_in: Counter[int] = Counter()
    for each in chosen:
        year = plan.years.get(each.id)
        if year is None or year not in allowed_years(each, programme):
            yield _broken("year", each.id)
            continue
        spent_in[year] += each.cost or 0
        if any(plan.years.get(before, year) > year for before in each.after):
            yield _broken("predecessor", each.id)
    for year, spent in spent_in.items():
        if spent > demands.yearly[year]:
            yield _broken("year", str(year))


def _rooms(programme: Programme, plan: Selection, chosen: list[Candidate]) -> Iterator[Broken]:
    areas = {room.id: offered(room.area) for room in programme.rooms}
    used = dict.fromkeys(areas, 0)
    for each in chosen:
        if not takes_room(each):
            continue
        room = plan.rooms.get(each.id)
        if room is None or room not in each.spaces or room not in areas:
            yield _broken("space", each.id)
        else:
            used[room] += needed(each.area)
    yield from (_broken("space", room) for room, area in used.items() if area > areas[room])


def _capacity(plan: Selection, chosen: list[Candidate]) -> Iterator[Broken]:
    for each in chosen:
        served = plan.serves.get(each.id, ())
        load = sum(needed(each.loads.get(pair, 0.0)) for pair in served)
        if not each.effects.keys() >= set(served) or (
            each.capacity is not None and load > offered(each.capacity)
        ):
            yield _broken("capacity", each.id)


def _funding(programme: Programme, plan: Selection, chosen: list[Candidate]) -> Iterator[Broken]:
    if not programme.channels:
        return
    channels = {each.code: each for each in programme.channels}
    spent: Counter[str] = Counter()
    for each in chosen:
        shares = plan.funding.get(each.id, {})
        if sum(shares.values()) != each.cost or any(
            code not in channels or not 0 <= amount <= share_cap(each, channels[code])
            for code, amount in shares.items()
        ):
            yield _broken("channel", each.id)
        spent.update(shares)
    for code, channel in channels.items():
        if channel.budget is not None and spent[code] > channel.budget:
            yield _broken("channel", code)


def _broken(limit: Limit, name: str = "") -> Broken:
    return Broken(limit=limit, id=name)
