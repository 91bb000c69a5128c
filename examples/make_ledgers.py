"""Write the example ledgers from ``ledgers.yaml``, through the form a worker gets.

What of their figures stands in the public report on the real model and what is made up is told
in ``README.md`` and at each row's 来源. The same bytes every time.

    python examples/make_ledgers.py

writes ``枫树社区/设施台账.xlsx`` and ``枫树社区-复检/设施台账.xlsx`` beside this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from checkup import datafiles, vocabulary
from checkup.judge import standard
from checkup.report import forms, wording

HERE = Path(__file__).parent
BOTH = "both"
FOLDERS = ("枫树社区", "枫树社区-复检")

Row = dict[str, object]


class Rows(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of one sheet by column header; ``every`` holds what all of them share."""

    rows: tuple[dict[str, Any], ...]
    every: dict[str, Any] = {}


def prefill(folder: str) -> dict[str, list[Row]]:
    """Sheet id → rows by column id of that example; rows of both rounds come first.

    Raises ValueError for a sheet or header that the form does not have.
    """
    source = datafiles.read(HERE / "ledgers.yaml")
    data = msgspec.convert(source.data, dict[str, dict[str, Rows]])
    sheets = {sheet.name: sheet for sheet in vocabulary.load().sheets.values()}
    filled: dict[str, list[Row]] = {}
    for name in (BOTH, folder):
        for title, given in data[name].items():
            sheet = sheets.get(title)
            if sheet is None:
                raise ValueError(title)
            columns = {column.name: column.id for column in sheet.columns}
            for row in given.rows:
                cells = {**given.every, **row}
                if unknown := cells.keys() - columns.keys():
                    raise ValueError(f"{title}: {unknown}")
                filled.setdefault(sheet.id, []).append(
                    {columns[header]: value for header, value in cells.items()}
                )
    rules = standard.load().rules
    for row in filled["answers"]:
        row["clause"] = rules[str(row["rule"])].measures
    return filled


def workbook(folder: str) -> bytes:
    """The ledger of that example as xlsx."""
    return forms.ledger(wording.load(), prefill(folder))


def main() -> None:
    for folder in FOLDERS:
        (HERE / folder / "设施台账.xlsx").write_bytes(workbook(folder))


if __name__ == "__main__":
    main()
