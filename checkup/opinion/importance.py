"""Importance beside performance (method §1.10), and 达标 beside 满意 (method §2.5)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from checkup.model import Both, Demand, Quadrant, Quadrants, Satisfaction, Status
from checkup.policy import Policy


class Place(Struct, frozen=True):
    """An item's importance and performance, both 0–100, and the interval of the latter."""

    importance: float
    performance: float
    low: float
    high: float


def places(
    satisfaction: Mapping[str, Satisfaction],
    demand: Mapping[str, Demand],
    asked: Mapping[str, float],
    policy: Policy,
) -> dict[str, Place]:
    """The items that can be compared: enough people for both axes (method §1.6).

    ``asked`` is asked importance (0–100). Where none was asked at all, the rate of unmet demand
    stands for it; the two are never mixed.
    """
    least = policy.min_base_rank
    importance = asked or {
        item: 100 * told.rate for item, told in demand.items() if told.n >= least
    }
    return {
        item: Place(importance[item], 100 * told.top2, 100 * told.top2_low, 100 * told.top2_high)
        for item, told in satisfaction.items()
        if item in importance and told.n >= least
    }


def lines(found: Mapping[str, Place], asked: bool, policy: Policy) -> Quadrants | None:
    """The lines of the policy, importance at the items' mean unless it fixes one; both means
    beside them. None without items."""
    if not found:
        return None
    importance, performance = means(found)
    fixed = policy.importance_line > 0
    return Quadrants(
        importance_line=policy.importance_line if fixed else importance,
        performance_line=100 * policy.satisfied_line,
        importance_mean=importance,
        performance_mean=performance,
        importance_fixed=fixed,
        asked=asked,
    )


def means(places: Mapping[str, Place]) -> tuple[float, float]:
    """Mean importance and mean performance of the items; raises ValueError without items."""
    if not places:
        raise ValueError(places)
    n = len(places)
    return (
        sum(each.importance for each in places.values()) / n,
        sum(each.performance for each in places.values()) / n,
    )


def quadrant(place: Place, importance_line: float, performance_line: float) -> Quadrant:
    """Where the item stands; on a line counts as high."""
    if place.importance >= importance_line:
        return "keep" if place.performance >= performance_line else "improve"
    return "maintain" if place.performance >= performance_line else "low"


def on_the_edge(place: Place, performance_line: float) -> bool:
    """边界: the interval of 满意率 contains the line."""
    return place.low <= performance_line <= place.high


def lowest_third(satisfaction: Mapping[str, Satisfaction], policy: Policy) -> frozenset[str]:
    """The third of the items with the lowest 满意率, with what equals the last of them (§0).

    Of items that enough people rated (§1.6); fewer than three have no third.
    """
    rates = {
        item: told.top2 for item, told in satisfaction.items() if told.n >= policy.min_base_rank
    }
    count = len(rates) // 3
    if not count:
        return frozenset()
    line = sorted(rates.values())[count - 1]
    return frozenset(item for item, rate in rates.items() if rate <= line)


def both(status: Status, rated: Satisfaction | None, policy: Policy) -> Both | None:
    """The cell of method §2.5 for an item: what is judged beside what people say.

    满意 when the whole interval of 满意率 reaches the policy's line, 不满意 when all of it is
    below. An item whose status is not settled, that does not apply, or of which too few people
    spoke to be compared (method §1.6) has no cell.
    """
    if rated is None or rated.n < policy.min_base_rank:
        return None
    if status not in ("met", "partial", "short"):
        return None
    if rated.top2_low >= policy.satisfied_line:
        return "keep" if status == "met" else "verify"
    if rated.top2_high < policy.satisfied_line:
        return "operate" if status == "met" else "build"
    return "unsure"
