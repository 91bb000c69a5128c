"""The tally of a street → its figures. Nothing is added up unweighted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from checkup.judge.standard import Standard
from checkup.policy import Policy
from checkup.result import made_with
from checkup.street import benchmark
from checkup.street.tally import UNDECIDED, Sum, Tally
from checkup.street_result import (
    Funnel,
    Group,
    Measure,
    Money,
    Pooled,
    StreetItem,
    StreetResult,
    StreetShortfall,
    Unprinted,
)


def head(kept: Tally, folder: str, standard: Standard, policy: Policy) -> StreetResult:
    """The street's result without its communities and without what only files can tell.

    It is called what all its communities call their street; where they differ or do not tell,
    what its ``folder`` is called.
    """
    told = next(iter(kept.streets)) if len(kept.streets) == 1 else None
    pooled = {key: benchmark.pool(told, policy) for key, told in kept.told.items()}
    return StreetResult(
        made_with=made_with(kept.newest),
        name=told or folder,
        standards=tuple(kept.standards[sha] for sha in sorted(kept.standards)),
        policy=policy,
        population=kept.population,
        population_of=kept.population_of,
        counted=kept.counted,
        warnings=kept.warnings,
        items=tuple(_items(kept, pooled, standard)),
        overall=pooled.get(("overall", None)),
        overall_withheld=_unprinted(kept, "overall", None),
        groups=tuple(_groups(kept, policy)),
        funnels=tuple(_funnels(kept, policy)),
        areas=tuple(kept.areas),
        shortfalls=tuple(
            StreetShortfall(
                item=item.id, name=item.name, communities=tuple(short.communities),
                people=short.people, people_unknown=short.unknown,
            )
            for item in standard.items
            if (short := kept.shortfalls.get(item.id)) is not None
        ),
        by_level=_money(kept.levels),
        by_year=_money(kept.years),
        by_channel=_money(kept.channels),
        by_task=_money(kept.tasks),
        total=_one(UNDECIDED, kept.total),
        progress=tuple(kept.progress[status] for status in sorted(kept.progress)),
        unusable=tuple(kept.unusable),
    )  # fmt: skip


def _items(
    kept: Tally, pooled: dict[tuple[Measure, str | None], Pooled | None], standard: Standard
) -> Iterable[StreetItem]:
    for item in standard.items:
        yield StreetItem(
            id=item.id,
            no=item.no,
            name=item.name,
            short_name=item.short_name,
            goal=item.goal,
            counts=dict(sorted(kept.counts.get(item.id, Counter()).items())),
            counts_shared=dict(sorted(kept.with_shared.get(item.id, Counter()).items()))
            if kept.sharing
            else {},
            shared=kept.shared[item.id],
            satisfied=pooled.get(("satisfied", item.id)),
            satisfied_withheld=_unprinted(kept, "satisfied", item.id),
            lacking=pooled.get(("lacking", item.id)),
            lacking_withheld=_unprinted(kept, "lacking", item.id),
        )


def _unprinted(kept: Tally, measure: Measure, item: str | None) -> Unprinted | None:
    """What the street's figure cannot count without giving a community's away; None for nothing."""
    people = kept.withheld.get((measure, item))
    if not people:
        return None
    known = [each for each in people if each is not None]
    return Unprinted(communities=len(people), people=sum(known) if known else None)


def _groups(kept: Tally, policy: Policy) -> Iterable[Group]:
    builds: Sequence[str | None] = sorted(
        {*kept.standings, *kept.unscored}, key=lambda each: (each is None, each or "")
    )
    for build in builds:
        found = benchmark.group(build, kept.standings.get(build, ()), policy)
        listed = sorted((*found.listed, *kept.unscored.get(build, ())))
        yield Group(build=found.build, places=found.places, listed=tuple(listed), items=found.items)


def _funnels(kept: Tally, policy: Policy) -> Iterable[Funnel]:
    for (measure, item), told in sorted(
        kept.told.items(), key=lambda pair: (pair[0][1] or "", pair[0][0])
    ):
        found = benchmark.funnel(measure, item, told, policy)
        if found is not None:
            yield replace(found, withheld=_unprinted(kept, measure, item))


def _money(sums: dict[str, Sum]) -> tuple[Money, ...]:
    return tuple(
        _one(key, sums[key]) for key in sorted(sums, key=lambda key: (key == UNDECIDED, key))
    )


def _one(key: str, each: Sum) -> Money:
    return Money(
        key=key, projects=each.projects, low=each.low, typical=each.typical, high=each.high,
        unpriced=each.unpriced, free=each.free, open=each.open,
    )  # fmt: skip
