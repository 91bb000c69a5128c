"""From the register and the sample to margins that can be met, and to weights (method §1.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from checkup.model import Composition, Variable, Weighting
from checkup.opinion import suppress, weights
from checkup.opinion.estimates import effective
from checkup.opinion.groups import JOINT, Division
from checkup.opinion.register import Register
from checkup.opinion.weights import Margin
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes
    from checkup.opinion.weights import Weights


class Target(Struct, frozen=True):
    """A margin with the words of its categories (none for age and sex together)."""

    variable: Variable
    labels: tuple[str, ...]
    margin: Margin


def weighted(
    divisions: Sequence[Division], register: Register, rows: int, policy: Policy
) -> tuple[Weights | None, Weighting]:
    """Weights of the ``rows`` headline rows, None where they may not be used, and the account.

    They are used from ``policy.weight_base`` rows on, with a design effect of at most
    ``policy.weight_deff``; the composition is told in any case.
    """
    known = {each.variable: each for each in divisions}
    least = policy.min_base_print
    single = [
        target
        for target in (
            _ages(known.get("age"), register),
            _sexes(known.get("sex"), register),
            _estates(known.get("estate"), register),
        )
        if target is not None
    ]
    joint = _joint(known, register, least)
    used = [joint, *(t for t in single if t.variable == "estate")] if joint else single
    if not used:
        return None, _account(divisions, single, rows, "no_targets")
    if rows < policy.weight_base:
        return None, _account(divisions, single, rows, "few")
    raked = weights.weigh([each.margin for each in used], rows, policy.weight_bounds)
    n_eff = effective(float(raked.weights.sum()), float((raked.weights**2).sum()))
    usable = rows / n_eff <= policy.weight_deff
    account = _account(
        divisions, single, rows, "weighted" if usable else "uneven", raked.weights, n_eff,
        "raking" if len(used) > 1 else "post_stratification",
        tuple(dict.fromkeys(used[at].variable for at in raked.missed)),
    )  # fmt: skip
    return (raked.weights if usable else None), account


def _account(
    divisions: Sequence[Division],
    targets: Sequence[Target],
    rows: int,
    why: str,
    raked: Weights | None = None,
    n_eff: float | None = None,
    method: Literal["none", "post_stratification", "raking"] = "none",
    missed: tuple[str, ...] = (),
) -> Weighting:
    deff = rows / n_eff if n_eff else 1.0
    return Weighting(
        used=why == "weighted",
        n_eff=float(rows) if n_eff is None else n_eff,
        deff=deff,
        why=f"survey.weighting.{why}",
        method=method,
        composition=tuple(_composition(divisions, targets, raked)),
        missed=missed,
    )


def _composition(
    divisions: Sequence[Division], targets: Sequence[Target], raked: Weights | None
) -> list[Composition]:
    """Who answered, beside the register where it is told, by the categories of the margins."""
    import numpy as np

    by_variable: dict[Variable, Target] = {each.variable: each for each in targets}
    rows: list[Composition] = []
    for each in divisions:
        target = by_variable.get(each.variable)
        codes = target.margin.codes if target else each.codes
        labels = target.labels if target else each.labels
        counts = np.bincount(codes[codes >= 0], minlength=len(labels))
        after = None if raked is None or target is None else weights.shares(raked, target.margin)
        rows += [
            Composition(
                variable=each.variable,
                label=label,
                n=int(counts[at]),
                sample=float(counts[at] / counts.sum()),
                target=target.margin.targets[at] if target else None,
                weighted=None if after is None else float(after[at]),
            )
            for at, label in enumerate(labels)
        ]
    return rows


# --- one margin ---------------------------------------------------------------------------------


def _ages(ages: Division | None, register: Register) -> Target | None:
    lines = _lines(ages, register.ages)
    if ages is None or lines is None:
        return None
    bands = _bands(ages, lines)
    sizes = [0.0] * len(lines)
    for low, people in register.ages.items():
        sizes[_place(low, lines)] += people
    return _met("age", ages.labels, bands, ages.codes, sizes)


def _lines(ages: Division | None, told: Mapping[int, float]) -> list[int] | None:
    """Years at which both the register and the questionnaire draw a line; None below two bands.

    A questionnaire may write 46–60 and 61: that is the register's line at 60.
    """
    if ages is None or not told or None in ages.lows:
        return None
    first, *rest = sorted(told)
    lines = [first, *(low for low in rest if {low, low + 1}.intersection(ages.lows))]
    return lines if len(lines) > 1 else None


def _place(low: int, lines: Sequence[int]) -> int:
    return sum(low >= line for line in lines[1:])


def _bands(ages: Division, lines: Sequence[int]) -> list[int]:
    """The band of each of the questionnaire's age categories."""
    return [_place(low or 0, lines) for low in ages.lows]


