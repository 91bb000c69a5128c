"""The questions of an export, whatever they ask: titles, types and the options people chose.

Columns are grouped as the dialect writes them: a matrix has a column per row, a question with
several choices one column or one per option. Personal columns are left out, and a label is
shown only when it is a known word or many gave it, for it may be somebody's own words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake import (
    choices,
    dialects,
    headers,
    option_words,
    privacy,
    proposals,
    scales,
    title_words,
    values,
)  # fmt: skip
from checkup.intake.cells import Cell
from checkup.intake.dialects import Dialect
from checkup.intake.proposals import Found
from checkup.intake.title_words import QuestionType

_OFTEN, _SHARE = 10, 0.1
"""A label is shown when ten people gave it, or a tenth of a smaller file (method §1.11)."""
_MOST_OPTIONS = 15
_OPEN_SHARE = 0.2
"""More different answers than both of these: nobody was offered options."""
_LONG = 20
"""Answers this long on average are sentences."""
_MARKS = frozenset({"dash", "square", "colon", "slash"})


class _Column(Struct, frozen=True, kw_only=True):
    """One question column; ``stem`` is empty where the column is a question of its own."""

    position: int
    number: str | None
    stem: str
    text: str
    cells: tuple[str, ...]


def questions(rows: Sequence[Sequence[object]], header: int, dialect: Dialect) -> list[Found]:
    """The questions of a sheet in its order. ``header`` is the header's row, from 0."""
    titles = ["" if cell is None else str(cell) for cell in rows[header]]
    own = dialects.roles(titles, dialect)
    silent = {"", *dialect.skipped, *dialect.blank}
    columns = [
        column
        for column in _columns(titles, rows[header + 1 :], dialect, frozenset(own))
        if not privacy.header_tells(column.text) and not privacy.column_tells(column.cells)
    ]
    groups = list(_groups(columns, dialect))
    # one column with all choices beside one per option: the options' columns tell it
    apart = {
        group[0].stem
        for group in groups
        if group[0].stem and len(group) > 1 and _is_ticks(group, dialect, silent)
    }
    found = [
        each
        for group in groups
        if group[0].stem or group[0].text not in apart
        for each in _found(group, dialect, silent)
    ]
    counts = Counter(title_words.key(each.title, each.part) for each in found)
    return [
        replace(each, repeated=counts[title_words.key(each.title, each.part)] > 1) for each in found
    ]


def _columns(
    titles: list[str], rows: Sequence[Sequence[object]], dialect: Dialect, skip: frozenset[int]
) -> Iterator[_Column]:
    """Columns with their stems. Only a matrix's first column need have it: later ones belong to
    it while they have its number or none (exports §3.1)."""
    stem, stem_number = "", None
    for position, header in enumerate(titles):
        if position in skip or not header.strip():
            continue
        number, text = headers.numbered(header)
        text = text.rstrip(":：").strip()
        opened = _cut(text, dialect)
        if opened is not None:
            stem, part = opened
            stem_number = number
        elif stem and "dash" in dialect.parts and number in (None, stem_number):
            part = text
        else:
            stem, part = "", text
        yield _Column(
            position=position,
            number=number or (stem_number if stem else None),
            stem=stem,
            text=part,
            cells=tuple(_text(row[position]) if position < len(row) else "" for row in rows),
        )


def _cut(text: str, dialect: Dialect) -> tuple[str, str] | None:
    """(stem, part) of a header that has both, or None."""
    if "dash" in dialect.parts and "—" in text:
        for mark in (":—", ")—", "—"):
            if mark in text:
                at = text.rindex(mark) + len(mark) - 1
                return text[:at].rstrip(":"), text[at + 1 :]
    if "square" in dialect.parts and text.endswith("]") and "[" in text:
        at = text.rindex("[")
        return text[:at].strip(), text[at + 1 : -1]
    for part, mark in (("colon", ":"), ("slash", "/")):
        if part in dialect.parts and mark in text.rstrip(mark):
            at = text.index(mark)
            return text[:at], text[at + 1 :]
    return None


def _text(cell: object) -> str:
    return values.text_of(Cell(cell)) or ""


def _groups(columns: Sequence[_Column], dialect: Dialect) -> Iterator[list[_Column]]:
    """Neighbours with one stem together; ``题干:…`` is a stem only when a neighbour has it."""
    group: list[_Column] = []
    for column in columns:
        if group and (not column.stem or column.stem != group[0].stem):
            yield group
            group = []
        group.append(column)
    if group:
        yield group


