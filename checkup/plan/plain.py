"""The plain plan (method §0): down the list until the money ends, with nothing but a pencil."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from checkup.plan.draft import Draft
from checkup.plan.programme import (
    Candidate,
    Programme,
    Selection,
    raising_by_pair,
    resolving_by_pair,
)
from checkup.plan.reasons import explained
from checkup.plan.verify import violations


def plain(programme: Programme) -> Selection:
    """What an official would take by hand, to stand beside the optimised plan.

    Forced candidates first, then the mandatory pairs, then all pairs by rank: for each the first
    option by preference that keeps every limit, with what must come before it. A pair that is
    raised already is passed over; where effects add up, options are taken until nothing is
    missing. What does not fit is skipped and the list goes on. ``broken`` holds the demands
    (mandatory, force, floor) that this way of choosing does not meet; ``gap`` is None.
    """
    draft = Draft(programme)
    for name in sorted(programme.demands.force):
        if name in draft.by_id:
            _take_first([draft.by_id[name]], draft)
    pairs = sorted(programme.pairs, key=lambda each: (each.rank, each.id))
    ranks = {pair.id: number for number, pair in enumerate(pairs)}
    mandatory = set(programme.demands.mandatory)
    raising = raising_by_pair(programme)
    resolving = resolving_by_pair(programme.candidates)
    for name in sorted(mandatory, key=lambda each: (ranks.get(each, len(ranks)), each)):
        if not draft.resolved[name]:
            _take_first(resolving.get(name, ()), draft)
    for pair in pairs:
        if pair.mode == "best" and pair.id in draft.effects:
            continue
        while (
            _take_first(
                (each for each in raising.get(pair.id, ()) if draft.raises(each.id, pair.id)), draft
            )
            and pair.mode == "add"
        ):
            pass
    plan = explained(programme, draft.selection())
    return replace(plan, broken=violations(programme, plan))


def _take_first(options: Iterable[Candidate], draft: Draft) -> bool:
    """Whether one of the options, the preferred first, could be taken."""
    return any(
        draft.add(draft.with_predecessors(each.id))
        for each in sorted(options, key=lambda each: (each.preference, each.id))
        if each.id not in draft.hopeless and each.id not in draft.chosen
    )
