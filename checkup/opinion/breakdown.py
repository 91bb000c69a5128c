"""One question by one variable: a column per group, with what of it may be printed (§1.11).

The sums over the groups are printed above, so a small count is protected along its column and
along its option. People who did not tell their group are nobody's column, but could be had by
subtraction: they count as one that is always hidden first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Breakdown, Column, OptionCount, Variable
from checkup.opinion import counting, solved, suppress
from checkup.opinion.estimates import mean_score
from checkup.opinion.groups import Division, Overlap
from checkup.opinion.tables import Shape, Told, estimate, hidden_cells, marked
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes

Hidden = set[suppress.Cell]


class Crossed(Struct, frozen=True):
    """Counts of groups × cells, the last group being those in none of them, and what is hidden:
    cells, whole groups, groups' 满意率 and their means."""

    rows: list[list[int]]
    bases: list[int]
    hidden: Hidden
    closed: set[int]
    no_share: set[int]
    no_mean: set[int]


def by_division(
    shape: Shape, codes: Codes, division: Division, whole: Told, policy: Policy
) -> Breakdown | None:
    """The question by a variable that puts everybody in one category at most."""
    rows, bases = _counts(shape, codes, division.codes, len(division.labels))
    crossed = _protected(shape, rows, bases, whole, policy)
    columns = [
        _column(shape, label, crossed, at, policy) for at, label in enumerate(division.labels)
    ]
    return _breakdown(division.variable, columns)


def by_overlaps(
    shape: Shape, codes: Codes, overlaps: Sequence[Overlap], whole: Told, policy: Policy
) -> Breakdown | None:
    """The question by groups that overlap: each stands against everybody else."""
    import numpy as np

    columns: list[Column | None] = []
    for each in overlaps:
        rows, bases = _counts(shape, codes, np.where(each.rows, 0, -1), 1)
        if not suppress.telling(bases[0], sum(bases), policy.min_base_print):
            crossed = _protected(shape, rows, bases, whole, policy)
            columns.append(_column(shape, each.label, crossed, 0, policy))
    return _breakdown("household", columns)


def by_groups(
    shape: Shape,
    residents: tuple[str, Told] | None,
    others: Mapping[str, Codes],
    policy: Policy,
) -> Breakdown | None:
    """居民 · 办公 · 商户 as columns that are never added up (method §1.3).

    ``residents`` are the headline's label and table, ``others`` the codes of the other groups.
    """
    columns: list[Column | None] = []
    if residents is not None:
        label, told = residents
        alone = Crossed(
            [list(told.cells)], [told.base], {(0, c) for c in told.hidden}, set(),
            {0} if told.no_share else set(), {0} if told.no_mean else set(),
        )  # fmt: skip
        columns.append(_column(shape, label, alone, 0, policy))
    for label, theirs in others.items():
        counts, n = counting.counted(theirs, len(shape.question.options), shape.question.multiple)
        cells = counting.folded(counts, shape.parts)
        base = sum(cells) if shape.scores else n
        hidden = hidden_cells(shape.question, cells, base, policy)
        least = policy.min_base_print
        told_ = shape.rated and suppress.parts_told(cells, hidden, [shape.satisfied], least)[0]
        no_mean = solved.by_mean(
            shape.scores, cells, hidden, [shape.satisfied] if told_ else [], least
        )
        alone = Crossed(
            [cells], [base], {(0, c) for c in hidden}, set(), set() if told_ else {0},
            {0} if no_mean else set(),
        )  # fmt: skip
        columns.append(_column(shape, label, alone, 0, policy))
    return _breakdown("group", columns)


def _counts(shape: Shape, codes: Codes, groups: Codes, n: int) -> tuple[list[list[int]], list[int]]:
    question = shape.question
    counts, answers = counting.crossed(codes, len(question.options), question.multiple, groups, n)
    rows = [counting.folded(row, shape.parts) for row in counts.tolist()]
    return rows, [sum(row) for row in rows] if shape.scores else answers.tolist()


def _protected(
    shape: Shape,
    rows: list[list[int]],
    bases: list[int],
    whole: Told,
    policy: Policy,
) -> Crossed:
    """What may be printed of groups whose last one is those who told none of the others."""
    least, unseen = policy.min_base_print, len(rows) - 1
    closed = _closed(bases, least)
    first = {(r, c) for r in closed for c in range(len(rows[r]))}
    for r in range(unseen):
        if r not in closed:
            first |= {(r, c) for c in _extremes(shape, rows[r], bases[r], policy)}
    everything = set(range(len(rows)))
    if shape.question.multiple:
        hidden = _several(rows, bases, whole, least, first)
        return Crossed(rows, bases, hidden, closed, everything, everything)
    hidden = suppress.table(
        rows, least, primary=first, unseen_row=unseen, hidden_totals=whole.hidden
    )
    kept: list[set[int]] = [set() for _ in rows]
    for r, c in hidden:
        kept[r].add(c)
    if not shape.rated:
        no_mean = _no_mean(shape, rows, bases, kept, closed, everything, whole, least)
        return Crossed(rows, bases, hidden, closed, everything, no_mean)
    unsafe = {
        r
        for r in range(unseen)
        if r in closed or not suppress.parts_told(rows[r], kept[r], [shape.satisfied], least)[0]
    }
    no_share = suppress.table(
        _happy(shape, rows, bases),
        least,
        primary={(r, side) for r in unsafe for side in (0, 1)},
        unseen_row=unseen,
        hidden_totals=(0, 1) if whole.no_share else (),
    )
    shut = {r for r, _ in no_share}
    no_mean = _no_mean(shape, rows, bases, kept, closed, shut, whole, least)
    return Crossed(rows, bases, hidden, closed, shut, no_mean)


