"""Every figure of a street that is another one than in its sealed round (method §1.11, §6.3)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup.policy import Policy
from checkup.result import Moved, Revision
from checkup.rounds.moved import differing
from checkup.street_result import CommunityRow, StreetResult

_OWN = ("round", "revision", "communities")
_WAYS = ("result", "page", "path")
"""Where a community's files stand, which no figure is."""
_SAID = re.compile(
    r"(overall|funnels|plan|total|progress|by_[a-z]+)(/|$)"
    r"|items/[^/]+/(satisfied|lacking)"
    r"|shortfalls/[^/]+/people"
)
"""Places that hold, or follow from, what residents say."""
_HEARD = re.compile(r"overall(/|$)|cells/[^/]+/(satisfied|lacking)")
_SAID_IN_ROW = re.compile(
    r"(received|valid|overall|projects|followed)(/|$)"
    r"|cells/[^/]+/(satisfied|lacking)"
    r"|shortfalls/[^/]+/(rank|people)"
)


def revision(
    number: int, of: str, sha256: str, old: StreetResult, head: StreetResult,
    rows: Iterable[CommunityRow],
) -> Revision:  # fmt: skip
    """修订 n of a street: its own figures that moved, then those of its communities, by path.

    ``head`` has no communities, ``rows`` are taken one at a time. Where the answers of a community
    differ by so few people that two figures side by side would tell what those few said, what its
    residents say is left out, and that of the whole street with it.
    """
    before = {row.path: row for row in old.communities}
    told: list[Moved] = []
    few = False
    for row in rows:
        earlier = before.pop(row.path, None)
        hidden = earlier is not None and (
            _few(earlier, row, head.policy) or _heard_otherwise(earlier, row)
        )
        few = few or hidden
        told += _differ(earlier, row, _WAYS, f"communities/{row.path}/",
                        _SAID_IN_ROW if hidden else None)  # fmt: skip
    for path, gone in before.items():
        told += _differ(gone, None, _WAYS, f"communities/{path}/", None)
    own = _differ(replace(old, communities=()), head, _OWN, "", _SAID if few else None)
    return Revision(number=number, of=of, sha256=sha256, moved=(*own, *told), withheld=few)


def _differ(
    before: Struct | None, after: Struct | None, without: Container[str], ahead: str,
    hidden: re.Pattern[str] | None,
) -> list[Moved]:  # fmt: skip
    first, last = ({} if each is None else msgspec.to_builtins(each) for each in (before, after))
    return [
        each
        for each in differing(first, last, without, ahead)
        if hidden is None or not hidden.match(each.place.removeprefix(ahead))
    ]


def _heard_otherwise(old: CommunityRow, new: CommunityRow) -> bool:
    """Whether as many people said something else: it may be one of them."""
    if (old.received, old.valid) != (new.received, new.valid):
        return False
    return any(
        _HEARD.match(each.place)
        for each in differing(msgspec.to_builtins(old), msgspec.to_builtins(new), _WAYS)
    )


def _few(old: CommunityRow, new: CommunityRow, policy: Policy) -> bool:
    pairs = ((old.received, new.received), (old.valid, new.valid))
    return any(
        first is not None and last is not None and 0 < abs(last - first) < policy.min_base_print
        for first, last in pairs
    )
