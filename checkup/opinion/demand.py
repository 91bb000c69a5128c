"""Who needs a facility and lacks it, in the group it is for (method §1.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers, Demand, Meaning, Question
from checkup.opinion.estimates import shrunk, wilson
from checkup.opinion.quality import chose, codes_of
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.quality import Rows

_MEMBERS: dict[str, frozenset[Meaning]] = {
    "children_0_3": frozenset({"child_0_3"}),
    "children_3_6": frozenset({"child_3_6"}),
    "aged_60": frozenset({"aged_60"}),
    "vehicles": frozenset({"vehicle"}),
    "aged_60_and_disabled": frozenset({"aged_60", "disabled"}),
}
"""What an answer must say for its row to stand in the target group. 60+ are those who answer
themselves: N_g counts people, and a household's younger member does not speak for them."""
_ALL_IF_UNKNOWN = frozenset({"vehicles"})


class Counted(Struct, frozen=True):
    """``need`` of ``n`` need it; ``x`` of them lack it."""

    x: int
    need: int
    n: int


def count(answers: Answers, valid: Rows, targets: Mapping[str, str]) -> dict[str, Counted]:
    """Item → counts among valid rows of its target group, for items whose need was asked.

    x = needs it and does not have it or cannot use it, or has it and is dissatisfied with it.
    An item whose target group the questionnaire does not tell apart is left out, except 车辆
    (all if unknown, standard §1.3b).
    """
    by_item = {q.item: q for q in answers.questions if q.kind == "satisfaction" and q.item}
    groups: dict[str, Rows | None] = {}
    counted = {}
    for question in answers.questions:
        target = targets.get(question.item or "")
        if question.kind != "need" or question.item is None or target is None:
            continue
        if target not in groups:
            groups[target] = _members(answers, target)
        group = groups[target]
        if group is None:
            continue
        codes = codes_of(question)
        base = valid & group & (codes >= 0)
        unmet = chose(question, codes, frozenset({"need_unmet"}))
        met = chose(question, codes, frozenset({"need_met"}))
        rated = by_item.get(question.item)
        lacking = unmet | (met & _dissatisfied(rated)) if rated else unmet
        counted[question.item] = Counted(
            int((base & lacking).sum()), int((base & (unmet | met)).sum()), int(base.sum())
        )
    return counted


def prior(counted: Mapping[str, Counted]) -> float | None:
    """d₀ = Σx/Σn over the items of the community; None when nobody answered."""
    n = sum(each.n for each in counted.values())
    return sum(each.x for each in counted.values()) / n if n else None


def estimate(each: Counted, d0: float, size: float | None, policy: Policy) -> Demand:
    """Rates with Wilson bounds; d̃ with those of n + m (method §3.1); people = N_g · d̂.

    ``size`` is N_g in people or households, None when unknown. Raises ValueError at n = 0.
    """
    rate = wilson(each.x / each.n, each.n, policy.confidence_z)
    smooth = shrunk(each.x, each.n, d0, policy.shrink_m)
    around = wilson(smooth, each.n + policy.shrink_m, policy.confidence_z)
    return Demand(
        rate=rate.value,
        low=rate.low,
        high=rate.high,
        n=each.n,
        people=None if size is None else size * rate.value,
        x=each.x,
        need_rate=each.need / each.n,
        shrunk=smooth,
        shrunk_low=around.low,
        shrunk_high=around.high,
    )


def _dissatisfied(question: Question) -> Rows:
    return chose(question, codes_of(question), frozenset({"dissatisfied"}))


def _members(answers: Answers, target: str) -> Rows | None:
    """Rows of the target group; None when no question tells who belongs to it."""
    import numpy as np

    everyone = np.ones(answers.received, dtype=bool)
    if target == "all":
        return everyone
    meanings = _MEMBERS[target]
    told = [q for q in answers.questions if meanings.intersection(q.means)]
    if not told:
        return everyone if target in _ALL_IF_UNKNOWN else None
    rows = ~everyone
    for question in told:
        rows |= chose(question, codes_of(question), meanings)
    return rows
