"""The nouns of the choice under a budget (method §4.5): what may be chosen, and within what.

Nothing here knows communities, remedies or files: pairs, candidates, rooms, channels and demands
are plain figures with ids. Money is in whole 元, areas in ㎡, scores 0–100, values in people.
Every id is a string, unique among its kind. The order of any tuple is of no account: whatever
depends on an order uses ids, ``rank`` or ``preference``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, floor, fsum
from typing import Literal, get_args

from msgspec import Struct

Mode = Literal["best", "add"]
"""How the effects on one pair combine: only the best counts, or they add up to what is missing."""

Reason = Literal[
    "budget",
    "year",
    "channel",
    "operating",
    "space",
    "exclusive",
    "predecessor",
    "stopped",
    "unpriced",
    "forbidden",
    "covered",
    "no_option",
]
"""Why something is not in a plan, the nearest to being chosen first.

``budget``: the money serves others better or does not reach; ``year``: no yearly budget has room;
``channel``: the funding channels cannot pay it; ``operating``: the yearly operating limit;
``space``: no suitable room is left; ``exclusive``: another of its group is chosen;
``predecessor``: what must come before it cannot be chosen; ``stopped``: the search ended at its
node limit; ``unpriced``: no cost is known; ``forbidden``: the user said so; ``covered``: what it
would raise is reached already, or is of no value; ``no_option``: (pairs only) no candidate
raises it.
"""

REASONS: tuple[Reason, ...] = get_args(Reason)
"""All reasons, in the order in which they are told."""

Limit = Literal[
    "budget", "year", "operating", "channel", "floor", "space", "capacity",
    "mandatory", "force", "forbid", "exclusive", "predecessor", "unpriced",
]  # fmt: skip
"""A family of constraints: what a plan can break, and what can make all plans impossible."""


class Pair(Struct, frozen=True, kw_only=True):
    """One item of one community that falls short.

    ``value`` is V = d̃·N_g·e in people (method §4.5), ``missing`` is 100 − C, so that raising the
    score by ΔC is worth V·ΔC/100: exactly the fall in R. ``rank`` is its place in the shortfall
    list (1 first); only the plain plan and sorting use it.
    """

    id: str
    value: float
    missing: float
    mode: Mode = "best"
    rank: int = 0


class Candidate(Struct, frozen=True, kw_only=True):
    """One option that may be chosen or not (a binary x).

    ``cost``: total investment in 元; None = unpriced: never chosen under a budget, and reported.
    ``operating``: yearly 元; None = unknown: counts nothing against the limit, and is reported.
    ``effects``: pair id → ΔC > 0 from the engine; for ``add`` pairs the uncapped contribution.
    ``resolves``: the pairs whose mandatory demand this option satisfies when chosen.
    ``area`` in ㎡ and ``spaces``, the ids of suitable rooms; without ``spaces`` it needs none.
    ``needs_space``: it needs a room even if none suits (then it is never chosen: ``space``).
    ``capacity`` with ``loads`` (pair id → load): Σ loads of the pairs it serves ≤ capacity, pairs
    without a load are free; None = serves every pair it has an effect on.
    ``channels``: channel code → largest share (0–1) of its cost that channel may pay.
    ``after``: ids of candidates without which this one cannot be (and not in an earlier year).
    ``exclusive``: names of groups of which at most one member is chosen.
    ``years``: the years in which it may be paid, whole in one of them; empty = any.
    ``preference``: order of choice inside a pair for the plain plan (method §4.1, 1 first).
    """

    id: str
    cost: int | None
    operating: int | None = 0
    effects: dict[str, float] = {}
    resolves: tuple[str, ...] = ()
    area: float = 0.0
    spaces: tuple[str, ...] = ()
    needs_space: bool = False
    capacity: float | None = None
    loads: dict[str, float] = {}
    channels: dict[str, float] = {}
    after: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    preference: int = 0


class Room(Struct, frozen=True, kw_only=True):
    """An idle space; several candidates may share its area."""

    id: str
    area: float


class Channel(Struct, frozen=True, kw_only=True):
    """A funding channel. The smallest ``priority`` pays first; no ``budget`` = no known limit."""

    code: str
    priority: int
    budget: int | None = None


class Floor(Struct, frozen=True, kw_only=True):
    """Fairness for a group (method §6.2): its candidates get at least ``share`` (0–1) of the
    budget. ``most`` (元): more than that is not asked, however large the budget."""

    group: str
    candidates: tuple[str, ...]
    share: float | Fraction
    most: int | None = None

    def least(self, budget: int) -> int:
        """β_c·B in whole 元, rounded up, as far as it is asked at all."""
        asked = ceil(exact(self.share) * budget)
        return asked if self.most is None else min(asked, self.most)


class Demands(Struct, frozen=True, kw_only=True):
    """What the plan must keep to. None and empty mean no such limit.

    ``yearly``: year → budget in 元. ``mandatory``: pair ids (Tier 0, or items a user forces), each
    needs a chosen candidate that resolves it. ``force`` and ``forbid``: candidate ids.
    """

    budget: int | None = None
    operating: int | None = None
    yearly: dict[int, int] = {}
    mandatory: tuple[str, ...] = ()
    force: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    floors: tuple[Floor, ...] = ()


class Programme(Struct, frozen=True, kw_only=True):
    """The whole question. Without ``channels`` nobody asks who pays."""

    pairs: tuple[Pair, ...]
    candidates: tuple[Candidate, ...]
    rooms: tuple[Room, ...] = ()
    channels: tuple[Channel, ...] = ()
    demands: Demands = Demands()


class LeftOut(Struct, frozen=True, kw_only=True):
    """A candidate that is not chosen or a pair that nothing chosen raises; never without a reason.

    The first reason is the nearest to being chosen; the others hold as well.
    """

    id: str
    reasons: tuple[Reason, ...]


class Broken(Struct, frozen=True, kw_only=True, order=True):
    """A constraint a plan does not keep: its family, and the id it is about ("" = the whole)."""

    limit: Limit
    id: str = ""


class Selection(Struct, frozen=True, kw_only=True):
    """A plan: what is chosen, what it brings and costs, and why the rest is left out.

    ``chosen`` sorted by id; ``benefit`` in people (fall in Σ R); ``cost`` and yearly ``operating``
    in 元; ``rooms``: candidate → room; ``years``: candidate → year (empty without yearly budgets);
    ``serves``: candidate → the pairs it serves; ``funding``: candidate → channel → 元, which adds
    up to its cost to the 元 (empty without channels); ``reached``: pair → ΔC, only pairs raised.

    ``gap``: how much more benefit any plan could have, as a share of ``benefit``: 0 = proved best,
    None = nobody looked for better (the plain plan, or a bound was never found).
    ``cost_gap``: the same for a cheaper plan of the same benefit, as a share of ``cost``.

    ``left_out``: candidates not chosen; ``open``: pairs nothing chosen raises; ``unpriced``: ids
    with no cost; ``operating_unknown``: chosen ids whose operating cost nobody told.
    ``impossible``: mandatory pairs and forced candidates that no priced, allowed candidate can
    satisfy: they were not demanded, and must be said. ``broken``: demands a plain plan does not
    meet (``choose`` returns none that breaks anything).
    """

    chosen: tuple[str, ...]
    benefit: float
    cost: int
    operating: int
    rooms: dict[str, str]
    years: dict[str, int]
    serves: dict[str, tuple[str, ...]]
    funding: dict[str, dict[str, int]]
    reached: dict[str, float]
    gap: float | None = None
    cost_gap: float | None = None
    left_out: tuple[LeftOut, ...] = ()
    open: tuple[LeftOut, ...] = ()
    unpriced: tuple[str, ...] = ()
    operating_unknown: tuple[str, ...] = ()
    impossible: tuple[LeftOut, ...] = ()
    broken: tuple[Broken, ...] = ()


class Infeasible(Struct, frozen=True, kw_only=True):
    """No plan keeps every demand.

    ``minimum``: 至少需要 X, the least cost in 元 of a plan that keeps everything but ``limits``;
    None when no budget would help, because the demands contradict each other. ``limits`` says
    what stands in the way: ``budget`` when the minimum is above it (with ``floor``: the minimum
    keeps the floors too, at as many 元 as they asked of this budget), else the yearly budgets and
    floors; then whatever else had to be let go (channels, operating, space) to find a plan at all.
    """

    minimum: int | None
    limits: tuple[Limit, ...]


def raising_by_pair(programme: Programme) -> dict[str, list[Candidate]]:
    """Pair → the candidates that raise it, in their order."""
    found: dict[str, list[Candidate]] = {}
    for each in programme.candidates:
        for pair, effect in each.effects.items():
            if effect > 0:
                found.setdefault(pair, []).append(each)
    return found


def resolving_by_pair(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Pair → the candidates that resolve it, in their order."""
    found: dict[str, list[Candidate]] = {}
    for each in candidates:
        for pair in dict.fromkeys(each.resolves):
            found.setdefault(pair, []).append(each)
    return found


