"""A street in the terminal: how far the run is, what could not be used, where the rest is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from checkup.report import street_plan_words, street_words
from checkup.report.wording import Wording
from checkup.street_result import StreetResult

if TYPE_CHECKING:
    from rich.console import Console

_TENTHS = 10
"""A run that is piped tells each tenth of the way, not each community."""


class Step(Protocol):
    """One community is done, the how-many-th of how many."""

    @property
    def number(self) -> int: ...
    @property
    def total(self) -> int: ...


@contextmanager
def progress(console: Console, quiet: bool, say: Wording) -> Iterator[Callable[[Step], None]]:
    """What to call for each community: a bar with rate and time left, or plain lines."""
    if quiet:
        yield lambda step: None
    elif not console.is_terminal:
        yield lambda step: _plain(console, step, say)
    else:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(
                say("cli.batch.progress"), total=None, rate=say("cli.batch.rate_unknown")
            )

            def tell(step: Step) -> None:
                speed = bar.tasks[0].speed
                rate = say("cli.batch.rate", count=round(speed * 60)) if speed else None
                bar.update(
                    task, total=step.total, completed=step.number,
                    rate=rate or say("cli.batch.rate_unknown"),
                )  # fmt: skip

            yield tell


def _plain(console: Console, step: Step, say: Wording) -> None:
    tenth = step.number * _TENTHS // step.total
    if tenth > (step.number - 1) * _TENTHS // step.total:
        line = say("cli.batch.step", number=step.number, total=step.total)
        console.print(line, markup=False, highlight=False)


def unusable(console: Console, head: StreetResult, say: Wording) -> None:
    """One line for each input that could not be used."""
    for each in head.unusable:
        path = head.name if each.path == "." else each.path
        key = "cli.batch.unusable_file" if each.file else "cli.batch.unusable"
        line = say(key, path=path, file=each.file, sentence=each.sentence)
        console.print(line, markup=False, highlight=False, soft_wrap=True)


_TOLD = frozenset({"communities_alike", "community_repeated"})
"""Problems of a street that put its sums in doubt: not only in its reports."""


def doubled(console: Console, head: StreetResult, say: Wording) -> None:
    """One line for each community that may stand twice in the street's sums."""
    for row in (row for rows in head.problems.values() for row in rows if row.code in _TOLD):
        line = say("cli.batch.noted", title=say(f"problems.{row.code}.title"),
                   expected=row.expected, fix=row.fix)  # fmt: skip
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def show(console: Console, head: StreetResult, file: Path, computed: int, say: Wording) -> None:
    """How many communities were done, what belongs to none, and where the result stands."""
    lines = [say("cli.batch.done", name=head.name, count=head.counted, computed=computed)]
    lines += street_plan_words.lines(head, say)
    lines += [
        say("cli.batch.unrouted", told=street_words.unrouted(each, say)) for each in head.unrouted
    ]
    if any(each.label is not None for each in head.unrouted):
        lines.append(say("cli.batch.unrouted_fix"))
    if head.without_input:
        names = say("terminal.joint").join(head.without_input)
        lines.append(say("cli.batch.without", names=names))
    files = (str(file.with_suffix(suffix)) for suffix in (".html", ".xlsx", ".json"))
    for line in (*lines, say("cli.batch.file"), *files):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


class Sealing(Protocol):
    """What became of the round's seal; the seal itself, and why there is none."""

    @property
    def seal(self) -> Path | None: ...
    @property
    def sealed(self) -> bool: ...
    @property
    def unsealed(self) -> str | None: ...


def of_round(console: Console, done: Sealing, say: Wording) -> None:
    """Whether the round was sealed, is what was sealed, or stays open, and why."""
    lines = []
    if done.seal is not None:
        lines.append(say("rounds.sealed" if done.sealed else "rounds.unmoved", file=done.seal))
    if done.unsealed is not None:
        lines.append(done.unsealed)
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
