"""Two rounds of a street → what changed in it, one community at a time.

Every pair of communities is compared as ``checkup compare`` does it; what is kept of each is a
row, so that a street of thousands is never held as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from checkup import whole
from checkup.comparison import Arising, Change, Closing, Comparison, Kind, Totals
from checkup.datafiles import DataFileError
from checkup.model import Status
from checkup.policy import Policy
from checkup.report import write
from checkup.report.wording import Wording
from checkup.result import Result
from checkup.rounds import compare, voices
from checkup.rounds.home import OF_STREET, is_sealed
from checkup.street import heard, opened
from checkup.street.find import MARK, in_order
from checkup.street.heard import Heard
from checkup.street.opened import Member, Opened
from checkup.street.pairing import paired
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
    say: Wording,
    tell: Callable[[Step], None] = lambda step: None,
) -> StreetComparison:
    """Every community of both rounds beside itself, and what that is for the street.

    The communities' own pages go below ``out``, each at its place in the street; None for none.
    Raises OSError when they cannot be written.
    """
    policy = new.head.policy
    found = paired(old.members, new.members)
    items: dict[str, _Item] = {}
    told = Heard()
    pairs: list[Pair] = []
    alone = list(found.alone)
    with opened.reading(old) as first, opened.reading(new) as last:
        for number, (before, after) in enumerate(found.both, 1):
            made = _compared(before, after, first(before), last(after), (old.sealed, new.sealed))
            if isinstance(made, Alone):
                alone.append(made)
            else:
                page = _written(made, after, out, say)
                pairs.append(_pair(made, before, after, page, policy))
                _count(items, made)
                heard.listen(told, made, after, policy)
            tell(Step(number, len(found.both)))
    pairs = _adjusted(pairs)
    days = old.head.made_with.as_of, new.head.made_with.as_of
    return StreetComparison(
        old=_side(old),
        new=_side(new),
        same_rules=all(each.same_rules for each in pairs),
        in_order=days[0] is None or days[1] is None or days[0] <= days[1],
        totals=_totals(pairs),
        closed=_sum([each.closed for each in pairs]),
        arisen=_sum([each.arisen for each in pairs]),
        items=tuple(_item(name, each) for name, each in sorted(items.items())),
        voices=heard.figures(told, policy),
        alone=tuple(sorted(alone, key=lambda each: (each.side, in_order(each.path)))),
        pairs=tuple(pairs),
    )


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


def _compared(
    before: Member, after: Member, first: Result | None, last: Result | None,
    sealed: tuple[bool, bool],
) -> Comparison | Alone:  # fmt: skip
    if first is None or last is None or _leads_out(after.path):
        side: Literal["old", "new"] = "old" if first is None else "new"
        lost = before if first is None else after
        return Alone(id=lost.id, name=lost.name, path=lost.path, side=side, why="unreadable")
    try:
        return compare(first, last, sealed=sealed)
    except DataFileError:
        return Alone(id=after.id, name=after.name, path=after.path, side="new", why="rules")


def _leads_out(path: str) -> bool:
    """Whether a path, as a file from elsewhere tells it, would have us write somewhere else."""
    way = PurePosixPath(path)
    return way.is_absolute() or ".." in way.parts or "\\" in path or ":" in path


def _written(made: Comparison, member: Member, out: Path | None, say: Wording) -> str:
    """The community's own comparison; gives the way to its page from ``out``."""
    if out is None:
        return ""
    files = write.compared(made, out / member.path, say)
    return files[0].relative_to(out).as_posix()


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
        (pair.population, parts)
        for pair in pairs
        if pair.population and (parts := _parts(pair.totals)) is not None
    ]
    people = sum(n for n, _ in known)
    if not people:
        return None
    mean = [
        sum(n * parts[place] for n, parts in known) / people for place in range(len(known[0][1]))
    ]
    return StreetTotals(
        communities=len(known), people=people, old=mean[0], old_by_new_rules=mean[1],
        new=mean[2], delta=mean[3], rules=mean[4], real=mean[5], true=mean[6],
        completion=mean[7],
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
        name=head.name,
        round=head.round,
        revision=head.revision.number if head.revision else 0,
        checkup=head.made_with.checkup,
        as_of=head.made_with.as_of,
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
