"""What a predicate saw: the common answer of every kind of test."""

from __future__ import annotations

from msgspec import Struct

from checkup.judge.tree import Node
from checkup.model import Missing, Needed, Part, Quantity


class Seen(Struct, frozen=True, kw_only=True):
    """What a predicate saw. ``node`` is None when the rule does not apply at all."""

    node: Node | None
    needed: Needed | None = None
    measured: Quantity | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    absent: bool = False
    """The facility the clause speaks of is known not to exist."""
