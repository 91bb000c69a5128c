"""What can be done about a shortfall, what it costs and who may pay: three data files.

``remedies.yaml``, ``costs.yaml`` (method §4.2) and ``funding.yaml`` (method §4.4) stand beside
the standard they belong to. The words in them are printed as they are.
"""

from __future__ import annotations

import string
from pathlib import Path
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.model import GapKind, Mark

Nature = Literal["新建", "改扩建", "改造", "租赁", "购买服务", "共享", "设备", "制度"]
Model = Literal["公益", "低偿", "市场"]
FundingLevel = Literal["中央", "市", "区", "街道", "社会", "居民"]
QuantityRule = Literal["gap", "needed", "fixed", "per_missing_part", "space", "to_measure"]

_SLOTS = frozenset({"item", "space", "parts"})


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class Price(_Data, frozen=True, kw_only=True):
    """One figure of a unit cost, in 元; ``year`` is None where the source names none."""

    amount: int
    mark: Mark
    year: int | None = None


class Operating(_Data, frozen=True, kw_only=True):
    """Yearly operation in 元 per site or per unit; ``amount`` None: see ``note``."""

    amount: int | None = None
    per: Literal["site", "unit"] = "site"
    mark: Mark = "assumption"
    note: str = ""


class UnitCost(_Data, frozen=True, kw_only=True):
    """One row of the unit-cost library. ``whole``: the unit is counted, never a fraction.

    ``includes``: ``all_in`` is total investment, ``works_only`` lacks other costs and reserve,
    ``without_equipment`` is total investment without equipment.
    """

    code: str
    name: str
    unit: str
    whole: bool = False
    low: Price
    typical: Price
    high: Price
    includes: Literal["all_in", "works_only", "without_equipment"]
    source: str
    anchor: str = ""
    operating: Operating


class CostsFile(_Data, frozen=True, kw_only=True):
    """costs.yaml."""

    schema: Literal["checkup-costs/1"]
    costs: tuple[UnitCost, ...]


class Channel(_Data, frozen=True, kw_only=True):
    """A funding channel: suggested, never promised."""

    code: str
    name: str
    levels: tuple[FundingLevel, ...]
    fits: str
    facts: str
    as_of: str | None = None
    source: str
    mark: Mark


class FundingFile(_Data, frozen=True, kw_only=True):
    """funding.yaml."""

    schema: Literal["checkup-funding/1"]
    channels: tuple[Channel, ...]


class QuantityFrom(_Data, frozen=True, kw_only=True):
    """How much of it: a figure of clause ``of`` (default: the clause that is short), × others.

    ``times``: × the number missing by that clause; ``by``: × that figure of the profile.
    ``to_measure``: the clause does not tell how much, so neither quantity nor cost is known.
    """

    rule: QuantityRule
    of: str | None = None
    n: float | None = None
    times: str | None = None
    by: str | None = None
    scale: float = 1.0


class NeedsSpace(_Data, frozen=True, kw_only=True):
    """The idle space a remedy takes. Without ``area`` any area does, if the use is named.

    ``area``: at least what that clause needs; ``area_gap``: at least what it is short of.
    ``kinds``: area kinds that fit, as coded in the ledger; the three are never compared.
    """

    area: str | None = None
    area_gap: str | None = None
    kinds: tuple[str, ...]
    uses: tuple[str, ...]
    ground_floor_or_lift: bool = False


class Remedy(_Data, frozen=True, kw_only=True):
    """One way to close a shortfall; ``rules``, ``gaps`` and ``parts`` say when it is meant.

    An empty selection means any. ``covers``: rules it closes, empty for all of the item.
    ``enlarges``: works on what is there, so no further place has to be run.
    ``cost`` None with ``no_cost``: no works to pay for, and why; without: 待询价.
    """

    id: str
    item: str | None = None
    rules: tuple[str, ...] = ()
    gaps: tuple[GapKind, ...] = ()
    parts: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    name: str
    nature: Nature
    cost: str | None = None
    no_cost: str | None = None
    quantity: QuantityFrom
    unit: str | None = None
    needs_space: NeedsSpace | None = None
    enlarges: bool = False
    lead: tuple[str, ...] = ()
    quarters: int
    model: Model
    channels: tuple[str, ...]
    note: str = ""
    mark: Mark


class RemediesFile(_Data, frozen=True, kw_only=True):
    """remedies.yaml: in order of preference per item, then what to do when none fits."""

    schema: Literal["checkup-remedies/1"]
    separator: str
    ground_floor: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    otherwise: Remedy
    operate: Remedy


class Remedies(Struct, frozen=True, kw_only=True):
    """The three files together, checked against each other."""

    separator: str
    """Stands between the names of missing parts."""
    ground_floor: tuple[str, ...]
    """Words for a ground floor."""
    remedies: tuple[Remedy, ...]
    otherwise: Remedy
    operate: Remedy
    costs: dict[str, UnitCost]
    channels: dict[str, Channel]

    def of_item(self, item: str) -> tuple[Remedy, ...]:
        """The remedies of an item, most preferred first."""
        return tuple(remedy for remedy in self.remedies if remedy.item == item)


def load_remedies(standard_id: str = "complete-community-2020") -> Remedies:
    """Remedies, unit costs and funding channels of a standard (its id or folder path).

    Raises :class:`checkup.datafiles.DataFileError` when a file is broken or names a cost or
    channel that does not exist.
    """
    folder = (
        Path(standard_id) if Path(standard_id).is_dir() else datafiles.standards_dir() / standard_id
    )
    source = datafiles.read(folder / "remedies.yaml")
    remedies = datafiles.convert(source, RemediesFile)
    costs = datafiles.load(folder / "costs.yaml", CostsFile).costs
    channels = datafiles.load(folder / "funding.yaml", FundingFile).channels
    loaded = Remedies(
        separator=remedies.separator,
        ground_floor=remedies.ground_floor,
        remedies=remedies.remedies,
        otherwise=remedies.otherwise,
        operate=remedies.operate,
        costs={cost.code: cost for cost in costs},
        channels={channel.code: channel for channel in channels},
    )
    _check(source, loaded)
    return loaded


def _check(source: datafiles.Source, loaded: Remedies) -> None:
    """Ids are given once; costs, channels and slots that a remedy names exist."""
    placed = [
        *((f"remedies[{index}]", remedy) for index, remedy in enumerate(loaded.remedies)),
        ("otherwise", loaded.otherwise),
        ("operate", loaded.operate),
    ]
    seen: set[str] = set()
    for at, remedy in placed:
        if remedy.id in seen:
            raise source.fault("duplicate_key", f"{at}.id", found=remedy.id)
        seen.add(remedy.id)
        if remedy.cost is not None:
            _known(source, f"{at}.cost", remedy.cost, list(loaded.costs))
        for index, channel in enumerate(remedy.channels):
            _known(source, f"{at}.channels[{index}]", channel, list(loaded.channels))
        allowed = _SLOTS if remedy.needs_space else _SLOTS - {"space"}
        for _, slot, _, _ in string.Formatter().parse(remedy.name):
            if slot is not None:
                _known(source, f"{at}.name", slot, sorted(allowed))


def _known(source: datafiles.Source, at: str, word: str, words: list[str]) -> None:
    if word not in words:
        raise source.fault("reference", at, found=word, suggestion=datafiles.nearest(word, words))
