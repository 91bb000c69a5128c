"""The table of each question over the residents' rows, and what of it may be printed.

Method §1.3, §1.6, §1.8, §1.11. 不了解 stands outside the base of a scale. A count of nobody is
printed, one of a few is not; a base that is a few is not either. What a sum would tell of a
hidden count is hidden too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import (
    BLANK,
    SKIPPED,
    Estimate,
    OptionCount,
    Question,
    QuestionResult,
    Satisfaction,
)
from checkup.opinion import counting, solved, suppress
from checkup.opinion.codes import codes_of
from checkup.opinion.estimates import Interval, effective, mean_score, share_of
from checkup.opinion.groups import Division
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes, Rows
    from checkup.opinion.weights import Weights

_BASIC = "基本满意"
"""A label that some count as satisfied and some do not: both figures are printed (method §0)."""


class Shape(Struct, frozen=True, kw_only=True):
    """What a question's table looks like, before anything is counted.

    ``labels`` and ``parts`` are its cells, of one option or of options put together. On a scale
    the cells are those with a score; ``scores`` go with them, and ``satisfied``, ``dissatisfied``
    and ``basic`` are positions of cells.
    """

    question: Question
    labels: tuple[str, ...]
    parts: tuple[tuple[int, ...], ...]
    unsure: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    satisfied: tuple[int, ...] = ()
    dissatisfied: tuple[int, ...] = ()
    basic: tuple[int, ...] = ()

    @property
    def rated(self) -> bool:
        """Whether 满意率 can be told of it."""
        return bool(self.scores) and self.question.kind in ("satisfaction", "overall")


class Told(Struct, frozen=True, kw_only=True):
    """A question's table, and the exact figures that only the run may use.

    ``hidden``, ``no_share`` and ``no_mean`` say what may not be printed: cells, 满意率, the mean.
    """

    result: QuestionResult
    cells: tuple[int, ...]
    base: int
    hidden: frozenset[int]
    satisfaction: Satisfaction | None = None
    weighted: Satisfaction | None = None
    no_share: bool = False
    no_mean: bool = False

    @property
    def open(self) -> bool:
        """Whether its satisfaction may be printed: mean and 满意率 go together."""
        return not (self.no_share or self.no_mean)


def shape(question: Question, division: Division | None = None) -> Shape:
    """How the question is counted; ``division`` is the one this question makes, if any."""
    scored = [at for at, score in enumerate(question.scores) if score is not None]
    if division is not None:
        return Shape(question=question, labels=division.labels, parts=division.parts)
    if not scored or question.multiple:
        return Shape(
            question=question,
            labels=question.options,
            parts=tuple((at,) for at in range(len(question.options))),
        )
    means = [question.means[at] for at in scored]
    labels = tuple(question.options[at] for at in scored)
    return Shape(
        question=question,
        labels=labels,
        parts=tuple((at,) for at in scored),
        unsure=tuple(at for at in range(len(question.options)) if at not in scored),
        scores=tuple(score for score in question.scores if score is not None),
        satisfied=tuple(at for at, told in enumerate(means) if told == "satisfied"),
        dissatisfied=tuple(at for at, told in enumerate(means) if told == "dissatisfied"),
        basic=tuple(at for at, told in enumerate(labels) if _BASIC in told),
    )


def table(
    shape: Shape,
    codes: Codes,
    policy: Policy,
    *,
    weights: Weights | None = None,
    population: float | None = None,
) -> Told:
    """The question over ``codes``, one per row of the people it is about.

    ``weights`` go with the rows. ``population`` is given for a random sample only (§1.4).
    Open questions have a base and no options.
    """
    question, least = shape.question, policy.min_base_print
    counts, n = counting.counted(codes, len(question.options), question.multiple)
    cells = counting.folded(counts, shape.parts)
    base = sum(cells) if shape.scores else n
    blank, skipped = int((codes == BLANK).sum()), int((codes == SKIPPED).sum())
    unsure = sum(counts[at] for at in shape.unsure)
    if suppress.small(unsure, least):
        # told beside the base of the scale, or as what the blanks leave of everybody asked, it
        # would be had by subtraction: these few count as having left the question open
        n, blank = base, blank + unsure
    hidden = (
        frozenset(range(len(cells)))
        if question.kind == "open" or base < least
        else frozenset(hidden_cells(question, cells, base, policy))
    )
    printable = shape.rated and base >= max(least, 1)
    parts = (shape.satisfied, shape.dissatisfied, (*shape.satisfied, *shape.basic))
    hidden, told, no_mean = solved.kept(
        shape.scores, cells, hidden, parts if printable else (), least
    )
    shares = [
        estimate(sum(cells[at] for at in part), base, policy, population) if fine else None
        for part, fine in zip(parts, told if printable else (False,) * 3, strict=True)
    ]
    options = [
        OptionCount(label, count)
        for at, (label, count) in enumerate(zip(shape.labels, cells, strict=True))
        if at not in hidden
    ]
    if n > base and not suppress.small(base, least):
        options += [
            OptionCount(question.options[at], counts[at])
            for at in _open_unsure(shape, counts, least)
        ]
    exact = figures(shape, cells, base, policy, population) if printable else None
    mean = (
        mean_score(shape.scores, cells, policy.confidence_z)
        if shape.scores and base >= max(least, 1) and not no_mean
        else None
    )
    even = _weighted(shape, codes, weights, policy, population) if printable else None
    result = QuestionResult(
        id=question.id,
        sources=question.sources,
        number=question.number,
        title=question.title,
        kind=question.kind,
        item=question.item,
        service=question.service,
        n=shown(n, least),
        blank=shown(blank, least),
        skipped=shown(skipped, least),
        options=tuple(options),
        hidden=len(hidden) if base >= least and question.kind != "open" else 0,
        mean=mean.value if mean else None,
        low=mean.low if mean else None,
        high=mean.high if mean else None,
        top2=shares[0].value if shares[0] else None,
        scored=shown(base, least) if shape.rated else None,
        satisfied=shares[0],
        dissatisfied=shares[1],
        satisfied_basic=shares[2] if shape.basic else None,
        weighted_mean=marked(Interval(even.mean, even.low, even.high), base, policy)
        if even and not no_mean
        else None,
        weighted_satisfied=marked(Interval(even.top2, even.top2_low, even.top2_high), base, policy)
        if even and shares[0]
        else None,
        several=question.multiple,
        limit=question.limit,
        scale=dict(zip(shape.labels, shape.scores, strict=True)) if shape.rated else {},
    )
    return Told(
        result=result,
        cells=tuple(cells),
        base=base,
        hidden=hidden,
        satisfaction=exact,
        weighted=even,
        no_share=shares[0] is None,
        no_mean=no_mean,
    )


def hidden_cells(question: Question, cells: Sequence[int], base: int, policy: Policy) -> set[int]:
    """Positions that may not be printed beside ``base``.

    Of several choices each stands alone against those who did not choose it. In a base below
    the one for ranking, nobody and everybody are told of no sensitive question.
    """
    least = policy.min_base_print
    extreme = {
        at
        for at, count in enumerate(cells)
        if question.sensitive and base < policy.min_base_rank and count in (0, base)
    }
    if question.multiple:
        return extreme | {at for at, n in enumerate(cells) if suppress.telling(n, base, least)}
    return suppress.line(cells, least, extreme)


def shown(count: int, least: int) -> int | None:
    """A count of people, None when it is of a few."""
    return None if suppress.small(count, least) else count


def estimate(count: int, base: int, policy: Policy, population: float | None = None) -> Estimate:
    """``count`` of ``base`` people as a share with its interval."""
    told = share_of(count / base, base, base, population, policy.confidence_z)
    return marked(told, base, policy)


def marked(told: Interval, n: int, policy: Policy) -> Estimate:
    """An interval with its base, marked where that is a small one (method §1.6)."""
    return Estimate(
        value=told.value, low=told.low, high=told.high, n=n, few=n < policy.min_base_rank
    )


def _open_unsure(shape: Shape, counts: Sequence[int], least: int) -> list[int]:
    """Options outside the scale, of which each count may be printed."""
    hidden = suppress.line([counts[at] for at in shape.unsure], least)
    return [place for at, place in enumerate(shape.unsure) if at not in hidden]


def satisfaction(question: Question, rows: Rows, policy: Policy) -> Satisfaction | None:
    """Mean and 满意率 over these rows, exact; None below the smallest base that is printed."""
    made = shape(question)
    cells = counting.folded(tally(question, rows), made.parts)
    base = sum(cells)
    if not made.rated or base < max(policy.min_base_print, 1):
        return None
    return figures(made, cells, base, policy)


def tally(question: Question, rows: Rows) -> list[int]:
    """How many of these rows chose each option, in the options' order."""
    codes = codes_of(question)[rows]
    return counting.counted(codes, len(question.options), question.multiple)[0]


