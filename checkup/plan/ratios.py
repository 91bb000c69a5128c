"""How much a ratio lacks, and how large what is there is."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.judge.predicates import Ratio
from checkup.model import Community, Estate, Facility
from checkup.plan.quantity import Figures


def size(facility: Facility, measure: str, community: Community) -> float:
    return community.number(facility.facts.get(measure, "")) or 0.0


def lacking(test: Ratio, figures: Figures, home: Estate | None) -> float | None:
    """How much the numerator of a ratio lacks, in its own unit; None when nothing tells."""
    below = test.denominator
    if below.profile is not None:
        under = figures.profile(below.profile, home.name if home else None)
    else:
        under = _together(below.of, below.measure or "building_area", figures.community, home)
    if not under:
        return None
    needed = test.at_least * under / test.scale
    above = test.numerator
    if above.profile is not None:
        there = figures.profile(above.profile, home.name if home else None) or 0.0
    else:
        there = _together(above.of, above.measure or "building_area", figures.community, home)
    return max(0.0, needed - there)


def _together(
    kinds: Sequence[str], measure: str, community: Community, home: Estate | None
) -> float:
    return sum(
        size(each, measure, community)
        for each in community.facilities
        if each.kind in kinds
        and each.state == "in_use"
        and (home is None or each.estate == home.name)
    )
