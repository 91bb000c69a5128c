"""Tasks that are done on another machine: what one reads goes along, what it makes comes back.

Nothing has to be seen from both machines. The worker gets the bytes of every file a task reads,
lays them out in a folder of the same name, makes everything, and hands the bytes back; only the
one who sent the task writes, so that a task begun twice does no harm.
"""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from checkup import __version__
from checkup.datafiles import DataFileError
from checkup.intake import settings
from checkup.intake.inputs import papers
from checkup.report import faults, templates, wording
from checkup.street import cache as caches
from checkup.street import community_task, share_task, street_task
from checkup.street.cache import SharedMark
from checkup.street.community_task import RESULT, Done, Files, Task
from checkup.street.share_task import ShareTask
from checkup.street.street_task import Parts, StreetDone, StreetTask

_LIBRARIES = (
    "msgspec", "pyyaml", "jinja2", "openpyxl", "python-calamine", "XlsxWriter", "numpy", "scipy",
    "rapidfuzz", "distributed",
)  # fmt: skip
"""Those that bytes of a result, or the way there, depend on."""
_HERE, _RULES = "folder", "rules"
_alone = threading.Lock()


class Parcel(Struct, frozen=True, kw_only=True):
    """A task with all it reads. ``files`` by their name in its folder, ``rules`` a standard and
    overlays of a user's own by their place among the worker's; ``stored`` as
    :func:`community_task.make_files` asks."""

    task: Task | ShareTask | StreetTask
    name: str = ""
    files: dict[str, bytes] = {}
    rules: dict[str, bytes] = {}
    stored: bool = False


class Steps(Struct, frozen=True):
    """How one of the tasks is done elsewhere: packed here, made there, kept here."""

    pack: Callable[[Any], Any]
    """A Parcel, or the task's end when there is nothing to send."""
    make: Callable[[Parcel, Path], Any]
    keep: Callable[[Any, Any], Any]


class OtherProgramError(Exception):
    """The worker at the address (the first argument) is not what we are: key, theirs, ours."""


# --- who we are ----------------------------------------------------------------------------------


@cache
def identity() -> dict[str, str]:
    """What has to be the same on both machines for the same bytes to come out."""
    told = {"checkup": __version__, "python": ".".join(map(str, sys.version_info[:2]))}
    for name in _LIBRARIES:
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            told[name] = ""
    return told | {"program": caches.program()}


def difference(theirs: Mapping[str, str]) -> tuple[str, str, str] | None:
    """The first thing in which another machine differs from this one: key, theirs, ours."""
    for name, ours in identity().items():
        if theirs.get(name) != ours:
            return name, theirs.get(name, ""), ours
    return None


# --- there ---------------------------------------------------------------------------------------


def work(ours: dict[str, str], packed: bytes) -> Any:
    """In a worker: what the packed task makes. The folder lies where the worker's own things do,
    so that one that was killed in the middle is cleaned up after.

    Raises OtherProgramError when the sender is another program, before anything is opened.
    """
    from distributed import get_worker

    here = get_worker()
    other = difference(ours)
    if other is not None:
        name, senders, mine = other
        raise OtherProgramError(here.address, name, mine, senders)
    # what we packed ourselves, for a worker that is the same program
    make, parcel = cast(tuple[Callable[[Parcel, Path], Any], Parcel], pickle.loads(packed))
    # the run's key for comparing rows is the process's: two tasks at once could be of two runs
    with (
        _alone,
        TemporaryDirectory(dir=here.local_directory, ignore_cleanup_errors=True) as room,
    ):
        return make(parcel, Path(room))


def _laid_out(parcel: Parcel, room: Path) -> Path:
    """The task's folder with its files, under its own name; gives where it is."""
    folder = room / _HERE / parcel.name
    folder.mkdir(parents=True)
    for base, files in ((folder, parcel.files), (room / _RULES, parcel.rules)):
        for name, content in files.items():
            (base / name).parent.mkdir(parents=True, exist_ok=True)
            (base / name).write_bytes(content)
    return folder


def _files(parcel: Parcel, room: Path) -> Files | Done:
    task = cast(Task, parcel.task)
    folder = _laid_out(parcel, room)
    standard, overlays = _found(task.standard, task.overlays, room)
    there = replace(task, folder=str(folder), standard=standard, overlays=overlays)
    return community_task.make_files(there, parcel.stored)


