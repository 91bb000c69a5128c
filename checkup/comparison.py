"""What two rounds of one community differ in: ``checkup-comparison/1`` (method §6.3).

Everything 复检对比 prints is in here. Keys are stable: later work may add some, never rename or
remove one. Nothing in it identifies a respondent: its figures are those of two results.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from checkup.model import Quantity, Status
from checkup.result import CommunityBlock, StandardUsed

SCHEMA: Literal["checkup-comparison/1"] = "checkup-comparison/1"

Kind = Literal["same", "better", "worse", "newly_known", "no_longer_known", "applicability"]
"""What became of an item or a clause under the same rules. ``better`` and ``worse``: it was known
in both rounds, or the same was known of it. ``applicability``: exempt in one of them."""
Closing = Literal[
    "closed", "unproven", "open", "unknown", "exempt", "rule",
    "operation", "disliked", "unasked", "fell",
]  # fmt: skip
"""销号 · 达标待佐证 · 仍未达标 · 本轮不明 · 不再适用 · 因规则变化达标; of what was met and disliked
(运营短板): no longer listed · still disliked · nobody was asked, or it may not be printed · it is
no longer met."""
Arising = Literal["worse", "newly_known", "rule", "applicability", "operation"]
"""Why a shortfall is new: the place got worse, it is only known now, the rules changed, it
applies only now, or residents became dissatisfied with what is met."""
Direction = Literal["up", "down", "unclear", "untested", "incomparable"]
"""↑ · ↓ · 变化不显著 · 样本少, 不检验 · 口径变化, 不可比."""
Ground = Literal[
    "wording", "scale", "channels", "weighting", "screening", "area", "period", "file", "overlap"
]
"""What differs between two rounds of a questionnaire so that figures cannot be compared.
``area``: the radius it was asked in, and so who answered; ``screening``: by which rules rows were
set aside. With ``file`` (both rounds read one and the same questionnaire), ``overlap`` (both are
the same round, revised) and ``period`` (answers of overlapping days that differ by a few) nearly
the same people answered; side by side their figures would tell what the few in between said, and
none is given."""
Measure = Literal["satisfied", "mean", "lacking"]
"""满意率 · 满意度均值 · 未满足需求率."""


class Round(Struct, frozen=True, kw_only=True):
    """One of the two rounds: whose it is, by which edition, and until when its facts reach."""

    community: CommunityBlock
    round: str | None
    revision: int
    checkup: str
    as_of: date | None
    standard: StandardUsed
    sealed: bool
    received: int | None
    valid: int | None


class Standing(Struct, frozen=True, kw_only=True):
    """A total at one time under one set of rules."""

    value: float | None
    low: float
    high: float
    coverage: float
    met: int
    short: int
    """未达标, 部分达标 among them."""
    open: int
    """待核实 and 无数据."""
    exempt: int
    official: bool = True
    """Whether enough is known for a score; else the value is that of what is known (暂估)."""


class Setting(Struct, frozen=True, kw_only=True):
    """A policy value that is another one in the new round, as each round has it."""

    key: str
    old: Any
    new: Any


class Totals(Struct, frozen=True, kw_only=True):
    """Δ = ``rules`` + ``real``; ``real`` = ``true`` + ``completion`` (method §6.3), in points.

    ``old`` is S(D₀,R₀), ``old_by_new_rules`` S(D₀,R₁), ``new`` S(D₁,R₁). ``completion`` is
    what the old total gains or loses if as much is known of the old facts as of the new ones,
    ``true`` the rest, which is the place itself; ``items_compared`` are the items of which the
    same is known in both rounds. None where a total is unknown.
    """

    old: Standing
    old_by_new_rules: Standing
    new: Standing
    delta: float | None
    rules: float | None
    real: float | None
    true: float | None
    completion: float | None
    items_compared: int


class ItemChange(Struct, frozen=True, kw_only=True):
    """One of the 20 items. ``change`` is in points under the new rules, None unless known in both
    or equally known.

    ``by_rules``: the old facts have another status under the new rules.
    ``known_more``: not the same clauses of it are known, so a part of the change may come of that.
    """

    id: str
    no: int
    name: str
    goal: str
    old: Status
    old_by_new_rules: Status
    new: Status
    old_score: float | None
    score_by_new_rules: float | None
    new_score: float | None
    kind: Kind
    change: float | None
    by_rules: bool
    known_more: bool


class ClauseChange(Struct, frozen=True, kw_only=True):
    """One scored clause whose status or figure differs, both by the new rules."""

    rule: str
    item: str
    clause: str
    estate: str | None
    old: Status
    new: Status
    old_measured: Quantity | None
    new_measured: Quantity | None
    kind: Kind


class Proof(Struct, frozen=True, kw_only=True):
    """What proves that something passes, with its cell in the new round's files.

    ``answer``: a clause (and part) answered by measuring or by photograph, ``told`` its grade.
    ``facility``: its name, ``told`` its 佐证. ``verdict``: a clause two people signed for.
    """

    by: Literal["answer", "facility", "verdict"]
    name: str
    told: str
    file: str
    sheet: str
    cell: str


class Closed(Struct, frozen=True, kw_only=True):
    """What became of one shortfall of the old round.

    ``unproven`` are rules that pass on a mere say-so.
    """

    name: str
    item: str
    rules: tuple[str, ...]
    estate: str | None
    safety: bool
    state: Closing
    evidence: tuple[Proof, ...] = ()
    unproven: tuple[str, ...] = ()
    own_met: bool = False
    """Its own clauses pass now, while its item still does not: nothing is closed by that."""


class Arisen(Struct, frozen=True, kw_only=True):
    """A shortfall that the old round did not have."""

    name: str
    item: str
    rules: tuple[str, ...]
    estate: str | None
    status: Status
    why: Arising


class Figure(Struct, frozen=True, kw_only=True):
    """A share (0–1) or mean (0–100) of one round with its interval and its base."""

    value: float
    low: float
    high: float
    n: int
    sd: float | None = None
    """Of single answers, behind a mean's interval; None for shares."""


