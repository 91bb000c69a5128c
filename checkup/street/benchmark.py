"""Communities beside each other: ranks with ranges, and figures against the street's average.

No league table: what the bounds or the number of answers leave open stays open (method §6.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from checkup.model import SurveyArea
from checkup.policy import Policy
from checkup.street_result import Cell, Funnel, Group, Measure, Outlier, Place, Pooled


class Standing(NamedTuple):
    """A community's total with its bounds, and its items."""

    community: str
    value: float
    low: float
    high: float
    coverage: float
    cells: tuple[Cell, ...]


class Told(NamedTuple):
    """A survey figure of a community: share ``p`` of ``n`` answers, and N_c, the people it
    stands for (None: unknown). ``areas``: questionnaires it shares with others."""

    community: str
    p: float
    n: int
    people: float | None
    areas: tuple[SurveyArea, ...] = ()


def ranges(bounds: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """(best, worst) rank of each [low, high] among all: what surely stands above or below counts
    (T-6.2)."""
    lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
    return [
        (1 + sum(other > high for other in lows), len(bounds) - sum(other < low for other in highs))
        for low, high in bounds
    ]


def group(build: str | None, communities: Iterable[Standing], policy: Policy) -> Group:
    """One build type: those with enough coverage in ranges, best first, the others listed.

    Where nobody told the type there is nothing to compare within: all are listed.
    """
    standings = sorted(communities, key=lambda each: (-each.value, each.community))
    gate = policy.coverage_gate
    ranked = [each for each in standings if build is not None and each.coverage >= gate]
    shared = _known_everywhere(ranked)
    spans = ranges([(each.low, each.high) for each in ranked])
    return Group(
        build=build,  # type: ignore[arg-type]
        places=tuple(
            Place(
                community=each.community, value=each.value, low=each.low, high=each.high,
                best=best, worst=worst, same_items=_total(each.cells, shared),
            )
            for each, (best, worst) in zip(ranked, spans, strict=True)
        ),
        listed=tuple(sorted(each.community for each in standings if each not in ranked)),
        items=shared,
    )  # fmt: skip


def _known_everywhere(ranked: Sequence[Standing]) -> tuple[str, ...]:
    """Items that have a score with nothing unknown in every one of these communities."""
    known = [
        {cell.item for cell in each.cells if cell.score is not None and cell.low == cell.high}
        for each in ranked
    ]
    return tuple(sorted(set.intersection(*known))) if known else ()


def _total(cells: Iterable[Cell], items: Sequence[str]) -> float | None:
    """The weighted mean score over these items; None when there is none."""
    chosen = [cell for cell in cells if cell.item in items and cell.score is not None]
    weight = sum(cell.weight for cell in chosen)
    return sum(cell.weight * (cell.score or 0.0) for cell in chosen) / weight if weight else None


def deviation(p: float, mean: float, n: int) -> float:
    """z = (p − p̄) / √(p̄(1 − p̄)/n) (T-6.3); 0 where everybody agrees."""
    spread = sqrt(mean * (1 - mean) / n)
    return (p - mean) / spread if spread else 0.0


def funnel(
    measure: Measure, item: str | None, told: Sequence[Told], policy: Policy
) -> Funnel | None:
    """One figure over the communities. None where nobody's population is known: an average that
    is not weighted by people would not be the street's."""
    base = policy.min_base_rank
    enough = [each for each in told if each.n >= base]
    pooled = pool(enough, policy)
    if pooled is None:
        return None
    beyond: list[Outlier] = []
    for each in enough:
        z = deviation(each.p, pooled.value, each.n)
        if abs(z) > policy.confidence_z:
            beyond.append(
                Outlier(community=each.community, value=each.p, n=each.n, z=z, high=z > 0)
            )
    return Funnel(
        measure=measure,
        item=item,
        mean=pooled.value,
        outliers=tuple(sorted(beyond, key=lambda each: (each.z, each.community))),
        same=len(enough) - len(beyond),
        few=len(told) - len(enough),
    )


def pool(told: Iterable[Told], policy: Policy) -> Pooled | None:
    """The street's share: Σ N·p / Σ N with variance Σ (N/ΣN)²·p(1 − p)/n over the communities
    whose people are known; None when there is none.

    Communities that hear one questionnaire are one part of the sum: the same people answered, so
    their errors do not even out and they are counted once.
    """
    known = [(each, each.people) for each in told if each.people]
    people = sum(size for _, size in known)
    if not people:
        return None
    value = sum(size * each.p for each, size in known) / people
    parts = [
        _as_one([known[at] for at in group])
        for group in together([each.areas for each, _ in known])
    ]
    variance = sum((size / people) ** 2 * p * (1 - p) / n for p, n, size in parts)
    half = policy.confidence_z * sqrt(variance)
    return Pooled(
        value=value,
        low=max(0.0, value - half),
        high=min(1.0, value + half),
        n=sum(n for _, n, _ in parts),
        people=people,
        communities=len(known),
    )


def _as_one(known: Sequence[tuple[Told, float]]) -> tuple[float, int, float]:
    """(share, answers, people) of communities that hear the same answers; their number is at
    least that of whoever heard most."""
    if len(known) == 1:
        ((only, size),) = known
        return only.p, only.n, size
    people = sum(size for _, size in known)
    share = sum(size * each.p for each, size in known) / people
    return share, max(each.n for each, _ in known), people


def together(areas: Sequence[tuple[SurveyArea, ...]]) -> list[list[int]]:
    """Places that share a questionnaire, directly or over others; each other one alone."""
    lead = list(range(len(areas)))
    first: dict[SurveyArea, int] = {}

    def root(at: int) -> int:
        while lead[at] != at:
            at = lead[at]
        return at

    for at, each in enumerate(areas):
        for area in each:
            lead[root(at)] = root(first.setdefault(area, at))
    groups: dict[int, list[int]] = {}
    for at in range(len(areas)):
        groups.setdefault(root(at), []).append(at)
    return list(groups.values())
