"""The street's second round: who may use what of whom, and how each stands 计共享.

The first round's results stay as they are; what comes of this stands in the street's result and,
so that nothing is computed twice, in a mark of each community's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from checkup import pipeline
from checkup import vocabulary as words_of_ledger
from checkup.judge.standard import Standard
from checkup.policy import Policy
from checkup.problems import problem
from checkup.report.wording import Wording
from checkup.result import ProblemRow
from checkup.street import cache, distances, share_task
from checkup.street.cache import Mark, SharedMark, StreetMark
from checkup.street.crediting import Lent
from checkup.street.distances import Distances
from checkup.street.find import SHARED_MARK
from checkup.street.near import Near
from checkup.street.packed import Packed
from checkup.street.places import Name, Place, names_of
from checkup.street.pool import run
from checkup.street.setting import Setting
from checkup.street.share_task import ShareTask
from checkup.street.sharing import Neighbours
from checkup.street_result import Credit, SharedFacility, Unusable


class Round(Struct, frozen=True, kw_only=True):
    """What the second round found; ``views``: communities that have a view of their own."""

    neighbours: Neighbours
    lent: Callable[[str], tuple[Lent, ...]]
    """What a community gets of its neighbours, by its path."""
    offers: tuple[SharedFacility, ...]
    views: frozenset[str]
    unplaced: int
    problems: dict[str, tuple[ProblemRow, ...]]
    """By the folder that they are of."""
    unusable: tuple[Unusable, ...]


def share(
    done: Sequence[Place], marks: dict[str, StreetMark], setting: Setting, rules: Standard
) -> Round:
    """Every community that was done, among its neighbours; ``marks`` of their streets. Judged
    anew are only those for which something changed."""
    policy, say = Policy(), setting.say
    keys: dict[str, str] = {}
    near = Packed(Near)
    for place in done:
        mark = cache.load(place.out, Mark)
        if mark is not None:
            keys[place.path], near[place.path] = mark.key, mark.near
    table, found, unusable = _tables(setting.top, near, names_of(done, marks), say)
    neighbours = Neighbours(near, rules, policy, table)
    credits = neighbours.credits()
    offers = neighbours.offers(credits)
    lent = partial(_lent, neighbours, credits, {each.id: each.reached for each in offers})
    kept = _kept(neighbours, offers)
    views: set[str] = set()

    def jobs() -> Iterator[ShareTask]:
        for place in done:
            own, mine = lent(place.path), kept.get(place.path, {})
            if place.path not in keys or not (own or mine):
                continue
            told = msgspec.json.encode([own, mine]).decode()
            key = cache.digest([keys[place.path], told])
            known = cache.load(place.out, SharedMark, SHARED_MARK)
            views.add(place.path)
            if known is None or known.key != key:
                yield ShareTask(
                    path=place.path, out=str(place.out), key=key,
                    standard=setting.wanted.standard, overlays=setting.wanted.overlays,
                    lent=own, kept=mine,
                )  # fmt: skip

    for ended in run(jobs(), share_task.share, setting.pool, setting.workers):
        fault = ended.done.fault if ended.done is not None else say("street.died")
        if ended.error is not None:
            fault = say("street.bug", kind=f"{type(ended.error).__name__}: {ended.error}")
        if fault is not None:
            views.discard(ended.job.path)
            unusable.append(Unusable(path=ended.job.path, why="folder", file=None, sentence=fault))
    return Round(
        neighbours=neighbours,
        lent=lent,
        offers=offers,
        views=frozenset(views),
        unplaced=sum(each.unstated for each in near.values()),
        problems={**found, ".": (*found.get(".", ()), *_systems(near, say))},
        unusable=tuple(unusable),
    )


def _lent(
    neighbours: Neighbours,
    credits: Mapping[str, tuple[Credit, ...]],
    reached: Mapping[str, tuple[str, ...]],
    path: str,
) -> tuple[Lent, ...]:
    """What one community gets; ``reached``: facility → whom it reaches."""
    found = []
    for credit in credits.get(path, ()):
        place = neighbours.place(credit.host, credit.facility.removeprefix(f"{credit.host}#"))
        share = neighbours.share_of(credit.host, place, path, reached[credit.facility])
        host = neighbours.near[credit.host].name
        found.append(Lent(credit=credit, host=host, place=place, share=share))
    return tuple(found)


def _kept(
    neighbours: Neighbours, offers: Iterable[SharedFacility]
) -> dict[str, dict[str, float | None]]:
    """Host → 编号 of its open facilities that others use → the part that stays with it."""
    kept: dict[str, dict[str, float | None]] = {}
    for each in offers:
        if each.reached:
            place = neighbours.place(each.host, each.id.removeprefix(f"{each.host}#"))
            share = neighbours.share_of(each.host, place, each.host, each.reached)
            kept.setdefault(each.host, {})[place.id] = share
    return kept


def _tables(
    top: Path, near: Mapping[str, Near], names: Iterable[Name], say: Wording
) -> tuple[Distances, dict[str, tuple[ProblemRow, ...]], list[Unusable]]:
    """Every 距离表 above the communities as one, with what is wrong with each by its folder."""
    whole = Distances()
    problems: dict[str, tuple[ProblemRow, ...]] = {}
    unusable: list[Unusable] = []
    files = distances.files_of(top, near)
    known = list(names) if files else []
    for folder, file in files.items():
        written, found = distances.read(file, words_of_ledger.load())
        table, astray = distances.matched(written.lines, near, known, folder)
        whole = distances.joined(whole, table)
        problems[folder] = tuple(
            msgspec.structs.replace(row, source=file.name)
            for row in pipeline.problem_rows((*found, *astray), say)
        )
        unusable += [
            Unusable(
                path=folder, why="street", file=file.name,
                sentence=say("street.unusable", expected=row.expected, fix=row.fix,
                             title=say(f"problems.{row.code}.title")),
            )
            for row in problems[folder]
            if row.level == "error"
        ]  # fmt: skip
    return whole, problems, unusable


def _systems(near: Mapping[str, Near], say: Wording) -> tuple[ProblemRow, ...]:
    """Communities whose coordinates are in another system than the first one's: between them
    nothing is measured, and that is said."""
    words = words_of_ledger.load().words["crs"]
    told = {
        path: next(
            (point.crs for point in (*(spot.point for spot in each.spots),
                                     *(place.point for place in each.places if place.point))),
            None,
        )
        for path, each in near.items()
    }  # fmt: skip
    known = {path: crs for path, crs in told.items() if crs is not None}
    if len(set(known.values())) < 2:
        return ()
    first = next(iter(known.values()))
    return pipeline.problem_rows(
        [
            problem("crs_mixed", found=say("street.crs", path=path, crs=words[crs][0]),
                    other=words[first][0])
            for path, crs in known.items()
            if crs != first
        ],
        say,
    )  # fmt: skip
