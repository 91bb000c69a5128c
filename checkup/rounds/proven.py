"""What a passing clause rests on, and whether that is proven (method §6.3).

Proven are answers measured or photographed, facilities whose 佐证 is filled in, and verdicts with
two names. A paper proves only its own facility: what passes has to pass on those alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from checkup import judge
from checkup.comparison import Proof
from checkup.judge.standard import Standard
from checkup.model import Facility, Fact, Finding, Ref
from checkup.pipeline import community_of
from checkup.result import Result

Sure = frozenset[tuple[str, str | None]]
"""Clauses (rule, estate) that pass on proven facilities alone."""
_STATED, _SURVEYED = "stated.", "surveyed."


def sure(found: Result, rules: Standard) -> Sure:
    """Clauses that still pass when facilities without 佐证 are as good as closed, and a number of
    them that was only stated (有几处) is no more than the rows tell."""
    facts: dict[str, Fact] = {}
    for name, fact in found.facts.items():
        if name.startswith(_STATED):
            facts[name.replace(_STATED, _SURVEYED, 1)] = replace(fact, value="yes")
        else:
            facts.setdefault(name, fact)
    community = replace(
        community_of(found),
        facts=facts,
        facilities=tuple(
            each if each.state != "in_use" or paper(each, found) is not None
            else replace(each, state="closed")
            for each in found.facilities
        ),
    )  # fmt: skip
    again = judge.scored(community, rules, found.policy, found.made_with.as_of)
    return frozenset((each.rule, each.estate) for each in again.findings if each.status == "met")


def proofs(finding: Finding, new: Result, certain: Sure | None) -> list[Proof]:
    """What proves a clause that passes; nothing where a part of what it rests on is only said.

    ``certain`` is :func:`sure`; None for an edition we do not have, where every facility in use
    that the clause looks at needs its paper.
    """
    if finding.via == "person":
        signed = finding.by is not None and finding.by.reviewer
        refs = [each.ref for each in new.verdicts if each.rule == finding.rule][-1:]
        return [_proof("verdict", finding.rule, "", refs, new)] if signed else []
    answers = [name for name in finding.facts if name.startswith("answer.")]
    if any(new.facts[name].grade not in ("measured", "photo") for name in answers):
        return []
    named = set(finding.facts)
    places = [
        each
        for each in new.facilities
        if each.state == "in_use" and named & set(each.facts.values())
    ]
    papers = [(each.name, fact) for each in places if (fact := paper(each, new)) is not None]
    if certain is None and len(papers) < len(places):
        return []
    if certain is not None and (finding.rule, finding.estate) not in certain:
        return []
    return [
        *(
            _proof("answer", name.removeprefix("answer."), new.facts[name].grade or "",
                   new.facts[name].refs, new)
            for name in answers
        ),
        *(_proof("facility", name, str(fact.value), fact.refs, new) for name, fact in papers),
    ]  # fmt: skip


def paper(facility: Facility, found: Result) -> Fact | None:
    """The 佐证 of a facility, where there is one."""
    fact = found.facts.get(facility.facts.get("evidence", ""))
    return fact if fact is not None and fact.value not in (None, "") else None


def _proof(
    by: Literal["answer", "facility", "verdict"], name: str, told: str, refs: Sequence[Ref],
    new: Result,
) -> Proof:  # fmt: skip
    ref = refs[0] if refs else Ref("", "", "")
    source = new.sources.get(ref.source)
    return Proof(
        by=by, name=name, told=told, file=source.name if source else "", sheet=ref.sheet,
        cell=ref.cell,
    )  # fmt: skip