def _view(parcel: Parcel, room: Path) -> SharedMark | Done:
    task = cast(ShareTask, parcel.task)
    _laid_out(parcel, room)
    standard, overlays = _found(task.standard, task.overlays, room)
    there = replace(task, standard=standard, overlays=overlays)
    return share_task.make_view(there, parcel.files[RESULT])


def _parts(parcel: Parcel, room: Path) -> Parts | StreetDone:
    task = cast(StreetTask, parcel.task)
    folder = _laid_out(parcel, room)
    register = str(folder / Path(task.register).name)
    return street_task.make_parts(replace(task, folder=str(folder), register=register))


# --- here ----------------------------------------------------------------------------------------


def _pack_files(task: Task) -> Parcel | Done:
    say = wording.load()
    whole = community_task.with_seal(task)
    if isinstance(whole, Done):
        return whole
    folder = Path(task.folder)
    try:
        # a link out of the templates is refused where it still is a link
        templates.load(folder, say)
        loaded = settings.load(folder).settings
        standard, overlays, rules = _rules(
            task.standard or loaded.standard, task.overlays or loaded.overlays
        )
        files = _read(folder, task.round)
    except DataFileError as error:
        return Done(path=task.path, fault=faults.sentence(error, say))
    except OSError:
        return Done(path=task.path, fault=say("street.closed"))
    return Parcel(
        task=replace(whole, standard=standard, overlays=overlays),
        name=folder.name,
        files=files,
        rules=rules,
        stored=community_task.has_store(task),
    )


def _pack_view(task: ShareTask) -> Parcel | Done:
    try:
        standard, overlays, rules = _rules(task.standard, task.overlays)
        result = (Path(task.out) / RESULT).read_bytes()
    except OSError:
        return Done(path=task.path, fault=wording.load()("street.closed"))
    return Parcel(
        task=replace(task, standard=standard, overlays=overlays),
        files={RESULT: result},
        rules=rules,
    )


def _pack_parts(task: StreetTask) -> Parcel | StreetDone:
    folder = Path(task.folder)
    try:
        return Parcel(task=task, name=folder.name, files=_read(folder))
    except OSError:
        return StreetDone(path=task.path, fault=wording.load()("street.closed"))


def _read(folder: Path, round_: str | None = None) -> dict[str, bytes]:
    read = caches.own_files(folder, round_)
    told = {file.relative_to(folder).as_posix(): file.read_bytes() for file in read}
    # of photographs only their number is told
    return told | {file.name: b"" for file in papers(folder)}


STEPS: Mapping[Callable[[Any], Any], Steps] = {
    community_task.check_up: Steps(_pack_files, _files, community_task.keep_files),
    share_task.share: Steps(_pack_view, _view, share_task.keep_view),
    street_task.read_street: Steps(_pack_parts, _parts, street_task.keep_parts),
}
"""The tasks there are."""


# --- rules of a user's own -----------------------------------------------------------------------

_OWN = "own:"
"""Before the name of a standard or an overlay that goes along; no id has a colon."""


def _rules(
    standard: str | None, overlays: Sequence[str]
) -> tuple[str | None, tuple[str, ...], dict[str, bytes]]:
    """What the worker is told instead of paths, and the files to go with it: as
    :func:`checkup.judge.standard.load` reads them."""
    files: dict[str, bytes] = {}
    if standard and Path(standard).is_dir():
        folder, standard = Path(standard), f"{_OWN}0/{Path(standard).name}"
        for file in sorted(folder.rglob("*.yaml")):
            inner = file.relative_to(folder).as_posix()
            files[f"{standard.removeprefix(_OWN)}/{inner}"] = file.read_bytes()
    told = list(overlays)
    for at, each in enumerate(overlays, 1):
        if each.endswith((".yaml", ".yml")):
            told[at - 1] = f"{_OWN}{at}/{Path(each).name}"
            if Path(each).is_file():
                files[f"{at}/{Path(each).name}"] = Path(each).read_bytes()
    return standard, tuple(told), files


def _found(
    standard: str | None, overlays: Sequence[str], room: Path
) -> tuple[str | None, tuple[str, ...]]:
    """The same with the paths they have here."""

    def at(name: str) -> str:
        return str(room / _RULES / name.removeprefix(_OWN)) if name.startswith(_OWN) else name

    return standard and at(standard), tuple(map(at, overlays))
