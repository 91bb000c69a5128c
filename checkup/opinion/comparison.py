"""Two groups of answers beside each other (method §1.2, §6.3)."""

from __future__ import annotations

from math import sqrt

from checkup.opinion.estimates import Z95, Interval, wilson


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
