"""One column of answers → codes: each distinct cell is understood once and looked up after."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.intake import mapping, privacy
from checkup.intake.dialects import Dialect
from checkup.intake.mapping import Asked, Match
from checkup.model import BLANK, SKIPPED, Question


def coded(
    column: Sequence[object], match: Match, dialect: Dialect, source: str
) -> tuple[Question, list[tuple[str, int, int]]]:
    """The question with one code per row, and (cell, first row, count) of unknown labels.

    ``column`` has one raw cell per respondent. Typed text is gone from the codes, and an open
    question keeps only whether there was an answer.
    """
    asked = match.asked
    labels, positions = _options(asked, column, dialect)
    silent = _silent(dialect)
    unknown: set[object] = set()

    def code(cell: object) -> int:
        if cell in silent:
            return silent[cell]
        text = _unwritten(str(cell), dialect)
        key = mapping.plain_label(text)
        if key in silent:
            return silent[key]
        if asked.kind == "open":
            return 0
        if not asked.multiple:
            if key in positions:
                return positions[key]
            unknown.add(cell)
            return BLANK
        bits = 0
        for part in text.split(dialect.between_options):
            place = positions.get(mapping.plain_label(part))
            if place is not None:
                bits |= 1 << place
            elif part.strip():
                unknown.add(cell)
        return bits or BLANK

    table = {cell: code(cell) for cell in set(column)}
    question = Question(
        id=asked.id,
        kind=asked.kind,
        number=match.number,
        title=asked.title,
        item=asked.item,
        options=labels,
        multiple=asked.multiple,
        codes=[table[cell] for cell in column],
        sources=(source,),
        means=tuple(option.means for option in asked.options) or (None,) * len(labels),
        scores=tuple(option.score for option in asked.options) or (None,) * len(labels),
    )
    listed = sorted((column.index(cell), str(cell), column.count(cell)) for cell in unknown)
    return question, [(label, first, count) for first, label, count in listed]


def _options(
    asked: Asked, column: Sequence[object], dialect: Dialect
) -> tuple[tuple[str, ...], dict[str, int]]:
    """(labels in order, comparable label → position); the community's own where it says so."""
    if not asked.open_options:
        positions = {
            mapping.plain_label(word): place
            for place, option in enumerate(asked.options)
            for word in (*option.aliases, option.label)
        }
        return tuple(option.label for option in asked.options), positions
    silent = _silent(dialect)
    names: dict[str, str] = {}
    for text in sorted({_unwritten(str(cell), dialect).strip() for cell in set(column)}):
        key = mapping.plain_label(text)
        if text not in silent and key not in silent and not privacy.value_tells(text):
            names.setdefault(key, text)
    return tuple(names.values()), {key: place for place, key in enumerate(names)}


def _silent(dialect: Dialect) -> dict[object, int]:
    """Cells that are no answer → BLANK or SKIPPED, as written and as compared."""
    empty = SKIPPED if dialect.empty == "skipped" else BLANK
    words: dict[object, int] = {"": empty, None: empty}
    for code, spellings in ((SKIPPED, dialect.skipped), (BLANK, dialect.blank)):
        for word in spellings:
            words[word] = words[mapping.plain_label(word)] = code
    return words


def _unwritten(text: str, dialect: Dialect) -> str:
    """The cell without what people typed: ``其他〖a┋b〗┋钢琴`` → ``其他┋钢琴``."""
    opens, closes = dialect.written.opens, dialect.written.closes
    while (start := text.find(opens)) >= 0:
        end = text.find(closes, start)
        text = text[:start] + (text[end + len(closes) :] if end >= 0 else "")
    return text
