"""From what falls short to what could be done about it: shortfalls in order, and projects."""

from __future__ import annotations

from checkup.judge.people import group_sizes
from checkup.judge.standard import Standard
from checkup.model import Assessment, Community, Opinion, Plan, Shortfall
from checkup.plan import money, ranking, shortfalls
from checkup.plan.likely import likely
from checkup.plan.options import Planner
from checkup.plan.remedies import Remedies, load_remedies
from checkup.policy import Policy

__all__ = ["likely", "load_remedies", "plan"]


def plan(
    assessment: Assessment,
    opinion: Opinion | None,
    community: Community,
    standard: Standard,
    remedies: Remedies,
    policy: Policy,
) -> tuple[tuple[Shortfall, ...], Plan]:
    """The ranked shortfalls and, without a budget, every recommended project in their order.

    Every shortfall has a project and every project closes a shortfall. The plan's cost is the
    sum over projects with a price; what has none is 待询价. When a project could start, and what
    it would gain, are not known here: both stay None.
    """
    candidates = shortfalls.find(
        assessment, opinion, community, standard, group_sizes(community, policy), policy
    )
    ranked = ranking.rank(candidates, community.number("profile.population"), policy)
    projects = Planner(assessment.findings, community, standard, remedies, policy).projects(ranked)
    return tuple(row.shortfall for row in ranked), Plan(
        budget=None,
        benefit=None,
        cost=money.total(project.cost for project in projects),
        projects=projects,
        left_out=(),
    )
