"""Two rounds of a street → what changed in it, one community at a time.

Every pair of communities is compared as ``checkup compare`` does it; what is kept of each is a
row, so that a street of thousands is never held as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from checkup import whole
from checkup.comparison import Arising, Change, Closing, Comparison, Kind, Totals
from checkup.model import Status
from checkup.policy import Policy
from checkup.report import write
from checkup.report.wording import Wording
from checkup.rounds import voices
from checkup.rounds.compare import about, in_order
from checkup.rounds.home import OF_STREET, is_sealed
from checkup.street import find, heard, opened, pairs
from checkup.street.find import MARK
from checkup.street.heard import Heard
from checkup.street.opened import Member, Opened
from checkup.street.pairing import paired
from checkup.street.pairs import PairDone, PairTask
from checkup.street.pool import Ended, Pool, here, processes, run
from checkup.street_comparison import (
    Alone,
    Move,
    Pair,
    Side,
    StreetComparison,
    StreetItem,
    StreetTotals,
)

Key = TypeVar("Key", bound=str)
_WORTH_A_PROCESS = 20
"""Pairs that are compared in about the time in which one more process begins."""


class Step(NamedTuple):
    """One pair is compared: the how-many-th of how many."""

    number: int
    total: int


class _Item(Struct):
    no: int
    name: str
    goal: str
    old: Counter[Status] = field(default_factory=Counter)
    middle: Counter[Status] = field(default_factory=Counter)
    new: Counter[Status] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    by_rules: int = 0
    closed: Counter[Closing] = field(default_factory=Counter)
    arisen: Counter[Arising] = field(default_factory=Counter)


def compare_streets(
    old: Opened,
    new: Opened,
    out: Path | None,
    tell: Callable[[Step], None] = lambda step: None,
    workers: int = 1,
    pool: Pool = processes,
) -> StreetComparison:
    """Every community of both rounds beside itself, and what that is for the street.

    The communities' own pages go below ``out``, each at its place in the street; None for none.
    Whoever of ``workers`` did which pair, all bytes are the same. Raises OSError when they cannot
    be written.
    """
    policy = new.head.policy
    found = paired(old.members, new.members)
    items: dict[str, _Item] = {}
    told = Heard()
    made: list[Pair] = []
    alone = list(found.alone)
    tasks = [
        PairTask(
            number=number, before=before, after=after, old=old.place, new=new.place, out=out
        )
        for number, (before, after) in enumerate(found.both)
    ]  # fmt: skip
    try:
        for number, ended in enumerate(_in_turn(_ended(tasks, workers, pool)), 1):
            done, task = _done(ended), ended.job
            if isinstance(done.made, Alone):
                alone.append(done.made)
            else:
                made.append(_pair(done.made, task.before, task.after, done.page, policy))
                _count(items, done.made)
                heard.listen(told, done.made, task.before, task.after, policy)
            tell(Step(number, len(tasks)))
    finally:
        opened.let_go()
    made = _adjusted(made)
    return StreetComparison(
        old=_side(old),
        new=_side(new),
        same_rules=all(each.same_rules for each in made),
        in_order=in_order(old.head, new.head),
        totals=_totals(made),
        closed=_sum([each.closed for each in made]),
        arisen=_sum([each.arisen for each in made]),
        items=tuple(_item(name, each) for name, each in sorted(items.items())),
        voices=heard.figures(told, policy),
        alone=tuple(sorted(alone, key=lambda each: (each.side, find.in_order(each.path)))),
        pairs=tuple(made),
    )


def _ended(
    tasks: Sequence[PairTask], workers: int, pool: Pool
) -> Iterator[Ended[PairTask, PairDone]]:
    """Every pair with its end, as they end; few are done sooner than a process has begun."""
    useful = min(workers, len(tasks) // _WORTH_A_PROCESS)
    return run(tasks, pairs.compare_pair, *((pool, useful) if useful > 1 else (here, 1)))


def _in_turn(
    ended: Iterator[Ended[PairTask, PairDone]],
) -> Iterator[Ended[PairTask, PairDone]]:
    """The same in the order of the pairs: sums of figures must not depend on who was first."""
    early: dict[int, Ended[PairTask, PairDone]] = {}
    turn = 0
    for each in ended:
        early[each.job.number] = each
        while turn in early:
            yield early.pop(turn)
            turn += 1


def _done(ended: Ended[PairTask, PairDone]) -> PairDone:
    if ended.error is not None:
        raise ended.error
    return ended.done or PairDone(made=pairs.alone(ended.job, "died"))


def home_of(new: Opened, say: Wording) -> Path:
    """Where a comparison goes that nobody named a folder for: beside the new round's result, and
    beside its folder where that is sealed."""
    folder = new.place.parent
    if new.sealed:
        return folder / say("street_comparison.folder_of", round=new.place.stem)
    if is_sealed(folder, say, OF_STREET):
        return folder.parent / say("street_comparison.folder_of", round=folder.name)
    return folder / say("street_comparison.folder")


def save(made: StreetComparison, out: Path, say: Wording) -> list[Path]:
    """The street's own page, workbook and file; gives their names. Raises OSError."""
    files = write.street_compared(made, out, say)
    if not (out / MARK).exists():
        # so that no later run of a batch takes any of it for an input
        whole.write(out / MARK, [b"{}"])
    return files


