"""Benefit against budget: what more money would bring, and less would cost (method §4.5)."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from checkup.plan.choose import NODE_LIMIT, best_benefit
from checkup.plan.programme import Programme, Selection

PERCENT = (50, 75, 90, 100, 110, 125, 150)
"""The budgets tried, in per cent of the one given."""


class Point(Struct, frozen=True, kw_only=True):
    """The most benefit (people) a budget (元) can bring; None = below the mandatory minimum.

    ``gap`` is what the search may have missed, as a share of the benefit; None = unknown.
    """

    percent: int
    budget: int
    benefit: float | None
    gap: float | None


def curve(
    programme: Programme, plan: Selection | None = None, node_limit: int | None = NODE_LIMIT
) -> tuple[Point, ...]:
    """One point per budget, rising; without a budget there is no curve.

    ``plan`` is what ``choose`` made of the programme, where it is there already.
    Yearly budgets grow and shrink with the whole. The benefit never falls from one point to the
    next: what fits a smaller budget fits a larger one. Floors are shares of the budget, though,
    and may ask for more than a group can use: with floors the curve may fall, and says so.
    """
    demands = programme.demands
    if demands.budget is None:
        return ()
    points: list[Point] = []
    for percent in PERCENT:
        share = Fraction(percent, 100)
        changed = replace(
            demands,
            budget=int(demands.budget * share),
            yearly={year: int(money * share) for year, money in demands.yearly.items()},
        )
        best = plan
        if best is None or percent != 100:
            best = best_benefit(replace(programme, demands=changed), node_limit)
        benefit = None if best is None else best.benefit
        gap = None if best is None else best.gap
        last = points[-1].benefit if points else None
        if not demands.floors and last is not None and (benefit is None or last > benefit):
            benefit, gap = last, gap
        points.append(Point(percent=percent, budget=changed.budget or 0, benefit=benefit, gap=gap))
    return tuple(points)
