"""The files of a standard as typed data: goals, items, rules, and what an overlay changes.

A rule is one clause with one predicate. An overlay (``extends``) may ``change`` a rule's test or
force and ``add`` rules to an item, each with a reference of its own.
"""

from __future__ import annotations

from typing import Literal

from checkup.judge.predicates import Data, Test
from checkup.model import Force, Mark

Applies = Literal["all", "new", "existing", "old"]
Target = Literal[
    "all", "children_3_6", "children_0_3", "aged_60", "vehicles", "aged_60_and_disabled"
]
Task = Literal["T-A", "T-B", "T-C", "T-D"]


class Reference(Data, frozen=True, kw_only=True):
    """Where a clause stands, and how sure we are of its words and figure."""

    document: str
    place: str = ""
    mark: Mark
    doubt: str = ""
    """What exactly is in doubt, e.g. which figure was recalled and not read."""


class Rule(Data, frozen=True, kw_only=True):
    """One clause of the standard."""

    id: str
    clause: str
    """In our own words, whole; printed in reports."""
    measures: str
    """What is measured, as a field term (建筑面积)."""
    test: Test
    applies: Applies = "all"
    force: Force = "must"
    instead_of: tuple[str, ...] = ()
    """Meeting this rule also meets these (any-of)."""
    together: str = ""
    """Rules of an item with the same word here must all hold (all-of)."""
    requires: str | None = None
    """Exempt when that rule is known not to be met (nested optional part)."""
    veto: bool = False
    per_unit: bool = True
    """Counted once per basic unit when the profile chose several."""
    ask: str
    """The question to put to whoever has the figure."""
    who: str
    reference: Reference
    overlay: str | None = None


class Goal(Data, frozen=True, kw_only=True):
    id: str
    name: str


class StandardItem(Data, frozen=True, kw_only=True):
    """One of the 20 items, with the per-item facts of standard.md §1.3b."""

    id: str
    no: int
    goal: str
    task: Task
    name: str
    short_name: str
    target: Target
    need_asked: bool
    order: Literal["一老", "一小"] | None = None
    lead: tuple[str, ...]
    shareable: bool
    higher_level: tuple[str, ...] = ()
    """Facility kinds of a higher level that meet the whole item, with a note."""
    rules: tuple[Rule, ...]


class Document(Data, frozen=True, kw_only=True):
    """standard.yaml."""

    schema: Literal["checkup-standard/1"]
    id: str
    name: str
    version: str
    document: str
    goals: tuple[Goal, ...]
    items: tuple[StandardItem, ...]


class Change(Data, frozen=True, kw_only=True):
    """What an overlay changes of a rule; what is left out stays."""

    rule: str
    clause: str | None = None
    test: Test | None = None
    force: Force | None = None
    applies: Applies | None = None
    requires: str | None = None
    """Empty text lifts the condition: the rule is then judged by itself."""
    reference: Reference


class Addition(Data, frozen=True, kw_only=True):
    """A rule an overlay adds to one of the 20 items."""

    item: str
    rule: Rule


class Overlay(Data, frozen=True, kw_only=True):
    """overlays/<id>.yaml."""

    schema: Literal["checkup-overlay/1"]
    id: str
    name: str
    extends: str
    change: tuple[Change, ...] = ()
    add: tuple[Addition, ...] = ()
