"""The shortfall list as it is used: what is urgent, what to verify, and a list for each estate."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checkup.judge.predicates import Estates
from checkup.judge.standard import Standard
from checkup.model import (
    Assessment,
    Community,
    EstateList,
    Finding,
    Item,
    Plan,
    Shortfall,
    ToVerify,
)
from checkup.plan.remedies import Remedies
from checkup.vocabulary import fold


def completed(
    rows: Sequence[Shortfall], assessment: Assessment, standard: Standard, remedies: Remedies
) -> tuple[Shortfall, ...]:
    """The rows with goal, task, the 2×2 word, the estates concerned, and 限时解决 or 尽力解决."""
    items = {item.id: item for item in assessment.items}
    return tuple(
        _with_treatment(
            replace(
                row,
                goal=items[row.item].goal,
                task=items[row.item].task,
                both=items[row.item].both,
                estates=row.estates or _concerned(row, assessment.findings, standard),
            ),
            remedies,
        )
        for row in rows
    )


def _concerned(row: Shortfall, findings: Sequence[Finding], standard: Standard) -> tuple[str, ...]:
    """The estates that a clause on estates finds short."""
    return tuple(
        dict.fromkeys(
            part.name
            for finding in findings
            if finding.rule in row.rules and finding.estate is None
            and isinstance(standard.rules[finding.rule].test, Estates)
            for part in finding.parts
            if part.score is not None and part.score < 100
        )
    )  # fmt: skip


def _with_treatment(row: Shortfall, remedies: Remedies) -> Shortfall:
    for line in remedies.treatment.deadline:
        felt = line.felt_from is not None and row.demand is not None and row.tier < 3
        if (
            row.tier in line.tiers
            or row.item in line.items
            or (felt and (row.demand or 0.0) >= (line.felt_from or 0.0))
        ):
            return replace(row, treatment="deadline", treatment_why=line.why)
    return replace(row, treatment="best_effort", treatment_why=remedies.treatment.otherwise)


def to_verify(items: Sequence[Item]) -> tuple[ToVerify, ...]:
    """待核实清单: unknown and unconfirmed items, by (U − L)·w falling, then by number."""
    applicable = [item for item in items if item.status != "exempt"]
    weight = sum(item.weight for item in applicable) or 1.0
    rows = [
        ToVerify(
            item=item.id,
            status=item.status,
            low=item.low,
            high=item.high,
            could_move=(item.high - item.low) * item.weight / weight,
            both=item.both,
        )
        for item in applicable
        if item.status in ("unknown", "unconfirmed")
    ]
    return tuple(sorted(rows, key=lambda row: (-row.could_move, row.item)))


def by_estate(
    community: Community, rows: Sequence[Shortfall], plan: Plan
) -> tuple[EstateList, ...]:
    """一小区一方案: for each estate its own rows and matters, and the projects that concern it."""
    found = []
    shared = tuple(row.id for row in rows if not row.estates)
    for estate in community.estates:
        here = fold(estate.name)
        own = tuple(row.id for row in rows if here in map(fold, row.estates))
        others = tuple(
            each.id
            for each in community.other_shortfalls
            if each.estate and fold(each.estate) == here
        )
        closing = {*own, *others}
        found.append(
            EstateList(
                estate=estate.name,
                shortfalls=own,
                shared=shared,
                others=others,
                projects=tuple(
                    each.id
                    for each in plan.projects
                    if closing & {*each.closes} or here in map(fold, each.estates)
                ),
            )
        )
    return tuple(found)
