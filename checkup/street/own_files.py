"""The streets' own files: read once by a worker, and only when a community of theirs needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from checkup.datafiles import DataFileError
from checkup.report import faults
from checkup.report.wording import Wording
from checkup.street import cache, seats, street_task
from checkup.street.cache import StreetMark
from checkup.street.find import Street, find, relative
from checkup.street.places import home_of, places_of
from checkup.street.pool import run
from checkup.street.setting import Setting
from checkup.street.street_task import StreetDone, StreetTask
from checkup.street_result import Unusable


class OwnFiles(Struct):
    """What the streets' own files told; ``parts`` are taken out as they are used."""

    marks: dict[str, StreetMark]
    parts: dict[tuple[str, str], bytes]
    unusable: list[Unusable]


def read(streets: Iterable[Street], setting: Setting) -> OwnFiles:
    """What each street's own files tell; those unchanged since the last run stay closed until a
    community of theirs has to be done again."""
    top, out, say = setting.top, setting.out, setting.say
    read = OwnFiles({}, {}, [])
    jobs: list[StreetTask] = []
    for street in streets:
        path = relative(street.folder, top)
        home = home_of(street.folder, top, out)
        try:
            told = cache.inputs(street.folder)
        except (OSError, DataFileError) as error:
            fault = faults.sentence(error, say) if isinstance(error, DataFileError) else None
            read.unusable.append(_street_fault(path, fault or say("street.closed")))
            continue
        key = cache.key(setting.shared, "", told)
        mark = cache.load(home, StreetMark)
        known = mark if mark is not None and mark.key == key else None
        if known is not None and _all_fresh(street, known, setting):
            read.marks[path] = known
            continue
        jobs.append(
            StreetTask(
                path=path, folder=str(street.folder), register=str(street.register),
                out=str(home), key=key, secret=setting.secret,
            )
        )  # fmt: skip
    workers = min(setting.workers, len(jobs) or 1)
    for ended in run(jobs, street_task.read_street, setting.pool, workers):
        result: StreetDone | None = ended.done
        fault = result.fault if result is not None else say("street.died")
        if ended.error is not None:
            fault = say("street.bug", kind=f"{type(ended.error).__name__}: {ended.error}")
        mark = cache.load(Path(ended.job.out), StreetMark)
        if fault is not None or result is None or mark is None:
            read.unusable.append(_street_fault(ended.job.path, fault or say("street.closed")))
            continue
        read.marks[ended.job.path] = mark
        read.parts |= {(ended.job.path, name): part for name, part in result.parts.items()}
    read.marks = dict(sorted(read.marks.items()))
    return read


def _street_fault(path: str, sentence: str) -> Unusable:
    return Unusable(path=path, why="street", file=None, sentence=sentence)


def _all_fresh(street: Street, mark: StreetMark, setting: Setting) -> bool:
    """Whether no community of the street has to be done again, so that its files stay closed."""
    path = relative(street.folder, setting.top)
    inner = find(street.folder, setting.home)
    places = places_of(inner.communities, inner.streets, {path: mark}, setting.top, setting.out)
    for place in places:
        if place.street != path:
            continue
        with suppress(OSError, DataFileError):
            told = cache.inputs(place.folder, setting.wanted.round)
            if seats.standing(place, setting, {path: mark}, told) is not None:
                continue
        return False
    return True


def unusable(marks: dict[str, StreetMark], say: Wording) -> Iterator[Unusable]:
    """Files of the streets' own that could not be used."""
    for path, mark in marks.items():
        for row in mark.problems:
            if row.level == "error":
                yield Unusable(
                    path=path, why="street", file=row.source,
                    sentence=say("street.unusable", expected=row.expected, fix=row.fix,
                                 title=say(f"problems.{row.code}.title")),
                )  # fmt: skip
