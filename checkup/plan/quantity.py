"""How much of a remedy a shortfall asks for, out of the findings (method §4.1–4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from checkup import vocabulary
from checkup.judge.predicates import Count, Largest, Ratio, Total
from checkup.judge.standard import Standard
from checkup.model import Community, Estate, Finding, Space
from checkup.plan.remedies import QuantityFrom
from checkup.plan.spaces import area_of

_WHOLE_WITHIN = 1e-9
"""A quantity this near to a whole number is that number: 3.0000000004 is 3, not 4."""


class Figures:
    """The gaps and needs of the clauses, as judged."""

    def __init__(
        self, findings: Sequence[Finding], community: Community, standard: Standard
    ) -> None:
        self.findings = {(finding.rule, finding.estate): finding for finding in findings}
        self.community = community
        self.standard = standard

    def of(self, community: Community) -> Figures:
        """The same findings beside other facts."""
        return Figures([*self.findings.values()], community, self.standard)

    def gap(self, rule: str, estate: str | None) -> float | None:
        """How far a clause is short, in its unit; all of it where the thing is missing."""
        finding = self._finding(rule, estate)
        if finding is None or finding.gap is None:
            return None
        if finding.gap.value is None and finding.gap.kind == "missing":
            return self.needed(rule, estate)
        return finding.gap.value

    def needed(self, rule: str, estate: str | None) -> float | None:
        """What a clause asks: as judged, else (a clause that does not apply) as it stands."""
        finding = self._finding(rule, estate)
        if finding is not None and finding.needed is not None:
            return finding.needed.value
        clause = self.standard.rules.get(rule)
        if clause is not None and isinstance(clause.test, Count | Largest | Total | Ratio):
            return clause.test.at_least
        return None

    def quantity(
        self,
        terms: QuantityFrom,
        *,
        rules: Sequence[str],
        estate: str | None,
        parts: int,
        sites: float,
        space: Space | None,
        whole: bool,
    ) -> float | None:
        """The quantity in the unit of the cost; None when nothing tells it.

        ``rules`` are the clauses that are short (the largest figure counts), ``parts`` the
        missing members covered. What is counted in whole units is rounded up.
        """
        base = self._base(terms, (terms.of,) if terms.of else rules, estate, parts, space)
        by = 1.0 if terms.by is None else self.profile(terms.by, estate)
        if base is None or by is None:
            return None
        quantity = base * terms.scale * sites * by
        return float(ceil(quantity - _WHOLE_WITHIN)) if whole else quantity

    def _base(
        self,
        terms: QuantityFrom,
        rules: Sequence[str],
        estate: str | None,
        parts: int,
        space: Space | None,
    ) -> float | None:
        match terms.rule:
            case "gap":
                gaps = [self.gap(rule, estate) for rule in rules]
                return max((gap for gap in gaps if gap is not None), default=None)
            case "needed":
                needs = [self.needed(rule, estate) for rule in rules]
                return max((need for need in needs if need is not None), default=None)
            case "fixed":
                return terms.n
            case "per_missing_part":
                return float(parts)
            case "space":
                return None if space is None else area_of(space, self.community)
            case "to_measure" | "told":
                return None

    def profile(self, field: str, estate: str | None) -> float | None:
        """A figure of the profile; of an estate, that of its own column."""
        if estate is None:
            return self.community.number(f"profile.{field}")
        own = next((each for each in self.community.estates if each.name == estate), None)
        return None if own is None else self.community.number(self.profile_fact(field, own))

    def profile_fact(self, field: str, estate: Estate | None) -> str:
        """The id of that figure's fact."""
        if estate is None:
            return f"profile.{field}"
        return f"estate.{estate.id}.{vocabulary.load().profile[field].sum_of or field}"

    def _finding(self, rule: str, estate: str | None) -> Finding | None:
        return self.findings.get((rule, estate)) or self.findings.get((rule, None))