def _pair(made: Comparison, before: Member, after: Member, page: str, policy: Policy) -> Pair:
    told = made.voices
    return Pair(
        id=after.id,
        name=after.name,
        old_path=before.path,
        new_path=after.path,
        population=after.population,
        same_rules=made.same_rules,
        in_order=made.in_order,
        totals=made.totals,
        moves=tuple(
            Move(item=each.id, old=each.old, old_by_new_rules=each.old_by_new_rules, new=each.new,
                 kind=each.kind, change=each.change, by_rules=each.by_rules)
            for each in made.items
        ),
        closed=_sorted(Counter(each.state for each in made.closed)),
        arisen=_sorted(Counter(each.why for each in made.arisen)),
        valid=(_countable(made.old.valid, policy), _countable(made.new.valid, policy)),
        grounds=told.grounds if told is not None else (),
        overall=_printed(told.overall, policy) if told is not None else (),
        page=page,
        overlapping=told is not None and told.overlapping,
    )  # fmt: skip


def _printed(changes: tuple[Change, ...], policy: Policy) -> tuple[Change, ...]:
    least = max(policy.min_base_print, 1)
    return tuple(each for each in changes if min(each.old.n, each.new.n) >= least)


def _countable(count: int | None, policy: Policy) -> int | None:
    return None if count is None or 0 < count < policy.min_base_print else count


def _count(items: dict[str, _Item], made: Comparison) -> None:
    for each in made.items:
        item = items.setdefault(each.id, _Item(each.no, each.name, each.goal))
        item.old[each.old] += 1
        item.middle[each.old_by_new_rules] += 1
        item.new[each.new] += 1
        item.kinds[each.kind] += 1
        item.by_rules += each.by_rules
    for row in made.closed:
        if row.item in items:
            items[row.item].closed[row.state] += 1
    for risen in made.arisen:
        if risen.item in items:
            items[risen.item].arisen[risen.why] += 1


def _item(name: str, each: _Item) -> StreetItem:
    return StreetItem(
        id=name, no=each.no, name=each.name, goal=each.goal, old=_sorted(each.old),
        old_by_new_rules=_sorted(each.middle), new=_sorted(each.new), kinds=_sorted(each.kinds),
        by_rules=each.by_rules, closed=_sorted(each.closed), arisen=_sorted(each.arisen),
    )  # fmt: skip


def _adjusted(pairs: list[Pair]) -> list[Pair]:
    """What residents of each community say overall, adjusted over all communities."""
    places = [(at, each) for at, pair in enumerate(pairs) for each in pair.overall]
    settled = voices.by_measure([each for _, each in places])
    own: dict[int, list[Change]] = {}
    for (at, _), change in zip(places, settled, strict=True):
        own.setdefault(at, []).append(change)
    return [
        replace(pair, overall=tuple(own[at])) if at in own else pair
        for at, pair in enumerate(pairs)
    ]


def _totals(pairs: Sequence[Pair]) -> StreetTotals | None:
    """The street's totals, weighted by people; None where no pair's total and people are known."""
    known = [
        (pair.population, parts, pair.totals.old.official and pair.totals.new.official)
        for pair in pairs
        if pair.population and (parts := _parts(pair.totals)) is not None
    ]
    people = sum(n for n, *_ in known)
    if not people:
        return None
    mean = [
        sum(n * parts[place] for n, parts, _ in known) / people for place in range(len(known[0][1]))
    ]
    return StreetTotals(
        communities=len(known), people=people, old=mean[0], old_by_new_rules=mean[1],
        new=mean[2], delta=mean[3], rules=mean[4], real=mean[5], true=mean[6],
        completion=mean[7], unofficial=sum(not official for *_, official in known),
    )  # fmt: skip


def _parts(totals: Totals) -> list[float] | None:
    values = [
        totals.old.value, totals.old_by_new_rules.value, totals.new.value, totals.delta,
        totals.rules, totals.real, totals.true, totals.completion,
    ]  # fmt: skip
    known = [each for each in values if each is not None]
    return known if len(known) == len(values) else None


def _side(opened_: Opened) -> Side:
    head = opened_.head
    return Side(
        **about(head),
        name=head.name,
        standards=head.standards,
        counted=head.counted,
        population=head.population,
        sealed=opened_.sealed,
    )


def _sorted(counts: Mapping[Key, int]) -> dict[Key, int]:
    return dict(sorted(counts.items()))


def _sum(counts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    total: Counter[Key] = Counter()
    for each in counts:
        total.update(each)
    return _sorted(total)
