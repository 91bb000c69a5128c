"""What the residents of a whole street say in two rounds (method §6.2, §6.3).

A street's share is Σ N·p / Σ N: answers weighted by the people they stand for, so method §1.4
gives its effective answers and §6.3 the test. Two families are adjusted (Benjamini–Hochberg), each
over all that is read together: the street's own figures of one measure, and those of all
communities and items of one measure. A community's own comparison adjusts over its own items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from checkup.comparison import Change, Comparison, Direction, Figure, Measure
from checkup.model import SurveyArea
from checkup.opinion import comparison as tests
from checkup.opinion import student
from checkup.opinion.sampling import detectable
from checkup.policy import Policy
from checkup.rounds import voices
from checkup.rounds.voices import LINE
from checkup.street.benchmark import Told, pool, together
from checkup.street.opened import Member
from checkup.street_comparison import Marked, StreetChange, StreetVoices, Tested

_Key = tuple[Measure, str | None]


class _Seen(NamedTuple):
    """One figure of a community in both rounds, and the people it stands for; ``areas``:
    questionnaires it shares with others, in both rounds the same or nothing is compared."""

    people: float
    old: Figure
    new: Figure
    areas: tuple[SurveyArea, ...]


class Heard(Struct):
    """What is kept of the communities: figures by measure and item, and p-values."""

    seen: dict[_Key, list[_Seen]] = field(default_factory=dict)
    incomparable: Counter[_Key] = field(default_factory=Counter)
    uncounted: Counter[_Key] = field(default_factory=Counter)
    counts: dict[_Key, Counter[Direction]] = field(default_factory=dict)
    p: dict[tuple[Measure, bool], list[float]] = field(default_factory=dict)
    """By measure, and whether it is of an item: each is a family."""
    low: dict[tuple[Measure, bool], list[tuple[int, str, Change]]] = field(default_factory=dict)
    """Those that may still count after adjusting, with their places in ``p``: no adjusted p is
    below its own."""
    asked: bool = False


def listen(
    kept: Heard, made: Comparison, before: Member, member: Member, policy: Policy
) -> None:  # fmt: skip
    """One community's changes; ``before`` is it in the old round, ``member`` in the new one."""
    if made.voices is None:
        return
    kept.asked = True
    told = {(each.measure, each.item) for each in (*made.voices.overall, *made.voices.items)}
    kept.uncounted.update((before.withheld | member.withheld) - told)
    for each in (*made.voices.overall, *made.voices.items):
        key = each.measure, each.item
        if min(each.old.n, each.new.n) < max(policy.min_base_print, 1):
            kept.uncounted[key] += 1
            continue
        counts = kept.counts.setdefault(key, Counter())
        if each.direction == "incomparable":
            kept.incomparable[key] += 1
            counts["incomparable"] += 1
            continue
        people = member.population
        if each.measure == "lacking":
            people = member.groups.get(each.item or "")
        if people:
            kept.seen.setdefault(key, []).append(_Seen(people, each.old, each.new, member.areas))
        else:
            kept.uncounted[key] += 1
        if each.p is None:
            counts["untested"] += 1
            continue
        counts["unclear"] += 1
        family = each.measure, each.item is not None
        kept.p.setdefault(family, []).append(each.p)
        if each.p <= LINE:
            place = len(kept.p[family]) - 1
            kept.low.setdefault(family, []).append((place, member.path, each))


def figures(kept: Heard, policy: Policy) -> StreetVoices | None:
    """The street's figures and the changes that count; None without a questionnaire."""
    if not kept.asked:
        return None
    marked: list[Marked] = []
    for family, p in kept.p.items():
        adjusted = tests.benjamini_hochberg(p)
        for place, community, change in kept.low.get(family, ()):
            settled = voices.judged(change, adjusted[place])
            if settled.direction in ("up", "down"):
                marked.append(Marked(community=community, change=settled))
                counts = kept.counts[change.measure, change.item]
                counts["unclear"] -= 1
                counts[settled.direction] += 1
    marked.sort(key=lambda each: (each.community, each.change.item or "", each.change.measure))
    keys = sorted({*kept.seen, *kept.incomparable, *kept.uncounted},
                  key=lambda key: (key[1] or "", key[0]))  # fmt: skip
    changes = [made for key in keys if (made := _street(kept, key, policy)) is not None]
    sizes = next((each.n_eff for each in changes if _is_headline(each)), (0.0, 0.0))
    overall = [each for each in changes if each.change.item is None]
    items = [each for each in changes if each.change.item is not None]
    settled_items = voices.by_measure([each.change for each in items])
    return StreetVoices(
        overall=tuple(
            replace(each, change=voices.decided([each.change])[0]) for each in overall
        ),
        items=tuple(
            replace(each, change=change)
            for each, change in zip(items, settled_items, strict=True)
        ),
        marked=tuple(marked),
        tested=tuple(
            Tested(measure=key[0], item=key[1],
                   counts={name: n for name, n in sorted(kept.counts[key].items()) if n})
            for key in keys
            if key in kept.counts
        ),
        families={
            measure: len(p) for (measure, of_item), p in sorted(kept.p.items()) if of_item
        },
        detectable=detectable(2 / (1 / sizes[0] + 1 / sizes[1]))
        if min(sizes) >= policy.min_base_rank
        else None,
        line=LINE,
    )  # fmt: skip


