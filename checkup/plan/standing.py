"""Which candidates can never be chosen, whatever the money, and which demands fall with them."""

from __future__ import annotations

from fractions import Fraction

from checkup.plan.programme import (
    REASONS,
    Candidate,
    Channel,
    LeftOut,
    Programme,
    Reason,
    exact,
    needed,
    offered,
    resolving_by_pair,
)


def hopeless(programme: Programme) -> dict[str, Reason]:
    """Candidate id → why no plan can hold it, even alone and at any budget.

    Unpriced, forbidden, no suitable room as large as it needs, channels whose shares cannot add
    up to its cost, no year of the budgets allowed, or a predecessor that is hopeless or unknown.
    """
    areas = {room.id: offered(room.area) for room in programme.rooms}
    forbidden = frozenset(programme.demands.forbid)
    found: dict[str, Reason] = {}
    for each in programme.candidates:
        reason = "forbidden" if each.id in forbidden else _alone(each, programme, areas)
        if reason is not None:
            found[each.id] = reason
    known = {each.id for each in programme.candidates}
    while True:
        late = [
            each.id
            for each in programme.candidates
            if each.id not in found
            and any(before not in known or before in found for before in each.after)
        ]
        if not late:
            return found
        found.update(dict.fromkeys(late, "predecessor"))


def allowed_years(candidate: Candidate, programme: Programme) -> tuple[int, ...]:
    """The years with a budget in which it may be paid, in order; empty without yearly budgets."""
    years = sorted(programme.demands.yearly)
    return tuple(year for year in years if not candidate.years or year in candidate.years)


def share_cap(candidate: Candidate, channel: Channel) -> int:
    """The most a channel may pay of a candidate, in whole 元 (rounded down)."""
    share = exact(candidate.channels.get(channel.code, 0.0))
    return int(min(Fraction(1), share) * (candidate.cost or 0))


def impossible(programme: Programme) -> tuple[LeftOut, ...]:
    """Mandatory pairs and forced candidates that only hopeless candidates could satisfy.

    They are not demanded, else no plan at all could be told; whoever prints a plan says them.
    """
    out = hopeless(programme)
    known = {each.id for each in programme.candidates}
    resolving = resolving_by_pair(programme.candidates)
    found = []
    for pair in sorted(set(programme.demands.mandatory)):
        ids = [each.id for each in resolving.get(pair, ())]
        if all(each in out for each in ids):
            reasons = {out[each] for each in ids} or {"no_option"}
            found.append(LeftOut(id=pair, reasons=in_order(reasons)))
    for each in sorted(set(programme.demands.force)):
        if each not in known:
            found.append(LeftOut(id=each, reasons=("no_option",)))
        elif each in out:
            found.append(LeftOut(id=each, reasons=(out[each],)))
    return tuple(found)


def in_order(reasons: set[Reason]) -> tuple[Reason, ...]:
    """The reasons, the nearest to being chosen first."""
    return tuple(reason for reason in REASONS if reason in reasons)


def _alone(candidate: Candidate, programme: Programme, areas: dict[str, int]) -> Reason | None:
    if candidate.cost is None:
        return "unpriced"
    if takes_room(candidate) and not any(
        areas.get(space, -1) >= needed(candidate.area) for space in candidate.spaces
    ):
        return "space"
    if programme.channels and candidate.cost > sum(
        _most(candidate, channel) for channel in programme.channels
    ):
        return "channel"
    if programme.demands.yearly and not allowed_years(candidate, programme):
        return "year"
    return None


def takes_room(candidate: Candidate) -> bool:
    return candidate.needs_space or bool(candidate.spaces)


def _most(candidate: Candidate, channel: Channel) -> int:
    cap = share_cap(candidate, channel)
    return cap if channel.budget is None else min(cap, channel.budget)
