"""Tests on facilities: how many, how large, how far, and shares of them.

Every test keeps the same order: who is there, what is known of them, the score of the known
part, and what is missing. What nobody told us lifts the high bound and never the score.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from checkup.judge.predicates import Count, Largest, Measure, Nearest, Ratio, Term, Total
from checkup.judge.scene import Members, Scene, members
from checkup.judge.seen import Seen
from checkup.judge.tree import NO_DATA, at_least, at_most, between, known, partly
from checkup.model import Facility, Missing, Needed, Quantity


def count(test: Count, scene: Scene, units: int) -> Seen:
    """Facilities in use against the number asked for; inside each, the size asked of each."""
    group = members(scene, test.of)
    number, unclear = 0.0, len(group.unclear) + group.unlisted
    facts, missing = group.facts(), group.missing()
    missing += group.missing_rows() if test.each_measure is not None else []
    for each in group.in_use:
        if test.each_measure is not None and test.each_at_least is not None:
            value, fact_id = _measured(scene, each, test.each_measure, test.each_unit)
            facts += [fact_id] if fact_id and value is not None else []
            if value is None:
                unclear += 1
                missing.append(scene.missing_column(each, test.each_measure))
                continue
            if value < test.each_at_least:
                continue
        how_many, fact_id = _quantity(scene, each)
        if how_many is None:
            # a row tells of at least one
            number, unclear = number + 1, unclear + 1
            missing.append(scene.missing_column(each, "quantity"))
        else:
            number += how_many
            facts += [fact_id] if fact_id else []
    if test.each_measure is None and group.unlisted:
        number, unclear = number + group.unlisted, unclear - group.unlisted
    needed = test.at_least * units
    score = at_least(number, needed)
    node = (
        known(score)
        if group.surveyed and not unclear
        else partly(score if number else None, _share(number, unclear, group.surveyed))
    )
    return Seen(
        node=node,
        needed=Needed(needed, test.unit, ">="),
        measured=Quantity(number, test.unit) if node.score is not None else None,
        facts=tuple(facts),
        missing=tuple(missing),
        notes=group.notes(),
        absent=group.absent,
    )


def _quantity(scene: Scene, facility: Facility) -> tuple[float | None, str | None]:
    """How many a row stands for: 1, or 数量 for kinds that come in groups."""
    kind = scene.vocabulary.kinds.get(facility.kind or "")
    if kind is None or kind.counted_by == "rows" or "quantity" not in facility.facts:
        return 1.0, None
    fact_id = facility.facts["quantity"]
    return scene.community.number(fact_id), fact_id


def largest(test: Largest, scene: Scene, units: int) -> Seen:
    """The best single site; with several basic units, the mean over the best ``units`` sites."""
    sited = _sited(test.of, test.measure, test.unit, scene)
    best = sorted((value for value, _ in sited.figures), reverse=True)[:units]
    score = sum(at_least(value, test.at_least) for value in best) / units
    return _judged(
        sited,
        score,
        Needed(test.at_least, test.unit, ">="),
        Quantity(best[-1] if len(best) == units else 0.0, test.unit),
    )


def total(test: Total, scene: Scene) -> Seen:
    """All sites together."""
    sited = _sited(test.of, test.measure, test.unit, scene)
    return _judged(
        sited,
        at_least(sited.sum, test.at_least),
        Needed(test.at_least, test.unit, ">="),
        Quantity(sited.sum, test.unit),
    )


def nearest(test: Nearest, scene: Scene) -> Seen:
    """The nearest one; none at all is as far as can be."""
    sited = _sited(test.of, test.measure, test.unit, scene)
    nearest_one = min((value for value, _ in sited.figures), default=None)
    score = (
        0.0
        if nearest_one is None
        else at_most(nearest_one, test.at_most, scene.policy.at_most_slack)
    )
    seen = _judged(
        sited,
        score,
        Needed(test.at_most, test.unit, "<="),
        Quantity(nearest_one or 0.0, test.unit),
    )
    return seen if nearest_one is not None else replace(seen, measured=None)


class _Sited(Struct, frozen=True):
    """Facilities of some kinds with their figures of one measure."""

    group: Members
    figures: tuple[tuple[float, str], ...]
    """(figure, fact id) of those in use that have one."""
    missing: tuple[Missing, ...]

    @property
    def sum(self) -> float:
        """All known figures together."""
        return sum(value for value, _ in self.figures)

    @property
    def whole(self) -> bool:
        """Nothing more can turn up, and every figure is known."""
        return self.group.complete and len(self.figures) == len(self.group.in_use)

    @property
    def share(self) -> float:
        """Known share of what there may be."""
        open_rows = len(self.group.in_use) - len(self.figures) + len(self.group.unclear)
        return _share(len(self.figures), open_rows + self.group.unlisted, self.group.surveyed)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every cell that was looked at."""
        return (*self.group.facts(), *(fact_id for _, fact_id in self.figures))


