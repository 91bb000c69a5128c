"""Write the example ledgers from ``ledgers.yaml``, through the form a worker gets.

What of their figures stands in the public report on the real model and what is made up is told
in ``README.md`` and at each row's 来源. The same bytes every time.

    python examples/make_ledgers.py

writes ``设施台账.xlsx`` of both examples and ``枫树社区-复检/项目库.xlsx`` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from checkup import datafiles, vocabulary
from checkup.judge import standard
from checkup.report import forms, tables, wording
from checkup.report.book import Book
from checkup.vocabulary import Vocabulary

HERE = Path(__file__).parent
BOTH = "both"
FOLDERS = ("枫树社区", "枫树社区-复检")

Row = dict[str, object]


class Rows(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of one sheet by column header; ``every`` holds what all of them share."""

    rows: tuple[dict[str, Any], ...]
    every: dict[str, Any] = {}


def prefill(folder: str) -> dict[str, list[Row]]:
    """Sheet id → rows by column id of that example; rows of both rounds come first."""
    source = datafiles.read(HERE / "ledgers.yaml")
    data = msgspec.convert(source.data, dict[str, dict[str, Rows]])
    return filled([data[BOTH], data[folder]], vocabulary.load())


def filled(blocks: Iterable[Mapping[str, Rows]], words: Vocabulary) -> dict[str, list[Row]]:
    """Sheet id → rows by column id, of blocks by the sheets' names.

    Raises ValueError for a sheet or header that the form does not have.
    """
    known = {sheet.name: sheet for sheet in words.sheets.values()}
    rows: dict[str, list[Row]] = {}
    for block in blocks:
        for title, given in block.items():
            sheet = known.get(title)
            if sheet is None:
                raise ValueError(title)
            columns = {column.name: column.id for column in sheet.columns}
            for row in given.rows:
                cells = {**given.every, **row}
                if unknown := cells.keys() - columns.keys():
                    raise ValueError(f"{title}: {unknown}")
                rows.setdefault(sheet.id, []).append(
                    {columns[header]: value for header, value in cells.items()}
                )
    rules = standard.load().rules
    for each in rows.get("answers", ()):
        each["clause"] = rules[str(each["rule"])].measures
    return rows


def workbook(folder: str) -> bytes:
    """The ledger of that example as xlsx."""
    return forms.ledger(wording.load(), prefill(folder))


def store(folder: str) -> bytes:
    """The project store of that example."""
    return store_of(prefill(folder))


def store_of(rows: Mapping[str, Sequence[Row]]) -> bytes:
    """A project store as an office keeps it: without our two own columns."""
    words = vocabulary.load()
    sheet = words.sheets["projects"]
    columns = [column for column in sheet.columns if column.id not in ("mark", "record")]
    book = Book(sheet.name, wording.load(), tables.layout("forms"))
    forms.grid(book, sheet.name, columns, rows[sheet.id], words)
    return book.finished()


def main() -> None:
    for folder in FOLDERS:
        (HERE / folder / "设施台账.xlsx").write_bytes(workbook(folder))
    (HERE / FOLDERS[1] / "项目库.xlsx").write_bytes(store(FOLDERS[1]))


if __name__ == "__main__":
    main()
