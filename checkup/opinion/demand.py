"""Who needs a facility and lacks it, in the group it is for (method §1.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from checkup.model import Answers, Demand, Estimate, Meaning, Question, QuestionKind
from checkup.opinion import suppress
from checkup.opinion.codes import chose, codes_of
from checkup.opinion.estimates import effective, share_of, shrunk, wilson
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes, Rows
    from checkup.opinion.weights import Weights

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
    """``need`` of ``n`` need it; ``x`` of them lack it, a ``share`` of ``n_eff`` by weight."""

    x: int
    need: int
    n: int
    share: float | None = None
    n_eff: float = 0.0


def count(
    answers: Answers,
    valid: Rows,
    targets: Mapping[str, str],
    coded: Mapping[str, Codes] | None = None,
    weights: Weights | None = None,
) -> dict[str, Counted]:
    """Item → counts among valid rows of its target group, for items whose need was asked.

    x = needs it and does not have it or cannot use it, or has it and is dissatisfied with it.
    An item whose target group the questionnaire does not tell apart is left out, except 车辆
    (all if unknown, standard §1.3b). Where several questions are about one item, a row counts
    once: it lacks the item when it says so in any of them. ``coded`` are the questions' codes as
    arrays, ``weights`` those of all rows.
    """
    known = {q.id: codes_of(q) for q in answers.questions} if coded is None else coded
    needs = _by_item(answers, "need")
    rated = _by_item(answers, "satisfaction")
    groups: dict[str, Rows | None] = {}
    counted = {}
    for item, questions in needs.items():
        target = targets.get(item)
        if target is None:
            continue
        if target not in groups:
            groups[target] = _members(answers, target, known)
        group = groups[target]
        if group is None:
            continue
        base = valid & group & _said(questions, None, known)
        unmet = _said(questions, "need_unmet", known)
        met = _said(questions, "need_met", known)
        lacking = unmet
        if item in rated:
            lacking = unmet | (met & _said(rated[item], "dissatisfied", known))
        n = int(base.sum())
        share, n_eff = _by_weight(base, lacking, weights) if n else (None, 0.0)
        counted[item] = Counted(
            int((base & lacking).sum()), int((base & (unmet | met)).sum()), n, share, n_eff
        )
    return counted


def prior(counted: Mapping[str, Counted], least: int = 0) -> float | None:
    """d₀ = Σx/Σn over the items of the community; None when nobody answered.

    Only over items that may be printed, for it is printed beside them; where none may, over all
    of them, unless even that tells of fewer than ``least`` people.
    """
    open_ = [each for each in counted.values() if not suppress.telling(each.x, each.n, least)]
    told = open_ if any(each.n for each in open_) else list(counted.values())
    x, n = sum(each.x for each in told), sum(each.n for each in told)
    return None if not n or suppress.telling(x, n, least) else x / n


def estimate(
    each: Counted,
    d0: float,
    size: float | None,
    policy: Policy,
    population: float | None = None,
) -> Demand:
    """Rates with Wilson bounds; d̃ with those of n + m (method §3.1); people = N_g · d̂.

    ``size`` is N_g in people or households, None when unknown; ``population`` that of a random
    sample. Raises ValueError at n = 0.
    """
    z = policy.confidence_z
    rate = share_of(each.x / each.n, each.n, each.n, population, z)
    even = None if each.share is None else share_of(each.share, each.n_eff, each.n, population, z)
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
        weighted=None
        if even is None
        else Estimate(
            value=even.value, low=even.low, high=even.high, n=each.n,
            few=each.n < policy.min_base_rank,
        ),
    )  # fmt: skip


def printed(told: Demand, least: int) -> Demand | None:
    """What of it may be printed: nothing where few lack it or few do not; no rate of need where
    that would tell of a few who have what they need, or of a few who need nothing."""
    if suppress.telling(told.x, told.n, least):
        return None
    need = round((told.need_rate or 0.0) * told.n)
    few = suppress.small(need - told.x, least) or suppress.small(told.n - need, least)
    return replace(told, need_rate=None) if few else told


def _by_item(answers: Answers, kind: QuestionKind) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in answers.questions:
        if question.kind == kind and question.item is not None:
            found.setdefault(question.item, []).append(question)
    return found


def _by_weight(base: Rows, lacking: Rows, weights: Weights | None) -> tuple[float | None, float]:
    if weights is None:
        return None, 0.0
    theirs = weights[base]
    total = float(theirs.sum())
    share = min(1.0, float(weights[base & lacking].sum()) / total)
    return share, effective(total, float((theirs**2).sum()))


def _said(
    questions: Sequence[Question], meaning: Meaning | None, coded: Mapping[str, Codes]
) -> Rows:
    """Rows that said this in any of the questions; with None, rows that answered any of them."""
    import numpy as np

    rows = np.zeros(len(questions[0].codes), dtype=bool)
    for question in questions:
        codes = coded[question.id]
        rows |= codes >= 0 if meaning is None else chose(question, codes, frozenset({meaning}))
    return rows


def _members(answers: Answers, target: str, coded: Mapping[str, Codes]) -> Rows | None:
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
        rows |= chose(question, coded[question.id], meanings)
    return rows
