"""From what falls short to what could be done about it: shortfalls in order, and projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from checkup.judge.people import group_sizes
from checkup.judge.standard import Standard
from checkup.model import Assessment, Community, Offer, Opinion, Plan, Shortfall, Wishes
from checkup.plan import lists, prices, ranking, shortfalls, store, wishes
from checkup.plan.assemble import assemble
from checkup.plan.budget import plans
from checkup.plan.case import Case, prepare
from checkup.plan.likely import likely
from checkup.plan.naming import UnknownIdError
from checkup.plan.remedies import Remedies, load_remedies
from checkup.policy import Policy

__all__ = [
    "UnknownIdError", "case_of", "likely", "lists", "load_remedies", "plan", "planned", "prices",
    "recommended", "shortfalls_of", "store", "wishes",
]  # fmt: skip


def plan(
    assessment: Assessment,
    opinion: Opinion | None,
    community: Community,
    standard: Standard,
    remedies: Remedies,
    policy: Policy,
    as_of: date | None = None,
) -> tuple[tuple[Shortfall, ...], Plan]:
    """The ranked shortfalls and, without a budget, every recommended project in their order.

    Every shortfall has a project and every project closes a shortfall or a matter outside the 20
    items. The plan's cost is the sum over projects with a price; what has none is 待询价.
    """
    case = case_of(assessment, opinion, community, standard, remedies, policy, as_of)
    return shortfalls_of(case, assessment, standard), recommended(case)


def case_of(
    assessment: Assessment,
    opinion: Opinion | None,
    community: Community,
    standard: Standard,
    remedies: Remedies,
    policy: Policy,
    as_of: date | None,
    offers: Sequence[Offer] = (),
) -> Case:
    """The community's shortfalls in order, with every option and what it gains.

    ``offers`` are what neighbours open to others; a single run has none (不计共享).
    """
    candidates = shortfalls.find(
        assessment, opinion, community, standard, group_sizes(community, policy), policy
    )
    ranked = ranking.rank(candidates, community.number("profile.population"), policy)
    return prepare(assessment, community, standard, remedies, policy, ranked, as_of, offers)


def shortfalls_of(case: Case, assessment: Assessment, standard: Standard) -> tuple[Shortfall, ...]:
    """The shortfall list as it is used."""
    rows = [row.shortfall for row in case.ranked]
    return lists.completed(rows, assessment, standard, case.remedies)


def recommended(case: Case) -> Plan:
    """Every recommended project and the open ones of the office's store, in the order of the list;
    matters outside the 20 items last."""
    made = assemble(case, case.listed(), Wishes())
    return replace(made, left_out=store.refused(case.store, made.projects))


def planned(cases: Sequence[Case], asked: Wishes, with_curve: bool = True) -> list[Plan]:
    """A plan for each case: chosen within what is asked, or all that is recommended.

    Raises :class:`UnknownIdError` when a wish names nothing there is.
    """
    if not asked.asked:
        return [recommended(case) for case in cases]
    return plans(cases, asked, with_curve)
