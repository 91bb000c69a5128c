"""How answers came in, and whether the way in changes what is said (method §1.2, channel mix)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers, ChannelDifference, ChannelRow, Estimate
from checkup.opinion import tables
from checkup.opinion.comparison import newcombe
from checkup.opinion.quality import marked
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.quality import Rows


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


def age_table(answers: Answers, ways_in: dict[str, Rows], valid: Rows) -> AgeTable:
    """Every count as it is, for suppression still to come; channels nobody used are left out."""
    used = {name: rows & valid for name, rows in ways_in.items() if (rows & valid).any()}
    asked = next((question for question in answers.questions if question.kind == "age"), None)
    counts = {name: tables.tally(asked, rows) if asked else [] for name, rows in used.items()}
    return AgeTable(
        channels=tuple(used),
        ages=asked.options if asked else (),
        n=tuple(int(rows.sum()) for rows in used.values()),
        cells=tuple(tuple(row) for row in counts.values()),
    )


def primary(table: AgeTable, least: int) -> tuple[tuple[int | None, ...], ...]:
    """The cells with those between 0 and ``least`` hidden (method §1.11, primary suppression)."""
    return tuple(tuple(None if 0 < n < least else n for n in row) for row in table.cells)


def by_channel(
    answers: Answers, ways_in: dict[str, Rows], valid: Rows, headline: Rows, policy: Policy
) -> tuple[ChannelRow, ...]:
    """One row per channel, the largest first.

    A channel with few answers is left out; where the number valid would tell them by
    subtraction, there is no table at all.
    """
    table = age_table(answers, ways_in, valid)
    least = policy.min_base_print
    small = sum(n for n in table.n if n < least)
    if 0 < small < least:
        return ()
    rows = [
        ChannelRow(
            channel=name,
            n=n,
            ages=dict(zip(table.ages, cells, strict=True)) if table.ages else {},
            satisfied=_satisfied(answers, ways_in[name] & headline, policy),
        )
        for name, n, cells in zip(table.channels, table.n, primary(table, least), strict=True)
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


def _satisfied(answers: Answers, rows: Rows, policy: Policy) -> Estimate | None:
    """满意率 overall among these rows; None where it was not asked or hardly answered."""
    asked = next((question for question in answers.questions if question.kind == "overall"), None)
    found = tables.satisfaction(asked, rows, policy) if asked else None
    if found is None:
        return None
    return Estimate(
        value=found.top2, low=found.top2_low, high=found.top2_high, n=found.n,
        few=found.n < policy.min_base_rank,
    )  # fmt: skip
