"""A programme as parts that share nothing but the purse (method §4.5).

Communities that share a budget have nothing else in common, and of one community items meet only
where options exclude each other, contend for a room or follow one another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from checkup.plan.programme import Candidate, Floor, Programme
from checkup.plan.standing import hopeless

Key = tuple[str, str]
"""What candidates may have in common: a kind of thing, and its id."""


class Part(Struct, frozen=True, kw_only=True):
    """Candidates that are decided together, sorted by id; ``floor``: the number of the floor they
    fill (:func:`floors_of`)."""

    candidates: tuple[Candidate, ...]
    floor: int | None


def parts_of(programme: Programme) -> list[Part] | None:
    """The parts, in the order of their first candidates; candidates that are hopeless in none.

    None where more than the budget joins the communities (operating or yearly money, channels),
    where a capacity is to be shared out, or where floors overlap.
    """
    demands = programme.demands
    if demands.operating is not None or demands.yearly or programme.channels:
        return None
    out = hopeless(programme)
    live = [each for each in programme.candidates if each.id not in out]
    kept = floors_of(programme)
    floors = {name: number for number, floor in enumerate(kept) for name in floor.candidates}
    if len(floors) < sum(len({*floor.candidates}) for floor in kept) or any(
        each.capacity is not None for each in live
    ):
        return None
    worth = {each.id for each in programme.pairs if each.value > 0 and each.missing > 0}
    must = {*demands.mandatory}
    met: dict[Key, Key] = {}
    for each in live:
        for key in keys_of(each, worth, must):
            met[_first(met, key)] = _first(met, ("candidate", each.id))
    groups: dict[Key, list[Candidate]] = {}
    for each in sorted(live, key=lambda each: each.id):
        groups.setdefault(_first(met, ("candidate", each.id)), []).append(each)
    found = []
    for group in groups.values():
        filled = {floors[each.id] for each in group if each.id in floors}
        if len(filled) > 1:
            return None
        found.append(Part(candidates=tuple(group), floor=next(iter(filled), None)))
    return found


def floors_of(programme: Programme) -> list[Floor]:
    """The floors by name; without a budget there is no share of it to keep."""
    demands = programme.demands
    if demands.budget is None:
        return []
    return sorted(demands.floors, key=lambda each: each.group)


def keys_of(each: Candidate, worth: Collection[str], must: Collection[str]) -> Iterator[Key]:
    """What a candidate may have in common with others; ``worth``: the pairs that are of value."""
    yield "candidate", each.id
    yield from (("candidate", before) for before in each.after)
    yield from (("group", group) for group in each.exclusive)
    yield from (("room", room) for room in each.spaces)
    yield from (("pair", pair) for pair, rise in each.effects.items() if rise > 0 and pair in worth)
    yield from (("must", pair) for pair in each.resolves if pair in must)


def _first(met: dict[Key, Key], key: Key) -> Key:
    """The one that stands for all that belong together with ``key``."""
    met.setdefault(key, key)
    while met[key] != key:
        met[key] = met[met[key]]
        key = met[key]
    return key
