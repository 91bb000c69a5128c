"""All problems of a folder, file by file: laid out on a terminal, one whole line each in a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from checkup.report import terminal
from checkup.report.wording import Wording
from checkup.result import ProblemRow, SourceFile

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_STYLE = {"error": "bold red", "warning": "yellow", "notice": "cyan"}
Groups = Iterable[tuple[SourceFile | None, Sequence[ProblemRow]]]


def show(console: Console, folder: str, groups: Groups, say: Wording) -> None:
    """The folder, each file as what it was read, its problems, and how many there are.

    ``groups``: each file with its problems; None for those of the whole folder.
    """
    _line(console, say("check.folder", folder=folder), "bold")
    counts: Counter[str] = Counter()
    for file, rows in groups:
        _line(console, _head(file, say), "bold" if rows else "")
        for row in rows:
            counts[row.level] += 1
            if console.is_terminal:
                console.print(_block(file, row, say))
            else:
                _line(console, _sentence(file, row, say))
    _line(
        console,
        say("check.count", error=counts["error"], warning=counts["warning"],
            notice=counts["notice"]) if counts else say("check.clean"),
    )  # fmt: skip


def _head(file: SourceFile | None, say: Wording) -> str:
    if file is None:
        return say("terminal.whole_folder")
    kind = say(f"source_kind.{file.kind}")
    if file.dialect:
        key = "check.tickets" if file.kind == "tickets" else "check.export"
        return say(key, file=file.name, dialect=file.dialect, rows=file.rows)
    if file.kind == "unknown":
        return say("check.unknown", file=file.name, kind=kind)
    return say("check.file", file=file.name, kind=kind, rows=file.rows)


def _sentence(file: SourceFile | None, row: ProblemRow, say: Wording) -> str:
    found = terminal.one_line(row.found, say)
    place = _place([file.name if file else None, row.sheet, row.cell], say)
    return say(
        "check.line" if found else "check.line_bare",
        level=say(f"level.{row.level}"),
        place=place or say("terminal.whole_folder"),
        title=say(f"problems.{row.code}.title"),
        found=found,
        expected=row.expected,
        fix=row.fix,
    )


def _block(file: SourceFile | None, row: ProblemRow, say: Wording) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    whole = say("check.whole_file" if file else "terminal.whole_folder")
    title = say(
        "check.title",
        level=say(f"level.{row.level}"),
        place=_place([row.sheet, row.cell], say) or whole,
        title=say(f"problems.{row.code}.title"),
    )
    parts = Table.grid(padding=(0, 1))
    parts.add_column(no_wrap=True, style="dim")
    parts.add_column(overflow="fold")
    found = terminal.one_line(row.found, say)
    for key, text in (("found", found), ("expected", row.expected), ("fix", row.fix)):
        if text:
            parts.add_row(Text(say(f"check.part.{key}")), Text(text))
    return Group(
        Padding(Text(title, style=_STYLE[row.level]), (0, 0, 0, 2)),
        Padding(parts, (0, 0, 0, 6)),
    )


def _place(steps: Sequence[str | None], say: Wording) -> str:
    return say("terminal.step").join(step for step in steps if step)


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
