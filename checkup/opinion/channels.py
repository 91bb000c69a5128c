"""How answers came in, and whether the way in changes what is said (method §1.2, channel mix)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers, ChannelDifference, ChannelRow, Estimate
from checkup.opinion import counting, suppress, tables
from checkup.opinion.codes import marked
from checkup.opinion.comparison import newcombe
from checkup.opinion.groups import Division
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Rows


class AgeTable(Struct, frozen=True, kw_only=True):
    """Valid answers, channels × ages. ``n`` per channel counts those without an age, too."""

    channels: tuple[str, ...]
    ages: tuple[str, ...]
    n: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]


def ways(answers: Answers, assisted: Rows) -> dict[str, Rows]:
    """``online`` (on one's own), ``visit`` (typed by somebody else) and ``paper`` → rows."""
    paper = marked(answers.paper, answers)
    return {
        "online": ~paper & ~assisted,
        "visit": ~paper & assisted,
        "paper": paper,
    }


def age_table(
    answers: Answers, ways_in: dict[str, Rows], valid: Rows, ages: Division | None = None
) -> AgeTable:
    """Every count as it is; channels nobody used are left out. ``ages`` are the categories that
    the other tables use, by default the options of the question."""
    used = {name: rows & valid for name, rows in ways_in.items() if (rows & valid).any()}
    asked = next((question for question in answers.questions if question.kind == "age"), None)
    labels, parts = (ages.labels, ages.parts) if ages else (asked.options if asked else (), None)
    counts = {name: tables.tally(asked, rows) if asked else [] for name, rows in used.items()}
    return AgeTable(
        channels=tuple(used),
        ages=labels,
        n=tuple(int(rows.sum()) for rows in used.values()),
        cells=tuple(
            tuple(counting.folded(row, parts) if parts else row) for row in counts.values()
        ),
    )


def protected(table: AgeTable, least: int) -> tuple[tuple[int | None, ...], ...]:
    """The cells without those that would tell of a few people (method §1.11).

    Sums over ages are printed as the channels' ``n``, sums over channels with the question about
    age; who told no age is never printed and hidden first.
    """
    rows = [list(row) for row in zip(*table.cells, strict=True)]
    if not rows:
        return table.cells
    rows.append([n - sum(row) for n, row in zip(table.n, table.cells, strict=True)])
    closed = {(r, c) for c, n in enumerate(table.n) if n < least for r in range(len(rows))}
    hidden = suppress.table(rows, least, primary=closed, unseen_row=len(rows) - 1)
    return tuple(
        tuple(None if (r, c) in hidden else n for r, n in enumerate(row))
        for c, row in enumerate(table.cells)
    )


def by_channel(
    answers: Answers,
    ways_in: dict[str, Rows],
    valid: Rows,
    headline: Rows,
    policy: Policy,
    ages: Division | None = None,
) -> tuple[ChannelRow, ...]:
    """One row per channel, the largest first.

    A channel with few answers is left out; where the number valid would tell them by
    subtraction, there is no table at all.
    """
    table = age_table(answers, ways_in, valid, ages)
    least = policy.min_base_print
    small = sum(n for n in table.n if n < least)
    if 0 < small < least:
        return ()
    satisfied = _satisfied(answers, {name: ways_in[name] for name in table.channels}, headline,
                           policy)  # fmt: skip
    rows = [
        ChannelRow(
            channel=name,
            n=n,
            ages=dict(zip(table.ages, cells, strict=True)) if table.ages else {},
            satisfied=satisfied.get(name),
        )
        for name, n, cells in zip(table.channels, table.n, protected(table, least), strict=True)
        if n >= least
    ]
    return tuple(sorted(rows, key=lambda row: -row.n))


def difference(rows: tuple[ChannelRow, ...], policy: Policy) -> ChannelDifference | None:
    """The two largest channels on overall satisfaction; None below the bases that are tested."""
    told = [(row.channel, row.satisfied) for row in rows[:2] if row.satisfied is not None]
    if len(told) < 2 or any(share.n < policy.min_base_rank for _, share in told):
        return None
    (first_name, first), (second_name, second) = told
    change = newcombe(first.value, first.n, second.value, second.n, policy.confidence_z)
    apart = change.low > 0 or change.high < 0
    return ChannelDifference(
        first=first_name,
        second=second_name,
        difference=change.value,
        low=change.low,
        high=change.high,
        differs=apart and abs(change.value) >= policy.channel_gap - 1e-9,
    )


def _satisfied(
    answers: Answers, ways_in: dict[str, Rows], headline: Rows, policy: Policy
) -> dict[str, Estimate]:
    """Channel → 满意率 overall, without those that would tell of a few people, by themselves or
    beside the figure of all channels; empty where it was not asked."""
    asked = next((question for question in answers.questions if question.kind == "overall"), None)
    if asked is None:
        return {}
    least = policy.min_base_print
    shape = tables.shape(asked)
    split = []
    for rows in ways_in.values():
        cells = counting.folded(tables.tally(asked, rows & headline), shape.parts)
        happy = sum(cells[at] for at in shape.satisfied)
        split.append([happy, sum(cells) - happy])
    whole = [sum(side) for side in zip(*split, strict=True)] or [0, 0]
    hidden = suppress.table(
        split,
        least,
        primary={(r, c) for r, row in enumerate(split) if sum(row) < least for c in (0, 1)},
        hidden_totals=(0, 1) if suppress.telling(whole[0], sum(whole), least) else (),
    )
    closed = {r for r, _ in hidden}
    return {
        name: tables.estimate(row[0], sum(row), policy)
        for r, (name, row) in enumerate(zip(ways_in, split, strict=True))
        if r not in closed and sum(row) >= max(least, 1)
    }
