"""Student's t, as far as intervals of means need it (method §1.8).

scipy has it too, but takes a fifth of a second to start, which every run with a questionnaire
would pay for this one function. ``tests/test_student.py`` holds it to scipy's figures.
"""

from __future__ import annotations

from functools import lru_cache
from math import erfc, exp, hypot, inf, lgamma, log, log1p, pi, sqrt

_STEPS = 60
"""Newton's steps; ten are enough for any degrees of freedom above 0.001."""
_LARGEST = 700.0
"""Of ln t: beyond it a float ends."""


@lru_cache(maxsize=4096)
def quantile(freedom: float, z: float) -> float:
    """The t that leaves out as much as the normal quantile ``z`` > 0 does; ∞ where no float holds
    it. Raises ValueError unless both are positive."""
    if freedom <= 0 or z <= 0:
        raise ValueError((freedom, z))
    wanted = log(erfc(z / sqrt(2)) / 2)
    # ln of the upper tail falls ever faster with ln t: Newton's steps come from the right and
    # cannot miss
    at = log(z)
    for _ in range(_STEPS):
        if at > _LARGEST:
            return inf
        tail, slope = _tail(exp(at), freedom)
        step = (tail - wanted) / slope
        at -= step
        if abs(step) < 1e-8:
            # what is left of the error is its square
            break
    return exp(at)


def _tail(t: float, freedom: float) -> tuple[float, float]:
    """ln P(T > t), and how fast it falls with ln t.

    Half the regularised incomplete beta function of x = ν/(ν + t²) at (ν/2, ½), from its series
    of positive terms in whichever of x and 1 − x is the smaller (DLMF 8.17.8).
    """
    a, root = freedom / 2, sqrt(freedom)
    radius = hypot(root, t)
    log_x = 2 * log(root / radius)
    x, y = (root / radius) ** 2, (t / radius) ** 2
    # x^a · (1 − x)^½ / B(a, ½)
    front = a * (log_x if x < 0.5 else log1p(-y)) + log(t / radius) + _log_ratio(a) - log(pi) / 2
    if x < 0.5:
        tail = front + log(_series(a, x) / (2 * a))
    else:
        tail = log(0.5 - exp(front) * _series(0.5, y, a))
    return tail, -exp(front - tail)


def _series(p: float, x: float, q: float = 0.5) -> float:
    """Σ (p + q)ₖ / (p + 1)ₖ · xᵏ."""
    total = term = 1.0
    k = 0
    while term > total * 1e-17:
        term *= (p + q + k) / (p + 1 + k) * x
        total += term
        k += 1
    return total


def _log_ratio(a: float) -> float:
    """ln Γ(a + ½)/Γ(a); the difference of the two logarithms would lose digits where they are
    large (DLMF 5.11.13)."""
    if a < 50:
        return lgamma(a + 0.5) - lgamma(a)
    u = 1 / a
    rest = u * (-1 / 8 + u * (1 / 128 + u * (5 / 1024 + u * (-21 / 32768 + u * -399 / 262144))))
    return log(a) / 2 + log1p(rest)
