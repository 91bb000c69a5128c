"""Every community of a run: what stands from the last one is found, the rest is checked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup.datafiles import DataFileError
from checkup.report import faults
from checkup.report.wording import Wording
from checkup.street import cache, community_task, doubles, seats
from checkup.street.community_task import Done, Task
from checkup.street.find import in_order
from checkup.street.own_files import OwnFiles
from checkup.street.places import Place, given_key
from checkup.street.pool import Ended, run
from checkup.street.setting import Setting
from checkup.street_result import Unusable


class Step(Struct, frozen=True):
    """One community is done: the how-many-th of how many; ``unusable`` when nothing was."""

    number: int
    total: int
    path: str
    unusable: Unusable | None
    computed: bool


Tell = Callable[[Step], None]


class Checked(Struct, frozen=True, kw_only=True):
    """What came of the communities: those with a result, in the order of their paths, those
    without, how many of the first were done now, and the key of each one's own files by its
    path."""

    done: tuple[Place, ...]
    unusable: tuple[Unusable, ...]
    computed: int
    inputs: dict[str, str] = {}


def check(places: Sequence[Place], streets: OwnFiles, setting: Setting, tell: Tell) -> Checked:
    """Every place with a result as a new run would write it; a place that was done says where its
    files stand. Raises :class:`checkup.street.pool.GoneError` when nobody is left to work."""
    say = setting.say
    waiting: dict[str, tuple[Place, dict[str, str]]] = {}
    done: list[Place] = []
    unusable: list[Unusable] = []
    inputs: dict[str, str] = {}
    number = count(1)
    for place in places:
        told = _inputs(place, setting)
        if isinstance(told, Unusable):
            unusable.append(told)
            tell(Step(next(number), len(places), place.path, told, False))
            continue
        inputs[place.path] = doubles.inputs_of(told)
        stands = seats.standing(place, setting, streets.marks, told)
        if stands is not None:
            done.append(stands)
            tell(Step(next(number), len(places), place.path, None, False))
        else:
            waiting[place.path] = place, told
    jobs = (_task(place, told, streets, setting) for place, told in waiting.values())
    stood = len(done)
    for ended in run(jobs, community_task.check_up, setting.pool, setting.workers):
        problem = _problem(ended, say)
        if problem is not None:
            unusable.append(problem)
        elif ended.done is not None:
            place, _ = waiting[ended.job.path]
            done.append(replace(place, out=Path(ended.done.out or place.out)))
        tell(Step(next(number), len(places), ended.job.path, problem, True))
    done.sort(key=lambda place: in_order(place.path))
    return Checked(
        done=tuple(done), unusable=tuple(unusable), computed=len(done) - stood, inputs=inputs
    )


def _inputs(place: Place, setting: Setting) -> dict[str, str] | Unusable:
    say = setting.say
    try:
        return cache.inputs(place.folder, setting.wanted.round)
    except DataFileError as error:
        sentence, file = faults.sentence(error, say), error.file.name
    except OSError as error:
        sentence, file = say("street.closed"), Path(error.filename or "").name
    return Unusable(path=place.path, why="folder", file=file or None, sentence=sentence)


def _task(place: Place, told: dict[str, str], streets: OwnFiles, setting: Setting) -> Task:
    wanted = setting.wanted
    return Task(
        path=place.path,
        folder=str(place.folder),
        out=str(place.out),
        before=told,
        shared=setting.shared,
        given=streets.parts.pop((place.street or "", place.name or ""), None),
        given_key=given_key(place, streets.marks, wanted.round),
        above=place.above,
        standard=wanted.standard,
        overlays=wanted.overlays,
        as_of=wanted.as_of,
        secret=setting.secret,
        round=wanted.round,
        final=wanted.final,
    )


def _problem(ended: Ended[Task, Done], say: Wording) -> Unusable | None:
    path = ended.job.path
    if ended.done is not None and ended.done.fault is None:
        return None
    if ended.done is not None:
        return Unusable(path=path, why="folder", file=None, sentence=ended.done.fault or "")
    if ended.error is not None:
        kind = f"{type(ended.error).__name__}: {ended.error}"
        return Unusable(path=path, why="folder", file=None, sentence=say("street.bug", kind=kind))
    return Unusable(path=path, why="died", file=None, sentence=say("street.died"))
