"""Two groups of answers beside each other (method §1.2, §6.3): pure arithmetic, no wording."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

from msgspec import Struct

from checkup.opinion import student
from checkup.opinion.estimates import Z95, Interval, wilson


class Welch(Struct, frozen=True):
    """m₂ − m₁ of two means with its interval, t, degrees of freedom and two-sided p."""

    change: Interval
    t: float
    freedom: float
    p: float


def newcombe(p1: float, n1: float, p2: float, n2: float, z: float = Z95) -> Interval:
    """p₂ − p₁ of two independent samples with Newcombe's interval, in shares (method §6.3).

    ``n`` is n_eff where answers are weighted. Raises ValueError where Wilson does.
    """
    first, second = wilson(p1, n1, z), wilson(p2, n2, z)
    change = p2 - p1
    return Interval(
        change,
        change - sqrt((p2 - second.low) ** 2 + (first.high - p1) ** 2),
        change + sqrt((second.high - p2) ** 2 + (p1 - first.low) ** 2),
    )


def pooled_z(p1: float, n1: float, p2: float, n2: float) -> tuple[float, float]:
    """z of p₂ − p₁ with the pooled share, and its two-sided p (method §6.3).

    Where everybody, or nobody, says it in both samples there is no spread: z = 0, p = 1. Raises
    ValueError when an ``n`` is not positive or a share lies outside 0–1.
    """
    if n1 <= 0 or n2 <= 0 or not (0 <= p1 <= 1 and 0 <= p2 <= 1):
        raise ValueError((p1, n1, p2, n2))
    pooled = (p1 * n1 + p2 * n2) / (n1 + n2)
    spread = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    z = (p2 - p1) / spread if spread > 0 else 0.0
    return z, erfc(abs(z) / sqrt(2))


def welch(
    m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float, z: float = Z95
) -> Welch:
    """m₂ − m₁ of two independent samples with unequal spread (method §6.3).

    ``n`` is n_eff where answers are weighted; ``z`` names the confidence level as its normal
    quantile. Two samples without any spread differ surely or not at all (p = 0 or 1). Raises
    ValueError unless both have more than one answer.
    """
    if n1 <= 1 or n2 <= 1:
        raise ValueError((n1, n2))
    first, second = sd1 * sd1 / n1, sd2 * sd2 / n2
    change, spread = m2 - m1, sqrt(first + second)
    if spread == 0:
        sure = Interval(change, change, change)
        return Welch(sure, 0.0, n1 + n2 - 2, 0.0 if change else 1.0)
    # from scipy.special, not scipy.stats: half the import
    from scipy.special import stdtr

    # of the shares of the variance: the squares of tiny variances would vanish
    one, two = first / (first + second), second / (first + second)
    freedom = 1 / (one**2 / (n1 - 1) + two**2 / (n2 - 1))
    t = change / spread
    half = student.quantile(freedom, z) * spread
    return Welch(
        Interval(change, change - half, change + half),
        t,
        freedom,
        2 * float(stdtr(freedom, -abs(t))),
    )


def spread_of(interval: Interval, n: float, z: float = Z95) -> float:
    """The sd behind a mean's t interval on 0–100 (method §1.8), from the end that was not clipped.

    A result holds means with their intervals, not single answers. Raises ValueError for fewer
    than two answers, whose interval tells nothing.
    """
    if n <= 1:
        raise ValueError(n)
    half = max(interval.high - interval.value, interval.value - interval.low)
    return half / student.quantile(n - 1, z) * sqrt(n)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p-values in the order given: q-values of the step-up procedure (method §6.3)."""
    adjusted = [0.0] * len(p)
    least = 1.0
    order = sorted(range(len(p)), key=lambda place: p[place])
    for rank in range(len(p), 0, -1):
        place = order[rank - 1]
        least = min(least, p[place] * len(p) / rank)
        adjusted[place] = least
    return adjusted
