"""What a community is: its estates, facilities, idle spaces, voices and prices, as read."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from checkup.model.facts import Build, Fact, Ref, State
from checkup.model.store import StoredProject
from checkup.model.voice import Satisfaction


class Estate(Struct, frozen=True, kw_only=True):
    """小区. ``facts`` maps a column (``households``) to a fact id."""

    id: str
    name: str
    build: Build | None = None
    facts: dict[str, str] = {}


class Building(Struct, frozen=True, kw_only=True):
    """楼栋点位: where people live, closer than their estate's centre."""

    id: str
    name: str
    estate: str | None = None
    facts: dict[str, str] = {}


class Facility(Struct, frozen=True, kw_only=True):
    """One row of 设施台账, as read. Figures are facts; the words here are their reading.

    ``kind`` is None when the cell is blank or not recognised; ``maybe`` then holds the kinds
    it could be (all kinds when the cell is blank, which ``kind_blank`` says).
    ``functions`` is None when the cell is blank.
    """

    id: str
    name: str
    kind: str | None = None
    maybe: tuple[str, ...] = ()
    kind_blank: bool = False
    functions: tuple[str, ...] | None = None
    estate: str | None = None
    inside: bool = False
    """所在小区 names one of the community's own estates."""
    state: State | None = None
    facts: dict[str, str] = {}


class Space(Struct, frozen=True, kw_only=True):
    """闲置空间: a room or ground that could take a facility."""

    id: str
    name: str
    estate: str | None = None
    uses: tuple[str, ...] = ()
    facts: dict[str, str] = {}


class Signature(Struct, frozen=True, kw_only=True):
    """Who stands behind a human verdict (人工核定), and until when."""

    surveyor: str
    reviewer: str | None
    post: str | None = None
    signed: date | None = None
    reason: str | None = None
    evidence: str | None = None
    valid_until: date | None = None


Voice = Literal["open", "meeting", "hotline", "expert"]
"""开放题 · 访谈与议事 · 热线工单 · 专家意见: each is counted apart from the others."""


class Mention(Struct, frozen=True, kw_only=True):
    """One thing said at a meeting, by an expert or in a ticket, sorted; its words are gone.

    ``needs`` are ids of ``surveys/needs.yaml``, ``items`` what they or a person name; both are
    empty where the words wait for a person. ``times``: 提出人次, 1 for a ticket. ``estate`` is
    the name of one of the community's own. ``closed`` None: nobody told.
    """

    voice: Voice
    needs: tuple[str, ...]
    items: tuple[str, ...]
    times: int = 1
    estate: str | None = None
    day: date | None = None
    closed: bool | None = None
    waits: bool = False


class Rating(Struct, frozen=True, kw_only=True):
    """评价分 of a service in one round, 0–100; ``score`` None: nobody told, or no such scale."""

    round: str | None
    score: float | None
    ref: Ref


class Service(Struct, frozen=True, kw_only=True):
    """服务目录: one service at one point, with its ratings round by round, the newest last.

    ``facility`` is the id of a facility of the ledger where the name is one's. ``asked`` comes
    from a question about just this service. ``low``: below the line of 满意率 (policy
    ``satisfied_line``; method §2.5 for answers, the same line on 0–100 for a rating
    [assumption]); None where it is open. A low one is a candidate for 运营短板.
    """

    id: str
    name: str
    category: str | None = None
    facility: str | None = None
    facility_name: str | None = None
    point: str | None = None
    price: str | None = None
    discount: str | None = None
    ratings: tuple[Rating, ...] = ()
    change: float | None = None
    """The newest rating less the one before, in points."""
    asked: Satisfaction | None = None
    low: bool | None = None
    judged_by: Literal["answers", "rating"] | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """A person's judgement on one rule. ``outcome`` overrides the rule's own finding."""

    rule: str
    outcome: Literal["met", "short", "exempt"]
    by: Signature
    ref: Ref


class OtherShortfall(Struct, frozen=True, kw_only=True):
    """其他短板: a matter outside the 20 items, listed apart and never scored."""

    id: str
    name: str
    quantity: float | None
    unit: str | None
    estate: str | None
    basis: str | None
    checked_by: str | None
    ref: Ref


class LocalPrice(Struct, frozen=True, kw_only=True):
    """本地造价: a price somebody signed; it always comes before the reference library.

    ``code`` is a code of ``costs.yaml``; ``price`` is in 元 per ``unit``, total investment.
    """

    code: str
    unit: str
    price: float
    operating: float | None = None
    """Yearly operation in 元 per site or per unit, as the library counts it."""
    year: int | None = None
    quoted: date | None = None
    source: str | None = None
    signer: str | None = None
    ref: Ref

    @property
    def lacks(self) -> tuple[str, ...]:
        """What keeps it from standing for a person, with date and source: names of fields."""
        told = {"quoted": self.quoted, "source": self.source, "signer": self.signer}
        return tuple(name for name, value in told.items() if not value)

    @property
    def signed(self) -> bool:
        """Whether a person stands behind it, with date and source: fit for a hand-in form."""
        return not self.lacks


class Offer(Struct, frozen=True, kw_only=True):
    """A neighbour's facility that its owner opens to people of other communities.

    ``measures``: column of 设施台账 → figure in that column's unit, as far as known.
    """

    id: str
    community: str
    name: str
    kind: str
    walk_minutes: float
    measures: dict[str, float] = {}


class Community(Struct, frozen=True, kw_only=True):
    """Everything judge and plan may know of a community.

    Fact ids: ``profile.<field>`` · ``estate.<id>.<column>`` · ``building.<id>.<column>`` ·
    ``facility.<id>.<column>`` · ``space.<id>.<column>`` ·
    ``answer.<rule>[.<part>]`` (yes/no/part) · ``surveyed.<kind>`` (本类已查清) ·
    ``stated.<kind>`` (有几处).
    """

    id: str
    name: str
    street: str | None = None
    build: Build | None = None
    units: int | None = None
    """Number of basic units the profile chose (基本单元数); None when it did not choose."""
    facts: dict[str, Fact] = {}
    estates: tuple[Estate, ...] = ()
    buildings: tuple[Building, ...] = ()
    facilities: tuple[Facility, ...] = ()
    spaces: tuple[Space, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    other_shortfalls: tuple[OtherShortfall, ...] = ()
    local_prices: tuple[LocalPrice, ...] = ()
    services: tuple[Service, ...] = ()
    stored_projects: tuple[StoredProject, ...] = ()

    def fact(self, fact_id: str) -> Fact | None:
        """The fact with that id, or None when nobody was asked."""
        return self.facts.get(fact_id)

    def number(self, fact_id: str) -> float | None:
        """The fact's value as a number; None when unknown or not a number."""
        fact = self.facts.get(fact_id)
        if fact is None or isinstance(fact.value, (str, bool)) or fact.value is None:
            return None
        return float(fact.value)
