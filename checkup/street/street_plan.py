"""One plan for all communities out of one purse, with what neighbours offer among the options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checkup import pipeline
from checkup.model import Offer, Wishes
from checkup.report import plan_words
from checkup.result import Result
from checkup.street.crediting import Lent
from checkup.street_result import FloorLowered, LeftHere, PlanShare, StreetFloor, StreetPlan


def choose(
    results: Sequence[tuple[Result, str]],
    wishes: Wishes,
    lent: Callable[[str], Sequence[Lent]],
) -> StreetPlan:
    """The projects chosen within the budget and over the floor, by community (method §4.5, §6.2).

    Raises :class:`checkup.datafiles.DataFileError` when a standard is not the one that judged.
    """
    made = planned(
        [found for found, _ in results], wishes, [offers(lent(path)) for _, path in results]
    )
    told = [
        PlanShare(
            community=path,
            projects=len(found.plan.projects),
            cost=found.plan.cost.typical or 0,
            names=tuple(each.name for each in found.plan.projects),
            floor=found.plan.fairness.least if found.plan.fairness is not None else None,
        )
        for found, (_, path) in zip(made, results, strict=True)
        if found.plan.projects
    ]
    return StreetPlan(
        budget=wishes.budget or 0,
        cost=sum(each.cost for each in told),
        projects=sum(each.projects for each in told),
        left_out=sum(plan_words.count_left(found.plan) for found in made),
        least=next((each.plan.least for each in made if each.plan.least is not None), None),
        gap=made[0].plan.gap if made else 0.0,
        communities=tuple(told),
        left=tuple(
            each
            for found, (_, path) in zip(made, results, strict=True)
            for each in _left(found, path)
        ),
        clash=made[0].plan.clash if made else (),
        asked=wishes.floor,
        floor=_floor(made, [path for _, path in results]),
    )


def planned(
    results: Sequence[Result], wishes: Wishes, offered: Sequence[Sequence[Offer]]
) -> list[Result]:
    """The results with the plan the street has for them; ``offered`` by neighbours, for each.

    Raises as :func:`choose` does.
    """
    return pipeline.plan_again(results, wishes, offers=offered, with_curve=False)


def _left(found: Result, path: str) -> Iterator[LeftHere]:
    names = plan_words.names_of(found)
    options = {each.id: each.name for each in found.plan.options}
    for each in found.plan.left_out:
        yield LeftHere(
            community=path,
            name=names.get(each.shortfall, each.shortfall),
            option=options.get(each.option or "", ""),
            reason=each.reason,
        )


def _floor(made: Sequence[Result], paths: Sequence[str]) -> StreetFloor | None:
    """What the floor was and cost, and who cannot use it; None where there was none."""
    told = made[0].plan.fairness if made else None
    if told is None:
        return None
    return StreetFloor(
        asked=told.asked,
        lowered=tuple(
            FloorLowered(community=path, name=each.community.name, least=own.least)
            for each, path in zip(made, paths, strict=True)
            if (own := each.plan.fairness) is not None and own.least < own.asked
        ),
        benefit=told.benefit,
        without=told.without,
        price=told.price,
    )


def offers(lent: Sequence[Lent]) -> list[Offer]:
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
