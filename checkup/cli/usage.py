"""Commands, and the program itself, whose usage and help are Chinese throughout."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from checkup.cli.words import say

_USAGE_WORDS = {
    "Usage: ": "cli.usage",
    "[OPTIONS]": "cli.usage_options",
    "COMMAND [ARGS]...": "cli.usage_command",
}


class _Usage:
    """Typer writes its own few words in English; these are ours."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        for english, key in _USAGE_WORDS.items():
            usage = usage.replace(english, say(key), 1)
        return usage

    def get_help_option(self, ctx: Any) -> Any:
        shown = super().get_help_option(ctx)  # type: ignore[misc]
        if shown is not None:
            shown.help = say("cli.help_option")
            shown.metavar = say("cli.metavar.flag")
        return shown

    def format_help(self, ctx: Any, formatter: Any) -> None:
        # what only help needs is loaded only there
        from checkup.cli import help_page

        help_page.show(self, ctx)


class Command(_Usage, TyperCommand):
    """A command whose help is Chinese throughout."""


class Group(_Usage, TyperGroup):
    """The program, whose help is Chinese throughout."""