def _is_headline(each: StreetChange) -> bool:
    return each.change.item is None and each.change.measure == "satisfied"


def _street(kept: Heard, key: _Key, policy: Policy) -> StreetChange | None:
    """One figure over all communities in which it can be compared; None where there is none."""
    measure, item = key
    seen = kept.seen.get(key, [])
    if not seen:
        return None
    parts = [_as_one([seen[at] for at in group]) for group in together([e.areas for e in seen])]
    old, new = (
        [(each.people, each.old) for each in parts],
        [(each.people, each.new) for each in parts],
    )
    sizes = effective(old), effective(new)
    if measure == "mean":
        change = _means(old, new, sizes, item, policy)
    else:
        change = _shares(measure, old, new, sizes, item, policy)
    return StreetChange(
        change=change,
        communities=len(seen),
        people=sum(each.people for each in seen),
        n_eff=sizes,
        incomparable=kept.incomparable[key],
        uncounted=kept.uncounted[key],
    )


def _as_one(seen: Sequence[_Seen]) -> _Seen:
    """Communities that hear one questionnaire as one part: the same people answered."""
    if len(seen) == 1:
        return seen[0]
    people = sum(each.people for each in seen)

    def figure(told: Sequence[Figure]) -> Figure:
        value, low, high = (
            sum(each.people * getattr(own, name) for each, own in zip(seen, told, strict=True))
            / people
            for name in ("value", "low", "high")
        )
        spreads = [each.sd for each in told if each.sd is not None]
        return Figure(
            value=value, low=low, high=high, n=max(each.n for each in told),
            sd=sum(spreads) / len(spreads) if spreads else None,
        )  # fmt: skip

    return _Seen(
        people, figure([each.old for each in seen]), figure([each.new for each in seen]), ()
    )


def effective(parts: Sequence[tuple[float, Figure]]) -> float:
    """n_eff = (Σw)²/Σw² of answers that each stand for N/n people: (ΣN)²/Σ(N²/n) (method §1.4)."""
    return sum(n for n, _ in parts) ** 2 / sum(n * n / each.n for n, each in parts)


def _shares(
    measure: Measure, old: Sequence[tuple[float, Figure]], new: Sequence[tuple[float, Figure]],
    sizes: tuple[float, float], item: str | None, policy: Policy,
) -> Change:  # fmt: skip
    figures_ = [_pooled(each, policy) for each in (old, new)]
    bare = _bare(measure, item, figures_[0], figures_[1], sizes, policy)
    if bare.direction != "unclear":
        return bare
    first, last = figures_[0].value, figures_[1].value
    change = tests.newcombe(first, sizes[0], last, sizes[1], policy.confidence_z)
    _, p = tests.pooled_z(first, sizes[0], last, sizes[1])
    return replace(bare, difference=change.value, low=change.low, high=change.high, p=p)


def _pooled(parts: Sequence[tuple[float, Figure]], policy: Policy) -> Figure:
    """The street's share with its interval, as 街道汇总 tells it (method §6.2)."""
    told = pool([Told("", each.value, each.n, people) for people, each in parts], policy)
    assert told is not None
    return Figure(value=told.value, low=told.low, high=told.high, n=told.n)


def _means(
    old: Sequence[tuple[float, Figure]], new: Sequence[tuple[float, Figure]],
    sizes: tuple[float, float], item: str | None, policy: Policy,
) -> Change:  # fmt: skip
    z = policy.confidence_z
    spread = [spread_of(each, size) for each, size in zip((old, new), sizes, strict=True)]
    values = [_mean(each) for each in (old, new)]
    shown = []
    for parts, value, sd, size in zip((old, new), values, spread, sizes, strict=True):
        half = student.quantile(size - 1, z) * sd / sqrt(size)
        shown.append(
            Figure(value=value, low=max(0.0, value - half), high=min(100.0, value + half),
                   n=sum(each.n for _, each in parts))
        )  # fmt: skip
    bare = _bare("mean", item, shown[0], shown[1], sizes, policy)
    if bare.direction != "unclear":
        return bare
    found = tests.welch(values[0], spread[0], sizes[0], values[1], spread[1], sizes[1], z)
    change = found.change
    return replace(bare, difference=change.value, low=change.low, high=change.high, p=found.p)


def _mean(parts: Sequence[tuple[float, Figure]]) -> float:
    return sum(n * each.value for n, each in parts) / sum(n for n, _ in parts)


def spread_of(parts: Sequence[tuple[float, Figure]], n_eff: float) -> float:
    """The sd of all answers, weighted: √([Σw(s−m)²/Σw]·n_eff/(n_eff−1)) (method §1.8), from the
    means and spreads of the communities."""
    people, mean = sum(n for n, _ in parts), _mean(parts)
    within = 0.0
    for n, each in parts:
        sd = each.sd or 0.0
        within += n / people * (sd * sd * (each.n - 1) / each.n + (each.value - mean) ** 2)
    return sqrt(within * n_eff / (n_eff - 1))


def _bare(
    measure: Measure, item: str | None, old: Figure, new: Figure, sizes: tuple[float, float],
    policy: Policy,
) -> Change:  # fmt: skip
    enough = min(*sizes, old.n, new.n) >= policy.min_base_rank
    return Change(
        measure=measure, item=item, old=old, new=new,
        direction="unclear" if enough else "untested",
    )  # fmt: skip
