"""One way for each of many parts out of one purse: a knapsack with classes, searched by its price.

At the price of the purse (what the last 元 brings) each part has a best way, and every other way
loses something against it. What all parts lose together, with the money left over, is what a plan
brings less than the bound of the linear programme. So parts are gone through by their least loss,
sums of cost and worth are kept as long as they may come to more than the best plan known, and the
search is over when every part left loses more than that plan does: the minimal algorithm for the
multiple-choice knapsack problem (Pisinger 1995 [memory]). Sums are whole numbers, and the search
is limited by how many are looked at: it ends at the same place on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, inf
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SUMS = 50_000
"""Sums kept from one part to the next; of more, those that may come to most."""

WORK = 20_000_000
"""Sums looked at before the search ends."""

_MARGIN = 1.0
"""Millionths of a person that a price in floating point may be wrong by."""


class Options(Struct, frozen=True):
    """The ways of one part: each dearer (元) and worth more (millionths) than the one before."""

    costs: Sequence[int]
    worths: Sequence[int]


class Picked(Struct, frozen=True):
    """The place of a way in each part's options. ``most``: what no choice within the budget is
    worth more than; ``least``: what none worth as much costs less than. Where the search came to
    its end, both are the choice's own."""

    places: list[int]
    most: int
    least: int


def pick(
    parts: Sequence[Options], budget: int | None, sums: int = SUMS, work: int = WORK
) -> Picked | None:
    """The choice worth most, of those the cheapest; None where the cheapest is above the budget."""
    if budget is not None and sum(each.costs[0] for each in parts) > budget:
        return None
    places, price = _priced(parts, budget)
    worth = sum(each.worths[place] for each, place in zip(parts, places, strict=True))
    cost = sum(each.costs[place] for each, place in zip(parts, places, strict=True))
    if budget is None or price is None:
        return Picked(places, most=worth, least=cost)
    search = _Search(price, budget - cost, sums)
    for number, moves in _by_loss(parts, places, price):
        if moves[0].loss > search.may_lose:
            break
        if work <= 0:
            search.missed = max(search.missed, search.bound - moves[0].loss)
            break
        work -= search.go_on(number, [each for each in moves if each.loss <= search.may_lose])
    for number, place in search.found():
        places[number] = place
    better, dearer = search.better, search.dearer
    if search.missed < better:
        return Picked(places, most=worth + better, least=cost + dearer)
    return Picked(
        places, most=worth + ceil(search.missed), least=cost + min(dearer, floor(better / price))
    )


def _priced(parts: Sequence[Options], budget: int | None) -> tuple[list[int], float | None]:
    """The best place of each part at the price of the purse, and that price (millionths per 元);
    None where the best of all fits."""
    steps = []
    for number, each in enumerate(parts):
        for place, (here, there) in enumerate(_hull(each)):
            dearer = each.costs[there] - each.costs[here]
            better = each.worths[there] - each.worths[here]
            steps.append((-better / dearer, number, place, there, dearer))
    places = [0] * len(parts)
    left = inf if budget is None else budget - sum(each.costs[0] for each in parts)
    for slope, number, _, there, dearer in sorted(steps):
        if dearer > left:
            return places, -slope
        left -= dearer
        places[number] = there
    return places, None


def _hull(each: Options) -> list[tuple[int, int]]:
    """From way to way along those that are best at some price, the best bargain first."""
    kept: list[int] = []
    for place, (cost, worth) in enumerate(zip(each.costs, each.worths, strict=True)):
        while len(kept) > 1:
            one, two = kept[-2:]
            first = (each.worths[two] - each.worths[one]) * (cost - each.costs[one])
            if first > (worth - each.worths[one]) * (each.costs[two] - each.costs[one]):
                break
            kept.pop()
        kept.append(place)
    return [*pairwise(kept)]


class _Move(NamedTuple):
    """A part done another way than the best at the price: what it loses, costs and brings more."""

    loss: float
    dearer: int
    better: int
    place: int


def _by_loss(
    parts: Sequence[Options], places: Sequence[int], price: float
) -> list[tuple[int, list[_Move]]]:
    """Each part's moves, those that lose least first."""
    found = []
    for number, (each, at) in enumerate(zip(parts, places, strict=True)):
        moves = []
        for place, (cost, worth) in enumerate(zip(each.costs, each.worths, strict=True)):
            dearer, better = cost - each.costs[at], worth - each.worths[at]
            if place != at:
                moves.append(_Move(price * dearer - better, dearer, better, place))
        if moves:
            found.append((number, sorted(moves)))
    return sorted(found, key=lambda each: (each[1][0].loss, each[0]))


class _Step(NamedTuple):
    """A part gone through: its number, its moves, and of each sum the one before and the move that
    made it (0 = none)."""

    part: int
    moves: list[_Move]
    before: NDArray[np.int32]
    by: NDArray[np.int32]


class _Search:
    """What the parts gone through come to beside the best at the price, by rising cost and worth.

    ``better`` and ``dearer``: of the best choice that fits; ``missed``: what those let go may be.
    """

    def __init__(self, price: float, room: int, sums: int) -> None:
        import numpy as np

        self.price, self.room, self.sums = price, room, sums
        self.costs = self.worths = np.zeros(1, dtype=np.int64)
        self.steps: list[_Step] = []
        self.better = self.dearer = 0
        self.at = (-1, 0)
        self.missed = -inf

    @property
    def bound(self) -> float:
        """What the money left over would bring at the price."""
        return self.price * self.room

    @property
    def may_lose(self) -> float:
        """What a choice may lose that is to be as good as the best."""
        return self.bound - self.better + _MARGIN

    def go_on(self, part: int, moves: list[_Move]) -> int:
        """One more part; how many sums were looked at."""
        import numpy as np

        count = len(self.costs)
        costs = np.concatenate([self.costs, *(self.costs + each.dearer for each in moves)])
        worths = np.concatenate([self.worths, *(self.worths + each.better for each in moves)])
        rows = np.flatnonzero(self.price * costs - worths <= self.may_lose)
        rows = rows[np.lexsort((-worths[rows], costs[rows]))]
        tops = np.maximum.accumulate(worths[rows])
        # of sums that cost no less, only those worth more
        rows = rows[np.flatnonzero(np.diff(tops, prepend=tops[:1] - 1))]
        fitting = int(np.searchsorted(costs[rows], self.room, side="right"))
        best = None
        if fitting:
            best = rows[fitting - 1]
            better, dearer = int(worths[best]), int(costs[best])
            if (better, -dearer) > (self.better, -self.dearer):
                self.better, self.dearer = better, dearer
            else:
                best = None
        losses = self.price * costs[rows] - worths[rows]
        keep = losses <= self.may_lose
        if np.count_nonzero(keep) > self.sums:
            late = np.argsort(losses, kind="stable")[self.sums :]
            self.missed = max(self.missed, self.bound - float(losses[late[0]]))
            keep[late] = False
        if best is not None:
            keep[fitting - 1] = True
            self.at = len(self.steps), int(np.count_nonzero(keep[: fitting - 1]))
        rows = rows[keep]
        self.costs, self.worths = costs[rows], worths[rows]
        before, by = (rows % count).astype(np.int32), (rows // count).astype(np.int32)
        self.steps.append(_Step(part, moves, before, by))
        return len(costs)

    def found(self) -> list[tuple[int, int]]:
        """(part, place) of each part that the best choice does otherwise."""
        number, row = self.at
        told = []
        for step in reversed(self.steps[: number + 1]):
            if step.by[row]:
                told.append((step.part, step.moves[step.by[row] - 1].place))
            row = int(step.before[row])
        return told