def _sexes(sexes: Division | None, register: Register) -> Target | None:
    order = _sex_order(sexes)
    if sexes is None or order is None or not register.sexes:
        return None
    sizes = [register.sexes["male"], register.sexes["female"]]
    return _met("sex", sexes.labels, order, sexes.codes, sizes)


def _sex_order(sexes: Division | None) -> list[int] | None:
    """0 for men and 1 for women, by label; None when the options are other ones."""
    if sexes is None:
        return None
    found = ["女" in label for label in sexes.labels if ("男" in label) != ("女" in label)]
    return [int(each) for each in found] if sorted(found) == [False, True] else None


def _estates(estates: Division | None, register: Register) -> Target | None:
    """Estates by name. Those without an answer go with the merged ones, else with the smallest;
    people of estates that the register does not know are not told."""
    import numpy as np

    if estates is None or not register.estates:
        return None
    sizes = [
        sum(register.estates.get(name, 0.0) for name in members) for members in estates.members
    ]
    known = [at for at, size in enumerate(sizes) if size > 0]
    if len(known) < 2:
        return None
    unheard = sum(register.estates.values()) - sum(sizes)
    counts = np.bincount(estates.codes[estates.codes >= 0], minlength=len(sizes))
    several = [at for at in known if len(estates.members[at]) > 1]
    sizes[several[-1] if several else min(known, key=lambda at: (counts[at], at))] += unheard
    order = [known.index(at) if at in known else -1 for at in range(len(sizes))]
    return _met("estate", estates.labels, order, estates.codes, [sizes[at] for at in known])


def _joint(known: Mapping[Variable, Division], register: Register, least: int) -> Target | None:
    """Age by sex, where the register tells men in every age band; bands are put together until
    each has enough men and women."""
    import numpy as np

    ages, sexes = known.get("age"), known.get("sex")
    lines, order = _lines(ages, register.men), _sex_order(sexes)
    if ages is None or sexes is None or lines is None or order is None:
        return None
    band = _moved(ages.codes, _bands(ages, lines))
    sex = _moved(sexes.codes, order)
    told = (band >= 0) & (sex >= 0)
    counts = np.bincount(band[told] * 2 + sex[told], minlength=2 * len(lines)).reshape(-1, 2)
    people = [[0.0, 0.0] for _ in lines]
    for low, all_ in register.ages.items():
        at = _place(low, lines)
        people[at][0] += register.men[low]
        people[at][1] += all_ - register.men[low]
    groups = suppress.neighbours(
        [int(row.min()) if min(size) > 0 else 0 for row, size in zip(counts, people, strict=True)],
        least,
    )
    if len(groups) < 2:
        return None
    merged = [0] * len(lines)
    for at, group in enumerate(groups):
        for line in group:
            merged[line] = at
    sizes = [sum(people[line][sex_] for line in group) for group in groups for sex_ in (0, 1)]
    codes = np.where(told, _moved(band, merged) * 2 + sex, -1)
    total = sum(sizes)
    return Target("age", (), Margin(codes, tuple(size / total for size in sizes)))


def _met(
    variable: Variable,
    labels: Sequence[str],
    place: Sequence[int],
    codes: Codes,
    sizes: Sequence[float],
) -> Target | None:
    """A margin over ``sizes``, categories (``place`` of each, -1: not known) put together where
    the register or the sample has nobody; None when fewer than two are left."""
    import numpy as np

    there = np.bincount(_moved(codes, place) + 1, minlength=len(sizes) + 1)[1:]
    groups = suppress.neighbours(
        [int(size > 0 and n > 0) for size, n in zip(sizes, there, strict=True)], 1
    )
    if len(groups) < 2:
        return None
    group_of = {line: at for at, group in enumerate(groups) for line in group}
    total = sum(sizes)
    names = [
        JOINT.join(label for label, at in zip(labels, place, strict=True) if at in group)
        for group in groups
    ]
    moved = _moved(codes, [group_of.get(at, -1) for at in place])
    shares = tuple(sum(sizes[line] for line in group) / total for group in groups)
    return Target(variable, tuple(names), Margin(moved, shares))


def _moved(codes: Codes, place: Sequence[int]) -> Codes:
    """Codes by another order; what was not told stays -1."""
    import numpy as np

    return np.where(codes >= 0, np.array([*place, -1])[codes], -1)
