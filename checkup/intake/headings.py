"""What a header says: which column of ours stands under it, in which unit, and what only adds up.

Headings of several rows are joined with ``/``; their words are matched against the aliases of
``surveys/ledger.yaml``, whole, after folding (exports §7).
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake.values import flat
from checkup.vocabulary import Column, Sheet, Vocabulary, fold, split_header


class Heading(Struct, frozen=True, kw_only=True):
    """What stands over one column of a table."""

    text: str
    """Its rows joined with ``/``."""
    row: int
    """The row of the lowest cell."""
    column: Column | None = None
    unsure: bool = False
    """The words leave it open which column is meant."""
    total: bool = False
    """It only adds up other columns."""
    unit: str | None = None


Texts = dict[int, dict[int, tuple[str, int, int]]]
"""Row → column → (text, row and column of the cell it stands in)."""


class Words(dict[str, tuple[Column, bool]]):
    """Header word → (column, unsure), with what each header cell says in these words: a cell is
    looked at in headers of one, two and three rows."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, tuple[str, str | None]] = {}


def words_of(sheet: Sheet) -> Words:
    """The header words of a sheet of ours; a column's own name wins over another's alias."""
    words = Words()
    for column in sheet.columns:
        for alias in column.aliases:
            words.setdefault(fold(alias), (column, False))
        for alias in column.unsure:
            words.setdefault(fold(alias), (column, True))
    for column in sheet.columns:
        words[split_header(column.name)[0]] = (column, False)
    return words


def headings_of(
    texts: Texts,
    top: int,
    bottom: int,
    words: Words,
    vocabulary: Vocabulary,
) -> dict[int, Heading]:
    """Heading by column, from the header rows ``top`` to ``bottom``."""
    found = {}
    for place in {column for row in range(top, bottom + 1) for column in texts.get(row, {})}:
        cells = dict.fromkeys(
            told for row in range(top, bottom + 1) if (told := texts.get(row, {}).get(place))
        )
        parts = list(dict.fromkeys(" ".join(text.split()) for text, _, _ in cells))
        found[place] = _heading(parts, list(cells)[-1][1], words, vocabulary)
    return found


def _heading(parts: list[str], row: int, words: Words, vocabulary: Vocabulary) -> Heading:
    named = [_named(part, words, vocabulary) for part in parts]
    unit = next((unit for _, unit in reversed(named) if unit), None)
    names = [name for name, _ in named if name]
    text = "/".join(parts)
    total = bool(names) and names[-1] in map(fold, vocabulary.totals)
    if total:
        names.pop()
    found = _meant(names, words)
    if found is None:
        return Heading(text=text, row=row, unit=unit, total=total)
    return Heading(text=text, row=row, column=found[0], unsure=found[1], unit=unit)


def _meant(names: list[str], words: Words) -> tuple[Column, bool] | None:
    """面积/建筑 is 建筑面积, 产权单位/名称 is 产权单位, 位置/小区 is 小区."""
    if not names:
        return None
    last, over = words.get(names[-1]), None
    if len(names) > 1:
        over = words.get(names[-2])
        for joined in (names[-1] + names[-2], names[-2] + names[-1]):
            if joined in words:
                return words[joined]
    if last is not None and over is not None and last[0].key and not over[0].key:
        return over
    return last


_NUMBERING = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.、])")


def _named(text: str, words: Words, vocabulary: Vocabulary) -> tuple[str, str | None]:
    """(folded name, unit) of one header cell; a cell that holds only a unit has no name."""
    if text not in words.told:
        words.told[text] = _read(text, words, vocabulary)
    return words.told[text]


def _read(text: str, words: Words, vocabulary: Vocabulary) -> tuple[str, str | None]:
    name, unit = split_header(text)
    if name in words:
        return name, unit
    if not name or is_unit(text, vocabulary):
        return "", (unit or flat(text)).strip("()[]【】〔〕")
    for size in vocabulary.unit_sizes:
        rest, written = name[:-size].rstrip("/"), name[-size:]
        if written in vocabulary.unit_words and rest in words:
            return rest, written
    bare = split_header(_NUMBERING.sub("", flat(text)))[0]
    return (bare if bare in words else name), unit


def is_unit(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text is a unit and nothing else: ㎡, （平方米）, 万㎡."""
    word = flat(text).strip("()[]【】〔〕 ").lower()
    return word in vocabulary.unit_words or word in map(fold, vocabulary.counters)


_NOTED = re.compile(r"单位[:：](?P<unit>[^()（）\s]+)")


def noted_unit(texts: Texts, top: int, vocabulary: Vocabulary) -> str | None:
    """The unit of area that a line above the header gives for the whole table: 单位：亩."""
    for row in sorted(texts, reverse=True):
        if row >= top:
            continue
        for text, _, _ in texts[row].values():
            for found in _NOTED.finditer(text):
                for word in re.split("[、,，/]", found["unit"]):
                    if flat(word).lower() in vocabulary.unit_words:
                        return flat(word)
    return None


def unit_over(texts: Texts, top: int, place: int, vocabulary: Vocabulary) -> str | None:
    """The unit of a heading merged over several columns: 面积（亩） above 建筑面积."""
    told = texts.get(top - 1, {}).get(place)
    if told is None:
        return None
    unit = split_header(told[0])[1]
    return unit if unit and is_unit(unit, vocabulary) else None


def with_unit(heading: Heading, unit: str | None) -> Heading:
    column = heading.column
    wanted = unit and not heading.unit and column is not None and column.unit == "㎡"
    return replace(heading, unit=unit) if wanted else heading
