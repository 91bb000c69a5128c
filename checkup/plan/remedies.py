"""What can be done about a shortfall, what it costs and who may pay: three data files.

``remedies.yaml``, ``costs.yaml`` (method §4.2) and ``funding.yaml`` (method §4.4) stand beside
the standard they belong to. The words in them are printed as they are.
"""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.model import GapKind, Mark, Way
from checkup.plan.terms import Data, Mix, SpaceWords, TreatmentTerms

Nature = Literal["新建", "改扩建", "改造", "租赁", "购买服务", "共享", "设备", "制度"]
Model = Literal["公益", "低偿", "市场"]
FundingLevel = Literal["中央", "市", "区", "街道", "社会", "居民"]
QuantityRule = Literal[
    "gap", "needed", "fixed", "per_missing_part", "space", "told", "to_measure"
]  # fmt: skip

_SLOTS = frozenset({"item", "space", "parts", "neighbour"})


class Price(Data, frozen=True, kw_only=True):
    """One figure of a unit cost, in 元; ``year`` is None where the source names none."""

    amount: int | float
    mark: Mark
    year: int | None = None


class Operating(Data, frozen=True, kw_only=True):
    """Yearly operation in 元 per site or per unit; ``amount`` None: see ``note``."""

    amount: int | None = None
    per: Literal["site", "unit"] = "site"
    mark: Mark = "assumption"
    note: str = ""


class UnitCost(Data, frozen=True, kw_only=True):
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


class CostsFile(Data, frozen=True, kw_only=True):
    """costs.yaml."""

    schema: Literal["checkup-costs/1"]
    costs: tuple[UnitCost, ...]


class Channel(Data, frozen=True, kw_only=True):
    """A funding channel: suggested, never promised."""

    code: str
    name: str
    levels: tuple[FundingLevel, ...]
    priority: int
    """Who pays first where amounts are told: the higher level (method §4.5)."""
    share: float | None = None
    """The most of a project's cost it may pay, 0–1; None where no rule was found."""
    fits: str
    facts: str
    asks: str | None = None
    """What an application has to show; None where nothing was found."""
    as_of: str | None = None
    source: str
    mark: Mark


class FundingFile(Data, frozen=True, kw_only=True):
    """funding.yaml."""

    schema: Literal["checkup-funding/1"]
    channels: tuple[Channel, ...]


class QuantityFrom(Data, frozen=True, kw_only=True):
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


class NeedsSpace(Data, frozen=True, kw_only=True):
    """The idle space a remedy takes. Without ``area`` any area does, if the use is named.

    ``area``: at least what that clause needs; ``area_gap``: at least what it is short of.
    ``kinds``: area kinds that fit, as coded in the ledger; the three are never compared.
    """

    area: str | None = None
    area_gap: str | None = None
    kinds: tuple[str, ...]
    uses: tuple[str, ...]
    ground_floor_or_lift: bool = False
    named: bool = False
    """Only a space whose use is named, whatever its area."""


class Adds(Data, frozen=True, kw_only=True):
    """What there is more of afterwards, besides clauses answered yes: the engine judges it.

    ``facility``: new sites of that kind, laid out as the clauses ask. ``grows``: what is there of
    the first of these kinds, enlarged. ``word``: what estates get in the column a clause reads.
    """

    facility: str | None = None
    grows: tuple[str, ...] = ()
    word: str | None = None


