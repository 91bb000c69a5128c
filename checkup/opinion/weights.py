"""Weights that make the sample look like the register (method §1.7): the arithmetic.

A row that does not tell a variable keeps factor 1 for it; targets are met among those who do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checkup.opinion.codes import Codes

    Weights = NDArray[np.float64]

_CLOSE, _MOST_ROUNDS, _MOST_TRIMS = 1e-9, 200, 20
_MISSED = 0.01
"""A margin that misses its target by more is named (one point)."""


class Margin(Struct, frozen=True):
    """One variable to meet: ``codes`` per row (-1: not told) and each category's target share."""

    codes: Codes
    targets: tuple[float, ...]


class Raked(Struct, frozen=True):
    """Weights with mean 1, one per row; ``missed`` are positions of margins off target."""

    weights: Weights
    missed: tuple[int, ...]


def weigh(margins: Sequence[Margin], rows: int, trim: tuple[float, float] | None = None) -> Raked:
    """Raked weights; with a single margin that is post-stratification, w_h = (N_h/N)/(n_h/n).

    ``trim`` are the bounds of a weight in multiples of the mean: what lies outside is cut and
    the margins are met again, at most 20 times. Every category needs a row and a target above
    0; raises ValueError otherwise.
    """
    import numpy as np

    for margin in margins:
        counts = np.bincount(margin.codes[margin.codes >= 0], minlength=len(margin.targets))
        if not (counts.all() and all(target > 0 for target in margin.targets)):
            raise ValueError(margin.targets)
    weights = _raked(np.ones(rows), margins)
    if trim is not None:
        weights = _trimmed(weights, margins, *trim)
    missed = [at for at, each in enumerate(margins) if _distance(weights, each) > _MISSED]
    return Raked(weights, tuple(missed))


def _trimmed(weights: Weights, margins: Sequence[Margin], low: float, high: float) -> Weights:
    """Cut, and the margins met again; where that never ends the bounds hold, not the margins."""
    import numpy as np

    def outside() -> bool:
        return bool(weights.min() < low - _CLOSE or weights.max() > high + _CLOSE)

    for _ in range(_MOST_TRIMS):
        if not outside():
            return weights
        weights = _raked(np.clip(weights, low, high), margins)
    for _ in range(_MOST_ROUNDS):
        if not outside():
            break
        weights = np.clip(weights, low, high)
        weights = np.asarray(weights / weights.mean())
    return weights


def shares(weights: Weights, margin: Margin) -> Weights:
    """Each category's share of the weights of those who tell."""
    import numpy as np

    told = margin.codes >= 0
    sums = np.bincount(margin.codes[told], weights[told], minlength=len(margin.targets))
    return np.asarray(sums / sums.sum())


def _raked(weights: Weights, margins: Sequence[Margin]) -> Weights:
    """Iterative proportional fitting (Deming–Stephan), rescaled to mean 1."""
    import numpy as np

    weights = weights.copy()
    for _ in range(_MOST_ROUNDS):
        for margin in margins:
            told = margin.codes >= 0
            factors = np.asarray(margin.targets) / shares(weights, margin)
            weights[told] *= factors[margin.codes[told]]
        if all(_distance(weights, margin) < _CLOSE for margin in margins):
            break
    return np.asarray(weights / weights.mean())


def _distance(weights: Weights, margin: Margin) -> float:
    import numpy as np

    return float(np.abs(shares(weights, margin) - np.asarray(margin.targets)).max())
