"""What a worker does for two rounds of a street: one community of both, as ``checkup compare``
compares it. Everything here can be sent to another process."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from checkup.comparison import Comparison
from checkup.datafiles import DataFileError
from checkup.report import wording, write
from checkup.rounds import compare
from checkup.street import opened
from checkup.street.opened import Member
from checkup.street_comparison import Alone


class PairTask(Struct, frozen=True, kw_only=True):
    """One community. ``old`` and ``new`` are the rounds' files, as in
    :class:`checkup.street.opened.Opened`; its own comparison goes below ``out``, None for none."""

    number: int
    """Its place among all pairs, from 0."""
    before: Member
    after: Member
    old: Path
    new: Path
    out: Path | None


class PairDone(Struct, frozen=True, kw_only=True):
    """No more of a comparison than the street's figures are made of, or why there is none.

    ``page`` is the way from ``out`` to its page; empty for none.
    """

    made: Comparison | Alone
    page: str = ""


def compare_pair(task: PairTask) -> PairDone:
    """The community's comparison, which stands in its files then. Raises OSError when they cannot
    be written."""
    made = _compared(task)
    if isinstance(made, Alone):
        return PairDone(made=made)
    return PairDone(made=_kept(made), page=_written(made, task))


def alone(task: PairTask, why: Literal["unreadable", "rules", "died"], old: bool = False) -> Alone:
    """A pair that was not compared; ``old``: because of its old round."""
    of = task.before if old else task.after
    return Alone(id=of.id, name=of.name, path=of.path, side="old" if old else "new", why=why)


def _compared(task: PairTask) -> Comparison | Alone:
    first = opened.result_of(task.old, task.before)
    last = opened.result_of(task.new, task.after)
    if first is None or last is None or _leads_out(task.after.path):
        return alone(task, "unreadable", old=first is None)
    sealed = opened.is_archive(task.old), opened.is_archive(task.new)
    try:
        return compare(first, last, sealed=sealed)
    except DataFileError:
        return alone(task, "rules")


def _leads_out(path: str) -> bool:
    """Whether a path, as a file from elsewhere tells it, would have us write somewhere else."""
    way = PurePosixPath(path)
    return way.is_absolute() or ".." in way.parts or "\\" in path or ":" in path


def _written(made: Comparison, task: PairTask) -> str:
    if task.out is None:
        return ""
    files = write.compared(made, task.out / task.after.path, wording.load())
    return files[0].relative_to(task.out).as_posix()


def _kept(made: Comparison) -> Comparison:
    closed = tuple(replace(each, evidence=(), unproven=()) for each in made.closed)
    return replace(made, closed=closed, clauses=(), ratings=())
