"""Points of a GeoJSON file as rows of a ledger, each fact with the path of its feature.

A FeatureCollection of points (RFC 7946) becomes a grid with a header, so that names of columns,
units and what must not be read are known by the same rules as in any ledger; addresses of the
grid are then put back into paths: ``features[3].properties.建筑面积``, with the line. What we
export (``points-wgs84.geojson``) is known by its own names and comes back to the same facts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake import extent, features, own_points
from checkup.intake.cells import Cell, Grid, UnusableError
from checkup.intake.features import AXES
from checkup.intake.ledger import Row, Table
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Column, Sheet, Vocabulary, fold, split_header

SUFFIXES = frozenset({".geojson", ".json"})
_MARK = b'"FeatureCollection"'
_HEAD = 1 << 16
_GEOMETRY = ""
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


class Points(Struct, frozen=True, kw_only=True):
    """What a file tells: grids to be read as a ledger, and where their cells come from."""

    source: str
    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...]
    keys: dict[str, tuple[str, ...]]
    """Sheet → what each column is called in the file; "" for what its geometry says."""
    rows: dict[str, tuple[int, ...]]
    """Sheet → the feature of each row below the header."""
    lines: tuple[int, ...]
    """The line on which each feature begins."""

    def place(self, sheet: str, cell: str) -> Ref:
        """The path and line of what stands in a cell of a grid; of a heading, of its first row."""
        found = _ADDRESS.fullmatch(cell)
        assert found is not None, cell
        column = 0
        for each in found[1]:
            column = column * 26 + ord(each) - 64
        feature = self.rows[sheet][max(0, int(found[2]) - 2)]
        key = self.keys[sheet][column - 1]
        path = f"properties.{key}" if key != _GEOMETRY else "geometry"
        return Ref(self.source, f"features[{feature}].{path}", f"L{self.lines[feature]}")

    def placed(self, table: Table) -> Table:
        """The table with the places of the file."""
        return replace(table, rows=tuple(map(self._placed, table.rows)))

    def _placed(self, row: Row) -> Row:
        return replace(
            row, at={column: self.place(ref.sheet, ref.cell) for column, ref in row.at.items()}
        )

    def told(self, found: Problem) -> Problem:
        """The problem at its place in the file."""
        if found.sheet is None or found.cell is None:
            return replace(found, sheet=None)
        at = self.place(found.sheet, found.cell)
        return replace(found, sheet=at.sheet, cell=at.cell)


def is_points(file: Path) -> bool:
    """Whether a .json says that it holds features; other JSON is none of ours to read."""
    if file.suffix.lower() == ".geojson":
        return True
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(max(0, file.stat().st_size - _HEAD))
            return _MARK in head or _MARK in stream.read(_HEAD)
    except OSError:
        return False


def read(file: Path, source: str, vocabulary: Vocabulary) -> Points:
    """The features of a file. Raises :class:`UnusableError` for broken or too much JSON, for what
    is no collection of features, a coordinate system we do not know, and points of several
    communities where one is read."""
    found = features.collection(file, source, vocabulary)
    problems: list[Problem] = []
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    named: set[str] = set()
    for number, feature in enumerate(found.features):
        at = Ref(source, f"features[{number}]", f"L{found.lines[number]}")
        told = features.values(feature, at, problems, vocabulary)
        if told is None:
            continue
        name = found.name
        if told.get("point") in own_points.SHEETS:
            name = vocabulary.sheets[own_points.SHEETS[told["point"]]].name
            named |= {told["community"]} if isinstance(told.get("community"), str) else set()
            told = own_points.in_our_words(told, vocabulary)
        groups.setdefault(name, []).append((number, told))
    own_points.of_one(named, source, vocabulary)
    if sum(len(rows) for rows in groups.values()) * _widest(groups) > extent.MOST_CELLS:
        many = str(len(found.features))
        raise UnusableError(problem("file_too_large", source=source, found=many))
    made = {name: _grid(name, rows, found.crs, vocabulary) for name, rows in groups.items()}
    return Points(
        source=source,
        grids=tuple(grid for grid, _ in made.values()),
        problems=tuple(problems),
        keys={name: keys for name, (_, keys) in made.items()},
        rows={name: tuple(number for number, _ in rows) for name, rows in groups.items()},
        lines=found.lines,
    )


def _widest(groups: dict[str, list[tuple[int, dict[str, Any]]]]) -> int:
    return len({key for rows in groups.values() for _, told in rows for key in told})


def _grid(
    name: str, rows: list[tuple[int, dict[str, Any]]], crs: str, vocabulary: Vocabulary
) -> tuple[Grid, tuple[str, ...]]:
    """The rows below a header of the ledger's names, and what each column is called in the file.

    Where a feature lies its geometry says, whatever its properties repeat; ``crs`` is the system
    of all that name none of their own.
    """
    sheet = next((each for each in vocabulary.sheets.values() if each.name == name), None)
    columns = {each.id: each for each in vocabulary.sheets["facilities"].columns}
    axes = {axis: columns[axis].name for axis in AXES}
    taken = {axis: {fold(word) for word in _words_of(columns[axis])} for axis in (*AXES, "crs")}
    headed: dict[str, str] = {}
    system = _GEOMETRY
    for key in dict.fromkeys(key for _, told in rows for key in told):
        heading = axes.get(key) or _heading(key, sheet, vocabulary)
        word = fold(split_header(heading)[0] if heading else "")
        if word in taken["crs"]:
            system = key
        elif key in axes or (word and not any(word in taken[axis] for axis in AXES)):
            headed[key] = heading or ""
    header = {**headed, system: columns["crs"].name}
    cells = {(1, place): Cell(title) for place, title in enumerate(header.values(), 1)}
    for line, (_, told) in enumerate(rows, 2):
        if "longitude" in told and told.get(system) in (None, ""):
            told[system] = crs
        for place, key in enumerate(header, 1):
            if told.get(key) not in (None, ""):
                cells[line, place] = Cell(told[key])
    return Grid(sheet=name, cells=cells), tuple(_GEOMETRY if key in axes else key for key in header)


def _words_of(column: Column) -> tuple[str, ...]:
    return (column.name, *column.aliases)


def _heading(key: str, sheet: Sheet | None, vocabulary: Vocabulary) -> str | None:
    """What the column is called in a ledger; None for one that this sheet does not have."""
    return key if sheet is None else own_points.heading(key, sheet, vocabulary)
