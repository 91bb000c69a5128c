"""Why what is not in a plan is not in it."""

from __future__ import annotations

from msgspec.structs import replace

from checkup.plan.draft import Draft
from checkup.plan.programme import LeftOut, Programme, Reason, Selection, raising_by_pair
from checkup.plan.standing import impossible, in_order

SLACK = 1e-6
"""A gain below this share of the benefit is none: stage 2 of method §4.5 may give it up."""


def explained(programme: Programme, plan: Selection) -> Selection:
    """The plan with a reason for each candidate left out and each pair nothing raises.

    A candidate is refused by the limits that adding it would break, with what must come before
    it and in the place of what it would make needless; where it brings nothing it is ``covered``.
    """
    draft = Draft.of(programme, plan)
    reasons = {
        each.id: _reasons(each.id, draft, plan)
        for each in programme.candidates
        if each.id not in draft.chosen
    }
    open_pairs = []
    raising = raising_by_pair(programme)
    for pair in sorted(programme.pairs, key=lambda each: (each.rank, each.id)):
        if pair.id not in plan.reached:
            found = {
                reason
                for each in raising.get(pair.id, ())
                for reason in reasons.get(each.id, ("covered",))
            }
            open_pairs.append(LeftOut(id=pair.id, reasons=in_order(found) or ("no_option",)))
    return replace(
        plan,
        left_out=tuple(LeftOut(id=each, reasons=reasons[each]) for each in sorted(reasons)),
        open=tuple(open_pairs),
        unpriced=tuple(sorted(each.id for each in programme.candidates if each.cost is None)),
        operating_unknown=tuple(
            sorted(each for each in plan.chosen if draft.by_id[each].operating is None)
        ),
        impossible=impossible(programme),
    )


def _reasons(name: str, draft: Draft, plan: Selection) -> tuple[Reason, ...]:
    if name in draft.hopeless:
        return (draft.hopeless[name],)
    names = draft.with_predecessors(name)
    if draft.gain(names) <= 2 * SLACK * max(1.0, plan.benefit):
        return ("covered",)
    refusals = draft.refusals(names)
    replaced = draft.replaced(names)
    if refusals and replaced:
        refusals = draft.less(plan, replaced).refusals(names) or refusals
    # the plain plan passes over what fits when its pair is raised already
    return refusals or (("stopped",) if plan.gap else ("covered",))
