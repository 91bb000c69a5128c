"""What a clause can ask: the closed vocabulary of predicates. There are no expressions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Measure = Literal["building_area", "land_area", "usable_area", "size", "walk_minutes"]
"""A column of 设施台账. The three area kinds are never compared with each other."""


class Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class Count(Data, frozen=True, kw_only=True, tag="count", tag_field="kind"):
    """At least ``at_least`` facilities in use, each with ``each_measure ≥ each_at_least``."""

    of: tuple[str, ...]
    at_least: float
    unit: str
    each_measure: Measure | None = None
    each_at_least: float | None = None
    each_unit: str | None = None


class Largest(Data, frozen=True, kw_only=True, tag="largest", tag_field="kind"):
    """The best single site reaches ``at_least``: three 60 m² rooms are not one 150 m² site."""

    of: tuple[str, ...]
    measure: Measure
    at_least: float
    unit: str


class Total(Data, frozen=True, kw_only=True, tag="total", tag_field="kind"):
    """All sites together reach ``at_least``."""

    of: tuple[str, ...]
    measure: Measure
    at_least: float
    unit: str


class Nearest(Data, frozen=True, kw_only=True, tag="nearest", tag_field="kind"):
    """The nearest one is no further than ``at_most``."""

    of: tuple[str, ...]
    measure: Measure
    at_most: float
    unit: str


class Term(Data, frozen=True, kw_only=True):
    """One side of a ratio: a figure of the profile, or a sum over facilities."""

    profile: str | None = None
    of: tuple[str, ...] = ()
    measure: Measure | None = None
    unit: str | None = None


class Ratio(Data, frozen=True, kw_only=True, tag="ratio", tag_field="kind"):
    """``scale`` · numerator ÷ denominator, at least or between. ``share``: may be partly met."""

    numerator: Term
    denominator: Term
    at_least: float
    at_most: float | None = None
    scale: float = 1.0
    unit: str
    share: bool = False


class ListPart(Data, frozen=True, kw_only=True):
    """One member of a list: a function or facility kind that must be there, or one yes/no."""

    name: str
    aliases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """A facility of one of these kinds is this part."""
    only_if: str | None = None
    """A yes/no figure of the profile without which the part does not apply."""
    veto: bool = False


class Checklist(Data, frozen=True, kw_only=True, tag="checklist", tag_field="kind"):
    """Every part present. ``of``: parts are functions of these facilities, else yes/no answers."""

    parts: tuple[ListPart, ...]
    of: tuple[str, ...] = ()


class Answer(Data, frozen=True, kw_only=True, tag="answer", tag_field="kind"):
    """Yes or no, told in 制度与佐证. ``of``: void when these facilities are known absent."""

    of: tuple[str, ...] = ()


class Estates(Data, frozen=True, kw_only=True, tag="estates", tag_field="kind"):
    """Every estate has one of ``words`` in this column (a share: may be partly met)."""

    column: str
    words: tuple[str, ...]


Test = Count | Largest | Total | Nearest | Ratio | Checklist | Answer | Estates
