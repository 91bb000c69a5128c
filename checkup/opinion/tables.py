"""The table of each closed question, and which counts may leave the house (method §1.6, §1.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkup.model import BLANK, SKIPPED, OptionCount, Question, QuestionResult, Satisfaction
from checkup.opinion.estimates import mean_score, wilson
from checkup.opinion.quality import codes_of
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.quality import Rows


def tally(question: Question, rows: Rows) -> list[int]:
    """How many of these rows chose each option, in the options' order."""
    import numpy as np

    codes = codes_of(question)[rows]
    codes = codes[codes >= 0]
    if question.multiple:
        return [int(((codes >> at) & 1).sum()) for at in range(len(question.options))]
    return [int(n) for n in np.bincount(codes, minlength=len(question.options))]


def satisfaction(question: Question, rows: Rows, policy: Policy) -> Satisfaction | None:
    """Mean on 0–100 and 满意率 with intervals; None below the smallest base that is printed.

    不了解 has no score and stands outside the base (method §1.3). 满意 is what the labels mean
    by it, so 4- and 5-point scales are read alike.
    """
    counts = tally(question, rows)
    scored = [
        (score, n, meaning)
        for score, n, meaning in zip(question.scores, counts, question.means, strict=True)
        if score is not None
    ]
    base = sum(n for _, n, _ in scored)
    if base < max(policy.min_base_print, 1):
        return None
    mean = mean_score([s for s, _, _ in scored], [n for _, n, _ in scored], policy.confidence_z)
    happy = sum(n for _, n, meaning in scored if meaning == "satisfied")
    share = wilson(happy / base, base, policy.confidence_z)
    return Satisfaction(
        mean=mean.value, low=mean.low, high=mean.high, n=base,
        top2=share.value, top2_low=share.low, top2_high=share.high,
    )  # fmt: skip


def folded(cells: list[OptionCount], least: int, label: str) -> tuple[OptionCount, ...]:
    """Counts without any between 0 and ``least``: the small ones stand together under ``label``.

    When even together they are fewer than ``least``, the whole table stays away, because the
    missing cell could be had by subtraction. (Cells of several choices do not add up to the
    number of people; full secondary suppression is a later step.)
    """
    small = [cell.count for cell in cells if 0 < cell.count < least]
    if not small:
        return tuple(cells)
    if sum(small) < least:
        return ()
    large = tuple(cell for cell in cells if not 0 < cell.count < least)
    return (*large, OptionCount(label, sum(small)))


def table(
    question: Question, rows: Rows, groups: dict[str, Rows], merged: str, policy: Policy
) -> QuestionResult:
    """The question over ``rows``: base, blanks, skipped, options, and mean where it is a scale.

    ``groups`` (label → rows) gives the base per group, small ones left out. Open questions have
    a base and no options. Below the smallest printed base nothing but the base is given.
    """
    codes = codes_of(question)
    here = codes[rows]
    n = int((here >= 0).sum())
    least = policy.min_base_print
    bases = {name: int(((codes >= 0) & members).sum()) for name, members in groups.items()}
    options: tuple[OptionCount, ...] = ()
    if question.kind != "open" and n >= least:
        cells = [
            OptionCount(label, count)
            for label, count in zip(question.options, tally(question, rows), strict=True)
        ]
        if question.kind == "estate":
            # the community's own names have no order of their own that a reader would know
            cells.sort(key=lambda cell: (-cell.count, cell.label))
            # typed by people: a label nobody here gave is somebody else's, perhaps an address
            cells = [cell for cell in cells if cell.count]
        options = folded(cells, least, merged)
    scale = question.kind in ("satisfaction", "overall")
    rated = satisfaction(question, rows, policy) if scale else None
    return QuestionResult(
        id=question.id,
        sources=question.sources,
        number=question.number,
        title=question.title,
        kind=question.kind,
        item=question.item,
        service=question.service,
        n=n,
        blank=int((here == BLANK).sum()),
        skipped=int((here == SKIPPED).sum()),
        options=options,
        mean=rated.mean if rated else None,
        low=rated.low if rated else None,
        high=rated.high if rated else None,
        top2=rated.top2 if rated else None,
        by_group={name: base for name, base in bases.items() if base >= least},
        scored=rated.n if rated else None,
    )
