"""What the command line says, in Chinese throughout: arguments, options, wrong command lines."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer

from checkup.datafiles import DataFileError
from checkup.report import wording

try:
    say = wording.load()
except DataFileError as broken:  # no words to say it in: the bare form has to do
    sys.stderr.write(f"{broken}\n")
    sys.exit(5)


def argument(key: str, shown: str) -> Any:
    """An argument whose help and placeholder come from the wording file."""
    return typer.Argument(help=say(f"cli.{key}"), metavar=say(f"cli.metavar.{shown}"))


def option(key: str, shown: str, *names: str, **more: Any) -> Any:
    """An option whose help and placeholder come from the wording file."""
    return typer.Option(*names, help=say(f"cli.{key}"), metavar=say(f"cli.metavar.{shown}"), **more)


def usage_error(error: Any) -> str:
    """A wrong command line as a sentence."""
    ctx = getattr(error, "ctx", None)
    command = (ctx.info_name if ctx is not None and ctx.parent is not None else "") or ""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = "、".join(error.possibilities or ())
        key = "cli.error.near_option" if near else "cli.error.no_option"
        return say(key, name=error.option_name, near=near, command=command)
    param = getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        return say("cli.error.missing", name=_named(param), command=command)
    if kind == "BadParameter" and param is not None:
        _, listed, allowed = error.format_message().partition("is not one of")
        if listed:
            words = "、".join(re.findall(r"'([^']+)'", allowed))
            return say("cli.error.bad_choice", name=_named(param), allowed=words)
        return say("cli.error.bad_value", name=_named(param), command=command)
    if kind == "BadOptionUsage":
        return say("cli.error.no_value", name=error.option_name)
    if command == "" and len(sys.argv) > 1:
        return say("cli.error.no_command", name=sys.argv[1])
    return say("cli.error.usage", command=command)


def _named(param: Any) -> str:
    """A parameter as the help shows it."""
    if param.param_type_name == "option":
        return str(param.opts[-1])
    return str(param.metavar or param.name)
