"""What is told, where it stands, and the words that say how far it can be trusted."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Value = bool | int | float | str
"""What a cell can tell once it is read: yes/no, a number, a word, an ISO date as text."""

Status = Literal["met", "partial", "short", "unconfirmed", "unknown", "exempt"]
Force = Literal["must", "should", "encouraged", "if_able", "may"]
Build = Literal["new", "existing", "old"]
"""Build type (建设类型). ``old`` is an existing community that is short of space."""
State = Literal["in_use", "closed", "building", "planned"]
Grade = Literal["measured", "photo", "self_reported"]
"""Evidence grade (证据等级): it moves the confidence, never the score (method §2.2)."""
Gap = Literal["blank", "unreadable", "unclear", "not_asked", "expired", "error_value"]
"""Why a fact has no value."""
GapKind = Literal["missing", "insufficient", "failing", "distance", "to_verify"]
"""缺失 · 不足 · 不合格 · 距离 · 待核实 (method §2.3)."""
Via = Literal["rule", "alternative", "shared", "higher_level", "person"]
Confidence = Literal["high", "medium", "low"]
Mark = Literal["sure", "second_hand", "memory", "assumption", "judgement", "doubt"]
"""How far a threshold, price or rule can be trusted; printed wherever it is used."""
Level = Literal["error", "warning", "notice"]


class Ref(Struct, frozen=True, array_like=True, order=True):
    """One cell: source id, sheet (or key path), address (``C17`` or ``L12`` for a line)."""

    source: str
    sheet: str
    cell: str


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A value with the cells it came from. ``value is None`` means unknown, never 0."""

    value: Value | None
    unit: str | None = None
    refs: tuple[Ref, ...] = ()
    gap: Gap | None = None
    note: str | None = None
    grade: Grade | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """Something wrong with an input, at a place. Sentences come from the wording file by code.

    ``slots`` fill the sentences of ``problems.<code>`` in the wording file; ``found`` is the
    raw thing that was found, shortened by whoever prints it.
    """

    code: str
    source: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str = ""
    slots: dict[str, str] = {}
