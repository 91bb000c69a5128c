"""Where the strokes of the plan's charts lie: money by level, benefit against budget.

Like :mod:`checkup.report.charts`: pure, positions as text with one decimal, no figure computed.
"""

from __future__ import annotations

from msgspec import Struct

from checkup.model import Plan
from checkup.report.charts import Bar, bar
from checkup.report.figures import fixed

LEFT, TOP, WIDE, HIGH = 56.0, 24.0, 280.0, 150.0
"""The plane of the curve, in units of its drawing (360 × 220)."""


class LevelBar(Struct, frozen=True):
    """One bar of the money chart; ``level`` None is 未落实, ``bar`` None when nothing is known."""

    level: str | None
    amount: int
    open: int
    projects: int
    bar: Bar | None


class Spot(Struct, frozen=True):
    """One budget tried; ``label``: its figures are printed beside it."""

    x: str
    y: str
    budget: int
    benefit: float
    chosen: bool
    label: bool


class Curve(Struct, frozen=True):
    """Benefit (people, upwards) against budget (元, to the right); ``below`` are budgets that
    cannot pay what must be done."""

    path: str
    spots: tuple[Spot, ...]
    below: tuple[int, ...]
    top: float
    left: str
    ground: str
    ceiling: str
    right: str


def _at(value: float) -> str:
    return fixed(value, 1).replace(",", "")


def levels(plan: Plan) -> tuple[LevelBar, ...]:
    """A bar for each level, then what nobody has promised; empty without any money to speak of."""
    if not plan.levels and plan.unfunded is None:
        return ()
    full = float(max([each.amount for each in plan.levels] + [plan.unfunded or 0, 1]))
    rows = [
        LevelBar(
            level=each.level, amount=each.amount, open=each.open, projects=each.projects,
            bar=bar(each.amount, 0, 0, full) if each.amount else None,
        )
        for each in plan.levels
    ]  # fmt: skip
    if plan.unfunded is not None:
        left = bar(plan.unfunded, 0, 0, full)
        rows.append(LevelBar(level=None, amount=plan.unfunded, open=0, projects=0, bar=left))
    return tuple(rows)


def curve(plan: Plan) -> Curve | None:
    """The curve through the budgets tried; None with fewer than two that can be kept."""
    known = [(each.budget, each.benefit) for each in plan.curve if each.benefit is not None]
    if len(known) < 2:
        return None
    most, top = known[-1][0], max(benefit for _, benefit in known)
    spots = tuple(
        Spot(
            x=_at(LEFT + WIDE * budget / most),
            y=_at(TOP + HIGH * (1 - benefit / top) if top else TOP + HIGH),
            budget=budget,
            benefit=benefit,
            chosen=budget == plan.budget,
            label=number in (0, len(known) - 1) or budget == plan.budget,
        )
        for number, (budget, benefit) in enumerate(known)
    )
    return Curve(
        path="M" + "L".join(f"{spot.x} {spot.y}" for spot in spots),
        spots=spots,
        below=tuple(each.budget for each in plan.curve if each.benefit is None),
        top=top,
        left=_at(LEFT),
        ground=_at(TOP + HIGH),
        ceiling=_at(TOP),
        right=_at(LEFT + WIDE),
    )
