"""A result's rows under the numbers that another one gives them.

短板 and projects are numbered by rank (S01, P01): one more on top, and every number below is of
another row. What moved is to be told of a row, not of a number. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

Tree = dict[str, Any]
_KNOWN_BY: tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = (
    (("shortfalls",), (("item", "tier", "name", "estates"), ("item", "name"))),
    (("other_shortfalls",), (("name", "estate", "quantity"), ("name",))),
    (("plan", "projects"), (("remedy", "name", "place", "space"), ("remedy", "place"), ("name",))),
    (("projects",), (("name", "item", "rules"), ("name",))),
)  # fmt: skip
"""Where numbered rows stand, and by what two of them are the same, the strictest first."""
_IN = ("shortfalls", "other_shortfalls", "to_verify", "likely_shortfalls", "estate_lists", "plan",
       "projects")  # fmt: skip
"""Blocks that name rows by their numbers."""
_OTHERS = frozenset({"space", "code", "place", "name", "unit", "note"})
"""Fields whose values are numbers of something else, or words."""
_GONE = "*"


def as_in(old: Tree, new: Tree) -> Tree:
    """``old`` with the numbers of ``new``; a row that is gone never has the number of one that is
    there."""
    numbers: dict[str, str] = {}
    for way, keys in _KNOWN_BY:
        numbers |= _numbers(_rows(old, way), _rows(new, way), keys)
    options = [each["id"] for each in _rows(old, ("plan", "options"))]
    for option in options:
        number, dash, rest = option.partition("-")
        if number in numbers:
            numbers[option] = f"{numbers[number]}{dash}{rest}"
    if all(number == other for number, other in numbers.items()):
        return old
    return {key: _with(value, numbers) if key in _IN else value for key, value in old.items()}


def _rows(tree: Tree, way: Sequence[str]) -> Sequence[Tree]:
    found: Any = tree
    for key in way:
        found = found.get(key, ()) if isinstance(found, dict) else ()
    # a street's own list of the same name has no numbers
    return [each for each in found if "id" in each] if isinstance(found, list | tuple) else ()


def _numbers(
    old: Sequence[Tree], new: Sequence[Tree], keys: Sequence[tuple[str, ...]]
) -> dict[str, str]:
    """Number of each old row → its number now."""
    found: dict[str, str] = {}
    left, free = list(old), list(new)
    for fields in keys:
        by: dict[tuple[str, ...], list[Tree]] = defaultdict(list)
        for row in free:
            by[_key(row, fields)].append(row)
        for row in left:
            same = by[_key(row, fields)]
            if same:
                found[row["id"]] = same.pop(0)["id"]
        left = [row for row in left if row["id"] not in found]
        taken = set(found.values())
        free = [row for row in free if row["id"] not in taken]
    there = {row["id"] for row in new}
    for row in left:
        number = row["id"]
        found[number] = f"{number}{_GONE}" if number in there else number
    return found


def _key(row: Tree, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(repr(row.get(field)) for field in fields)


def _with(value: Any, numbers: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key in _OTHERS else _with(inner, numbers) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_with(inner, numbers) for inner in value]
    return numbers.get(value, value) if isinstance(value, str) else value
