"""What a worker does of a community that has its result: how it stands 计共享.

Two halves, as in :mod:`checkup.street.community_task`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from checkup.datafiles import DataFileError
from checkup.judge import standard as standards
from checkup.report import faults, wording
from checkup.result import Result
from checkup.street import cache, crediting
from checkup.street.cache import SharedMark
from checkup.street.community_task import RESULT, Done
from checkup.street.crediting import Lent
from checkup.street.find import SHARED_MARK


class ShareTask(Struct, frozen=True, kw_only=True):
    """One community that was done, with what its neighbours share; ``out`` holds its result."""

    path: str
    out: str
    key: str
    standard: str | None
    overlays: tuple[str, ...]
    lent: tuple[Lent, ...]
    kept: dict[str, float | None]


def share(task: ShareTask) -> Done:
    """How the community stands 计共享, from its result alone, in a mark of its own."""
    try:
        result = (Path(task.out) / RESULT).read_bytes()
    except OSError:
        return Done(path=task.path, fault=wording.load()("street.closed"))
    return keep_view(task, make_view(task, result))


def make_view(task: ShareTask, result: bytes) -> SharedMark | Done:
    """The first half: the mark, from the bytes of the result."""
    say = wording.load()
    try:
        found = msgspec.json.decode(result, type=Result)
        rules = standards.load(
            task.standard or found.standard.id, task.overlays or found.standard.overlays
        )
        if rules.sha256 != found.standard.sha256:
            rules = standards.load(found.standard.id, found.standard.overlays)
    except DataFileError as error:
        return Done(path=task.path, fault=faults.sentence(error, say))
    except msgspec.DecodeError:
        return Done(path=task.path, fault=say("street.closed"))
    return SharedMark(key=task.key, view=crediting.view(found, rules, task.lent, task.kept))


def keep_view(task: ShareTask, made: SharedMark | Done) -> Done:
    """The other half: the mark in its place."""
    if isinstance(made, Done):
        return made
    try:
        cache.save(Path(task.out), made, SHARED_MARK)
    except OSError:
        return Done(path=task.path, fault=wording.load()("street.closed"))
    return Done(path=task.path)
