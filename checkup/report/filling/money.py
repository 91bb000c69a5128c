"""What may stand in an amount cell (method §0, §5.3).

A reference cost helps to plan; a form takes a price that a person signed (本地造价) or the office's
own figure (项目库). Reference costs are printed only on request, and then the file says 草稿.
"""

from __future__ import annotations

from msgspec import Struct, field

from checkup.model import Project
from checkup.report import figures
from checkup.report.filling import fields


class Paid(Struct, frozen=True, kw_only=True):
    """A project's money in 元. ``sources`` by column of 资金来源; ``unplaced``: channel → amount.

    ``reference``: total or operating cost is not confirmed. ``open``: why the total is blank
    (a wording key of ``fill.open``), None where it is not.
    """

    total: int | None
    operating: int | None
    reference: bool
    sources: dict[str, int] = field(default_factory=dict)
    unplaced: dict[str, int] = field(default_factory=dict)
    open: str | None = None

    @property
    def none(self) -> frozenset[str]:
        """Sources that pay nothing, as the others add up to the total to the 元."""
        whole = self.total is not None and sum(self.sources.values()) == self.total
        return frozenset(each for each in fields.SOURCES if whole and each not in self.sources)


def confirmed(project: Project) -> bool:
    """Whether the total is a person's: a signed local price, or the office's own figure.

    A cost of the library always carries a mark; one of 项目库 carries none.
    """
    cost = project.cost
    return cost.typical is not None and (cost.signed or cost.mark is None)


def of(project: Project, *, reference: bool) -> Paid:
    """What of a project's money may be printed."""
    cost = project.cost
    usable = confirmed(project) or reference
    running = project.operating if project.operating_signed or reference else None
    unsure = (cost.typical is not None and not confirmed(project)) or (
        running is not None and not project.operating_signed
    )
    if not usable or cost.typical is None:
        free = figures.needs_no_works(cost)
        return Paid(
            total=None,
            operating=running,
            reference=unsure,
            open="free" if free else "unpriced" if cost.typical is None else "unsigned",
        )
    sources: dict[str, int] = {}
    unplaced: dict[str, int] = {}
    for each in project.funding:
        if each.amount is None:
            continue
        at = fields.source_of(each.code, each.level, each.channel)
        whose = unplaced if at is None else sources
        key = each.channel if at is None else at
        whose[key] = whose.get(key, 0) + each.amount
    return Paid(
        total=cost.typical, operating=running, reference=unsure, sources=sources, unplaced=unplaced
    )