def exact(number: float | Fraction) -> Fraction:
    """The decimal a person wrote, not its nearest binary: 0.1 is 1/10."""
    return number if isinstance(number, Fraction) else Fraction(repr(number))


def needed(amount: float) -> int:
    """An area (㎡) or load that is used, in whole hundredths, rounded up."""
    return ceil(exact(round(amount, 6)) * 100)


def offered(amount: float) -> int:
    """An area (㎡) or capacity there is, in whole hundredths, rounded down."""
    return floor(exact(round(amount, 6)) * 100)


def raised(
    programme: Programme, serves: Mapping[str, Iterable[str]]
) -> tuple[float, dict[str, float]]:
    """(benefit in people, pair → ΔC) when each chosen candidate serves the pairs listed.

    ``best`` pairs count the largest effect, ``add`` pairs the sum; neither more than is missing.
    The same whatever the order.
    """
    effects = {candidate.id: candidate.effects for candidate in programme.candidates}
    found: dict[str, list[float]] = {}
    for candidate, served in serves.items():
        for name in served:
            found.setdefault(name, []).append(effects[candidate][name])
    reached = {}
    for pair in sorted(programme.pairs, key=lambda each: each.id):
        each = found.get(pair.id)
        if each:
            rise = max(each) if pair.mode == "best" else fsum(each)
            reached[pair.id] = min(pair.missing, rise)
    values = {pair.id: pair.value for pair in programme.pairs}
    return fsum(rise / 100 * values[pair] for pair, rise in reached.items()), reached
