"""``{{项目.总投资|万元}}``: what stands in a cell of a form, read and replaced.

A filter changes the unit, never the precision.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from checkup.report.filling import fields
from checkup.report.filling.fields import Filter, Known, MarkId
from checkup.report.wording import Wording

Value = str | float | None
_HOLE = re.compile(r"\{\{(.*?)\}\}", re.S)
_LONE = re.compile(r"\{\{|\}\}")
_FILTER = re.compile(r"""^(?P<name>\w+)\s*(?:[(（]\s*["'“”‘’]?(?P<word>.*?)["'“”‘’]?\s*[)）])?$""")
_ON, _OFF = "☑", "☐"


class Hole(Struct, frozen=True):
    """One placeholder: a field with its filters, or a mark."""

    text: str
    field: Known | None = None
    filters: tuple[tuple[Filter, str], ...] = ()
    mark: MarkId | None = None


class Fault(Struct, frozen=True):
    """Why a placeholder cannot be used: a code of the catalogue, what was found, what is near."""

    code: str
    found: str
    near: tuple[str, ...] = ()


def holds(text: str) -> bool:
    """Whether anything that looks like a placeholder is in a text."""
    return bool(_LONE.search(text))


def read(text: str) -> tuple[list[Hole], list[Fault]]:
    """The placeholders of a text, and those that cannot be used."""
    holes: list[Hole] = []
    faults: list[Fault] = []
    for found in _HOLE.finditer(text):
        read_ = _hole(found.group(0), found.group(1))
        if isinstance(read_, Hole):
            holes.append(read_)
        else:
            faults.append(read_)
    if _LONE.search(_HOLE.sub("", text)):
        faults.append(Fault("form_placeholder_broken", text))
    return holes, faults


def _hole(text: str, inner: str) -> Hole | Fault:
    name, *filters = (part.strip() for part in inner.split("|"))
    mark = fields.mark_named(name)
    if mark is not None and not filters:
        return Hole(text, mark=mark)
    field = fields.known(name)
    if field is None:
        return Fault("form_field_unknown", name, tuple(fields.near(name)))
    read_: list[tuple[Filter, str]] = []
    for each in filters:
        parts = _FILTER.match(each)
        known = fields.filter_named(parts.group("name")) if parts else None
        if parts is None or known is None or (known.id == "check" and not parts.group("word")):
            return Fault("form_filter_unknown", each, tuple(one.name for one in _fitting(field)))
        if known.kinds and field.field.kind not in known.kinds:
            return Fault("form_filter_unfit", each, tuple(one.name for one in _fitting(field)))
        read_.append((known.id, parts.group("word") or ""))
    return Hole(text, field, tuple(read_))


def _fitting(field: Known) -> list[fields.FilterData]:
    return [
        each for each in fields.load().filters
        if not each.kinds or field.field.kind in each.kinds
    ]  # fmt: skip


def value_of(hole: Hole, raw: Value, say: Wording, percent: bool = False) -> Value:
    """What a cell with only this placeholder gets: a number stays a number.

    ``percent``: the cell shows shares as per cent itself. None: nobody knows it.
    """
    for name, word in hole.filters:
        if name == "check":
            # an unknown answer ticks no box
            return _ON if raw is not None and str(raw).strip() == word.strip() else _OFF
    if raw is None or hole.field is None:
        return None
    kind = hole.field.field.kind
    applied = {name for name, _ in hole.filters}
    if kind in ("month", "date"):
        return day_words(str(raw), say)
    if isinstance(raw, str):
        return raw
    if "wan" in applied:
        return scaled(raw, -4)
    if "percent" in applied and not percent:
        return scaled(raw, 2)
    return raw


def replaced(
    text: str, values: Callable[[Hole], Value], say: Wording
) -> str:  # fmt: skip
    """The text with every placeholder replaced by words; an unknown value leaves nothing."""

    def words(found: re.Match[str]) -> str:
        hole = _hole(found.group(0), found.group(1))
        assert isinstance(hole, Hole), "faults are looked for before anything is written"
        value = None if hole.mark else value_of(hole, values(hole), say)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        shown = number_words(value)
        has_percent = any(name == "percent" for name, _ in hole.filters)
        return say("figure.percent", value=shown) if has_percent else shown

    return _HOLE.sub(words, text)


def scaled(value: float, by: int) -> float:
    """``value``·10^by without a binary error: 165600, −4 → 16.56."""
    return float(Decimal(repr(value)).scaleb(by))


def number_words(value: float) -> str:
    """All decimals there are, thousands not set apart."""
    exact = Decimal(repr(value))
    return f"{exact:f}".rstrip("0").rstrip(".") if "." in f"{exact:f}" else f"{exact:f}"


def day_words(text: str, say: Wording) -> str:
    """``2026-03`` or ``2026-03-01`` in words; anything else stays."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts):
        return text
    if len(parts) == 2:
        return say("fill.month", year=int(parts[0]), month=int(parts[1]))
    if len(parts) == 3:
        return say("figure.day", year=int(parts[0]), month=int(parts[1]), day=int(parts[2]))
    return text
