"""The score tree (method §2.1): every node carries a value, a low and high bound, a coverage.

Small and pure: no input, no clock, no wording. Scores run from 0 to 100, coverage from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

TOLERANCE = 1e-9


class Node(NamedTuple):
    """``score`` is None when nothing is known; ``low ≤ score ≤ high`` otherwise."""

    score: float | None
    low: float
    high: float
    coverage: float


NO_DATA = Node(None, 0.0, 100.0, 0.0)


def known(score: float) -> Node:
    """A leaf about which everything is known."""
    return Node(score, score, score, 1.0)


def partly(score: float | None, coverage: float) -> Node:
    """A leaf whose known part reaches ``score`` and whose rest may lift it to 100."""
    if score is None or coverage <= 0:
        return NO_DATA
    if score >= 100 - TOLERANCE:
        return known(100.0)
    return Node(score, score, 100.0, coverage)


def mean(children: Sequence[tuple[Node, float]]) -> Node | None:
    """Weighted mean of the applicable children; None when there are none (n/a).

    The score is over the children of which something is known, the bounds over all.
    """
    weight = sum(each for _, each in children)
    if weight <= 0:
        return None
    seen = [(node.score, each) for node, each in children if node.score is not None]
    seen_weight = sum(each for _, each in seen)
    score = sum(value * each for value, each in seen) / seen_weight if seen_weight else None
    low = sum(node.low * each for node, each in children) / weight
    high = sum(node.high * each for node, each in children) / weight
    return Node(
        None if score is None else min(max(score, low), high),
        low,
        high,
        sum(node.coverage * each for node, each in children) / weight,
    )


def any_of(children: Sequence[Node]) -> Node | None:
    """Alternatives: the best one counts."""
    return _one_of(children, max)


def all_of(children: Sequence[Node]) -> Node | None:
    """Strict pairs: the worst one counts."""
    return _one_of(children, min)


def _one_of(children: Sequence[Node], pick: Callable[[Iterable[float]], float]) -> Node | None:
    if not children:
        return None
    scores = [node.score for node in children if node.score is not None]
    low = pick(node.low for node in children)
    high = pick(node.high for node in children)
    settled = high - low <= TOLERANCE
    coverage = 1.0 if settled else sum(node.coverage for node in children) / len(children)
    score = low if settled else (pick(scores) if scores else None)
    return Node(score, low, high, coverage)


def at_least(value: float, threshold: float) -> float:
    """100·min(1, x/T), for x ≥ 0 and T > 0 (method §2.2)."""
    return 100.0 * min(1.0, value / threshold)


def at_most(value: float, threshold: float, slack: float) -> float:
    """100 up to T, falling in a straight line to 0 at (1 + slack)·T."""
    return 100.0 * min(1.0, max(0.0, 1.0 - (value - threshold) / (slack * threshold)))


def between(value: float, low: float, high: float, slack: float) -> float:
    """``at_least(low)`` below the range, ``at_most(high)`` above it, 100 inside."""
    if value < low:
        return at_least(value, low)
    return at_most(value, high, slack) if value > high else 100.0