def _no_mean(
    shape: Shape, rows: list[list[int]], bases: Sequence[int], kept: Sequence[set[int]],
    closed: set[int], no_share: set[int], whole: Told, least: int,
) -> set[int]:  # fmt: skip
    """Groups whose mean would tell a hidden count, with those that would tell their mean.

    The mean over all groups is printed: a single mean that is not would follow from the others.
    """
    if not shape.scores:
        return set()
    unseen = len(rows) - 1

    def solvable(r: int) -> bool:
        parts = [] if r in no_share else [shape.satisfied]
        return solved.by_mean(shape.scores, rows[r], kept[r], parts, least)

    found = closed | {r for r in range(unseen) if solvable(r)}
    if whole.no_mean:
        return found
    # those who told no group have a mean by subtraction, unless another one is kept back as well
    apart = bases[unseen] >= least and found
    unsafe = found | ({unseen} if bases[unseen] and (apart or solvable(unseen)) else set())
    if len(unsafe) == 1:
        others = [r for r in range(unseen) if r not in unsafe and bases[r]]
        unsafe |= {min(others, key=lambda r: (bases[r], r))} if others else set()
    return unsafe


def _closed(bases: Sequence[int], least: int) -> set[int]:
    """Groups of which not even the base may be printed.

    How many did not tell their group is never printed, so it protects the others where it is
    more than nobody.
    """
    *told, untold = bases
    if not any(suppress.small(n, least) for n in told):
        return set()
    unseen = {(len(told), 0)} if untold else set()
    hidden = suppress.table([[n] for n in bases], least, primary=unseen, unseen_row=len(told))
    return {r for r, _ in hidden if r < len(told)}


def _happy(shape: Shape, rows: list[list[int]], bases: Sequence[int]) -> list[list[int]]:
    """Per group who is satisfied, and who is not."""
    happy = [sum(row[c] for c in shape.satisfied) for row in rows]
    return [[n, base - n] for n, base in zip(happy, bases, strict=True)]


def _extremes(shape: Shape, row: Sequence[int], base: int, policy: Policy) -> set[int]:
    if not shape.question.sensitive or base >= policy.min_base_rank:
        return set()
    return {c for c, n in enumerate(row) if n in (0, base)}


def _several(
    rows: list[list[int]], bases: Sequence[int], whole: Told, least: int, primary: Hidden
) -> Hidden:
    """Of several choices each option is a table of its own: chose it, did not."""
    hidden: Hidden = set()
    for c in range(len(rows[0])):
        split = [[row[c], base - row[c]] for row, base in zip(rows, bases, strict=True)]
        found = suppress.table(
            split,
            least,
            primary={(r, side) for r, at in primary if at == c for side in (0, 1)},
            unseen_row=len(rows) - 1,
            hidden_totals=(0, 1) if c in whole.hidden else (),
        )
        hidden |= {(r, c) for r, _ in found}
    return hidden


def _column(shape: Shape, label: str, crossed: Crossed, at: int, policy: Policy) -> Column | None:
    """A group's column, None when its base may not be printed."""
    cells, base = crossed.rows[at], crossed.bases[at]
    if at in crossed.closed or base < max(policy.min_base_print, 1):
        return None
    hidden = {c for r, c in crossed.hidden if r == at}
    shown = shape.scores and at not in crossed.no_mean
    mean = mean_score(shape.scores, cells, policy.confidence_z) if shown else None
    share = shape.rated and at not in crossed.no_share
    return Column(
        label=label,
        n=base,
        options=tuple(
            OptionCount(name, count)
            for place, (name, count) in enumerate(zip(shape.labels, cells, strict=True))
            if place not in hidden
        ),
        hidden=len(hidden),
        top2=estimate(sum(cells[c] for c in shape.satisfied), base, policy) if share else None,
        mean=marked(mean, base, policy) if mean else None,
    )


def _breakdown(variable: Variable, columns: Sequence[Column | None]) -> Breakdown | None:
    told = tuple(each for each in columns if each is not None)
    return Breakdown(variable=variable, columns=told) if told else None