def _found(group: list[_Column], dialect: Dialect, silent: set[str]) -> Iterator[Found]:
    """One question per column; for one with several choices one, or one per facility named."""
    first = group[0]
    if first.stem and len(group) > 1 and _is_ticks(group, dialect, silent):
        parts = tuple(column.text for column in group)
        yield from _several(first.number, first.stem, parts)
        return
    if first.stem and len(group) == 1 and not _is_matrix(first, dialect):
        # a mark inside an ordinary title: nothing was cut off
        text = f"{first.stem}{_mark(dialect)}{first.text}"
        group = [_Column(position=first.position, number=first.number, stem="", text=text,
                         cells=first.cells)]  # fmt: skip
    options = [_options(column.cells, dialect, silent) for column in group]
    siblings = tuple(dict.fromkeys(label for all_, _ in options for label in all_))
    for column, (all_, shown) in zip(group, options, strict=True):
        stem, part = (column.stem, column.text) if column.stem else (column.text, "")
        type_ = _type(column, all_, dialect, silent)
        if type_ == "multiple":
            marks = _split_marks(column.cells, dialect)
            parts = _labels_of_several(column.cells, marks, dialect, silent)
            yield from _several(column.number, column.text, parts)
            continue
        closed = type_ != "open"
        yield Found(
            number=column.number, title=stem, part=part, type=type_,
            options=scales.arranged(shown, f"{stem} {part}") if closed else (),
            siblings=siblings if closed else (),
        )  # fmt: skip


def _is_matrix(column: _Column, dialect: Dialect) -> bool:
    return "square" in dialect.parts or "dash" in dialect.parts


def _mark(dialect: Dialect) -> str:
    return ":" if "colon" in dialect.parts else "/"


def _several(number: str | None, title: str, parts: tuple[str, ...]) -> Iterator[Found]:
    """A question with several choices; one row per option where the options are facilities."""
    if proposals.lists_facilities(title, parts):
        for part in parts:
            yield Found(number=number, title=title, part=part, type="multiple", options=(part,))
    else:
        yield Found(number=number, title=title, part="", type="multiple", options=parts)


def _is_ticks(group: list[_Column], dialect: Dialect, silent: set[str]) -> bool:
    """Whether each column holds only whether its option was chosen."""
    ticks = {*dialect.chosen, *dialect.not_chosen} - {"*"}
    any_ = "*" in dialect.chosen
    for column in group:
        told = {cell for cell in column.cells if cell not in silent}
        own_words = any_ and told <= {column.text}
        if not (told <= ticks or own_words):
            return False
    return True


def _type(
    column: _Column, labels: tuple[str, ...], dialect: Dialect, silent: set[str]
) -> QuestionType:
    filled = [cell for cell in column.cells if cell not in silent]
    if not filled:
        return "open"
    if _split_marks(column.cells, dialect):
        return "multiple"
    long = sum(map(len, set(filled))) > _LONG * len(set(filled))
    many = len(labels) > _MOST_OPTIONS and len(labels) > _OPEN_SHARE * len(filled)
    return "open" if long or many else "single"


def _split_marks(cells: Sequence[str], dialect: Dialect) -> str:
    """The mark between options of one cell, where splitting there makes fewer different answers;
    empty when the column has one choice per cell."""
    for mark in dialect.between:
        if mark == "/" or not mark.strip():
            continue
        marked = [cell for cell in cells if mark in cell]
        if len(marked) < 2:
            continue
        whole = set(cells) - {""}
        parts = {part.strip() for cell in whole for part in cell.split(mark)} - {""}
        if mark == "┋" or len(parts) < len(whole):
            return mark
    return ""


def _labels_of_several(
    cells: Sequence[str], mark: str, dialect: Dialect, silent: set[str]
) -> tuple[str, ...]:
    counts = Counter(
        part
        for cell in cells
        if cell not in silent
        for each in choices.unwritten(cell, dialect).split(mark)
        if (part := each.strip())
    )
    return _shown(counts, sum(1 for cell in cells if cell not in silent))


def _options(
    cells: Sequence[str], dialect: Dialect, silent: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(all labels, labels that may be shown), the most frequent first."""
    counts = Counter(
        choices.unwritten(cell, dialect).strip() for cell in cells if cell not in silent
    )
    counts.pop("", None)
    ordered = tuple(sorted(counts, key=lambda label: (-counts[label], label)))
    return ordered, _shown(counts, counts.total())


def _shown(counts: Counter[str], answers: int) -> tuple[str, ...]:
    least = max(2, min(_OFTEN, int(_SHARE * answers)))
    return tuple(
        label
        for label in sorted(counts, key=lambda each: (-counts[each], each))
        if (counts[label] >= least or option_words.known(label)) and not privacy.value_tells(label)
    )
