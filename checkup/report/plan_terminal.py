"""What ``checkup plan`` says on the terminal: what is chosen, what is left out and why, and what
the plain plan and other budgets would bring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checkup.report import figures, plan_words, terminal
from checkup.report.wording import Wording
from checkup.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


def show(console: Console, result: Result, files: Sequence[Path], say: Wording) -> None:
    """The plan as a table, then what is left out, compared, and where the reports are."""
    from rich.table import Table

    plan = result.plan
    console.print(say("terminal.plan.name", name=result.community.name), style="bold", markup=False)
    for line in _totals(result, say):
        console.print(line, markup=False)
    if plan.projects:
        table = Table(box=None, pad_edge=False)
        for key in ("id", "project", "cost", "time", "gain", "option"):
            table.add_column(say(f"terminal.plan.column.{key}"), overflow="fold")
        for each in plan.projects:
            time = (
                figures.term(each.start, each.finish, say)
                if each.start and each.finish
                else say("figure.unknown")
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
    impossible = [each for each in plan.impossible if each not in plan.unmet]
    for key, rows in (
        ("impossible", plan_words.left_out(impossible, result, say)),
        ("left_out", plan_words.not_planned(result, say)),
    ):
        for name, option, why in rows:
            told = f"terminal.plan.{key}_option" if option else f"terminal.plan.{key}"
            console.print(say(told, name=name, option=option, reason=why), markup=False)
    for line in _beside(result, say):
        console.print(line, markup=False)
    terminal.written(console, files, say)


def _totals(result: Result, say: Wording) -> list[str]:
    plan = result.plan
    lines = []
    if plan.budget is not None:
        lines.append(
            say("terminal.plan.budget", budget=figures.wan(plan.budget, say),
                cost=figures.wan(plan.cost.typical or 0, say), count=len(plan.projects))
        )  # fmt: skip
    lines += [line for line in (plan_words.purse(plan, say),) if line is not None]
    lines += plan_words.fairness(plan, say)
    if (then := plan_words.prospect(result, say)) is not None:
        lines.append(then)
    if (missed := plan_words.search(result, say)) is not None:
        lines.append(missed)
    return lines


def _beside(result: Result, say: Wording) -> list[str]:
    """The plain plan, and where the benefit changes with the budget."""
    told = (plan_words.comparison(result, say), plan_words.reach(result, say))
    lines = [each for each in told if each is not None]
    last = None
    for each in result.plan.curve:
        benefit = None if each.benefit is None else figures.fixed(each.benefit, 0)
        if benefit is not None and benefit != last:
            lines.append(
                say("terminal.plan.point", budget=figures.wan(each.budget, say), benefit=benefit)
            )
            last = benefit
    if (scaled := plan_words.scaled(result.plan, say)) is not None:
        lines.append(scaled)
    return lines
