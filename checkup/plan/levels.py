"""Money by level: what is known of who pays, and what nobody has promised yet (method §4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.model import FundingLevel, Project


def by_level(projects: Sequence[Project]) -> tuple[FundingLevel, ...]:
    """One row per level, in the order in which the projects name them. Amounts in 元."""
    named: dict[str, list[tuple[str, int | None]]] = {}
    for project in projects:
        for source in project.funding:
            named.setdefault(source.level, []).append((project.id, source.amount))
    return tuple(
        FundingLevel(
            level=level,
            amount=sum(amount for _, amount in told if amount is not None),
            projects=len({project for project, _ in told}),
            open=len({project for project, amount in told if amount is None}),
        )
        for level, told in named.items()
    )


def unfunded(projects: Sequence[Project]) -> int | None:
    """The typical cost of the priced projects less the amounts known for them, in 元."""
    priced = [each for each in projects if each.cost.typical is not None]
    if not priced:
        return None
    return sum(
        max(0, (each.cost.typical or 0) - sum(source.amount or 0 for source in each.funding))
        for each in priced
    )
