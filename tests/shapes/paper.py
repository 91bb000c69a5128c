"""Paper forms typed into a workbook (exports §3.13): titles above, tallies below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checkup.model import BLANK, SKIPPED
from shapes.chinese import LETTERS, words
from shapes.people import Answer, Person, columns
from shapes.shape import HIDDEN, NO_TIME, Shape
from shapes.tables import xlsx

Rows = list[list[Any]]


def _titles(column_stems: bool = True) -> list[str]:
    """Three styles of headers in one row, matrix rows with their stem."""
    heads = []
    for column in columns():
        number = (f"Q{column.number} ", f"Q{column.number}", f"Q{column.number}. ")[
            column.number % 3
        ]
        row = f"—{column.asked.title}" if column.row is not None and column_stems else ""
        heads.append(f"{number}{column.question.title}{row}")
    return heads


def in_words(people: Sequence[Person], file: Path) -> Path:
    """Title and note above, a sheet of hand tallies first, tallies right below the answers."""
    rows: Rows = [
        ["枫树社区居民问卷（纸质录入）"],
        ["填报人：  "],
        ["问卷序号", "姓名", *_titles()],
    ]
    for person in people:
        cells = [f"{cell} " if cell else "" for cell in words(person, "、")]
        rows.append([person.serial, person.who.name, *cells])
    rows += [["男：140", "", "", "", "", "女：150"], ["合计", "", 300]]
    return xlsx(file, {"统计": [["男：140"], ["女：151"]], "录入": rows})


def two_headers(people: Sequence[Person], file: Path) -> Path:
    """A merged row of stems above the rows' titles; the header carries serial number 1."""
    upper: list[Any] = ["问卷序号"]
    lower: list[Any] = [1]
    merged = [(0, 0, 0, 43)]
    for at, column in enumerate(columns(), 1):
        upper.append(f"{column.number}、{column.question.title}" if not column.row else "")
        lower.append("" if column.row is None else column.asked.title)
        if column.row == 0:
            merged.append((1, at, 1, at + len(column.question.rows) - 1))
    rows: Rows = [["枫树社区居民问卷"], upper, lower]
    rows += [[person.serial + 1, *words(person, "、")] for person in people]
    return xlsx(file, {"Sheet1": rows}, merged={"Sheet1": merged})


def in_letters(people: Sequence[Person], file: Path) -> Path:
    """Letters as they were ticked: ``A``, ``AC``; the estate and wishes in words."""
    rows: Rows = [["问卷序号", *_titles()]]
    for person in people:
        cells = [
            _letters(answer, column.labels if column.asked.open_options else ())
            for column, answer in zip(columns(), person.answers, strict=True)
        ]
        rows.append([person.serial, *cells])
    return xlsx(file, {"Sheet1": rows})


def _letters(answer: Answer, labels: tuple[str, ...]) -> str:
    if isinstance(answer, frozenset):
        return "".join(LETTERS[place] for place in sorted(answer))
    if isinstance(answer, str):
        return answer
    if answer in (BLANK, SKIPPED):
        return ""
    return labels[answer] if labels else LETTERS[answer]


PAPER = HIDDEN | NO_TIME
SHAPES = (
    Shape("paper_words", "paper", "纸质问卷录入.xlsx", in_words, PAPER),
    Shape("paper_two_headers", "paper", "纸质问卷.xlsx", two_headers, PAPER),
    Shape("paper_letters", "paper", "纸质问卷录入.xlsx", in_letters, PAPER),
)
