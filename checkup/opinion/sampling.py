"""How many answers a survey needs, and what change the next round could see (§1.5, §6.3)."""

from __future__ import annotations

from math import ceil, sqrt

from checkup.model import Confidence, SamplePlan
from checkup.opinion.estimates import Z95
from checkup.policy import Policy

_BOTH_ERRORS = 2.801585
"""z at 97.5 % plus z at 80 %: a change of that many standard errors is found four times in five
(method §6.3)."""
_FOR_HIGH = 100
"""Effective answers from which on a headline is sure [assumption]."""


def needed(population: float, margin: float, deff: float = 1.0, z: float = Z95) -> int:
    """Answers for a share known to ± ``margin`` (0–1) among ``population`` people, at p = 0.5.

    Rounded up once, at the end, after the design effect.
    """
    infinite = z * z * 0.25 / margin**2
    # a product of floats may lie a hair above a whole number
    return ceil(infinite / (1 + (infinite - 1) / population) * deff - 1e-9)


def detectable(n: float) -> float:
    """Smallest change of a share, in points, that two rounds of ``n`` answers each would show
    with 80 % power, at p about 0.5."""
    return 100 * _BOTH_ERRORS * sqrt(2 * 0.25 / n)


def confidence(n_eff: float, policy: Policy) -> Confidence:
    """How sure the headline is, by its effective number of answers (method §1.6)."""
    if n_eff < policy.min_base_rank:
        return "low"
    return "high" if n_eff >= _FOR_HIGH else "medium"


def plan(population: float | None, n: int, n_eff: float, policy: Policy) -> SamplePlan | None:
    """The sample of this round beside what is needed; None when the population is unknown."""
    if not population:
        return None
    margin, deff = policy.sample_margin, policy.sample_deff
    return SamplePlan(
        population=round(population),
        margin=margin,
        needed=needed(population, margin, z=policy.confidence_z),
        needed_with_deff=needed(population, margin, deff, policy.confidence_z),
        deff=deff,
        n=n,
        detectable=detectable(n_eff) if n >= policy.min_base_rank else None,
    )
