"""What judge finds: rules, items, goals, the score, and what is missing."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checkup.model.community import Signature
from checkup.model.facts import Force, GapKind, Mark, Problem, Ref, Status, Via
from checkup.model.voice import Both, Demand, Quadrant, Satisfaction, Withheld


class Quantity(Struct, frozen=True):
    """A figure with its unit."""

    value: float
    unit: str | None


class Needed(Struct, frozen=True):
    """What the clause asks: ``compare`` is ``>=``, ``<=``, ``between`` or ``all``."""

    value: float | None
    unit: str | None
    compare: Literal[">=", "<=", "between", "all", "yes"]
    upper: float | None = None


class GapFound(Struct, frozen=True):
    """How far a finding is from its clause, in the clause's own unit."""

    kind: GapKind
    value: float | None
    unit: str | None


class Part(Struct, frozen=True, kw_only=True):
    """One member of a list clause. ``score`` is 100, 50, 0 or None when nobody told us."""

    name: str
    score: float | None
    facts: tuple[str, ...] = ()
    veto: bool = False


class Missing(Struct, frozen=True, kw_only=True):
    """One thing nobody told us: the fact that would hold it and, where there is one, its cell.

    ``subject`` is whose figure it is (a facility's, estate's or kind's name, or 社区概况),
    ``number`` the facility's 编号, ``label`` the column or field.
    """

    fact: str
    label: str
    subject: str = ""
    number: str = ""
    ref: Ref | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """One rule, judged. ``estate`` is set for the rules of a new estate in an older community."""

    rule: str
    item: str
    force: Force
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float
    measured: Quantity | None = None
    needed: Needed | None = None
    gap: GapFound | None = None
    facts: tuple[str, ...] = ()
    clause: str
    via: Via = "rule"
    by: Signature | None = None
    scored: bool = False
    veto: bool = False
    estate: str | None = None
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    """Wording keys ``finding_notes.<note>``: higher_level, verdict_one_name, verdict_expired …"""
    ask: str = ""
    who: str = ""
    reference: str = ""
    mark: Mark = "memory"
    doubt: str = ""
    overlay: str | None = None
    follows: str | None = None
    """The rule that finds the facility missing altogether, of which this one is a mere result."""


class Item(Struct, frozen=True, kw_only=True):
    """One of the 20 items: the mean of its must-rules, and what residents say beside it."""

    id: str
    no: int
    goal: str
    task: str
    name: str
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float
    weight: float
    contribution: float
    could_add: float
    satisfaction: Satisfaction | None = None
    demand: Demand | None = None
    quadrant: Quadrant | None = None
    quadrant_edge: bool = False
    """边界: the interval of 满意率 contains the line."""
    importance: float | None = None
    """0–100; asked, or the demand rate × 100 (method §1.10)."""
    both: Both | None = None
    """达标 beside 满意 (method §2.5)."""
    lowest_third: bool = False
    """满意率 is in the lowest third of the items that may be compared (method §0)."""
    withheld: tuple[Withheld, ...] = ()
    """Asked and answered, yet not printed, because it would tell of a few people (§1.11)."""
    lead: tuple[str, ...] = ()
    target: str = "all"
    order: str | None = None
    short_name: str = ""


class Goal(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    score: float | None
    low: float
    high: float
    coverage: float


class Score(Struct, frozen=True, kw_only=True):
    """The total over applicable items, and the official count (method §0, §2.3)."""

    value: float | None
    low: float
    high: float
    coverage: float
    official: bool
    grade: str | None
    met: int
    partial: int
    short: int
    unconfirmed: int
    unknown: int
    exempt: int
    units: int = 1


class ToCollect(Struct, frozen=True, kw_only=True):
    """Something to find out, and by how many points it could move the score's range."""

    rule: str | None
    item: str | None
    missing: tuple[Missing, ...]
    ask: str
    could_add: float
    who: str = ""
    scored: bool = True


class PageQuestion(Struct, frozen=True, kw_only=True):
    """One line of the page to answer.

    ``scope``: is this facility kind fully surveyed, and how many are there (``key`` is the
    kind's name). ``answer``: a yes/no clause (``key`` is the rule number, ``part`` its member).
    ``profile``: a choice of the profile (``key`` is the field's name). ``options`` are the words
    that may be answered, ``known`` is the word for what we know already.
    """

    ask: Literal["scope", "answer", "profile"]
    key: str
    part: str | None
    label: str
    known: str | None
    known_count: int | None
    rules: tuple[str, ...]
    could_add: float
    who: str = ""
    options: tuple[str, ...] = ()


class LikelyShortfall(Struct, frozen=True, kw_only=True):
    """疑似短板(待核实): many miss it and no row tells of it; never counted."""

    item: str
    kind: str
    rate: float
    n: int


class Assessment(Struct, frozen=True, kw_only=True):
    """What judge hands on: findings by rule, items, goals, total, and what is missing."""

    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    goals: tuple[Goal, ...]
    score: Score
    score_other_units: Score | None
    to_collect: tuple[ToCollect, ...]
    page: tuple[PageQuestion, ...]
    problems: tuple[Problem, ...] = ()
