"""Whether hidden counts can be solved for from what is printed beside them (method §1.11).

A mean with its interval tells the first and second moment of a scale, exactly in the result file:
beside the base and the shares these are equations over the hidden counts. What is printed is
safe where another set of counts, whole and none below 0, fits all of it as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain, compress, product
from math import lcm
from typing import TYPE_CHECKING

from checkup.opinion import suppress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Sum = tuple[Fraction, ...]
"""Weights of a table's cells in a figure that is printed."""
_REACH = {0: 0, 1: 12, 2: 9, 3: 6, 4: 3, 5: 2}
"""How far free counts are moved, by how many are free; one step where there are more."""
_MOST_FREE = 8
"""Further free counts stay where they are."""
_FINEST = 1000
"""Denominator of a score: a scale has fewer points."""
_LARGEST = 1 << 40
"""Beyond it whole numbers might not fit; no other counts are looked for then."""


def moments(scores: Sequence[float]) -> list[Sum]:
    """What a mean on a scale and its interval tell beside the base."""
    # a third of a hundred as such, not as the binary fraction next to it
    exact = [Fraction(score).limit_denominator(_FINEST) for score in scores]
    return [tuple(exact), tuple(score * score for score in exact)]


def share(part: Iterable[int], width: int) -> Sum:
    """What the number of people in some cells tells."""
    inside = set(part)
    return tuple(Fraction(at in inside) for at in range(width))


def kept(
    scores: Sequence[float],
    cells: Sequence[int],
    hidden: frozenset[int],
    parts: Sequence[Sequence[int]],
    least: int,
) -> tuple[frozenset[int], list[bool], bool]:
    """(cells to hide, which sums over ``parts`` may be told, whether the mean may not be).

    Where the mean would tell hidden counts, all counts of the scale are hidden with them, then
    every sum but the first (满意率); only where that does not help either is there no mean.
    """
    asked = suppress.parts_told(cells, hidden, parts, least)
    if not scores or not hidden:
        return hidden, asked, False
    every = frozenset(range(len(cells)))
    wide = suppress.parts_told(cells, every, parts, least)
    first = [fine and at == 0 for at, fine in enumerate(wide)]
    for close, allowed in ((hidden, asked), (every, wide), (every, first)):
        if not by_mean(scores, cells, close, compress(parts, allowed), least):
            return close, allowed, False
    return hidden, asked, True


def by_mean(
    scores: Sequence[float],
    cells: Sequence[int],
    hidden: Collection[int],
    parts: Iterable[Sequence[int]],
    least: int,
) -> bool:
    """Whether the mean, its interval and the sums over ``parts`` tell a hidden small count.

    False where the cells have no scores, and so no mean.
    """
    if not scores:
        return False
    shares = (share(part, len(cells)) for part in parts)
    return told(cells, hidden, (*moments(scores), *shares), least)


def told(
    cells: Sequence[int], hidden: Collection[int], sums: Iterable[Sum], least: int
) -> bool:  # fmt: skip
    """Whether a hidden count below ``least`` follows from the base, the other cells and ``sums``.

    Looks for other counts near the true ones; where none is found, they count as told, so that
    the answer errs on the safe side only.
    """
    places = sorted(hidden)
    few = [at for at, place in enumerate(places) if suppress.small(cells[place], least)]
    if not few:
        return False
    base = tuple(Fraction(1) for _ in places)
    rows = (base, *(tuple(each[place] for place in places) for each in sums))
    moves = _moves(tuple(dict.fromkeys(rows)))
    fit = moves[((moves + [cells[place] for place in places]) >= 0).all(axis=1)]
    return not all(fit[:, at].any() for at in few)


@lru_cache(maxsize=512)
def _moves(rows: tuple[Sum, ...]) -> NDArray[np.int64]:
    """Changes of counts, one per row, that leave every sum as it is."""
    import numpy as np

    reduced, pivots = _reduced(rows)
    width = len(rows[0])
    free = [at for at in range(width) if at not in pivots][:_MOST_FREE]
    reach = _REACH.get(len(free), 1)
    steps = np.array(list(product(range(-reach, reach + 1), repeat=len(free))), dtype=np.int64)
    steps = steps[steps.any(axis=1)]
    whole = lcm(*(line[at].denominator for line in reduced for at in free))
    factors = [[int(line[at] * whole) for at in free] for line in reduced]
    if max((abs(each) for each in (whole, *chain(*factors))), default=0) > _LARGEST:
        return np.zeros((0, width), dtype=np.int64)
    given = np.array(factors, dtype=np.int64).reshape(len(reduced), len(free))
    scaled = -steps @ given.T
    fits = (scaled % whole == 0).all(axis=1)
    moves = np.zeros((int(fits.sum()), width), dtype=np.int64)
    moves[:, free] = steps[fits]
    moves[:, pivots] = scaled[fits] // whole
    return moves


def _reduced(rows: tuple[Sum, ...]) -> tuple[list[list[Fraction]], list[int]]:
    """The equations in reduced form, and the count that each of them gives."""
    left = [list(row) for row in rows]
    done: list[list[Fraction]] = []
    pivots: list[int] = []
    for at in range(len(rows[0])):
        line = next((row for row in left if row[at]), None)
        if line is None:
            continue
        left.remove(line)
        own = [each / line[at] for each in line]
        done = [_less(row, own, at) for row in done]
        left = [_less(row, own, at) for row in left]
        done.append(own)
        pivots.append(at)
    return done, pivots


def _less(row: list[Fraction], own: list[Fraction], at: int) -> list[Fraction]:
    return [a - row[at] * b for a, b in zip(row, own, strict=True)]
