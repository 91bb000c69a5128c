"""Every way to do a part of a programme that no other way betters.

Candidates are gone through once, each taken or left. What is still open then (a group taken, a
room partly full, a pair partly raised) tells states apart; of the ways that leave the same open,
only those stay that cost less or bring more. It is the same as trying every set of candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from checkup.plan.parts import Key, Part, floors_of, keys_of
from checkup.plan.programme import Candidate, Programme, needed, offered
from checkup.plan.standing import impossible, takes_room

PERSON = 1_000_000
"""Benefit is counted in whole millionths of a person: sums are then exact in any order."""

MOST = 5_000
"""Ways of one part that are looked at before it is given up."""

_WANTED = -1.0
"""Of a candidate: one that must come after it is taken."""


class Way(NamedTuple):
    """What is chosen, each with the room it takes ("" = none).

    ``cost`` and ``operating`` in 元; ``less`` and ``short``: what it brings, in millionths of a
    person, and how much of the cost fills the floor, both below zero so that the first in order
    is the best. Of equals that is the cheaper to run, then the preferred.
    """

    cost: int
    less: int
    short: int
    operating: int
    preference: int
    chosen: tuple[tuple[str, str], ...]


class Terms:
    """What is the same for all parts of a programme."""

    def __init__(self, programme: Programme) -> None:
        demands = programme.demands
        excused = {each.id for each in impossible(programme)}
        self.pairs = {
            each.id: each for each in programme.pairs if each.value > 0 and each.missing > 0
        }
        self.areas = {room.id: offered(room.area) for room in programme.rooms}
        self.forced = {*demands.force} - excused
        self.must = {*demands.mandatory} - excused
        floors = floors_of(programme)
        self.floors = [floor.least(demands.budget or 0) for floor in floors]
        self.fills = {name for floor in floors for name in floor.candidates}


def ways_of(part: Part, terms: Terms) -> list[Way] | None:
    """Each dearer than the one before, and better or filling more of the floor.

    Empty where demands contradict each other; None where there are more than ``MOST`` to look at.
    """
    keys = [{*keys_of(each, terms.pairs, terms.must)} for each in part.candidates]
    last = {key: number for number, own in enumerate(keys) for key in own}
    met = {frozenset[tuple[Key, float]](): [Way(0, 0, 0, 0, 0, ())]}
    for number, each in enumerate(part.candidates):
        ends = {key for key in keys[number] if last[key] == number}
        more: dict[frozenset[tuple[Key, float]], list[Way]] = {}
        for state, ways in met.items():
            for opened, room in _moves(each, dict(state), terms):
                worth = _closed(opened, ends, terms)
                if worth is None:
                    continue
                left = frozenset((key, told) for key, told in opened.items() if key not in ends)
                taken = ways if room is None else [_with(way, each, room, terms) for way in ways]
                more.setdefault(left, []).extend(
                    way._replace(less=way.less - worth) for way in taken
                )
        met = {state: _best(ways) for state, ways in more.items()}
        if sum(len(ways) for ways in met.values()) > MOST:
            return None
    return [way for ways in met.values() for way in ways]


def _moves(
    each: Candidate, state: dict[Key, float], terms: Terms
) -> Iterator[tuple[dict[Key, float], str | None]]:
    """(what is open then, room) of leaving a candidate (room None) and of every way to take it."""
    own: Key = ("candidate", each.id)
    if each.id not in terms.forced and state.get(own) != _WANTED:
        yield state, None
    groups: list[Key] = [("group", group) for group in each.exclusive]
    if any(group in state for group in groups):
        return
    taken = state | dict.fromkeys(groups, 1.0) | {own: 1.0}
    for pair, rise in each.effects.items():
        if rise > 0 and pair in terms.pairs:
            before = taken.get(("pair", pair), 0.0)
            adds = terms.pairs[pair].mode == "add"
            taken["pair", pair] = before + rise if adds else max(before, rise)
    taken |= {("must", pair): 1.0 for pair in each.resolves if pair in terms.must}
    for first in each.after:
        # in order of ids: either it was decided on already, or it has to be taken when it comes
        if first > each.id:
            taken["candidate", first] = _WANTED
        elif taken.get(("candidate", first)) != 1.0:
            return
    if not takes_room(each):
        yield taken, ""
        return
    area = needed(each.area)
    for room in sorted({*each.spaces} & terms.areas.keys()):
        used = taken.get(("room", room), 0.0) + area
        if used <= terms.areas[room]:
            yield taken | {("room", room): used}, room


def _closed(opened: Mapping[Key, float], ends: Iterable[Key], terms: Terms) -> int | None:
    """What the pairs that end here bring, in millionths; None where a demand ends unmet."""
    worth = 0
    for key in ends:
        kind, name = key
        if kind == "must" and key not in opened:
            return None
        if kind == "pair" and key in opened:
            pair = terms.pairs[name]
            worth += round(pair.value * min(pair.missing, opened[key]) / 100 * PERSON)
    return worth


def _with(way: Way, each: Candidate, room: str, terms: Terms) -> Way:
    """A way with one more candidate, its worth not yet told."""
    cost = each.cost or 0
    return Way(
        way.cost + cost,
        way.less,
        way.short - cost * (each.id in terms.fills),
        way.operating + (each.operating or 0),
        way.preference + each.preference,
        (*way.chosen, (each.id, room)),
    )


def _best(ways: Iterable[Way]) -> list[Way]:
    """Those that no other one betters, in order."""
    kept: list[Way] = []
    for way in sorted(ways):
        if not any(each.less <= way.less and each.short <= way.short for each in kept):
            kept.append(way)
    return kept
