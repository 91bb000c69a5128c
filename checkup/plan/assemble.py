"""Chosen projects → the plan: numbered, dated, added up, and judged together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from checkup.model import Plan, Project, Wishes
from checkup.plan import levels, mix, money, store_rows
from checkup.plan.case import Case
from checkup.plan.schedule import (
    Task,
    first_quarter,
    next_quarter,
    number_of,
    quarter,
    schedule,
)
from checkup.plan.store import agreed, in_agreed_order
from checkup.plan.together import apart


def assemble(
    case: Case,
    chosen: Sequence[Project],
    wishes: Wishes,
    years: Mapping[str, int] | None = None,
) -> Plan:
    """The plan of these projects (ids of options), in the order given.

    ``years``: option → the year it is paid in, where the budget is yearly. The gain of the plan is
    one engine run with all of it, never a sum (P-4.6).
    """
    effects = case.effects()
    projects = _dated(case, _numbered(agreed(chosen)), years or {})
    stored = case.community.stored_projects
    done = [effects[each.option] for each in projects if each.option in effects]
    running = [each.operating for each in projects if each.operating is not None]
    groups = [each.beneficiaries for each in projects if each.beneficiaries is not None]
    return Plan(
        budget=None,
        benefit=None,
        cost=money.total(project.cost for project in projects),
        projects=projects,
        left_out=(),
        options=case.projects,
        wishes=wishes,
        operating=sum(running) if running else None,
        prospect=case.engine.prospect(done),
        # groups overlap: the union is at least the largest of them, and is never their sum
        beneficiaries=max(groups, default=None),
        mix=mix.of(projects, case.remedies.mix),
        levels=levels.by_level(projects),
        unfunded=levels.unfunded(projects),
        followed=case.store.followed,
        differences=store_rows.differences(case.store, stored, projects),
        together=apart(
            (*projects, *(each for each in case.store.followed if each.status in _RUNNING)),
            case.remedies.pipes,
        ),
        store=store_rows.rows(case.store, stored, projects),
    )


_RUNNING = ("approved", "under_way")


def _numbered(chosen: Sequence[Project]) -> list[Project]:
    return [replace(each, id=f"P{number:02}") for number, each in enumerate(chosen, 1)]


def _dated(
    case: Case, projects: Sequence[Project], years: Mapping[str, int]
) -> tuple[Project, ...]:
    """With what must come before each, and its quarters where the day of the check-up is known."""
    waits = {
        remedy.id: remedy.after
        for remedy in (*case.remedies.remedies, *case.remedies.operate, *case.remedies.others)
    }
    after = {
        each.id: tuple(
            other.id
            for other in projects
            if other.id != each.id
            and other.remedy in waits.get(each.remedy, ())
            and (not other.estates or not each.estates or {*other.estates} & {*each.estates})
        )
        for each in projects
    }
    if case.as_of is None:
        return tuple(replace(each, after=after[each.id]) for each in projects)
    tasks = [
        Task(
            id=each.id,
            quarters=each.quarters or 1,
            after=after[each.id],
            not_before=first_quarter(years[each.option]) if each.option in years else None,
            fixed=(number_of(each.start), number_of(each.finish))
            if each.start and each.finish
            else None,
        )
        for each in projects
    ]
    order = [each.id for each in in_agreed_order(projects)]
    when = schedule(tasks, next_quarter(case.as_of), order)
    return tuple(
        replace(
            each, after=after[each.id],
            start=quarter(when[each.id][0]), finish=quarter(when[each.id][1]),
        )
        for each in projects
    )  # fmt: skip
