"""The page that ``--help`` prints: nothing cut off, and quick, for it is what people try first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from checkup.cli.speaking import console
from checkup.cli.words import say

if TYPE_CHECKING:
    from rich.console import Console

_NAME, _SHOWN, _MUST = "bold cyan", "yellow", "red"


def show(command: Any, ctx: Any) -> None:
    """A command's usage, what it does, its arguments and options, and a group's commands.

    typer's own page loads a reader of Markdown and a colourer of program text, a tenth of a
    second, and ends Chinese sentences, which have no blanks, with an ellipsis.
    """
    from rich.padding import Padding
    from rich.text import Text

    out = console(piped=100)
    out.print(Padding(Text(command.get_usage(ctx), style="bold"), 1))
    out.print(Padding(Text(command.help or ""), (0, 1, 1, 1)))
    told = [param for param in command.get_params(ctx) if not param.hidden]
    arguments = [each for each in told if each.param_type_name == "argument"]
    options = [each for each in told if each.param_type_name == "option"]
    _panel(out, say("cli.arguments"), [_argument(each) for each in arguments])
    _panel(out, say("cli.options"), [_option(each, ctx) for each in options])
    if isinstance(command, TyperGroup):
        commands = [(name, command.get_command(ctx, name)) for name in command.list_commands(ctx)]
        _panel(out, say("cli.commands"), [
            ((name, _NAME), (each.help or "", "")) for name, each in commands if each is not None
        ])  # fmt: skip


_Words = tuple[str, str]
"""A text and its style."""


def _argument(param: Any) -> tuple[_Words, ...]:
    must = say("cli.required") if param.required else ""
    return (str(param.metavar or param.name), _NAME), (must, _MUST), (param.help or "", "")


def _option(param: Any, ctx: Any) -> tuple[_Words, ...]:
    # the short name last, so that the long ones stand below each other
    names = sorted(param.opts, key=len, reverse=True)
    shown = param.display_type_rich(ctx=ctx) or ""
    return (" ".join(names), _NAME), (shown, _SHOWN), (param.help or "", "")


def _panel(out: Console, title: str, rows: Sequence[tuple[_Words, ...]]) -> None:
    """A titled box of rows, the last column as wide as there is room; nothing without rows."""
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, show_header=False, expand=True, pad_edge=False, padding=(0, 1))
    for _ in rows[0][:-1]:
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for row in rows:
        table.add_row(*(Text(words, style) for words, style in row))
    out.print(Panel(table, title=title, title_align="left", border_style="dim"))
