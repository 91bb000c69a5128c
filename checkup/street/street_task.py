"""What a worker does of a street: its own files, read once, each row at its community.

Two halves, as in :mod:`checkup.street.community_task`.
"""

from __future__ import annotations

import pickle
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup import pipeline
from checkup.datafiles import DataFileError
from checkup.intake import privacy
from checkup.policy import Policy
from checkup.report import faults, wording
from checkup.report.wording import Wording
from checkup.street import cache, routing
from checkup.street.cache import StreetMark
from checkup.street.register import SOURCE, Register
from checkup.street.routing import Routed


class StreetTask(Struct, frozen=True, kw_only=True):
    """One street's own files."""

    path: str
    folder: str
    register: str
    out: str
    key: str
    secret: bytes


class StreetDone(Struct, frozen=True, kw_only=True):
    """What each community gets, packed, by its name in 街道.xlsx."""

    path: str
    parts: dict[str, bytes] = {}
    fault: str | None = None


class Parts(Struct, frozen=True):
    """What a street's own files come to."""

    mark: StreetMark
    parts: dict[str, bytes]


def read_street(task: StreetTask) -> StreetDone:
    """The street's own files, read once, each row at its community."""
    return keep_parts(task, make_parts(task))


def make_parts(task: StreetTask) -> Parts | StreetDone:
    """The first half, which only reads."""
    say = wording.load()
    privacy.share_key(task.secret)
    try:
        register, routed = routing.read(Path(task.folder), Path(task.register), Policy())
    except DataFileError as error:
        return StreetDone(path=task.path, fault=faults.sentence(error, say))
    mark = mark_of(task.path, task.key, register, routed, say)
    return Parts(mark, {name: pickle.dumps(part) for name, part in routed.parts.items()})


def mark_of(path: str, key: str, register: Register, routed: Routed, say: Wording) -> StreetMark:
    """What a street's own files told of all its communities together."""
    sources = {SOURCE: register.source, **routed.sources}
    rows = pipeline.problem_rows((*register.problems, *routed.problems), say)
    return StreetMark(
        key=key,
        members=tuple((each.name, *each.aliases) for each in register.members),
        filled=tuple(name for name, part in routed.parts.items() if set(part.sources) - {SOURCE}),
        sources=sources,
        problems=tuple(
            replace(row, source=sources[row.source].name if row.source in sources else None)
            for row in rows
        ),
        unrouted=tuple(replace(each, street=path) for each in routed.unrouted),
    )


def keep_parts(task: StreetTask, made: Parts | StreetDone) -> StreetDone:
    """The other half: the mark in its place; the parts are handed on."""
    if isinstance(made, StreetDone):
        return made
    try:
        cache.save(Path(task.out), made.mark)
    except OSError as error:
        fault = faults.not_writable(error, task.path, wording.load())
        return StreetDone(path=task.path, fault=fault)
    return StreetDone(path=task.path, parts=made.parts)
