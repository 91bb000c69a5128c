"""疑似短板(待核实): many miss a kind of facility that no row tells of (method §0)."""

from __future__ import annotations

from checkup.judge.predicates import Count, Largest
from checkup.judge.standard import Standard
from checkup.model import Assessment, Community, LikelyShortfall, Opinion
from checkup.policy import Policy


def likely(
    assessment: Assessment,
    opinion: Opinion | None,
    community: Community,
    standard: Standard,
    policy: Policy,
) -> tuple[LikelyShortfall, ...]:
    """Facility kinds without a row, not declared surveyed, that many of the target group miss.

    They are never counted. Kinds are those the item's clauses count or measure; where a clause
    takes any of several kinds, none of them may have a row, and the first stands for all. Shops
    (a list of kinds) are left out: the need is asked of the item as a whole.
    """
    if opinion is None:
        return ()
    present = {kind for each in community.facilities for kind in (each.kind, *each.maybe)}
    found: list[LikelyShortfall] = []
    for finding in assessment.findings:
        rule = standard.rules.get(finding.rule)
        demand = opinion.demand.get(finding.item)
        if (
            demand is None
            or demand.rate < policy.likely_shortfall
            or rule is None
            or not isinstance(rule.test, Count | Largest)
            or finding.force != "must"
            or finding.estate is not None
            or finding.status not in ("unknown", "unconfirmed")
            or present.intersection(rule.test.of)
            or any(_declared(kind, community) for kind in rule.test.of)
        ):
            continue
        each = LikelyShortfall(
            item=finding.item, kind=rule.test.of[0], rate=demand.rate, n=demand.n
        )
        if each not in found:
            found.append(each)
    return tuple(found)


def _declared(kind: str, community: Community) -> bool:
    """本类已查清, or the number of them stated."""
    surveyed = community.fact(f"surveyed.{kind}")
    return (surveyed is not None and surveyed.value in (True, "yes")) or (
        community.number(f"stated.{kind}") is not None
    )
