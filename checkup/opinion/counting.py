"""Counting codes: each question's codes become an array once, and are counted by group at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checkup.opinion.codes import Codes
    from checkup.opinion.weights import Weights

    Counts = NDArray[np.int64]


def crossed(
    codes: Codes, options: int, multiple: bool, groups: Codes, n: int
) -> tuple[Counts, Counts]:
    """(counts of ``n`` + 1 groups × options, answers per group); the last group is "not told".

    ``codes`` and ``groups`` have one entry per row, below 0 where nothing is told. With
    ``multiple`` a code is a bit mask of options.
    """
    import numpy as np

    told = codes >= 0
    group = np.where(groups >= 0, groups, n)[told]
    codes = codes[told]
    bases = np.bincount(group, minlength=n + 1)
    if not multiple:
        joint = np.bincount(group * options + codes, minlength=(n + 1) * options)
        return joint.reshape(n + 1, options), bases
    each = [np.bincount(group[(codes >> at) & 1 == 1], minlength=n + 1) for at in range(options)]
    return np.stack(each, axis=1), bases


def counted(codes: Codes, options: int, multiple: bool) -> tuple[list[int], int]:
    """(people per option, answers) over all rows."""
    import numpy as np

    codes = codes[codes >= 0]
    if multiple:
        return [int(((codes >> at) & 1).sum()) for at in range(options)], len(codes)
    return [int(n) for n in np.bincount(codes, minlength=options)], len(codes)


def weighed(codes: Codes, options: int, weights: Weights) -> list[float]:
    """Sum of the weights of the rows that chose each option of a single choice."""
    import numpy as np

    told = codes >= 0
    return [float(n) for n in np.bincount(codes[told], weights[told], minlength=options)]


def folded(cells: Sequence[int], parts: Sequence[Sequence[int]]) -> list[int]:
    """Counts of options put together."""
    return [sum(cells[at] for at in part) for part in parts]
