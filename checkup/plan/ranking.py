"""The order of shortfalls and how sure it is (method §3.1–3.2).

R = severity · d̃ · N_g · e, in people; the list runs by tier, then by the policy's visible order
(一老, 一小), then by R.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from msgspec import Struct

from checkup.judge.people import GroupSize
from checkup.model import Confidence, GapKind, Item, Shortfall, Status
from checkup.opinion.estimates import Interval
from checkup.policy import Policy


class Want(Struct, frozen=True, kw_only=True):
    """One thing that is short: a clause, or one part of a list clause."""

    rule: str
    part: str | None
    gap: GapKind | None


class Demanded(Struct, frozen=True):
    """d̃ with its bounds, and the answers behind it. ``told`` is False when nobody was asked."""

    share: Interval
    n: int
    told: bool


class Candidate(Struct, frozen=True, kw_only=True):
    """A shortfall before it has a rank. ``severity`` runs 0–1; ``wants`` are what to close."""

    tier: int
    item: Item
    name: str
    rules: tuple[str, ...]
    wants: tuple[Want, ...]
    severity: Interval
    demand: Demanded
    people: GroupSize
    equity: float
    gap_kind: GapKind | None
    confidence: Confidence
    status: Status
    estate: str | None = None

    def urgency(self) -> Interval | None:
        """R with its bounds, in people; None when the size of the group is unknown."""
        if self.people.size is None:
            return None
        weight = self.people.size * self.equity
        return Interval(
            self.severity.value * self.demand.share.value * weight,
            self.severity.low * self.demand.share.low * weight,
            self.severity.high * self.demand.share.high * weight,
        )


class Ranked(Struct, frozen=True):
    """A shortfall with what closes it."""

    shortfall: Shortfall
    candidate: Candidate


def rank(candidates: Sequence[Candidate], population: float | None, policy: Policy) -> list[Ranked]:
    """The candidates in order, with index 100·R/N and the range of ranks the bounds allow.

    Ranges are global: rows that surely stand earlier (tier, then policy order) are added. A row
    whose R is unknown comes last of its block and may stand anywhere in it. Shortfalls of single
    estates follow after all others.
    """
    blocks: dict[tuple[bool, int, int], list[Candidate]] = {}
    for each in sorted(candidates, key=lambda each: _position(each, policy)):
        blocks.setdefault(_position(each, policy)[:3], []).append(each)
    ranked: list[Ranked] = []
    for block in blocks.values():
        before = len(ranked)
        urgencies = [each.urgency() for each in block]
        lows = [each.low if each else 0.0 for each in urgencies]
        highs = [each.high if each else inf for each in urgencies]
        for place, each in enumerate(block):
            above = sum(low > highs[place] for low in lows)
            below = sum(high < lows[place] for high in highs)
            ranked.append(
                Ranked(
                    _shortfall(
                        each,
                        population,
                        rank=before + place + 1,
                        best=before + 1 + above,
                        worst=before + len(block) - below,
                    ),
                    each,
                )
            )
    return ranked


def _position(
    each: Candidate, policy: Policy
) -> tuple[bool, int, int, float, float, float, str, tuple[str, ...], str, str]:
    """Sort key: block (estates last, tier, policy order), R, severity and N_g falling, code."""
    order = each.item.order
    first = policy.first.index(order) if order in policy.first else len(policy.first)
    urgency = each.urgency()
    return (
        each.estate is not None,
        each.tier,
        first,
        inf if urgency is None else -urgency.value,
        -each.severity.value,
        -(each.people.size or 0.0),
        each.item.id,
        each.rules,
        each.name,
        each.estate or "",
    )


def _shortfall(
    each: Candidate, population: float | None, *, rank: int, best: int, worst: int
) -> Shortfall:
    urgency = each.urgency() if population else None
    scale = 100.0 / population if population else 0.0
    return Shortfall(
        id=f"S{rank:02}",
        item=each.item.id,
        rules=each.rules,
        tier=each.tier,
        index=urgency.value * scale if urgency else None,
        index_low=urgency.low * scale if urgency else None,
        index_high=urgency.high * scale if urgency else None,
        rank=rank,
        rank_best=best,
        rank_worst=worst,
        severity=each.severity.value,
        demand=each.demand.share.value if each.demand.told else None,
        people=each.people.size,
        equity=each.equity,
        gap_kind=each.gap_kind,
        estates=() if each.estate is None else (each.estate,),
        confidence=each.confidence,
        people_estimated=each.people.size is not None and each.people.estimated,
        status=each.status,
        name=each.name,
    )
