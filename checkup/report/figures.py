"""How figures are printed, the same on the page, in the workbook and on the terminal.

Rounding is half-up on the decimal that a person would read (method §0, T-0.1). Whatever is
unknown prints the wording's 无数据, never 0 and never a blank. Nothing here computes a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from checkup.model import Cost, Fact, Needed, Quantity, Ref
from checkup.report.wording import Wording
from checkup.result import SourceFile

YUAN_PER_WAN = 10_000
_QUARTER = re.compile(r"(\d{4})\s*[-年]?\s*[Qq]([1-4])")


def half_up(value: float, places: int) -> Decimal:
    """``value`` rounded half-up to ``places`` decimals: 2.675 → 2.68, 72.5 → 73 (T-0.1)."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def fixed(value: float, places: int) -> str:
    """Rounded half-up, always with ``places`` decimals, thousands apart: 1,234.50."""
    return f"{half_up(value, places):,f}"


def plain(value: float, places: int = 2) -> str:
    """Rounded half-up to at most ``places`` decimals, no trailing zeros: 820, 352.5."""
    text = fixed(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def score(value: float | None, say: Wording) -> str:
    """A score of 0–100 with one decimal."""
    return say("figure.unknown") if value is None else fixed(value, 1)


def points(value: float | None, say: Wording) -> str:
    """A score with its unit 分."""
    if value is None:
        return say("figure.unknown")
    return say("figure.points", value=fixed(value, 1))


def signed(value: float, places: int = 1) -> str:
    """A change: +4.0, −2.0, 0.0."""
    rounded = half_up(value, places)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded):,f}"


def change(value: float | None, say: Wording) -> str:
    """A change of a score with its sign."""
    return say("figure.unknown") if value is None else signed(value)


def share_change(value: float | None, say: Wording) -> str:
    """A change of a share of 0–1 in points of per cent, with its sign."""
    if value is None:
        return say("figure.unknown")
    return say("figure.percent_points", value=signed(float(Decimal(repr(value)) * 100)))


def share(value: float | None, say: Wording) -> str:
    """A share of 0–1 as per cent with one decimal."""
    if value is None:
        return say("figure.unknown")
    return say("figure.percent", value=fixed(float(Decimal(repr(value)) * 100), 1))


def whole(value: float | None, say: Wording) -> str:
    """A count as an integer, thousands apart."""
    return say("figure.unknown") if value is None else fixed(value, 0)


def people(value: float | None, say: Wording, extrapolated: bool = False) -> str:
    """People; what was extrapolated is rounded to tens and marked 约 (method §0)."""
    if value is None:
        return say("figure.unknown")
    if extrapolated:
        tens = half_up(float(Decimal(repr(value)) / 10), 0) * 10
        return say("figure.people_about", value=f"{tens:,f}")
    return say("figure.people", value=fixed(value, 0))


def ranks(best: int, worst: int, say: Wording) -> str:
    """The ranks a thing may have: one where there is no doubt, else both ends."""
    return str(best) if best == worst else say("workbook.reach", low=best, high=worst)


def amount(value: float | None, unit: str | None, say: Wording) -> str:
    """A measured figure in its own unit, at most two decimals."""
    if value is None:
        return say("figure.unknown")
    return say("figure.with_unit", value=plain(value), unit=unit) if unit else plain(value)


def quantity(found: Quantity | None, say: Wording) -> str:
    """A measured quantity with its unit."""
    return amount(found.value, found.unit, say) if found else say("figure.unknown")


def needed(asked: Needed | None, say: Wording) -> str:
    """What a clause asks, with its comparison; a yes/no clause asks 符合要求."""
    if asked is None or (asked.value is None and asked.compare not in ("all", "yes")):
        return say("compare.yes")
    return say(
        f"compare.{asked.compare}",
        value=amount(asked.value, asked.unit, say),
        upper=amount(asked.upper, asked.unit, say),
    )


def wan_number(yuan: float) -> str:
    """元 as 万元 with two decimals, without the unit."""
    return fixed(float(Decimal(repr(yuan)) / YUAN_PER_WAN), 2)


def wan_short(yuan: float) -> str:
    """元 as 万元 without the unit and without trailing zeros, for the ticks of a chart."""
    return plain(float(Decimal(repr(yuan)) / YUAN_PER_WAN))


def wan(yuan: float | None, say: Wording) -> str:
    """Money held as 元, printed in 万元; no price prints 待询价."""
    if yuan is None:
        return say("figure.to_quote")
    return say("figure.wan", value=wan_number(yuan))


def needs_no_works(total: Cost) -> bool:
    """A rule or an agreement to make, with the reason as its basis: nothing to be quoted."""
    return total.typical is None and total.basis is not None


def is_unpriced(total: Cost) -> bool:
    """Money is needed and no price is known: 待询价."""
    return total.typical is None and total.basis is None


def cost(total: Cost, say: Wording) -> str:
    """A cost as its range in 万元; the typical value where there is no range; else 待询价."""
    if needs_no_works(total):
        return say("figure.no_works")
    if total.low is None or total.high is None:
        return wan(total.typical, say)
    if total.low == total.high:
        return wan(total.low, say)
    return say("figure.wan_range", low=wan_number(total.low), high=wan_number(total.high))


def day(when: date | None, say: Wording) -> str:
    """A date in words."""
    if when is None:
        return say("figure.unknown")
    return say("figure.day", year=when.year, month=when.month, day=when.day)


def quarter_index(text: str | None) -> int | None:
    """``2024Q3`` as a running number of quarters, or None when it is written otherwise."""
    found = _QUARTER.fullmatch(text.strip()) if text else None
    return int(found.group(1)) * 4 + int(found.group(2)) - 1 if found else None


def quarter(text: str, say: Wording) -> str:
    """``2024Q3`` in words; another way of writing a time stays as it is."""
    index = quarter_index(text)
    if index is None:
        return text
    return say("figure.quarter", year=index // 4, quarter=index % 4 + 1)


def term(start: str, finish: str, say: Wording) -> str:
    """From one quarter to another in words; a single quarter once."""
    if start == finish:
        return quarter(start, say)
    return say("figure.term", start=quarter(start, say), finish=quarter(finish, say))


def place(ref: Ref, sources: Mapping[str, SourceFile], say: Wording) -> str:
    """A cell as 设施台账.xlsx › 设施台账 › C17."""
    source = sources.get(ref.source)
    name = source.name if source else say("figure.unknown")
    if not ref.sheet:
        return say("figure.place_in_file", file=name, cell=ref.cell)
    return say("figure.place", file=name, sheet=ref.sheet, cell=ref.cell)


def fact_value(fact: Fact, say: Wording) -> str:
    """What a fact tells: 是/否, a word, or a figure with its unit; else 无数据."""
    if fact.value is None:
        return say("figure.unknown")
    if isinstance(fact.value, bool):
        return say("figure.yes" if fact.value else "figure.no")
    if isinstance(fact.value, str):
        return fact.value
    return amount(fact.value, fact.unit, say)
