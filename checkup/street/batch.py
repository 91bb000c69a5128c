"""A street's folder → every community's files, and the street's own result.

The same pipeline as for one community, one task each. Nothing is held of a community but where
its mark stands: rows are read from there when the street's figures are made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup.datafiles import DataFileError
from checkup.intake.inputs import OUTPUT_FOLDER
from checkup.judge import standard as standards
from checkup.model import Wishes
from checkup.pipeline import DEFAULT_STANDARD, needed_to_plan
from checkup.policy import Policy
from checkup.report import faults
from checkup.report.wording import Wording
from checkup.result import ProblemRow, Result
from checkup.result import load as load_result
from checkup.street import (
    cache,
    own_files,
    publish,
    seats,
    second_round,
    street_plan,
    tasks,
    totals,
)
from checkup.street.cache import Mark, SharedMark
from checkup.street.find import SHARED_MARK, find, in_order, relative
from checkup.street.own_files import OwnFiles
from checkup.street.places import Place, given_key, places_of, without_input
from checkup.street.pool import Ended, Pool, processes, run
from checkup.street.second_round import Round
from checkup.street.tasks import Done, Task
from checkup.street_result import CommunityRow, StreetResult, Unusable


class Wanted(Struct, frozen=True, kw_only=True):
    """What the command line asks of every community of the run, and of the street."""

    standard: str | None = None
    overlays: tuple[str, ...] = ()
    as_of: date | None = None
    ranked: bool = False
    budget: int | None = None
    """One purse in 元 for projects of all communities."""
    floor: int | None = None
    """What each community gets of the budget at least, in 元."""
    round: str | None = None
    """轮次; each has folders of its own, and never overwrites another."""
    final: bool = False
    """Seal the round, each community and the street."""


class Step(Struct, frozen=True):
    """One community is done: the how-many-th of how many; ``unusable`` when nothing was."""

    number: int
    total: int
    path: str
    unusable: Unusable | None
    computed: bool


Tell = Callable[[Step], None]


class Run(Struct, frozen=True, kw_only=True):
    """The street's result without its communities, where it stands, and what was not to use."""

    file: Path
    head: StreetResult
    computed: int
    places: tuple[Place, ...] = ()
    """The communities that have a result, in the order of their paths."""
    seal: Path | None = None
    """The archive of the street's round: just sealed, or sealed before and nothing moved."""
    sealed: bool = False
    unsealed: str | None = None
    """Why a round that was to be sealed stays open."""


def check_up_all(
    top: Path,
    out: Path | None,
    say: Wording,
    wanted: Wanted,
    workers: int,
    tell: Tell,
    pool: Pool = processes,
) -> Run | None:
    """Every community below ``top``; None when there is none.

    Results stand in each community's own folder, or below ``out`` at the same relative place.
    What is unchanged since the last run is not computed again. Raises OSError when the street's
    own result cannot be written, DataFileError for a broken standard, and
    :class:`checkup.rounds.archive.BrokenArchiveError` for a street's seal that was touched.
    """
    top = top.resolve()
    out = out.resolve() if out is not None else None
    home = out or top / OUTPUT_FOLDER
    rules = standards.load(wanted.standard or DEFAULT_STANDARD, wanted.overlays)
    shared = cache.ground(wanted.standard, wanted.overlays, wanted.as_of)
    secret = os.urandom(16)
    found = find(top, home)
    streets = own_files.read(
        found.streets, top, out, shared, secret, say, workers, pool, wanted.round, wanted.final
    )
    places = list(places_of(found.communities, found.streets, streets.marks, top, out))
    unusable = [
        Unusable(path=relative(each, top), why="folder", file=None, sentence=say("street.closed"))
        for each in found.closed
    ]
    if not places and not unusable and not streets.unusable:
        return None
    waiting: list[tuple[Place, dict[str, str]]] = []
    done: list[Place] = []
    number = count(1)
    for place in places:
        told = _inputs(place, wanted.round, say)
        if isinstance(told, Unusable):
            unusable.append(told)
            tell(Step(next(number), len(places), place.path, told, False))
            continue
        stands = seats.standing(place, wanted.round, wanted.final, shared, streets.marks, told, say)
        if stands is not None:
            done.append(stands)
            tell(Step(next(number), len(places), place.path, None, False))
        else:
            waiting.append((place, told))
    computed = len(waiting)
    by_path = {place.path: place for place, _ in waiting}
    jobs = (_task(place, told, streets, shared, secret, wanted) for place, told in waiting)
    for ended in run(jobs, tasks.check_up, pool, workers):
        problem = _problem(ended, say)
        if problem is None and ended.done is not None:
            place = by_path[ended.job.path]
            done.append(replace(place, out=Path(ended.done.out or place.out)))
        elif problem is not None:
            unusable.append(problem)
        tell(Step(next(number), len(places), ended.job.path, problem, True))
    done.sort(key=lambda place: in_order(place.path))
    among = second_round.share(
        done, top, rules, wanted.standard, wanted.overlays, say, workers, pool
    )

    def rows(folder: Path) -> Iterator[CommunityRow]:
        return _rows(done, folder, among)

    kept = totals.tally(rows(home), wanted.ranked, say)
    if kept.counted < len(done):
        # taken away under our hands
        unusable += [
            Unusable(path=each.path, why="folder", file=None, sentence=say("street.closed"))
            for each in done
            if cache.load(each.out, Mark) is None
        ]
    head = totals.head(kept, top.name, rules, Policy())
    head = replace(
        head,
        sources={path: mark.sources for path, mark in streets.marks.items()},
        problems=_problems(streets, among),
        offers=among.offers,
        unplaced=among.unplaced,
        unrouted=tuple(each for mark in streets.marks.values() for each in mark.unrouted),
        without_input=tuple(without_input(places, streets.marks)),
        unusable=tuple(
            sorted(
                (
                    *head.unusable,
                    *unusable,
                    *streets.unusable,
                    *among.unusable,
                    *own_files.unusable(streets.marks, say),
                ),
                key=lambda each: (in_order(each.path), each.file or "", each.sentence),
            )
        ),
    )
    if wanted.budget is not None and done:
        found_all = [(needed_to_plan(found), path) for found, path in _results(done)]
        asked = Wishes(budget=wanted.budget, floor=wanted.floor)
        head = replace(head, plan=street_plan.choose(found_all, asked, among.lent))
    told_all = publish.publish(head, rows, home, shared, say, wanted.round)
    if wanted.final:
        told_all = publish.seal(told_all, rows, done, home, top, say)
    return Run(
        file=told_all.file, head=told_all.head, computed=computed, places=tuple(done),
        seal=told_all.seal, sealed=told_all.sealed, unsealed=told_all.unsealed,
    )  # fmt: skip


