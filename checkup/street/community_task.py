"""What a worker does of a community: from its folder to its files.

All of a task can be sent to another process; a worker keeps the program's data files loaded. It
has two halves, one that makes and one that puts in place, so that the first may happen on another
machine (:mod:`checkup.street.sent`).
"""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from checkup import pipeline, whole
from checkup.datafiles import DataFileError
from checkup.intake import privacy
from checkup.intake.contents import Gathered
from checkup.report import faults, templates, wording, write
from checkup.report.wording import Wording
from checkup.rounds import archive
from checkup.rounds import home as homes
from checkup.rounds import seal as seals
from checkup.street import cache, summary
from checkup.street.cache import Mark
from checkup.street.near import Near, near_of
from checkup.street_result import CommunityRow

RESULT = "result.json"


class Seal(Struct, frozen=True, kw_only=True):
    """What a round that is checked again is compared with: the bytes of the sealed result, its
    archive's name, and which 修订 this would be."""

    number: int
    of: str
    result: bytes


class Task(Struct, frozen=True, kw_only=True):
    """One community. Folders are absolute; ``path`` is the community's place below the street.

    ``given``: its part of the street's files, as :mod:`checkup.street.street_task` packed it;
    ``before``: its inputs by hash; ``shared`` and ``given_key`` go into the key of its mark.
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
    round: str | None = None
    """轮次; ``out`` is then what its folder stands in."""
    final: bool = False
    """Seal it."""
    seal: Seal | None = None
    """The newest seal of the round; :func:`with_seal` puts it here."""


class Done(Struct, frozen=True, kw_only=True):
    """How a task ended; ``fault`` is why nothing was done, as a sentence; ``out`` is the folder
    of its files, a round's own where there is one."""

    path: str
    fault: str | None = None
    out: str | None = None


class Files(Struct, frozen=True, kw_only=True):
    """What a community comes to: every file by its name in the folder, and its row.

    ``archive``: its seal, where it is to be sealed; ``unmoved``: it is what was sealed before;
    ``number``: that of the seal it was compared with, 0 for none.
    """

    contents: dict[str, bytes]
    row: CommunityRow
    near: Near
    archive: bytes | None = None
    unmoved: bool = False
    number: int = 0


def check_up(task: Task) -> Done:
    """One community: its files are written, then its mark. Nothing raises but our own bugs."""
    sealed = with_seal(task)
    if isinstance(sealed, Done):
        return sealed
    return keep_files(sealed, make_files(sealed, has_store(sealed)))


def with_seal(task: Task) -> Task | Done:
    """The task with the newest seal of its round, which may not be where the task is done."""
    if task.round is None:
        return task
    say = wording.load()
    home = homes.home_of(Path(task.out), task.round, say)
    if home.sealed is None:
        return task
    try:
        content = archive.contents(home.sealed)[archive.RESULT]
    except archive.BrokenArchiveError as broken:
        return Done(path=task.path, fault=say("rounds.broken", file=broken.args[0]))
    seal = Seal(number=home.number, of=home.sealed.name, result=content)
    return replace(task, seal=seal)


def has_store(task: Task) -> bool:
    """What :func:`make_files` is to be told of the folder the files will stand in."""
    say = wording.load()
    out = Path(task.out)
    if task.round is not None:
        out = homes.home_of(out, task.round, say).folder
    return write.has_store(out, say)


def make_files(task: Task, stored: bool) -> Files | Done:
    """The first half, which only reads; ``stored`` is said of :func:`write.files`."""
    say = wording.load()
    privacy.share_key(task.secret)
    folder = Path(task.folder)
    # what we packed ourselves, in this run
    given = cast(Gathered, pickle.loads(task.given)) if task.given is not None else None
    if given is not None:
        for source, account in given.sources.items():
            given.sources[source] = replace(account, name=f"{task.above}/{account.name}")
    try:
        words, own = templates.load(folder, say)
        done = pipeline.examine(
            folder, words, task.standard, task.overlays, task.as_of, given, task.round
        )
        found, unmoved = done.result, False
        if task.round is not None:
            seal = task.seal
            found = replace(found, round=task.round)
            if seal is not None:
                found = homes.revised(found, seal.number, seal.of, seal.result)
                unmoved = homes.unmoved(found)
        # a template of the community's own may fail only when it is filled
        files = {} if unmoved else write.files(found, words, done.waiting, own, stored)
        packed = None
        if task.final and not unmoved:
            edition = pipeline.edition(folder, task.standard, task.overlays)
            packed = seals.packed(found, folder, edition, words, own)
    except DataFileError as error:
        return Done(path=task.path, fault=faults.sentence(error, say))
    except archive.ChangedInputError as changed:
        return Done(path=task.path, fault=say("rounds.changed", file=changed.args[0]))
    except OSError:
        # an input that was there is not any more
        return Done(path=task.path, fault=say("street.closed"))
    return Files(
        contents={name.as_posix(): content for name, content in files.items()},
        row=summary.row(found, task.path, RESULT),
        near=near_of(found),
        archive=packed,
        unmoved=unmoved,
        number=task.seal.number if task.seal is not None else 0,
    )


def keep_files(task: Task, made: Files | Done) -> Done:
    """The other half: what was made in its place, the mark last."""
    if isinstance(made, Done):
        return made
    say = wording.load()
    folder, out = Path(task.folder), Path(task.out)
    home = homes.home_of(out, task.round, say) if task.round is not None else None
    if home is not None and home.number != made.number:
        return Done(path=task.path, fault=say("rounds.meanwhile"))
    contents = {Path(name): content for name, content in made.contents.items()}
    try:
        if home is not None and made.unmoved:
            out, files = _as_sealed(home, say)
        else:
            whole.drop_left(out)
            out = home.folder if home is not None else out
            whole.drop_left(out, out / say("chart.folder"))
            cache.drop(out)
            files = write.put(contents, out, say)
        if home is not None and made.archive is not None:
            write.sealed(home.archive, made.archive)
        page = next(file for file in files if file.suffix == ".html")
        row = replace(made.row, page=page.relative_to(out).as_posix())
        mark = cache.made(
            task.shared, task.given_key, task.before, folder, files, out, row, made.near,
            task.round,
        )  # fmt: skip
        cache.save(out, mark)
    except archive.BrokenArchiveError as broken:
        return Done(path=task.path, fault=say("rounds.broken", file=broken.args[0]))
    except OSError as error:
        return Done(path=task.path, fault=faults.not_writable(error, task.path, say))
    return Done(path=task.path, out=str(out))


def _as_sealed(home: homes.Home, words: Wording) -> tuple[Path, list[Path]]:
    """What nothing has moved of stays as it was sealed; what is missing there comes back."""
    assert home.behind is not None
    mark = cache.load(home.behind, Mark)
    if mark is not None and cache.stand(home.behind, mark.files):
        return home.behind, [home.behind / name for name in mark.files]
    return home.behind, seals.restored(home, words)
