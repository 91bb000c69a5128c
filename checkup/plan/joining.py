"""What one way is picked of: a part, or the parts that fill one floor together (method §6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.plan.purse import Options
from checkup.plan.ways import Way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOST = 200_000
"""Sums kept from one part to the next before the floor is left to the solver."""

_CODES = 2**62


class Class(Struct, frozen=True):
    """Options, and for each of them a code that tells which way of every part it stands for."""

    options: Options
    codes: Sequence[int]
    parts: Sequence[Sequence[Way]]

    def ways(self, place: int) -> list[Way]:
        """What an option stands for."""
        code, found = self.codes[place], []
        for ways in self.parts:
            code, number = divmod(code, len(ways))
            found.append(ways[number])
        return found


def alone(ways: Sequence[Way]) -> Class:
    """A part by itself."""
    options = Options([way.cost for way in ways], [-way.less for way in ways])
    return Class(options, range(len(ways)), (ways,))


def joined(parts: Sequence[Sequence[Way]], least: int) -> Class | None:
    """Parts whose ways together spend at least ``least`` (元) on what counts.

    None where none do, or where there are too many to look at.
    """
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOST = 200_000
"""Sums kept from one part to the next before the floor is left to the solver."""

_CODES = 2**62


class Joined(Struct, frozen=True):
    """Ways of all parts together, and of each which way of every part it is."""

    options: Options
    codes: Sequence[int]
    sizes: Sequence[int]

    def places(self, number: int) -> list[int]:
        """Of one way of all: the place of the way of each part."""
        code, places = self.codes[number], []
        for size in self.sizes:
            code, place = divmod(code, size)
            places.append(place)
        return places


def joined(parts: Sequence[Sequence[Way]], least: int) -> Joined | None:
    """The ways that spend at least ``least`` (元) on what counts; without options where none do.

    None where there are too many to look at.
    """
    import numpy as np

    sizes = [len(ways) for ways in parts]
    if prod(sizes) >= _CODES:
        return None
    sums = [np.zeros(1, dtype=np.int64) for _ in range(4)]
    still = sum(max(-way.short for way in ways) for ways in parts)
    for number, ways in enumerate(parts):
        still -= max(-way.short for way in ways)
        more = (
            [way.cost for way in ways],
            [-way.less for way in ways],
            [-way.short for way in ways],
            [prod(sizes[:number]) * place for place in range(len(ways))],
        )
        costs, worths, counted, codes = (
            np.add.outer(np.array(new, dtype=np.int64), old).ravel()
            for new, old in zip(more, sums, strict=True)
        )
        counted = np.minimum(counted, least)
        rows = np.flatnonzero(counted + still >= least)
        rows = rows[np.lexsort((codes[rows], -worths[rows], -counted[rows], costs[rows]))]
        rows = rows[_unbettered(costs[rows], worths[rows], counted[rows], least)]
        if not 0 < len(rows) <= MOST:
            return None
        sums = [each[rows] for each in (costs, worths, counted, codes)]
    costs, worths, _, codes = sums
    return Class(Options(costs.tolist(), worths.tolist()), codes.tolist(), parts)


def _unbettered(costs: Numbers, worths: Numbers, counted: Numbers, least: int) -> Numbers:
    """Which of these, by cost, then by what counts, then by worth, no other makes needless.

    One that fills the floor makes needless what costs no less and is worth no more; one that does
    not yet, only what costs and counts the same.
    """
    import numpy as np

    full = counted >= least
    lowest = np.int64(-1)
    tops = np.maximum.accumulate(np.where(full, worths, lowest))
    before = np.concatenate([[lowest], tops[:-1]])
    first = np.ones(len(costs), dtype=bool)
    first[1:] = (costs[1:] != costs[:-1]) | (counted[1:] != counted[:-1])
    return np.flatnonzero((worths > before) & first)