def results(done: Run) -> Iterator[tuple[Result, str]]:
    """Every community's result with its path, one at a time; what was taken away meanwhile is
    passed over."""
    return _results(done.places)


def _results(places: Iterable[Place]) -> Iterator[tuple[Result, str]]:
    for place in places:
        with suppress(OSError, msgspec.DecodeError):
            yield load_result(place.out / tasks.RESULT), place.path


def _problems(streets: OwnFiles, among: Round) -> dict[str, tuple[ProblemRow, ...]]:
    """What is wrong with the streets' own files, and with what neighbours tell of each other."""
    found = {path: mark.problems for path, mark in streets.marks.items() if mark.problems}
    if among.problems:
        found["."] = (*found.get(".", ()), *among.problems)
    return found


def _rows(places: Iterable[Place], home: Path, among: Round) -> Iterator[CommunityRow]:
    """The rows, one at a time, from the marks, with the way from the street's result to theirs."""
    for place in places:
        mark = cache.load(place.out, Mark)
        if mark is not None:
            row = mark.row
            view = (
                cache.load(place.out, SharedMark, SHARED_MARK)
                if place.path in among.views
                else None
            )
            yield replace(
                row,
                path=place.path,
                result=_link(place.out / row.result, home),
                page=_link(place.out / row.page, home),
                shared=view.view if view is not None else None,
                reach=among.neighbours.reaches(place.path),
            )


def _link(file: Path, home: Path) -> str:
    return Path(os.path.relpath(file, home)).as_posix()


def _inputs(place: Place, round_: str | None, say: Wording) -> dict[str, str] | Unusable:
    try:
        return cache.inputs(place.folder, round_)
    except DataFileError as error:
        sentence, file = faults.sentence(error, say), error.file.name
    except OSError as error:
        sentence, file = say("street.closed"), Path(error.filename or "").name
    return Unusable(path=place.path, why="folder", file=file or None, sentence=sentence)


# --- tasks ---------------------------------------------------------------------------------------


def _task(
    place: Place, told: dict[str, str], streets: OwnFiles, shared: str, secret: bytes,
    wanted: Wanted,
) -> Task:  # fmt: skip
    return Task(
        path=place.path,
        folder=str(place.folder),
        out=str(place.out),
        before=told,
        shared=shared,
        given=streets.parts.pop((place.street or "", place.name or ""), None),
        given_key=given_key(place, streets.marks, wanted.round),
        above=place.above,
        standard=wanted.standard,
        overlays=wanted.overlays,
        as_of=wanted.as_of,
        secret=secret,
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
