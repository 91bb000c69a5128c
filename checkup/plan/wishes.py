"""What the user asks of a plan, as typed: money in any of its spellings, years, ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from checkup.model import Wishes

_MONEY = re.compile(r"(?P<figure>\d+(?:\.\d+)?)(?P<unit>亿|万)?元?")
_UNITS = {None: 1, "万": 10_000, "亿": 100_000_000}
_YEAR = re.compile(r"(?P<year>20\d\d)年?[=＝:：](?P<money>.+)")


class UnreadableError(ValueError):
    """A word that is no sum of money, year or list; ``args[0]`` is the word."""


def money(text: str) -> int:
    """300万, 300万元, 3000000, 3000000元, 0.3亿 → whole 元. Raises :class:`UnreadableError`.

    A part of a 元 is refused: nobody plans in 分, and rounding would be a guess.
    """
    flat = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    found = _MONEY.fullmatch(flat)
    if found is None:
        raise UnreadableError(text)
    amount = Decimal(found["figure"]) * _UNITS[found["unit"]]
    if amount != int(amount):
        raise UnreadableError(text)
    return int(amount)


def yearly(texts: Iterable[str]) -> dict[int, int]:
    """2026=100万 … → {2026: 1000000}. Raises for a slip or a year twice."""
    found: dict[int, int] = {}
    for text in texts:
        each = _YEAR.fullmatch(text.strip())
        if each is None or int(each["year"]) in found:
            raise UnreadableError(text)
        found[int(each["year"])] = money(each["money"])
    return found


def settled(told: Mapping[str, Any]) -> Wishes:
    """The block ``plan`` of checkup.yaml. Raises with the key that is wrong."""

    def amount(key: str) -> int | None:
        return None if told.get(key) is None else _money(key, told[key])

    def words(key: str) -> tuple[str, ...]:
        value = told.get(key) or ()
        return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)

    def amounts(key: str) -> dict[str, int]:
        value = told.get(key) or {}
        if not isinstance(value, Mapping):
            raise UnreadableError(key)
        return {str(name): _money(f"{key}.{name}", each) for name, each in value.items()}

    years = amounts("yearly")
    if not all(re.fullmatch(r"20\d\d", year) for year in years):
        raise UnreadableError("yearly")
    return Wishes(
        budget=amount("budget"),
        operating=amount("operating"),
        yearly={int(year): each for year, each in years.items()},
        channels=amounts("channels"),
        force=words("force"),
        forbid=words("forbid"),
        floor=amount("floor"),
    )


def _money(key: str, value: object) -> int:
    try:
        return money(str(value))
    except UnreadableError:
        raise UnreadableError(key) from None
