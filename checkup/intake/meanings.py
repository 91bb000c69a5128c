"""What an answer says beside scales: needed or lacking, who somebody is, who does not belong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from checkup.intake.option_words import load, parts, plain
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
    """``aged_60`` for each bracket that begins at 60 or later, ``under_14`` below that age.

    Without ``aged_60`` when one bracket lies across 60, for then the question cannot tell who
    is older.
    """
    line, child = load().aged, load().child
    found: list[Meaning | None] = []
    across = False
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
            across = True
        young = high - (1 if below else 0) < child
        found.append("aged_60" if low >= line else "under_14" if young else None)
    return tuple(None if across and each == "aged_60" else each for each in found)


def consents(labels: Sequence[str]) -> tuple[Meaning | None, ...] | Unclear:
    """``consented`` for each answer that agrees; unclear when a label is neither yes nor no."""
    words = load().consent
    agrees, refuses = set(map(plain, words.agrees)), set(map(plain, words.refuses))
    for label in labels:
        if plain(label) not in agrees | refuses:
            return Unclear("words", label)
    return tuple("consented" if plain(label) in agrees else None for label in labels)


def attentive(
    labels: Sequence[str], title: str, number: str | None
) -> tuple[Meaning | None, ...] | Unclear:
    """``attention_passed`` for the answer that the title asks for (“本题请选择非常满意”,
    “此题请选 3”, “请选择本题序号”); unclear when nobody gave it or the title names none."""
    wanted = title.rpartition("选")[2]
    named = [label for label in labels if plain(label) and plain(label) in plain(wanted)]
    longest = max(named, key=len, default=None)
    digits = re.findall(r"\d+", unicodedata.normalize("NFKC", wanted))
    if "序号" in wanted or "题号" in wanted:
        digits = [number] if number else []
    for label in labels:
        if longest is None and len(digits) == 1 and parts(label)[0] == float(digits[0]):
            longest = label
    if longest is None:
        return Unclear("words", labels[0] if labels else "")
    return tuple("attention_passed" if label == longest else None for label in labels)


def screened(labels: Sequence[str]) -> tuple[Meaning | None, ...]:
    """``outside`` for answers of people who have nothing to do with the community."""
    words = set(map(plain, load().screened_out))
    return tuple("outside" if plain(label) in words else None for label in labels)
