"""One plan for all communities out of one purse, with what neighbours offer among the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checkup import pipeline
from checkup.model import Offer, Wishes
from checkup.result import Result
from checkup.street.crediting import Lent
from checkup.street_result import PlanShare, StreetPlan


def choose(
    results: Sequence[tuple[Result, str]], budget: int, lent: Mapping[str, Sequence[Lent]]
) -> StreetPlan:
    """The projects chosen within the budget (元), by community (method §4.5, §6.2).

    Raises :class:`checkup.datafiles.DataFileError` when a standard is not the one that judged.
    """
    made = pipeline.plan_again(
        [found for found, _ in results],
        Wishes(budget=budget),
        offers=[_offers(lent.get(path, ())) for _, path in results],
    )
    told = [
        PlanShare(
            community=path,
            projects=len(found.plan.projects),
            cost=found.plan.cost.typical or 0,
            names=tuple(each.name for each in found.plan.projects),
        )
        for found, (_, path) in zip(made, results, strict=True)
        if found.plan.projects
    ]
    return StreetPlan(
        budget=budget,
        cost=sum(each.cost for each in told),
        projects=sum(each.projects for each in told),
        left_out=sum(len(found.plan.left_out) for found in made),
        least=next((each.plan.least for each in made if each.plan.least is not None), None),
        communities=tuple(told),
    )


def _offers(lent: Sequence[Lent]) -> list[Offer]:
    """What neighbours open, once each; a distance counts as the minutes of its circle."""
    found: dict[str, Offer] = {}
    for each in lent:
        credit = each.credit
        found[credit.facility] = Offer(
            id=credit.facility,
            community=each.host,
            name=credit.name,
            kind=credit.kind,
            walk_minutes=credit.minutes if credit.minutes is not None else float(credit.circle),
            measures=each.place.measures,
        )
    return list(found.values())
