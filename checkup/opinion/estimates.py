"""The formulas of what residents say: pure, without a threshold and without a word.

Shares lie between 0 and 1, means between 0 and 100. Intervals hold under random sampling; the
report says so where the sample was not random (method §1.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

Z95 = 1.959963984540054


class Interval(Struct, frozen=True):
    """An estimate and its two bounds."""

    value: float
    low: float
    high: float


def wilson(share: float, n: float, z: float = Z95) -> Interval:
    """Wilson interval of a share from ``n`` answers (n_eff when weighted), method §1.4.

    Raises ValueError when ``n`` is not positive or the share lies outside 0–1.
    """
    if n <= 0 or not 0 <= share <= 1:
        raise ValueError((share, n))
    scale = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z / scale * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # at 0 and 1 the bound is the share itself; rounding must not put the share outside
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return Interval(share, min(low, share), max(high, share))


def mean_score(scores: Sequence[float], counts: Sequence[float], z: float = Z95) -> Interval:
    """Mean of a scale with its t interval, clipped to 0–100 (method §1.8).

    ``counts[i]`` people gave ``scores[i]``. One answer alone tells nothing of the spread: the
    interval is then 0–100. ``z`` names the confidence level as its normal quantile. Raises
    ValueError without answers.
    """
    n = sum(counts)
    if n <= 0:
        raise ValueError(n)
    mean = sum(s * c for s, c in zip(scores, counts, strict=True)) / n
    if n <= 1:
        return Interval(mean, 0.0, 100.0)
    squares = sum(c * (s - mean) ** 2 for s, c in zip(scores, counts, strict=True))
    half = _t_quantile(n - 1, z) * sqrt(squares / (n - 1) / n)
    return Interval(mean, max(0.0, mean - half), min(100.0, mean + half))


def kish(weights: Sequence[float]) -> float:
    """Effective number of answers: (Σw)² / Σw²; 0 without weights."""
    squares = sum(w * w for w in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


def shrunk(x: float, n: float, prior: float, m: float) -> float:
    """d̃ = (x + m·d₀) / (n + m): no jump at small n (method §1.9); d₀ itself at n = 0."""
    return (x + m * prior) / (n + m)


def _t_quantile(freedom: float, z: float) -> float:
    # scipy.special, not scipy.stats: half the import, and only once there are answers
    from scipy.special import ndtr, stdtrit

    level = 0.975 if z == Z95 else float(ndtr(z))
    return float(stdtrit(freedom, level))
