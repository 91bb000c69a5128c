"""A result judged and planned anew from itself; its community's folder is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup import judge, plan
from checkup.datafiles import DataFileError
from checkup.judge import standard
from checkup.model import Community, Offer, Opinion, Ref, Wishes
from checkup.plan.remedies import Remedies
from checkup.result import Result


def plan_again(
    results: Sequence[Result],
    wishes: Wishes,
    remedies: Remedies | None = None,
    offers: Sequence[Sequence[Offer]] = (),
    with_curve: bool = True,
) -> list[Result]:
    """Results with their plans made anew out of one purse; nothing but the results is needed.

    ``with_curve`` False spares the seven searches of other budgets, which a street does not print.
    ``offers``: for each result what neighbours open to it; none for none.
    Their facts are judged again by their own standard and policy, so that options can be tried.
    Raises :class:`checkup.plan.UnknownIdError` when a wish names nothing there is, and
    :class:`checkup.datafiles.DataFileError` when the standard is not the one that judged.
    """
    cases = []
    for number, each in enumerate(results):
        rules = standard.load(each.standard.id, each.standard.overlays)
        if rules.sha256 != each.standard.sha256:
            raise DataFileError("reference", Path(rules.id), found=each.standard.version)
        community = community_of(each)
        day = each.made_with.as_of
        assessment = judge.judge(community, rules, each.policy, day)
        assessment = replace(assessment, items=each.items)
        cases.append(
            plan.case_of(
                assessment, _opinion_of(each), community, rules,
                remedies or plan.load_remedies(rules.id), each.policy, day,
                offers[number] if offers else (),
            )
        )  # fmt: skip
    return [
        replace(
            each,
            plan=made,
            estate_lists=plan.lists.by_estate(case.community, each.shortfalls, made),
        )
        for each, case, made in zip(
            results, cases, plan.planned(cases, wishes, with_curve), strict=True
        )
    ]


class Alike(Struct, frozen=True):
    """What results of one street have in common: names of facts, and cells they stand in. Forms
    are alike, and these are half of what a result holds."""

    names: dict[str, str] = {}
    cells: dict[tuple[Ref, ...], tuple[Ref, ...]] = {}


def needed_to_plan(found: Result, alike: Alike) -> Result:
    """The result with no more than :func:`plan_again` looks at, so that thousands fit in memory.

    What it has in common with those seen before (``alike``) is held once.
    """
    facts = {
        alike.names.setdefault(name, name): replace(
            fact, refs=alike.cells.setdefault(fact.refs, fact.refs)
        )
        for name, fact in found.facts.items()
    }
    return replace(
        found, facts=facts, findings=(), page=(), to_collect=(), to_verify=(), problems=(),
        sources={}, needs=(),
        survey=replace(found.survey, questions=()) if found.survey is not None else None,
        plan=replace(found.plan, options=(), projects=(), left_out=(), followed=()),
    )  # fmt: skip


def community_of(found: Result) -> Community:
    """The community a result speaks of, as judge and plan know it."""
    return Community(
        id=found.community.id,
        name=found.community.name,
        street=found.community.street,
        build=found.community.build,
        units=found.community.units,
        facts=found.facts,
        estates=found.estates,
        buildings=found.buildings,
        facilities=found.facilities,
        spaces=found.spaces,
        verdicts=found.verdicts,
        other_shortfalls=found.other_shortfalls,
        local_prices=found.local_prices,
        stored_projects=found.stored_projects,
    )


def _opinion_of(found: Result) -> Opinion | None:
    """What residents said, as far as shortfalls need it."""
    if found.survey is None:
        return None
    return Opinion(
        survey=found.survey,
        satisfaction={each.id: each.satisfaction for each in found.items if each.satisfaction},
        demand={
            **{each.id: each.demand for each in found.items if each.demand},
            **found.demand_of_rules,
        },
        prior=found.demand_prior,
    )
