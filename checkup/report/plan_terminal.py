"""What ``checkup plan`` says on the terminal: what is chosen, what is left out and why, and what
the plain plan and other budgets would bring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checkup.model import Plan
from checkup.report import figures
from checkup.report.lists import reason
from checkup.report.wording import Wording
from checkup.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


def name_of(result: Result, shortfall: str) -> str:
    """A shortfall's name, or that of a matter outside the 20 items."""
    names = {each.id: each.name for each in result.other_shortfalls}
    names |= {each.id: each.name for each in result.shortfalls}
    return names.get(shortfall) or shortfall


def refused(plan: Plan, say: Wording) -> str | None:
    """Why there is no plan at all, None when there is one: 至少需要 X 万元."""
    if plan.least is not None:
        return say("terminal.plan.least", amount=figures.wan(plan.least, say))
    if plan.clash:
        limits = say("terminal.joint").join(say(f"left_out_limit.{each}") for each in plan.clash)
        return say("terminal.plan.clash", limits=limits)
    return None


def show(console: Console, result: Result, files: Sequence[Path], say: Wording) -> None:
    """The plan as a table, then what is left out, compared, and where the reports are."""
    from rich.table import Table

    plan = result.plan
    console.print(say("terminal.plan.name", name=result.community.name), style="bold", markup=False)
    for line in _totals(plan, say):
        console.print(line, markup=False)
    if plan.projects:
        table = Table(box=None, pad_edge=False)
        for key in ("id", "project", "cost", "time", "gain", "option"):
            table.add_column(say(f"terminal.plan.column.{key}"), overflow="fold")
        for each in plan.projects:
            time = say("figure.unknown")
            if each.start and each.finish:
                time = say(
                    "terminal.plan.time",
                    start=figures.quarter(each.start, say),
                    finish=figures.quarter(each.finish, say),
                )
            table.add_row(
                each.id,
                each.name,
                figures.wan(each.cost.typical, say)
                if each.cost.typical is not None
                else figures.cost(each.cost, say),
                time,
                say("figure.unknown") if each.gain is None else figures.points(each.gain, say),
                each.option,
            )
        console.print(table)
    for row in plan.left_out:
        console.print(
            say("terminal.plan.left_out", name=name_of(result, row.shortfall),
                reason=reason(row, say)),
            markup=False,
        )  # fmt: skip
    for line in _beside(plan, say):
        console.print(line, markup=False)
    if files:
        console.print(say("terminal.files"), markup=False)
    for file in files:
        console.print(f"  {file}", markup=False, soft_wrap=True)


def _totals(plan: Plan, say: Wording) -> list[str]:
    lines = []
    if plan.budget is not None:
        lines.append(
            say("terminal.plan.budget", budget=figures.wan(plan.budget, say),
                cost=figures.wan(plan.cost.typical or 0, say), count=len(plan.projects))
        )  # fmt: skip
    if plan.prospect is not None and plan.prospect.gain is not None:
        lines.append(say("terminal.plan.gain", gain=figures.points(plan.prospect.gain, say)))
    if plan.gap is None and plan.budget is not None:
        lines.append(say("terminal.plan.gap_unknown"))
    elif plan.gap:
        lines.append(say("terminal.plan.gap", gap=figures.share(plan.gap, say)))
    return lines


def _beside(plan: Plan, say: Wording) -> list[str]:
    """The plain plan, and the benefit at other budgets."""
    lines = []
    if plan.plain is not None and plan.benefit is not None:
        lines.append(
            say("terminal.plan.plain", count=len(plan.plain.options),
                cost=figures.wan(plan.plain.cost, say),
                plain=figures.fixed(plan.plain.benefit, 0), best=figures.fixed(plan.benefit, 0))
        )  # fmt: skip
    lines += [
        say("terminal.plan.point", budget=figures.wan(each.budget, say),
            benefit=figures.fixed(each.benefit, 0))
        for each in plan.curve
        if each.benefit is not None
    ]  # fmt: skip
    return lines
