"""The formulas of what residents say: pure, without a threshold and without a word.

Shares lie between 0 and 1, means between 0 and 100. Intervals hold under random sampling; the
report says so where the sample was not random (method §1.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

from checkup.opinion import student

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


def finite(n_eff: float, n: float, population: float) -> float:
    """n* of a random sample of ``n`` out of ``population``: n_eff · (N − 1)/(N − n), §1.4.

    Infinite when everybody was asked (n ≥ N).
    """
    return n_eff * (population - 1) / (population - n) if n < population else float("inf")


def share_of(
    share: float, n_eff: float, n: float, population: float | None = None, z: float = Z95
) -> Interval:
    """Wilson interval of a share; narrower by the finite population where there is one.

    ``population`` is given only for a random sample or a census (method §1.4). A sample of
    everybody has no interval: [p, p].
    """
    if population is None:
        return wilson(share, n_eff, z)
    if n >= population:
        return Interval(share, share, share)
    return wilson(share, finite(n_eff, n, population), z)


def mean_score(
    scores: Sequence[float],
    counts: Sequence[float],
    z: float = Z95,
    n_eff: float | None = None,
) -> Interval:
    """Mean of a scale with its t interval, clipped to 0–100 (method §1.8).

    ``counts[i]`` people, or the sum of their weights, gave ``scores[i]``; ``n_eff`` is Kish's
    for weights, the number of people without. One answer alone tells nothing of the spread: the
    interval is then 0–100. ``z`` names the confidence level as its normal quantile. Raises
    ValueError without answers.
    """
    total = sum(counts)
    if total <= 0:
        raise ValueError(total)
    n = total if n_eff is None else n_eff
    mean = sum(s * c for s, c in zip(scores, counts, strict=True)) / total
    if n <= 1:
        return Interval(mean, 0.0, 100.0)
    squares = sum(c * (s - mean) ** 2 for s, c in zip(scores, counts, strict=True)) / total
    half = student.quantile(n - 1, z) * sqrt(squares / (n - 1))
    return Interval(mean, max(0.0, mean - half), min(100.0, mean + half))


def kish(weights: Sequence[float]) -> float:
    """Effective number of answers: (Σw)² / Σw²; 0 without weights."""
    return effective(sum(weights), sum(w * w for w in weights))


def effective(total: float, squares: float) -> float:
    """Kish's n_eff from Σw and Σw²; 0 without weights."""
    return total**2 / squares if squares else 0.0


def shrunk(x: float, n: float, prior: float, m: float) -> float:
    """d̃ = (x + m·d₀) / (n + m): no jump at small n (method §1.9); d₀ itself at n = 0."""
    return (x + m * prior) / (n + m)
