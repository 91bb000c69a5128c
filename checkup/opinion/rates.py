"""Counts of a survey and the rates between them (method §1.1)."""

from __future__ import annotations

from msgspec import Struct


class Rates(Struct, frozen=True):
    """回收率, 有效率, 样本占比 as shares; None where a count is not known."""

    response: float | None
    valid: float | None
    sample: float | None


def rates(distributed: int | None, received: int, valid: int, population: int | None) -> Rates:
    """Rates from 发放 D, 回收 R, 有效 V and 总体 N.

    An open link has no D and so no response rate. Where more came back than was distributed,
    D is not the D of these answers (paper forms beside an open link) and gives none either.
    """
    return Rates(
        received / distributed if distributed and received <= distributed else None,
        valid / received if received else None,
        valid / population if population else None,
    )
