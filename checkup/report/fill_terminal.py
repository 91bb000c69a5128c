"""What ``checkup fill`` says on the terminal: what is lost before writing, what is to do after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checkup.report import terminal
from checkup.report.filling.companion import Line
from checkup.report.wording import Wording
from checkup.result import ProblemRow, SourceFile

if TYPE_CHECKING:
    from rich.console import Console

_MOST = 20


def before(
    console: Console, problems: Sequence[ProblemRow], lost: Sequence[str], form: str, say: Wording
) -> None:  # fmt: skip
    """The form's problems, each with its cell, and what cannot be carried into the filled one."""
    source = SourceFile(name=form, sha256="", kind="unknown", dialect=None, rows=0)
    terminal.problems(console, problems, {"form": source}, say)
    if lost:
        parts = say("figure.join").join(say(f"check.lost_part.{key}") for key in lost)
        _print(console, say("handin.before", parts=parts))


def after(console: Console, lines: Sequence[Line], say: Wording, *, draft: bool) -> None:
    """The first lines of the list of what is to do; blanks in one line, by the names of fields."""
    if draft:
        _print(console, say("handin.draft"))
    grouped: dict[tuple[str, str], list[str]] = {}
    for each in lines:
        if not each.field:
            grouped.setdefault((each.level, each.what), []).append(each.place)
    for (level, what), places in list(grouped.items())[:_MOST]:
        key = "handin.level_line" if len(places) == 1 else "handin.level_lines"
        _print(console, say(key, level=level, place=places[0], count=len(places), what=what))
    if len(grouped) > _MOST:
        _print(console, say("handin.more", count=len(grouped) - _MOST))
    blank = list(dict.fromkeys(each.field for each in lines if each.field))
    if blank:
        fields = say("figure.join").join(blank)
        _print(console, say("handin.blanks", count=len(blank), fields=fields))


def _print(console: Console, sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)
