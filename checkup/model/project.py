"""A project: what it closes, what it costs, who pays, who does it and when."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from checkup.model.facts import Mark
from checkup.model.store import StoreState

Way = Literal["operate", "share", "convert", "extend", "rent", "build", "buy"]
"""运营提升 · 共享 · 闲置空间改造 · 扩建提升 · 租赁 · 新建 · 购买服务 (method §4.1)."""
ProjectStatus = StoreState


class Cost(Struct, frozen=True, kw_only=True):
    """Total cost in 元. All None means no price is known: 待询价."""

    low: int | None
    typical: int | None
    high: int | None
    basis: str | None = None
    mark: Mark | None = None
    year: int | None = None
    signed: bool = False
    """Rests on a local price that a person signed, with date and source (method §5, 本地造价)."""
    lacks: tuple[str, ...] | None = None
    """What the local price still lacks to count as signed, of ``quoted`` ``source`` ``signer``;
    None where nobody told a local price."""


class Funding(Struct, frozen=True, kw_only=True):
    """A channel that may pay. ``amount`` None: how much is open. ``note``: eligibility, as told.

    ``share``: the most of the total it may pay (0–1), None when no rule was found.
    """

    channel: str
    level: str
    amount: int | None
    code: str = ""
    share: float | None = None
    as_of: str | None = None
    note: str = ""


class Agreement(Struct, frozen=True, kw_only=True):
    """Residents' agreement (同意户数/应参与户数) and the order they agreed on, for people to fill.

    ``form`` (how: 议事会, 投票 …), ``votes`` and ``published`` (公示起止) stay in their own words.
    """

    agreed: int | None = None
    asked: int | None = None
    date: str | None = None
    order: int | None = None
    form: str | None = None
    attended: int | None = None
    votes: str | None = None
    published: str | None = None


class Project(Struct, frozen=True, kw_only=True):
    """项目: closes named shortfalls. Quantity comes from the gap, cost from ``costs.yaml``.

    ``closes`` holds ids of shortfalls and of 其他短板. ``gain`` is the rise of the total in points,
    an engine run with the project less one without; ``effects`` the same per item.
    """

    id: str
    name: str
    closes: tuple[str, ...]
    remedy: str
    nature: str
    place: str | None
    quantity: float | None
    unit: str | None
    cost: Cost
    operating: int | None
    funding: tuple[Funding, ...]
    lead: tuple[str, ...]
    with_: tuple[str, ...] = field(name="with")
    operator: str | None
    model: str | None
    start: str | None
    finish: str | None
    beneficiaries: float | None
    gain: float | None
    space: str | None
    shared_with: tuple[str, ...]
    task: str = ""
    rules: tuple[str, ...] = ()
    note: str = ""
    """What the quantity and cost rest on and leave out, a sentence of ``remedies.yaml``."""
    option: str = ""
    """The id of the same project among ``Plan.options``."""
    way: Way | None = None
    effects: dict[str, float] = {}
    """Item → ΔC of the item's score (0–100), an engine run; never typed."""
    benefit: float | None = None
    """Fall in Σ R by this project alone, in people; None when the group's size is unknown."""
    quarters: int | None = None
    """How long it takes [assumption]."""
    after: tuple[str, ...] = ()
    """Projects of the plan that must be finished before it starts."""
    hours: str | None = None
    """When a shared place is open to residents."""
    income: str | None = None
    """What is agreed on income and partners' shares, words for people to settle."""
    estates: tuple[str, ...] = ()
    mandatory: bool = False
    """Closes a safety leaf (否决项): in every plan."""
    supervisor: str | None = None
    agreement: Agreement = Agreement()
    status: ProjectStatus = "proposed"
    spent: int | None = None
    operating_signed: bool = False
    """The yearly cost rests on a signed local price."""
    by_hand: tuple[str, ...] = ()
    """Columns of 项目库 that a person told or changed; they win over what the program says."""
    stored: str | None = None
    """The row of 项目库 it is; None for a proposal of ours."""
    replaces: tuple[str, ...] = ()
    """Options of ours that it stands in for."""
    done_share: float | None = None
    """完成率, 0–1, as told."""
    category: str | None = None
    scale: str | None = None
    builder: str | None = None
    owner: str | None = None
    keeper: str | None = None
    approval: str | None = None
    contact: str | None = None
    phone: str | None = None
