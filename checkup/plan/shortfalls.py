"""What falls short: items, mandatory safety leaves, what is met but disliked (method §3.1–3.2).

What is unknown or unconfirmed is not here: it is to be collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from checkup.judge.people import GroupSize
from checkup.judge.predicates import Checklist
from checkup.judge.standard import Standard
from checkup.model import (
    Assessment,
    Community,
    Confidence,
    Finding,
    GapKind,
    Item,
    Opinion,
)
from checkup.opinion.estimates import Interval, wilson
from checkup.opinion.importance import both
from checkup.plan.ranking import Candidate, Demanded, Want
from checkup.policy import Policy

SAFETY, SHORT, PARTIAL, OPERATION = range(4)
"""Tiers: 否决项 · 未达标 · 部分达标 · 达标但不满意 (运营短板)."""

_GRAVEST: tuple[GapKind, ...] = ("missing", "insufficient", "distance", "failing", "to_verify")
_FOR_HIGH = 100
_FOR_LOW = 30
"""Answers from which on, and below which, the confidence is high or low (method §3.2)."""
_EVERYONE = Interval(1.0, 1.0, 1.0)


def find(
    assessment: Assessment,
    opinion: Opinion | None,
    community: Community,
    standard: Standard,
    sizes: Mapping[str, GroupSize],
    policy: Policy,
) -> list[Candidate]:
    """Every shortfall of the community and its new estates, in no order.

    Items met without dissatisfaction, exempt, unknown or unconfirmed never appear.
    """
    context = _Context(opinion, community, standard, sizes, policy)
    by_item: dict[str, list[Finding]] = {}
    estates: dict[str, dict[str, list[Finding]]] = {}
    for finding in sorted(assessment.findings, key=lambda each: each.rule):
        if finding.estate is None:
            by_item.setdefault(finding.item, []).append(finding)
        elif is_short(finding):
            estates.setdefault(finding.item, {}).setdefault(finding.estate, []).append(finding)
    found = []
    for item in assessment.items:
        findings = by_item.get(item.id, [])
        safety = [each for finding in findings for each in context.safety(item, finding)]
        found += safety
        if item.status in ("short", "partial") and item.score is not None:
            closed = {want for each in safety for want in each.wants}
            found.append(context.short(item, findings, closed))
        elif item.status == "met" and (row := context.unsatisfying(item, findings)):
            found.append(row)
        for missed in estates.get(item.id, {}).values():
            found.append(context.in_estate(item, missed))
    return found


def is_short(finding: Finding) -> bool:
    """Whether a must-rule is known not to be met in full."""
    return finding.force == "must" and finding.status in ("short", "partial")


class _Context:
    """What every row needs to know beside its own item and findings."""

    def __init__(
        self,
        opinion: Opinion | None,
        community: Community,
        standard: Standard,
        sizes: Mapping[str, GroupSize],
        policy: Policy,
    ) -> None:
        self.opinion = opinion
        self.community = community
        self.standard = standard
        self.sizes = sizes
        self.policy = policy
        self.short_names = {item.id: item.short_name for item in standard.items}

    def safety(self, item: Item, finding: Finding) -> Iterator[Candidate]:
        """否决项 below 100: the rule as a whole, or the parts of its list that are one."""
        rule = self.standard.rules.get(finding.rule)
        if rule is None or finding.status == "exempt":
            return
        gap = finding.gap.kind if finding.gap else None
        if rule.veto:
            if is_short(finding) and finding.score is not None:
                want = Want(rule=rule.id, part=None, gap=gap)
                severity = _severity(finding.score, finding.low, finding.high)
                yield self._row(SAFETY, item, [finding], (want,), severity, rule.measures)
        elif isinstance(rule.test, Checklist):
            veto = {part.name for part in rule.test.parts if part.veto}
            for part in finding.parts:
                if part.name in veto and part.score is not None and part.score < 100:
                    want = Want(rule=rule.id, part=part.name, gap=gap)
                    severity = _severity(part.score, part.score, part.score)
                    yield self._row(SAFETY, item, [finding], (want,), severity, part.name)

    def short(self, item: Item, findings: Sequence[Finding], closed: set[Want]) -> Candidate:
        """未达标 or 部分达标: an item, with every clause known to be short."""
        wants = tuple(
            want
            for finding in findings
            if is_short(finding)
            for want in wants_of(finding)
            if want not in closed
        )
        severity = _severity(item.score or 0.0, item.low, item.high)
        tier = SHORT if item.status == "short" else PARTIAL
        return self._row(tier, item, findings, wants, severity, self._name(item))

    def unsatisfying(self, item: Item, findings: Sequence[Finding]) -> Candidate | None:
        """运营短板: met, yet the interval of 满意率 stays below the line."""
        line = self.policy.satisfied_line
        voice = self.opinion.satisfaction.get(item.id) if self.opinion else None
        if voice is None or both(item.status, voice, self.policy) != "operate":
            return None
        severity = Interval(
            *(max(0.0, (line - s) / line) for s in (voice.top2, voice.top2_high, voice.top2_low))
        )
        return self._row(OPERATION, item, findings, (), severity, self._name(item))

    def in_estate(self, item: Item, findings: Sequence[Finding]) -> Candidate:
        """Rules for new estates that one of them misses: the worst one's severity, no index."""
        worst = min(findings, key=lambda each: each.score or 0.0)
        severity = _severity(worst.score or 0.0, worst.low, worst.high)
        wants = tuple(want for finding in findings for want in wants_of(finding))
        row = self._row(PARTIAL, item, findings, wants, severity, self._name(item))
        return replace(
            row,
            # neither the survey nor the register speaks of one estate alone
            demand=Demanded(_EVERYONE, 0, False),
            people=GroupSize(None, False),
            confidence="low",
            status=worst.status,
            estate=worst.estate,
        )

    def _row(
        self,
        tier: int,
        item: Item,
        findings: Sequence[Finding],
        wants: tuple[Want, ...],
        severity: Interval,
        name: str,
    ) -> Candidate:
        short = [finding for finding in findings if is_short(finding)]
        rules = tuple(finding.rule for finding in short)
        demand = self._demand(item, rules if tier == SAFETY else ())
        people = self.sizes.get(item.target, GroupSize(None, False))
        return Candidate(
            tier=tier,
            item=item,
            name=name,
            rules=rules,
            wants=wants,
            severity=severity,
            demand=demand,
            people=people,
            equity=self.policy.equity if item.order is not None else 1.0,
            gap_kind=_gravest(finding.gap.kind for finding in short if finding.gap),
            confidence=self._confidence(
                findings,
                # of a safety leaf its own bounds, else those of the item (L ≠ U)
                severity.low == severity.high
                if tier == SAFETY
                else item.low == item.high and item.coverage == 1,
                demand,
                people,
            ),
            status=short[0].status if tier == SAFETY else item.status,
        )

    def _name(self, item: Item) -> str:
        return self.short_names.get(item.id, item.name)

    def _demand(self, item: Item, rules: Sequence[str]) -> Demanded:
        """d̃ of the rule where it was asked of its own, else of the item, else d₀ (method §1.9).

        Without any need question everyone in the target group counts: d̃ = 1.
        """
        if self.opinion is None or self.opinion.prior is None:
            return Demanded(_EVERYONE, 0, False)
        for asked in (*rules, item.id):
            if (voice := self.opinion.demand.get(asked)) is not None:
                share = Interval(voice.shrunk, voice.shrunk_low, voice.shrunk_high)
                return Demanded(share, voice.n, True)
        prior = self.opinion.prior
        return Demanded(wilson(prior, self.policy.shrink_m, self.policy.confidence_z), 0, True)

    def _confidence(
        self, findings: Sequence[Finding], settled: bool, demand: Demanded, people: GroupSize
    ) -> Confidence:
        """Method §3.2. A fact without a stated grade of evidence is no photo: never 高."""
        if demand.n < _FOR_LOW or not settled or people.estimated or people.size is None:
            return "low"
        scored = [each for each in findings if each.scored and each.status != "exempt"]
        evidenced = bool(scored) and all(self._evidenced(each) for each in scored)
        return "high" if evidenced and demand.n >= _FOR_HIGH else "medium"

    def _evidenced(self, finding: Finding) -> bool:
        """Signed by people, or every fact measured, licensed or photographed."""
        facts = [self.community.fact(fact_id) for fact_id in finding.facts]
        return finding.via == "person" or (
            bool(facts)
            and all(fact is not None and fact.grade in ("measured", "photo") for fact in facts)
        )


def wants_of(finding: Finding) -> tuple[Want, ...]:
    """What is short in a finding: the parts known to be missing, else the clause as a whole."""
    gap = finding.gap.kind if finding.gap else None
    parts = [part.name for part in finding.parts if part.score is not None and part.score < 100]
    return tuple(Want(rule=finding.rule, part=part, gap=gap) for part in parts or (None,))


def _severity(score: float, low: float, high: float) -> Interval:
    return Interval((100 - score) / 100, (100 - high) / 100, (100 - low) / 100)


def _gravest(kinds: Iterable[GapKind]) -> GapKind | None:
    return min(kinds, key=_GRAVEST.index, default=None)
