"""Residents' figures beside an item: satisfaction, demand, and the words for both."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Estimate(Struct, frozen=True, kw_only=True):
    """A share (0–1) or a mean (0–100) with its interval and its unweighted base.

    ``few`` marks a base of 10–29: printed with 样本少, 仅供参考, neither ranked nor tested.
    """

    value: float
    low: float
    high: float
    n: int
    few: bool = False


class Satisfaction(Struct, frozen=True, kw_only=True):
    """Mean on 0–100 with its interval, base, and share answering 4 or 5 (满意率)."""

    mean: float
    low: float
    high: float
    n: int
    top2: float
    top2_low: float
    top2_high: float


class Demand(Struct, frozen=True, kw_only=True):
    """未满足需求率: rate with Wilson interval, base in the target group, people concerned.

    ``people`` is None when the group's size is unknown; ``x`` answers of ``n`` want and lack it.
    """

    rate: float
    low: float
    high: float
    n: int
    people: float | None
    x: int
    need_rate: float | None
    """None where it would tell of a few people."""
    shrunk: float
    shrunk_low: float
    shrunk_high: float
    weighted: Estimate | None = None


Withheld = Literal["satisfaction", "demand"]
Quadrant = Literal["improve", "keep", "low", "maintain"]
"""优先改进 · 继续保持 · 低优先 · 保持现有投入 (method §0, §1.10)."""
Both = Literal["keep", "operate", "verify", "build", "unsure"]
"""保持 · 运营短板 · 核实 · 建设短板 · 不确定 (method §2.5)."""