class Change(Struct, frozen=True, kw_only=True):
    """One figure in both rounds. ``difference`` and its bounds are new less old.

    ``p`` is of this test alone, ``adjusted`` after Benjamini–Hochberg over the items; both None
    where nothing is tested. ``because`` says why not.
    """

    measure: Measure
    item: str | None
    service: str | None = None
    old: Figure
    new: Figure
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    adjusted: float | None = None
    direction: Direction
    because: tuple[Ground, ...] = ()


class Rated(Struct, frozen=True, kw_only=True):
    """One service of 服务目录 in both rounds: the newest rating of each (0–100)."""

    name: str
    point: str | None
    old: float | None
    new: float | None
    change: float | None


class Voices(Struct, frozen=True, kw_only=True):
    """What residents say in both rounds. ``grounds`` make every figure incomparable.

    ``detectable``: the smallest change of a share, in points, that two such surveys could show.
    ``channels`` are the shares of each way in (old, new) among the valid answers that are told.
    """

    grounds: tuple[Ground, ...] = ()
    detectable: float | None = None
    overall: tuple[Change, ...] = ()
    items: tuple[Change, ...] = ()
    services: tuple[Change, ...] = ()
    channels: dict[str, tuple[float, float]] = {}
    line: float = 0.05
    """A change counts when its adjusted p is not above this (method §6.3)."""
    overlapping: bool = False
    """The days of the answers overlap: an export fetched once more may hold the old answers, too,
    and the tests are of two independent samples."""


class Comparison(Struct, frozen=True, kw_only=True):
    """All of it. ``voices`` is None unless both rounds have a questionnaire."""

    schema: Literal["checkup-comparison/1"] = SCHEMA
    old: Round
    new: Round
    same_community: bool
    same_rules: bool
    """The same edition, overlays and policy judged both rounds."""
    policy: tuple[Setting, ...] = ()
    """Policy values that differ."""
    in_order: bool
    """The new round's facts are not older than the old one's, as far as dates are known."""
    totals: Totals
    items: tuple[ItemChange, ...]
    clauses: tuple[ClauseChange, ...]
    closed: tuple[Closed, ...]
    arisen: tuple[Arisen, ...]
    voices: Voices | None
    ratings: tuple[Rated, ...] = ()


def to_bytes(comparison: Comparison) -> bytes:
    """The comparison as indented UTF-8 JSON, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(comparison), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """JSON Schema of a comparison."""
    return msgspec.json.schema(Comparison)
