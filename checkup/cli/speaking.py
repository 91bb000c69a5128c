"""How commands speak to a person: a console, what is being done, a sentence before the end."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

import typer

from checkup.cli.words import say
from checkup.report import faults

if TYPE_CHECKING:
    from rich.console import Console


def console(stderr: bool = False, piped: int = 200) -> Console:
    """A console that keeps whole lines, of so many columns, when piped, and never fails on a
    Windows code page."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    if not stream.isatty():
        return Console(file=stream, width=piped, no_color=True)
    return Console(file=stream)


def progress(key: str, quiet: bool) -> AbstractContextManager[object]:
    """What is being done, on stderr while it lasts; nothing when piped or asked to be quiet."""
    if quiet or not sys.stderr.isatty():
        return nullcontext()
    # a spinner of plain letters: the others are not in a Windows code page
    return console(stderr=True).status(say(key), spinner="line")


def not_writable(folder: Path, error: OSError) -> NoReturn:
    """The end of a run that could not write there (exit 3)."""
    stop(3, faults.not_writable(error, folder, say))


def stop(code: int, sentence: str) -> NoReturn:
    """The end of a run, with the reason as a whole sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


_PLAIN = {"›": ">", "\u00a0": " ", "←": "<-", "✗": "x", "△": "^", "㎡": "m2", "·": "-", "–": "-"}
"""Signs of our own sentences that some consoles lack, and what to show for them."""


def nearest_signs(error: UnicodeError) -> tuple[str, int]:
    """The plain form of what a console cannot show; else its code."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    shown = (
        _PLAIN.get(sign, sign.encode("ascii", "backslashreplace").decode("ascii")) for sign in text
    )
    return "".join(shown), error.end


def bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Our own mistake, in one line a user can pass on."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    sys.stderr.write(say("cli.error.bug", kind=f"{kind.__name__}: {error}", place=place) + "\n")
