"""What a street's plan chose, as results of its communities: a form asks for just that.

街道汇总 keeps names and sums of what was chosen. The projects themselves are made again from the
same results, wishes and neighbours, and have to be the ones that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checkup.model import Wishes
from checkup.result import Result
from checkup.street import opened, street_plan
from checkup.street.crediting import Lent
from checkup.street.near import Near, near_of
from checkup.street.opened import Member, Opened
from checkup.street_result import Credit, StreetPlan


class OtherPlanError(Exception):
    """The results are no longer those that the street's plan was chosen from."""


def results(street: Opened, found: Sequence[tuple[Member, Result]]) -> list[Result]:
    """The communities' results, each with what the street's plan chose for it; as they are where
    the street has no plan or could choose nothing.

    Raises :class:`OtherPlanError`, :class:`checkup.datafiles.DataFileError` when a standard is
    not the one that judged, and :class:`checkup.rounds.archive.BrokenArchiveError`.
    """
    alone = [result for _, result in found]
    plan = street.head.plan
    if plan is None or plan.least is not None or plan.clash:
        return alone
    credits = opened.credits(street)
    near = {member.path: near_of(result) for member, result in found}
    offered = [
        street_plan.offers([_lent(each, near) for each in credits.get(member.path, ())])
        for member, _ in found
    ]
    made = street_plan.planned(alone, Wishes(budget=plan.budget, floor=plan.asked), offered)
    told = {member.path: result for (member, _), result in zip(found, made, strict=True)}
    if not _is_of(plan, told):
        raise OtherPlanError
    return made


def _lent(credit: Credit, near: Mapping[str, Near]) -> Lent:
    """The facility as its host's result has it; which part of it is whose does not matter here."""
    number = credit.facility.removeprefix(f"{credit.host}#")
    host = near.get(credit.host)
    place = next((each for each in host.places if each.id == number), None) if host else None
    if host is None or place is None:
        raise OtherPlanError
    return Lent(credit=credit, host=host.name, place=place, share=None)


def _is_of(plan: StreetPlan, made: Mapping[str, Result]) -> bool:
    """Whether the projects are those that 街道汇总 names."""
    told = {each.community: each.names for each in plan.communities}
    names = {path: tuple(one.name for one in each.plan.projects) for path, each in made.items()}
    return told == {path: each for path, each in names.items() if each}