def _sited(kinds: tuple[str, ...], measure: Measure, unit: str | None, scene: Scene) -> _Sited:
    group = members(scene, kinds)
    figures: list[tuple[float, str]] = []
    missing: list[Missing] = []
    for each in group.in_use:
        value, fact_id = _measured(scene, each, measure, unit)
        if value is None or fact_id is None:
            missing.append(scene.missing_column(each, measure))
        else:
            figures.append((value, fact_id))
    return _Sited(group, tuple(figures), (*missing, *group.missing_rows(), *group.missing()))


def _judged(sited: _Sited, score: float, needed: Needed, measured: Quantity) -> Seen:
    """The score of the known figures, as sure as they are complete."""
    node = known(score) if sited.whole else partly(score if sited.figures else None, sited.share)
    return Seen(
        node=node,
        needed=needed,
        measured=measured if node.score is not None else None,
        facts=sited.facts,
        missing=sited.missing,
        notes=sited.group.notes(),
        absent=sited.group.absent,
    )


def _share(number: float, unclear: int, surveyed: bool) -> float:
    """Known share of an aggregate: what is not declared surveyed counts as one more unknown."""
    return number / (number + unclear + (0 if surveyed else 1))


def _measured(
    scene: Scene, facility: Facility, measure: Measure, unit: str | None
) -> tuple[float | None, str | None]:
    """(figure, fact id) of a facility; None when blank or in another unit."""
    fact_id = facility.facts.get(measure)
    if fact_id is None:
        return None, None
    fact = scene.fact(fact_id)
    if measure == "size" and (fact is None or fact.unit != unit):
        return None, fact_id
    return scene.community.number(fact_id), fact_id


class _Side(Struct, frozen=True):
    """One side of a ratio: value so far, whether it is all, its facts, what is missing."""

    value: float | None
    whole: bool
    facts: tuple[str, ...]
    missing: tuple[Missing, ...]
    share: float = 0.0
    absent: bool = False


def _side(term: Term, scene: Scene) -> _Side:
    if term.profile is not None:
        value, fact_id = scene.figure(term.profile)
        gaps = () if value is not None else (scene.missing_profile(term.profile, fact_id),)
        return _Side(value, value is not None, (fact_id,) if value is not None else (), gaps, 1.0)
    sited = _sited(term.of, term.measure or "building_area", term.unit, scene)
    return _Side(
        sited.sum if sited.figures or sited.whole else None,
        sited.whole,
        sited.facts,
        sited.missing,
        sited.share if sited.figures else 0.0,
        sited.group.absent,
    )


def ratio(test: Ratio, scene: Scene) -> Seen:
    """An unknown term makes the ratio unknown; a partial sum above the line is a lower bound."""
    above, below = _side(test.numerator, scene), _side(test.denominator, scene)
    absent = above.absent or below.absent
    value = None
    if above.value is not None and below.value and below.whole:
        value = test.scale * above.value / below.value
    if absent:
        node = known(0.0)
    elif value is None:
        node = NO_DATA
    elif above.whole:
        node = known(
            at_least(value, test.at_least)
            if test.at_most is None
            else between(value, test.at_least, test.at_most, scene.policy.at_most_slack)
        )
    else:
        node = (
            partly(at_least(value, test.at_least), above.share) if test.at_most is None else NO_DATA
        )
    return Seen(
        node=node,
        needed=Needed(
            test.at_least, test.unit, ">=" if test.at_most is None else "between", test.at_most
        ),
        measured=Quantity(value, test.unit) if value is not None else None,
        facts=(*above.facts, *below.facts),
        missing=(*above.missing, *below.missing),
        absent=absent,
    )
