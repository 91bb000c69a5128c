"""A street's folder → every community's files, and the street's own result.

The same pipeline as for one community, one task each. Nothing is held of a community but where
its mark stands: rows are read from there when the street's figures are made.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup import pipeline
from checkup.intake.inputs import OUTPUT_FOLDER
from checkup.judge import standard as standards
from checkup.judge.standard import Standard
from checkup.model import Wishes
from checkup.pipeline import DEFAULT_STANDARD, Alike, needed_to_plan
from checkup.policy import Policy
from checkup.report.wording import Wording
from checkup.result import ProblemRow, Result
from checkup.result import load as load_result
from checkup.street import (
    cache,
    communities,
    community_task,
    doubles,
    own_files,
    publish,
    second_round,
    street_plan,
    tally,
    totals,
    turn,
)
from checkup.street.cache import Mark, SharedMark
from checkup.street.communities import Checked, Tell
from checkup.street.doubles import Seen, Whose
from checkup.street.find import SHARED_MARK, Found, find, in_order, relative
from checkup.street.own_files import OwnFiles
from checkup.street.places import Place, places_of, without_input
from checkup.street.pool import Pool, processes
from checkup.street.second_round import Round
from checkup.street.setting import Setting, Wanted
from checkup.street_result import CommunityRow, StreetPlan, StreetResult, Unusable


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
    own result cannot be written, DataFileError for a broken standard,
    :class:`checkup.rounds.archive.BrokenArchiveError` for a street's seal that was touched,
    :class:`checkup.street.turn.TakenError` while another run writes there, and
    :class:`checkup.street.pool.GoneError` when nobody is left to work.
    """
    top = top.resolve()
    out = out.resolve() if out is not None else None
    home = out or top / OUTPUT_FOLDER
    wanted = publish.as_sealed(wanted, home, say)
    rules = standards.load(wanted.standard or DEFAULT_STANDARD, wanted.overlays)
    setting = Setting(
        top=top,
        out=out,
        home=home,
        say=say,
        wanted=wanted,
        shared=cache.ground(wanted.standard, wanted.overlays, wanted.as_of),
        secret=os.urandom(16),
        workers=workers,
        pool=pool,
    )
    found = find(top, setting.home)
    streets = own_files.read(found.streets, setting)
    places = list(places_of(found.communities, found.streets, streets.marks, top, out))
    if not places and not found.closed and not streets.unusable:
        return None
    with turn.alone(home):
        return _in_turn(setting, rules, found, streets, places, tell)


def _in_turn(
    setting: Setting, rules: Standard, found: Found, streets: OwnFiles, places: list[Place],
    tell: Tell,
) -> Run:  # fmt: skip
    """The run itself, while nobody else writes there."""
    top, say, wanted = setting.top, setting.say, setting.wanted
    checked = communities.check(places, streets, setting, tell)
    among = second_round.share(checked.done, streets.marks, setting, rules)

    def rows(folder: Path) -> Iterator[CommunityRow]:
        return _rows(checked.done, folder, among)

    seen: list[Seen] = []
    kept = tally.of(_seen(rows(setting.home), checked, seen), wanted.ranked, say)
    twice = pipeline.problem_rows(doubles.problems(seen, say), say)
    unusable = [
        *(_closed(relative(each, top), say) for each in found.closed),
        *checked.unusable,
        *streets.unusable,
        *among.unusable,
        *own_files.unusable(streets.marks, say),
    ]
    if kept.counted < len(checked.done):
        # taken away under our hands
        gone = [each for each in checked.done if cache.load(each.out, Mark) is None]
        unusable += [_closed(each.path, say) for each in gone]
    head = totals.head(kept, top.name, rules, Policy())
    head = replace(
        head,
        sources={path: mark.sources for path, mark in streets.marks.items()},
        problems=_problems(streets, among.problems, twice),
        offers=among.offers,
        unplaced=among.unplaced,
        unrouted=tuple(each for mark in streets.marks.values() for each in mark.unrouted),
        without_input=tuple(without_input(places, streets.marks)),
        unusable=_sorted((*head.unusable, *unusable)),
        plan=_plan(checked.done, wanted, among),
    )
    told = publish.publish(head, rows, setting)
    if wanted.final:
        told = publish.seal(told, rows, checked.done, setting)
    return Run(
        file=told.file, head=told.head, computed=checked.computed, places=checked.done,
        seal=told.seal, sealed=told.sealed, unsealed=told.unsealed,
    )  # fmt: skip


def _closed(path: str, say: Wording) -> Unusable:
    return Unusable(path=path, why="folder", file=None, sentence=say("street.closed"))


def _sorted(found: Iterable[Unusable]) -> tuple[Unusable, ...]:
    return tuple(
        sorted(found, key=lambda each: (in_order(each.path), each.file or "", each.sentence))
    )


def _plan(done: Sequence[Place], wanted: Wanted, among: Round) -> StreetPlan | None:
    """The plan for all communities out of one purse; None when none was asked for."""
    if wanted.budget is None or not done:
        return None
    alike = Alike()
    kept = [(needed_to_plan(found, alike), path) for found, path in _results(done)]
    return street_plan.choose(kept, Wishes(budget=wanted.budget, floor=wanted.floor), among.lent)


def results(done: Run) -> Iterator[tuple[Result, str]]:
    """Every community's result with its path, one at a time; what was taken away meanwhile is
    passed over."""
    return _results(done.places)


def _results(places: Iterable[Place]) -> Iterator[tuple[Result, str]]:
    for place in places:
        with suppress(OSError, msgspec.DecodeError):
            yield load_result(place.out / community_task.RESULT), place.path


def _problems(
    streets: OwnFiles, among: Mapping[str, Sequence[ProblemRow]], twice: Sequence[ProblemRow]
) -> dict[str, tuple[ProblemRow, ...]]:
    """What is wrong with the streets' own files, and among the communities."""
    found = {path: mark.problems for path, mark in streets.marks.items() if mark.problems}
    for path, rows in {**among, ".": (*among.get(".", ()), *twice)}.items():
        if rows:
            found[path] = (*found.get(path, ()), *rows)
    return found


def _seen(
    rows: Iterable[CommunityRow], checked: Checked, seen: list[Seen]
) -> Iterator[CommunityRow]:
    """The rows; what tells whether two are one community is kept of each that goes by."""
    places = {place.path: place for place in checked.done}
    for row in rows:
        seen.append(
            Seen(
                path=row.path,
                whose=Whose(row.name, row.street, doubles.street_above(places[row.path])),
                inputs=checked.inputs.get(row.path, ""),
                tells=bool(row.population or row.shortfalls or row.projects or row.received),
            )
        )
        yield row


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
