"""What an answer says beside scales: needed or lacking, who somebody is, who does not belong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from checkup.intake.option_words import load, plain
from checkup.intake.scales import Unclear
from checkup.model import Meaning


def need(labels: Sequence[str], lacking: bool) -> tuple[Meaning | None, ...] | Unclear:
    """What each answer to a question of need says.

    ``lacking``: the question asks what is missing, so that wanting it says there is none.
    """
    words = load().need
    table: dict[str, Meaning] = {plain(word): "need_met" for word in words.met}
    table |= {plain(word): "need_unmet" for word in words.unmet}
    table |= {plain(word): "no_need" for word in words.none}
    if lacking:
        table |= {plain(word): "need_unmet" for word in words.wanted}
    unsure = set(map(plain, load().unsure))
    wanted = set(map(plain, words.wanted))
    for label in labels:
        if plain(label) not in table and plain(label) not in unsure:
            return Unclear("direction" if plain(label) in wanted else "words", label)
    if not {"need_met", "need_unmet"} & {table.get(plain(label)) for label in labels}:
        return Unclear("words", labels[0] if labels else "")
    return tuple(table.get(plain(label), "unsure") for label in labels)


def people(labels: Sequence[str]) -> tuple[Meaning | None, ...]:
    """Who an answer says somebody is or has at home; None for words that say nothing to us."""
    table = {plain(word): code for code, words in load().people.items() for word in words}
    return tuple(table.get(plain(label)) for label in labels)


def ages(labels: Sequence[str]) -> tuple[Meaning | None, ...]:
    """``aged_60`` for each bracket that begins at 60 or later.

    All None when one bracket lies across 60, for then the question cannot tell who is older.
    """
    line = load().aged
    found: list[Meaning | None] = []
    for label in labels:
        text = unicodedata.normalize("NFKC", label)
        years = [int(each) for each in re.findall(r"\d{1,3}", text)]
        if not years:
            found.append(None)
            continue
        below = "下" in text or "以内" in text
        low = 0 if below else years[0]
        high = years[-1] if below or len(years) > 1 else 999
        if low < line <= high - (1 if below else 0):
            return (None,) * len(labels)
        found.append("aged_60" if low >= line else None)
    return tuple(found)


def screened(labels: Sequence[str]) -> tuple[Meaning | None, ...]:
    """``outside`` for answers of people who have nothing to do with the community."""
    words = set(map(plain, load().screened_out))
    return tuple("outside" if plain(label) in words else None for label in labels)