class Remedy(Data, frozen=True, kw_only=True):
    """One way to close a shortfall; ``rules``, ``gaps`` and ``parts`` say when it is meant.

    An empty selection means any. ``covers``: rules it closes, empty for all of the item.
    ``enlarges``: works on what is there, so no further place has to be run.
    ``cost`` None with ``no_cost``: no works to pay for, and why; without: 待询价.
    ``alternative``: never the recommended one. ``after``: remedies that come before it where they
    are in the plan too. ``rent``: the unit cost, per month, of the rooms it rents.
    """

    id: str
    item: str | None = None
    rules: tuple[str, ...] = ()
    gaps: tuple[GapKind, ...] = ()
    parts: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    name: str
    nature: Nature
    way: Way
    alternative: bool = False
    needs_offer: bool = False
    """Only where a neighbour offers a facility of the kind it adds, within the walk."""
    only_without_space: bool = False
    """Its price leaves out the rooms: no option beside an idle space that fits."""
    adds: Adds = Adds()
    after: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Of an operating measure: the items it suits, empty for all."""
    words: tuple[str, ...] = ()
    """Of a matter outside the 20 items: words in its name."""
    rent: str | None = None
    hours: str | None = None
    income: str | None = None
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


class RemediesFile(Data, frozen=True, kw_only=True):
    """remedies.yaml: in order of preference per item, then what to do when none fits."""

    schema: Literal["checkup-remedies/1"]
    separator: str
    spaces: SpaceWords
    remedies: tuple[Remedy, ...]
    otherwise: Remedy
    operate: tuple[Remedy, ...]
    others: tuple[Remedy, ...]
    treatment: TreatmentTerms
    mix: Mix
    pipes: tuple[str, ...] = ()


class Remedies(Struct, frozen=True, kw_only=True):
    """The three files together, checked against each other."""

    separator: str
    """Stands between the names of missing parts."""
    spaces: SpaceWords
    remedies: tuple[Remedy, ...]
    otherwise: Remedy
    operate: tuple[Remedy, ...]
    """For what is met and disliked; the first is the recommended one."""
    others: tuple[Remedy, ...]
    """For matters outside the 20 items, by words of their names; the last is for any."""
    treatment: TreatmentTerms
    mix: Mix
    pipes: tuple[str, ...]
    """Words by which two projects are known to dig for the same pipe."""
    costs: dict[str, UnitCost]
    channels: dict[str, Channel]

    def of_item(self, item: str) -> tuple[Remedy, ...]:
        """The remedies of an item, most preferred first; alternatives among them."""
        return tuple(remedy for remedy in self.remedies if remedy.item == item)

    def operating(self, item: str) -> tuple[Remedy, ...]:
        """What may be done about an item that is met and disliked, the recommended one first."""
        return tuple(each for each in self.operate if not each.items or item in each.items)

    def other(self, name: str) -> Remedy:
        """What may be done about a matter outside the 20 items."""
        return next(
            each for each in self.others
            if not each.words or any(word in name for word in each.words)
        )  # fmt: skip


def load_remedies(standard_id: str = "complete-community-2020") -> Remedies:
    """Remedies, unit costs and funding channels of a standard (its id or folder path).

    Raises :class:`checkup.datafiles.DataFileError` when a file is broken or names a cost or
    channel that does not exist.
    """
    if Path(standard_id).is_dir():
        return _loaded(Path(standard_id))
    return _with_the_program(datafiles.standards_dir() / standard_id)


@cache
def _with_the_program(folder: Path) -> Remedies:
    """What comes with the program does not change while it runs: a street reads it once."""
    return _loaded(folder)


def _loaded(folder: Path) -> Remedies:
    source = datafiles.read(folder / "remedies.yaml")
    remedies = datafiles.convert(source, RemediesFile)
    costs = datafiles.load(folder / "costs.yaml", CostsFile).costs
    channels = datafiles.load(folder / "funding.yaml", FundingFile).channels
    loaded = Remedies(
        separator=remedies.separator,
        spaces=remedies.spaces,
        remedies=remedies.remedies,
        otherwise=remedies.otherwise,
        operate=remedies.operate,
        others=remedies.others,
        treatment=remedies.treatment,
        mix=remedies.mix,
        pipes=remedies.pipes,
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
        *((f"operate[{index}]", remedy) for index, remedy in enumerate(loaded.operate)),
        *((f"others[{index}]", remedy) for index, remedy in enumerate(loaded.others)),
    ]
    seen: set[str] = set()
    for at, remedy in placed:
        if remedy.id in seen:
            raise source.fault("duplicate_key", f"{at}.id", found=remedy.id)
        seen.add(remedy.id)
        if remedy.cost is not None:
            _known(source, f"{at}.cost", remedy.cost, list(loaded.costs))
        if remedy.rent is not None:
            _known(source, f"{at}.rent", remedy.rent, list(loaded.costs))
        for index, first in enumerate(remedy.after):
            _known(source, f"{at}.after[{index}]", first, [each.id for _, each in placed])
        for index, channel in enumerate(remedy.channels):
            _known(source, f"{at}.channels[{index}]", channel, list(loaded.channels))
        allowed = set(_SLOTS)
        if not remedy.needs_space:
            allowed.remove("space")
        if not remedy.needs_offer:
            allowed.remove("neighbour")
        for _, slot, _, _ in string.Formatter().parse(remedy.name):
            if slot is not None:
                _known(source, f"{at}.name", slot, sorted(allowed))


def _known(source: datafiles.Source, at: str, word: str, words: list[str]) -> None:
    if word not in words:
        raise source.fault("reference", at, found=word, suggestion=datafiles.nearest(word, words))
