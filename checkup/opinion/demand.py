"""Who needs a facility and lacks it, in the group it is for (method §1.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers, Demand, Meaning, Question, QuestionKind
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
    (all if unknown, standard §1.3b). Where several questions are about one item, a row counts
    once: it lacks the item when it says so in any of them.
    """
    needs = _by_item(answers, "need")
    rated = _by_item(answers, "satisfaction")
    groups: dict[str, Rows | None] = {}
    counted = {}
    for item, questions in needs.items():
        target = targets.get(item)
        if target is None:
            continue
        if target not in groups:
            groups[target] = _members(answers, target)
        group = groups[target]
        if group is None:
            continue
        base = valid & group & _said(questions, None)
        unmet = _said(questions, "need_unmet")
        met = _said(questions, "need_met")
        lacking = unmet
        if item in rated:
            lacking = unmet | (met & _said(rated[item], "dissatisfied"))
        counted[item] = Counted(
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


def _by_item(answers: Answers, kind: QuestionKind) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in answers.questions:
        if question.kind == kind and question.item is not None:
            found.setdefault(question.item, []).append(question)
    return found


def _said(questions: Sequence[Question], meaning: Meaning | None) -> Rows:
    """Rows that said this in any of the questions; with None, rows that answered any of them."""
    import numpy as np

    rows = np.zeros(len(questions[0].codes), dtype=bool)
    for question in questions:
        codes = codes_of(question)
        rows |= codes >= 0 if meaning is None else chose(question, codes, frozenset({meaning}))
    return rows


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
