"""Points as our own export writes them (``docs/export.md``), coming back as rows of a ledger.

GeoJSON or a table: estates, buildings and facilities stand in one list, under the export's names
and codes. They are dealt to the ledger's sheets, with the words people choose there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake.cells import Cell, Grid, UnusableError
from checkup.intake.ledger import Table
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Sheet, Vocabulary

SHEETS = {"estate": "estates", "building": "buildings", "facility": "facilities"}
"""``point`` of the export → sheet of the ledger."""
_NAMES = {"id": "number", "name": "name", "kind": "kind", "estate": "estate",
          "people": "population", "crs": "crs"}  # fmt: skip
"""The export's names → columns of the ledger."""
_ONLY_OURS = ("point", "path", "usable")
_SIGNS = frozenset({"community", "point", "id", "name", "longitude", "latitude", "crs"})
"""Columns by which a table is known as the export's; others may be added or taken away."""
_QUOTED = re.compile(r"'(?=[=+\-@])")
"""What the export puts before a text that a spreadsheet would take for a formula."""
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


class Listed(Struct, frozen=True, kw_only=True):
    """A table of points as grids of the ledger; ``rows``: sheet → its lines in the table."""

    source: str
    sheet: str
    grids: tuple[Grid, ...]
    rows: dict[str, tuple[int, ...]]

    def placed(self, table: Table) -> Table:
        """The table with the addresses of the file."""
        return replace(
            table,
            rows=tuple(
                replace(row, at={column: self._place(ref) for column, ref in row.at.items()})
                for row in table.rows
            ),
        )

    def told(self, found: Problem) -> Problem:
        """The problem at its address in the file."""
        if found.sheet is None or found.cell is None:
            return replace(found, sheet=self.sheet)
        at = self._place(Ref(self.source, found.sheet, found.cell))
        return replace(found, sheet=at.sheet, cell=at.cell)

    def _place(self, ref: Ref) -> Ref:
        found = _ADDRESS.fullmatch(ref.cell)
        assert found is not None, ref.cell
        line = int(found[2])
        own = 1 if line == 1 else self.rows[ref.sheet][line - 2]
        return Ref(self.source, self.sheet, f"{found[1]}{own}")


def listed(
    sheets: Sequence[tuple[str, list[list[Any]]]], source: str, vocabulary: Vocabulary
) -> Listed | None:
    """The table of points that a file is; None for any other file. Raises
    :class:`UnusableError` for points of several communities where one is read."""
    if len(sheets) != 1 or not sheets[0][1]:
        return None
    ((name, (head, *below)),) = sheets
    header = [each.strip() if isinstance(each, str) else "" for each in head]
    if not set(header) >= _SIGNS:
        return None
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    named: set[str] = set()
    for line, row in enumerate(below, 2):
        told = {key: _plain(each) for key, each in zip(header, row, strict=False) if key}
        sheet = SHEETS.get(told.get("point") or "")
        if sheet is not None:
            named |= {told["community"]} if told["community"] else set()
            own = in_our_words(told, vocabulary)
            groups.setdefault(vocabulary.sheets[sheet].name, []).append((line, own))
    if not groups:
        return None
    of_one(named, source, vocabulary)
    return Listed(
        source=source,
        sheet=name,
        grids=tuple(_grid(each, header, rows, vocabulary) for each, rows in groups.items()),
        rows={each: tuple(line for line, _ in rows) for each, rows in groups.items()},
    )


def _plain(value: Any) -> Any:
    return _QUOTED.sub("", value.strip(), count=1) if isinstance(value, str) else value


def _grid(
    name: str, header: Sequence[str], rows: list[tuple[int, dict[str, Any]]],
    vocabulary: Vocabulary,
) -> Grid:  # fmt: skip
    """The rows one below another, each value in the column in which the file has it."""
    sheet = next(each for each in vocabulary.sheets.values() if each.name == name)
    headings = {
        at: word
        for at, key in enumerate(header, 1)
        if key and key not in _ONLY_OURS and (word := heading(key, sheet, vocabulary))
    }
    cells = {(1, at): Cell(word) for at, word in headings.items()}
    for line, (_, told) in enumerate(rows, 2):
        for at in headings:
            value = told.get(header[at - 1])
            if value not in (None, ""):
                cells[line, at] = Cell(value)
    return Grid(sheet=name, cells=cells)


def heading(key: str, sheet: Sheet, vocabulary: Vocabulary) -> str | None:
    """What a column of ours is called in a ledger; None for one that this sheet does not have."""
    if key == "community":
        here = any(each.id == vocabulary.belongs.id for each in sheet.columns)
        return vocabulary.belongs.name if here else None
    columns = {each.id: each.name for each in sheet.columns}
    return columns.get(_NAMES[key]) if key in _NAMES else columns.get(key, key)


def in_our_words(told: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """A row of our own export with the words that people choose for its codes."""
    kept = {key: value for key, value in told.items() if key not in _ONLY_OURS}
    if kept.get("kind") in vocabulary.kinds:
        kept["kind"] = vocabulary.kinds[kept["kind"]].name
    if kept.get("crs") in vocabulary.words["crs"]:
        kept["crs"] = vocabulary.words["crs"][kept["crs"]][0]
    return kept


def of_one(named: set[str], source: str, vocabulary: Vocabulary) -> None:
    """Points of our own export are one community's, unless a street's files are read."""
    of_street = any(
        each.id == vocabulary.belongs.id for each in vocabulary.sheets["estates"].columns
    )
    if len(named) > 1 and not of_street:
        found = " · ".join(sorted(named)[:3])
        raise UnusableError(problem("points_of_several", source=source, found=found))
