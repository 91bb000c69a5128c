"""Commands. The only room that prints, exits, or knows the time; it starts without any reader.

Exit codes: 0 done · 2 wrong command line · 3 an input could not be used, the rest was done ·
4 ``--fail-on`` tripped · 5 a YAML file is broken · 130 interrupted · 1 our own bug.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from typer.exceptions import TyperException

from checkup import __version__, garbage
from checkup.cli import batch, compare, fill, lookup, plan, prepare, score
from checkup.cli.speaking import bug, nearest_signs
from checkup.cli.usage import Command, Group
from checkup.cli.words import option, say, usage_error
from checkup.datafiles import DataFileError
from checkup.report import faults

app = typer.Typer(cls=Group, add_completion=False, help=say("cli.help"), no_args_is_help=True,
                  pretty_exceptions_enable=False)  # fmt: skip

COMMANDS: dict[str, Callable[..., None]] = {
    "score": score.score,
    "batch": batch.batch,
    "new": prepare.new,
    "check": prepare.check,
    "map": prepare.map_,
    "plan": plan.plan,
    "compare": compare.compare,
    "explain": lookup.explain,
    "fill": fill.fill,
    "list": lookup.list_,
    "schema": lookup.schema,
}
for name, command in COMMANDS.items():
    app.command(name, cls=Command, help=say(f"cli.{name}.help"))(command)


_INTERRUPTED = 130
"""128 + SIGINT, as a shell tells it; Typer makes it of an interrupt."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool,
        option("version", "flag", "--version", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """The options of the program itself."""


def main() -> None:
    """The console script."""
    garbage.seldom()
    sys.excepthook = bug
    codecs.register_error("checkup", nearest_signs)
    for stream in (sys.stdout, sys.stderr):
        # a Windows console with an old code page shows what it can instead of failing
        stream.reconfigure(errors="checkup")  # type: ignore[union-attr]
    try:
        # called as a Typer it would put its own traceback in place of our last line
        code = typer.main.get_command(app)(standalone_mode=False)
    except TyperException as error:
        # without arguments the program shows its help and the message is empty
        if error.format_message().strip():
            typer.echo(usage_error(error), err=True)
        code = 2
    except DataFileError as error:
        typer.echo(faults.sentence(error, say), err=True)
        code = 5
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        typer.echo(say("cli.error.interrupted"), err=True)
    sys.exit(code if isinstance(code, int) else 0)
