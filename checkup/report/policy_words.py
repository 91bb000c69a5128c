"""Policy values as people read them: shares as per cent, figures with their units."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from checkup.policy import Policy
from checkup.report import figures
from checkup.report.tables import Cell, Number
from checkup.report.wording import Wording

_YEARS = frozenset({"old_built_by"})
"""Printed as they are written: a year has no thousands separator."""
_OF_A_PRICE = frozenset({"other_costs", "reserve"})
"""Shares of a price, which may be more than all of it."""


def text(key: str, value: object, say: Wording) -> str:
    """The value of a key with its unit, as one text."""
    if isinstance(value, bool):
        return say("figure.yes" if value else "figure.no")
    parts = [_bare(key, each, say) for each in _several(value)]
    if not parts:
        return say("workbook.absent.none")
    told, name = say("figure.join").join(parts), unit(key, say)
    return say("figure.with_unit", value=told, unit=name) if name else told


def cell(key: str, value: object, say: Wording) -> Cell:
    """The value for a workbook, whose unit stands beside it: one figure is a number."""
    if isinstance(value, tuple | list) and value:
        return say("figure.join").join(_bare(key, each, say) for each in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text(key, value, say)
    if key in shares():
        return Number(value, "percent")
    whole = float(value).is_integer()
    return Number(value, "order" if key in _YEARS else "whole" if whole else "two")


def unit(key: str, say: Wording) -> str | None:
    """The unit of a key's value; None for shares, words and bare factors."""
    name = f"policy_unit.{key}"
    return say(name) if name in say else None


@cache
def shares() -> frozenset[str]:
    """Keys whose values are shares: the block allows them up to 1, or they are part of a price."""
    block: Any = msgspec.inspect.type_info(Policy)
    return _OF_A_PRICE | {
        each.name
        for each in block.fields
        if isinstance(each.type, msgspec.inspect.FloatType) and 1 in (each.type.le, each.type.lt)
    }


def _several(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _bare(key: str, value: object, say: Wording) -> str:
    if not isinstance(value, int | float):
        return str(value)
    if key in shares():
        return figures.share(value, say)
    return str(value) if key in _YEARS else figures.plain(value)
