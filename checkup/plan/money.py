"""Costs in whole 元 from a quantity and a unit cost (method §4.2)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from checkup.model import Cost, Mark
from checkup.plan.remedies import Operating, UnitCost
from checkup.policy import Policy

_STEP = Decimal(100)
UNPRICED = Cost(low=None, typical=None, high=None)
"""No price is known: 待询价, never 0."""

_WEAKEST_FIRST: tuple[Mark, ...] = (
    "assumption", "doubt", "judgement", "memory", "second_hand", "sure",
)  # fmt: skip


def cost(quantity: float | None, unit_cost: UnitCost | None, policy: Policy) -> Cost:
    """Low, typical and high total investment, each rounded half-up to 100 元.

    A unit cost of works only is raised by other costs and reserve. Without a quantity or a
    unit cost everything is None.
    """
    if quantity is None or unit_cost is None:
        return UNPRICED
    factor = Decimal(repr(quantity))
    if unit_cost.includes == "works_only":
        factor *= (1 + Decimal(repr(policy.other_costs))) * (1 + Decimal(repr(policy.reserve)))
    low, typical, high = (
        _rounded(factor * Decimal(repr(price.amount)), _STEP)
        for price in (unit_cost.low, unit_cost.typical, unit_cost.high)
    )
    return Cost(
        low=low,
        typical=typical,
        high=high,
        basis=unit_cost.source,
        mark=mark_of(unit_cost),
        year=unit_cost.typical.year,
    )


def without_works(why: str) -> Cost:
    """No works to pay for: no figures, and ``why`` as the basis (never 待询价, never 0)."""
    return Cost(low=None, typical=None, high=None, basis=why)


def needs_no_works(cost: Cost) -> bool:
    """A rule or an agreement to make, with the reason as its basis: free of works."""
    return cost.typical is None and cost.basis is not None


def mark_of(unit_cost: UnitCost) -> Mark:
    """``assumption`` when the whole row is one; else the weakest mark among sourced figures."""
    marks = {unit_cost.low.mark, unit_cost.typical.mark, unit_cost.high.mark}
    sourced = marks - {"assumption"}
    return min(sourced or marks, key=_WEAKEST_FIRST.index)


def operating(quantity: float | None, sites: float, terms: Operating) -> int | None:
    """Yearly operation in 元; None without a quantity, or where a payer is named and no figure."""
    if terms.amount is None or quantity is None:
        return None
    base = sites if terms.per == "site" else quantity
    return _rounded(Decimal(repr(base)) * terms.amount, Decimal(1))


def rent(quantity: float | None, unit_cost: UnitCost, months: int = 12) -> int | None:
    """A year's rent in 元 at the typical price of a ㎡ and month; None without a quantity."""
    if quantity is None:
        return None
    price = Decimal(repr(unit_cost.typical.amount))
    return _rounded(Decimal(repr(quantity)) * price * months, Decimal(1))


def total(costs: Iterable[Cost]) -> Cost:
    """The sum over projects with a price; all None when there are none.

    Projects without a price or without works add nothing: who prints the sum says how many
    are 待询价.
    """
    priced = [each for each in costs if each.typical is not None]
    if not priced:
        return UNPRICED
    return Cost(
        low=sum(each.low or 0 for each in priced),
        typical=sum(each.typical or 0 for each in priced),
        high=sum(each.high or 0 for each in priced),
    )


def _rounded(amount: Decimal, step: Decimal) -> int:
    """To a multiple of ``step``, half up."""
    return int((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step)