def figures(
    shape: Shape,
    cells: Sequence[float],
    base: int,
    policy: Policy,
    population: float | None = None,
    n_eff: float | None = None,
) -> Satisfaction:
    """Mean on 0–100 and 满意率 with intervals, of people or, with ``n_eff``, of weights.

    满意 is what the labels mean by it, so 4- and 5-point scales are read alike.
    """
    z = policy.confidence_z
    mean = mean_score(shape.scores, cells, z, n_eff)
    # rounding of weights must not lift a share of everybody above 1
    share = min(1.0, sum(cells[at] for at in shape.satisfied) / sum(cells))
    around = share_of(share, base if n_eff is None else n_eff, base, population, z)
    return Satisfaction(
        mean=mean.value, low=mean.low, high=mean.high, n=base,
        top2=around.value, top2_low=around.low, top2_high=around.high,
    )  # fmt: skip


def _weighted(
    shape: Shape,
    codes: Codes,
    weights: Weights | None,
    policy: Policy,
    population: float | None,
) -> Satisfaction | None:
    import numpy as np

    if weights is None:
        return None
    scored = [at for part in shape.parts for at in part]
    rows = np.isin(codes, scored)
    sums = counting.weighed(codes, len(shape.question.options), weights)
    n_eff = effective(float(weights[rows].sum()), float((weights[rows] ** 2).sum()))
    cells = [sums[at] for at in scored]
    return figures(shape, cells, int(rows.sum()), policy, population, n_eff)
