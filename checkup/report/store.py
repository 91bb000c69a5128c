"""项目库.xlsx: the office's projects as they were and our proposals beside them.

A copy to look through and put into the community's folder. A hidden column holds a record of
each row, so that whatever a person writes here is known as theirs when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from checkup import records, vocabulary
from checkup.model import StoreRow
from checkup.report import forms
from checkup.report.book import Book
from checkup.report.celltext import plain
from checkup.report.sheets import accepted
from checkup.report.tables import layout
from checkup.report.wording import Wording
from checkup.result import Result

SHEET = "projects"
_LONGEST_LIST = 255
"""Signs a drop-down's list may have inside a cell's rule."""
_DROPPED = 500
_ROWS, _COLUMNS = 5_000, 60
"""As far as a store is looked through for what a person wrote."""


def render(result: Result, say: Wording) -> bytes:
    """The workbook's bytes: the same for the same result."""
    words = vocabulary.load()
    sheet = words.sheets[SHEET]
    book = Book(say("store.title", name=result.community.name), say, layout("forms"))
    count = len(result.plan.store)
    rows = [
        {
            **{column: _clean(cell, say) for column, cell in row.cells.items()},
            "record": records.to_text(_record(row, count, say)),
        }
        for row in result.plan.store
    ]
    paper = forms.grid(book, sheet.name, sheet.columns, rows, words)
    places = {column.id: place for place, column in enumerate(sheet.columns)}
    accepted(paper.set_column(places["record"], places["record"], 8, None, {"hidden": True}), SHEET)
    leads = list(dict.fromkeys(lead for item in result.items for lead in item.lead))
    while leads and len(",".join(leads)) > _LONGEST_LIST:
        leads.pop()
    if leads:
        rule = forms.choice(leads, say)
        place = places["lead"]
        accepted(paper.data_validation(1, place, _DROPPED, place, rule), SHEET)
    return book.finished()


def _clean(cell: float | str, say: Wording) -> float | str:
    return plain(cell, say) if isinstance(cell, str) else cell


def _record(row: StoreRow, count: int, say: Wording) -> records.Record:
    cells = {column: _clean(cell, say) for column, cell in row.cells.items()}
    return records.Record(
        key=row.key, ours=row.ours, hand=row.hand, seal=records.seal(cells), rows=count
    )


def touched(file: Path) -> bool:
    """Whether a person wrote into this store, or it is not one as we wrote it."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not file.exists():
        return False
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            ours = vocabulary.load().sheets[SHEET].name
            return book.sheetnames != [ours] or _changed(
                book[ours].iter_rows(max_row=_ROWS, max_col=_COLUMNS, values_only=True)
            )
        finally:
            book.close()
    except (OSError, BadZipFile, InvalidFileException, LookupError, ValueError, TypeError,
            SyntaxError):  # fmt: skip
        # what cannot be read may hold a person's work
        return True


def _changed(rows: Iterator[tuple[object, ...]]) -> bool:
    columns = vocabulary.load().sheets[SHEET].columns
    if [cell for cell in next(rows, ()) if cell is not None] != [each.name for each in columns]:
        return True
    count, told = 0, 0
    for row in rows:
        cells = {column.id: cell for column, cell in zip(columns, row, strict=False)}
        if not any(records.written(cell) for cell in row):
            continue
        count += 1
        record = records.of_text(records.written(cells.pop("record")))
        told = record.rows
        if not record.seal or record.seal != records.seal(cells):
            return True
    return count != told
