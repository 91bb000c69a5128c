"""What a worker does: one community from its folder to its files, or one street's own files.

Everything here can be sent to another process; a worker keeps the program's data files loaded.
"""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup import pipeline
from checkup import result as results
from checkup.datafiles import DataFileError
from checkup.intake import privacy
from checkup.intake.contents import Gathered
from checkup.judge import standard as standards
from checkup.policy import Policy
from checkup.report import faults, templates, wording, write
from checkup.street import cache, crediting, routing, summary
from checkup.street.cache import SharedMark, StreetMark
from checkup.street.crediting import Lent
from checkup.street.find import SHARED_MARK
from checkup.street.near import near_of
from checkup.street.register import SOURCE

RESULT = "result.json"


class Task(Struct, frozen=True, kw_only=True):
    """One community. Folders are absolute; ``path`` is the community's place below the street.

    ``given``: its part of the street's files, as :func:`read_street` packed it; ``before``: its
    inputs by hash; ``shared`` and ``given_key`` go into the key of its mark.
    """

    path: str
    folder: str
    out: str
    before: dict[str, str]
    shared: str
    given: bytes | None
    given_key: str
    above: str
    """The way from the community's folder to its street's, for names of the street's files."""
    standard: str | None
    overlays: tuple[str, ...]
    as_of: date | None
    secret: bytes
    """The run's key for comparing rows that different workers read."""


class Done(Struct, frozen=True, kw_only=True):
    """How a task ended; ``fault`` is why nothing was done, as a sentence."""

    path: str
    fault: str | None = None


class ShareTask(Struct, frozen=True, kw_only=True):
    """One community that was done, with what its neighbours share; ``out`` holds its result."""

    path: str
    out: str
    key: str
    standard: str | None
    overlays: tuple[str, ...]
    lent: tuple[Lent, ...]
    kept: dict[str, float | None]


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


def check_up(task: Task) -> Done:
    """One community: its files are written, then its mark. Nothing raises but our own bugs."""
    say = wording.load()
    privacy.share_key(task.secret)
    folder, out = Path(task.folder), Path(task.out)
    # what we packed ourselves, in this run
    given = cast(Gathered, pickle.loads(task.given)) if task.given is not None else None
    if given is not None:
        for source, account in given.sources.items():
            given.sources[source] = replace(account, name=f"{task.above}/{account.name}")
    try:
        words, own = templates.load(folder, say)
        done = pipeline.examine(folder, words, task.standard, task.overlays, task.as_of, given)
    except DataFileError as error:
        return Done(path=task.path, fault=faults.sentence(error, say))
    try:
        cache.drop(out)
        files = write.write(done.result, out, words, done.waiting, own=own)
        page = next(file for file in files if file.suffix == ".html")
        row = summary.row(done.result, task.path, RESULT, page.relative_to(out).as_posix())
        mark = cache.made(
            task.shared, task.given_key, task.before, folder, files, out, row,
            near_of(done.result),
        )  # fmt: skip
        cache.save(out, mark)
    except DataFileError as error:
        # a template of the community's own that fails only when it is filled
        return Done(path=task.path, fault=faults.sentence(error, say))
    except OSError as error:
        return Done(path=task.path, fault=faults.not_writable(error, task.path, say))
    return Done(path=task.path)


def share(task: ShareTask) -> Done:
    """How the community stands 计共享, from its result alone, in a mark of its own."""
    say = wording.load()
    out = Path(task.out)
    try:
        found = results.load(out / RESULT)
        rules = standards.load(
            task.standard or found.standard.id, task.overlays or found.standard.overlays
        )
        if rules.sha256 != found.standard.sha256:
            rules = standards.load(found.standard.id, found.standard.overlays)
        view = crediting.view(found, rules, task.lent, task.kept)
        cache.save(out, SharedMark(key=task.key, view=view), SHARED_MARK)
    except DataFileError as error:
        return Done(path=task.path, fault=faults.sentence(error, say))
    except (OSError, msgspec.DecodeError):
        return Done(path=task.path, fault=say("street.closed"))
    return Done(path=task.path)


def read_street(task: StreetTask) -> StreetDone:
    """The street's own files, read once, each row at its community."""
    say = wording.load()
    privacy.share_key(task.secret)
    try:
        register, routed = routing.read(Path(task.folder), Path(task.register), Policy())
    except DataFileError as error:
        return StreetDone(path=task.path, fault=faults.sentence(error, say))
    sources = {SOURCE: register.source, **routed.sources}
    rows = pipeline.problem_rows((*register.problems, *routed.problems), say)
    mark = StreetMark(
        key=task.key,
        members=tuple((each.name, *each.aliases) for each in register.members),
        filled=tuple(name for name, part in routed.parts.items() if set(part.sources) - {SOURCE}),
        sources=sources,
        problems=tuple(
            replace(row, source=sources[row.source].name if row.source in sources else None)
            for row in rows
        ),
        unrouted=tuple(replace(each, street=task.path) for each in routed.unrouted),
    )
    try:
        cache.save(Path(task.out), mark)
    except OSError as error:
        return StreetDone(path=task.path, fault=faults.not_writable(error, task.path, say))
    return StreetDone(
        path=task.path, parts={name: pickle.dumps(part) for name, part in routed.parts.items()}
    )
