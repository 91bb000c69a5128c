"""Every value of a result that is another one than before, as a place with ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from math import isclose
from typing import Any

import msgspec

from checkup.result import Moved, Result
from checkup.rounds import renumbered
from checkup.rounds.archive import ABOVE
from checkup.rounds.renumbered import Tree

Leaf = bool | int | float | str | None
_OWN = ("round", "revision")
"""What a round says of itself, which no figure is."""
_SAID = re.compile(
    r"(survey|voices|needs|services|likely_shortfalls|demand_prior|demand_of_rules|plan)(/|$)"
    r"|items/[^/]+/(satisfaction|demand|importance|quadrant|both)"
    r"|(shortfalls|to_verify)/[^/]+/(demand|index|rank|both|severity|people|confidence)"
    r"|sources/[^/]+/rows"
)
"""Places that hold, or follow from, what residents say."""
_CELLS = ("ref", "refs")
"""Where a value stood, which moves with every row that is put in above it."""
_OF_FILE = re.compile(r"sources/(?P<source>[^/]+)/|problems/(.*/)?cell$")
"""What is said of a file as a whole, and where in it a problem stands."""
_SLASH = "\N{FULLWIDTH SOLIDUS}"
"""Instead of the one that parts the places."""
_TINY = 1e-9
_IDS = ("id", "rule", "shortfall", "code", "item", "estate", "name", "label", "budget")


def moved(old: Result, new: Result) -> tuple[Moved, ...]:
    """Values that differ, were added (``old`` None) or are gone, in the order of ``new``.

    Without what residents say where :func:`withheld`. None where all that differs is a file that
    the community shares with its street: whoever edits a neighbour's row there moves nothing here.
    """
    found = differing(msgspec.to_builtins(old), msgspec.to_builtins(new), _OWN)
    if withheld(old, new):
        found = [each for each in found if not _SAID.match(each.place)]
    if all(_of_the_street(each.place, old, new) for each in found):
        return ()
    return tuple(found)


def differing(old: Tree, new: Tree, without: Container[str], ahead: str = "") -> list[Moved]:
    """Values below two trees that differ, in the order of ``new``, each row under the number it
    has there; ``ahead`` stands before their places."""
    before = dict(leaves(renumbered.as_in(old, new), without))
    after = dict(leaves(new, without))
    _settle(before, after)
    places = [*after, *(place for place in before if place not in after)]
    return [
        Moved(place=f"{ahead}{place}", old=before.get(place), new=after.get(place))
        for place in places
        if not _same(before.get(place), after.get(place))
    ]


def _same(old: Leaf, new: Leaf) -> bool:
    """The same value; sums that were added up in another order are."""
    if isinstance(old, float) and isinstance(new, float):
        return isclose(old, new, rel_tol=_TINY, abs_tol=_TINY)
    return old == new


def _settle(before: dict[str, Leaf], after: dict[str, Leaf]) -> None:
    """A word that stands in a list both times has not moved, wherever in it."""
    was, now = _lists(before), _lists(after)
    for place in was.keys() & now.keys():
        first, last = Counter(was[place].values()), Counter(now[place].values())
        for side, words, common in (
            (before, was[place], first & last), (after, now[place], first & last)
        ):  # fmt: skip
            for at, word in words.items():
                if common[word]:
                    common[word] -= 1
                    del side[at]


def _lists(found: dict[str, Leaf]) -> dict[str, dict[str, str]]:
    """Place of each list of words → its words by their places."""
    lists: dict[str, dict[str, str]] = {}
    for place, each in found.items():
        parent, _, last = place.rpartition("/")
        if isinstance(each, str) and last.isdigit():
            lists.setdefault(parent, {})[place] = each
    return lists


def _of_the_street(place: str, old: Result, new: Result) -> bool:
    told = _OF_FILE.match(place)
    if told is None or told["source"] is None:
        return told is not None
    first, last = old.sources.get(told["source"]), new.sources.get(told["source"])
    # a file that came or went is told, wherever it stands
    return (
        first is not None
        and last is not None
        and first.name == last.name
        and last.name.startswith(ABOVE)
    )


def withheld(old: Result, new: Result) -> bool:
    """Whether the two questionnaires differ by so few people that figures side by side would
    tell what those few said: by a few answers more or less, or, with as many of them, by what
    stands in the files, which may be what one person answered."""
    if old.survey is None or new.survey is None:
        return False
    apart = (
        abs(new.survey.received - old.survey.received),
        abs(new.survey.valid - old.survey.valid),
    )
    if any(0 < each < new.policy.min_base_print for each in apart):
        return True
    return not any(apart) and old.survey != new.survey and _answers(old) != _answers(new)


def _answers(found: Result) -> set[str]:
    return {each.sha256 for each in found.sources.values() if each.kind == "export"}


def leaves(tree: Tree, without: Container[str]) -> Iterator[tuple[str, Leaf]]:
    """Every value below the named parts of a tree, but for ``without``, with its place."""
    for key, value in tree.items():
        if key not in without:
            yield from _walk(value, key)


def _walk(value: Any, place: str) -> Iterator[tuple[str, Leaf]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _CELLS:
                continue
            yield from _walk(inner, f"{place}/{key}")
    elif isinstance(value, (list, tuple)):
        seen: Counter[str] = Counter()
        for number, inner in enumerate(value):
            name = _name(inner, number)
            seen[name] += 1
            again = f"{name}#{seen[name]}" if seen[name] > 1 else name
            yield from _walk(inner, f"{place}/{again}")
    else:
        yield place, value


def _name(inner: Any, number: int) -> str:
    """A row by its own id, so that one row more does not move all that follow.

    What a sum is of (a year, a level, nothing) is no number of a place: it stands behind a @.
    """
    if isinstance(inner, dict):
        # a row of 项目库 is known by its name
        if isinstance(inner.get("cells"), dict):
            return str(inner["cells"].get("name", number)).replace("/", _SLASH)
        if isinstance(inner.get("key"), str):
            key = inner["key"].replace("/", _SLASH)
            return f"@{key}" if not key or key.isdecimal() else key
        if "status" in inner and "spent" in inner and "name" not in inner:
            return str(inner["status"])
        if "places" in inner and "listed" in inner:
            return inner["build"] or "@"
        if "measure" in inner and isinstance(inner.get("outliers"), (list, tuple)):
            return f"{inner['item'] or ''}@{inner['measure']}"
        if isinstance(inner.get("community"), str) and "reason" in inner:
            return f"{inner['community']}/{inner['name']}"
        for key in _IDS:
            if isinstance(inner.get(key), str):
                estate = inner.get("estate")
                told = f"{inner[key]}@{estate}" if key == "rule" and estate else inner[key]
                return str(told).replace("/", _SLASH)
        if isinstance(inner.get("community"), str):
            return str(inner["community"])
    return str(number)
