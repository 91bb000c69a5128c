"""项目库.xlsx as it was read: the office's own projects, each cell kept as it was written."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from checkup.model.facts import Ref

StoreState = Literal["proposed", "approved", "under_way", "done", "stopped"]
"""建议 · 已批复 · 在建 · 已完工 · 不做: where a project of the store stands."""


class StoredMoney(Struct, frozen=True):
    """One part of 分级资金: whose, in the words of the cell, and how much in 元."""

    source: str
    amount: int


class StoredProject(Struct, frozen=True, kw_only=True):
    """A row of 项目库.xlsx, the office's own project store: read, added to, never overruled.

    ``cells`` holds the row as written, by column id, for it is handed back as it was; ``at`` the
    address of each column. Typed fields are None where a cell is empty or could not be read.
    ``key`` is the option of ours the row was written for, ``ours`` what we said then, ``hand``
    the columns a person changed (of a row of their own every one that is filled).
    """

    id: str
    name: str
    ref: Ref
    cells: dict[str, float | str]
    at: dict[str, Ref] = {}
    key: str = ""
    ours: dict[str, float | str] = {}
    hand: tuple[str, ...] = ()
    closes: str | None = None
    nature: str | None = None
    category: str | None = None
    """改造类别: ``basic`` 基础, ``completing`` 完善, ``upgrading`` 提升."""
    place: str | None = None
    scale: str | None = None
    quantity: float | None = None
    unit: str | None = None
    total: int | None = None
    """总投资 in 元."""
    funding: tuple[StoredMoney, ...] = ()
    start: str | None = None
    """A quarter such as 2026Q1."""
    finish: str | None = None
    lead: tuple[str, ...] = ()
    with_: tuple[str, ...] = field(name="with", default=())
    builder: str | None = None
    owner: str | None = None
    operator: str | None = None
    keeper: str | None = None
    approval: str | None = None
    contact: str | None = None
    phone: str | None = None
    agreed: int | None = None
    asked: int | None = None
    order: int | None = None
    """议定次序: the place in the order that residents agreed on."""
    agreed_on: str | None = None
    form: str | None = None
    attended: int | None = None
    votes: str | None = None
    published: str | None = None
    supervisor: str | None = None
    status: StoreState = "proposed"
    done_share: float | None = None
    """完成率, 0–1."""
    spent: int | None = None
    """累计投资 in 元."""
    estates: tuple[str, ...] = ()
    hours: str | None = None
