"""What one way is picked of: a part, or the parts that fill one floor together (method §6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checkup.plan.purse import Options
from checkup.plan.ways import Way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 200_000
"""Sums kept from one part to the next before a floor is left to the solver."""

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

    sizes = [len(ways) for ways in parts]
    if prod(sizes) >= _CODES:
        return None
    costs = worths = counted = codes = np.zeros(1, dtype=np.int64)
    still = [max(-way.short for way in ways) for ways in parts]
    for number, ways in enumerate(parts):
        costs = _sums([way.cost for way in ways], costs)
        worths = _sums([-way.less for way in ways], worths)
        counted = np.minimum(_sums([-way.short for way in ways], counted), least)
        step = prod(sizes[:number])
        codes = _sums([step * place for place in range(len(ways))], codes)
        rows = np.flatnonzero(counted + sum(still[number + 1 :]) >= least)
        rows = rows[np.lexsort((codes[rows], -worths[rows], -counted[rows], costs[rows]))]
        rows = rows[_unbettered(costs[rows], worths[rows], counted[rows], least)]
        if not 0 < len(rows) <= MOST:
            return None
        costs, worths, counted, codes = costs[rows], worths[rows], counted[rows], codes[rows]
    if not len(parts) and least > 0:
        return None
    return Class(Options(costs.tolist(), worths.tolist()), codes.tolist(), parts)


def _sums(own: Sequence[int], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each of a part's with each of those before it."""
    import numpy as np

    return np.add.outer(np.array(own, dtype=np.int64), others).ravel()


def _unbettered(
    costs: NDArray[np.int64], worths: NDArray[np.int64], counted: NDArray[np.int64], least: int
) -> NDArray[Any]:
    """Which of these, by cost, then by what counts, then by worth, no other makes needless.

    One that fills the floor makes needless what costs no less and is worth no more; one that does
    not yet, only what costs and counts the same.
    """
    import numpy as np

    tops = np.maximum.accumulate(np.where(counted >= least, worths, -1))
    before = np.concatenate([[-1], tops[:-1]])
    first = np.ones(len(costs), dtype=bool)
    first[1:] = (costs[1:] != costs[:-1]) | (counted[1:] != counted[:-1])
    return np.flatnonzero((worths > before) & first)
