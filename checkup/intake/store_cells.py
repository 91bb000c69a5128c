"""Cells of 项目库.xlsx that hold more than one figure: money, shares of it, a period, households.

Money without a unit is in the header's unit. Each reader gives None for what it cannot read; the
caller says so, with the cell.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from checkup.model import StoredMoney

_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_AMOUNT = re.compile(rf"^{_NUMBER}(?P<unit>亿|万)?(?P<yuan>元)?$")
_PART = re.compile(rf"^(?P<source>.*?[^\d.,:\s])[:\s]*{_NUMBER}(?P<unit>亿|万)?(?P<yuan>元)?$")
_TIMES = {"": 1, "元": 1, "万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000}
_POINT = re.compile(
    r"(?P<year>20\d\d)\s*[年\-./]?\s*"
    r"(?:第?(?P<season>[1-4一二三四])季度?|[Qq](?P<quarter>[1-4])|(?P<month>1[0-2]|0?[1-9])(?!\d)月?)?"
)
_SEASONS = {"一": 1, "二": 2, "三": 3, "四": 4}
_HOUSEHOLDS = re.compile(r"^(?P<agreed>\d+)户?(?:/(?P<asked>\d+)户?)?$")


def flat(text: str) -> str:
    """The text with full-width signs made plain and spaces out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def is_bare(text: str) -> bool:
    """Whether a sum is written without any unit of its own."""
    found = _AMOUNT.match(flat(text))
    return found is not None and not found["unit"] and not found["yuan"]


def money(text: str, unit: str) -> int | None:
    """300, 300万元, 3000000元 → whole 元, a part of a 元 rounded; ``unit`` is the header's."""
    found = _AMOUNT.match(flat(text))
    return None if found is None else _yuan(found, unit)


def _yuan(found: re.Match[str], unit: str) -> int | None:
    told = f"{found['unit'] or ''}{found['yuan'] or ''}" or unit
    if told not in _TIMES:
        return None
    amount = Decimal(found["number"].replace(",", "")) * _TIMES[told]
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def funding(text: str, unit: str) -> tuple[StoredMoney, ...] | None:
    """市级 100；区级 60 → who pays how much, in 元."""
    parts = []
    for part in re.split(r"[;、\n]+|,(?!\d{3})", unicodedata.normalize("NFKC", text)):
        if not part.strip():
            continue
        found = _PART.match(part.strip())
        amount = None if found is None else _yuan(found, unit)
        if found is None or amount is None:
            return None
        parts.append(StoredMoney(found["source"].strip(), amount))
    return tuple(parts) or None


def period(text: str) -> tuple[str, str] | None:
    """2026年3月—2026年12月, 2026Q1–2026Q3 → first and last quarter; a bare year is all of it."""
    points = list(_POINT.finditer(unicodedata.normalize("NFKC", text)))
    if not 1 <= len(points) <= 2:
        return None
    first, last = _quarter(points[0], first=True), _quarter(points[-1], first=False)
    return (first, last) if first <= last else None


def _quarter(found: re.Match[str], *, first: bool) -> str:
    number = 1 if first else 4
    if found["month"]:
        number = (int(found["month"]) + 2) // 3
    elif told := found["season"] or found["quarter"]:
        number = _SEASONS.get(told) or int(told)
    return f"{found['year']}Q{number}"


def households(text: str) -> tuple[int, int | None] | None:
    """320/400 → agreed and asked; 320 alone leaves the second open."""
    found = _HOUSEHOLDS.match(flat(text))
    if found is None:
        return None
    agreed, asked = int(found["agreed"]), int(found["asked"]) if found["asked"] else None
    return None if asked is not None and agreed > asked else (agreed, asked)


def share(text: str) -> float | None:
    """60, 60% and a cell of 0.6 in per cent format → 0.6."""
    written = flat(text)
    try:
        number = float(written.removesuffix("%"))
    except ValueError:
        return None
    told = number / 100 if written.endswith("%") or number > 1 else number
    return told if 0 <= told <= 1 else None
