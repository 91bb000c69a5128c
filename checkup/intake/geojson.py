"""Points of a GeoJSON file as rows of a ledger, each fact with the path of its feature.

A FeatureCollection of points (RFC 7946) becomes a grid with a header, so that names of columns,
units and what must not be read are known by the same rules as in any ledger; addresses of the
grid are then put back into paths: ``features[3].properties.建筑面积``, with the line. What we
export (``points-wgs84.geojson``) is known by its own names and comes back to the same facts.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake import extent, own_points, texts
from checkup.intake.cells import Cell, Grid, UnusableError
from checkup.intake.ledger import Row, Table
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Column, Sheet, Vocabulary, fold, split_header

SUFFIXES = frozenset({".geojson", ".json"})
MOST_BYTES = 50_000_000
"""A text of this size already takes ten times as much when it is read."""
_MARK = b'"FeatureCollection"'
_HEAD = 1 << 16
_AXES = ("longitude", "latitude")
_GEOMETRY = ""
_BETWEEN = re.compile(r"[\s,]*")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_URN = re.compile(r"urn:ogc:def:crs:(?P<who>[A-Za-z]+):[\d.]*:(?P<code>\w+)")


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
    text = _text(file, source)
    data = _parsed(text, source)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise UnusableError(problem("geojson_form", source=source, found=_kind_of(data)))
    crs = _system(data.get("crs"), source, vocabulary)
    lines = _lines(text, features)
    problems: list[Problem] = []
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    named: set[str] = set()
    titled = data.get("name")
    for number, feature in enumerate(features):
        at = Ref(source, f"features[{number}]", f"L{lines[number]}")
        told = _told(feature, at, problems, vocabulary)
        if told is None:
            continue
        name = titled if isinstance(titled, str) else ""
        if told.get("point") in own_points.SHEETS:
            name = vocabulary.sheets[own_points.SHEETS[told["point"]]].name
            named |= {told["community"]} if isinstance(told.get("community"), str) else set()
            told = own_points.in_our_words(told, vocabulary)
        groups.setdefault(name, []).append((number, told))
    own_points.of_one(named, source, vocabulary)
    if sum(len(rows) for rows in groups.values()) * _widest(groups) > extent.MOST_CELLS:
        raise UnusableError(problem("file_too_large", source=source, found=str(len(features))))
    made = {name: _grid(name, rows, crs, vocabulary) for name, rows in groups.items()}
    return Points(
        source=source,
        grids=tuple(grid for grid, _ in made.values()),
        problems=tuple(problems),
        keys={name: keys for name, (_, keys) in made.items()},
        rows={name: tuple(number for number, _ in rows) for name, rows in groups.items()},
        lines=lines,
    )


def _text(file: Path, source: str) -> str:
    try:
        if (size := file.stat().st_size) > MOST_BYTES:
            found = f"{size // 1_000_000} MB"
            raise UnusableError(problem("file_too_large", source=source, found=found))
        return texts.decoded(file.read_bytes())
    except (OSError, texts.NotTextError):
        raise UnusableError(problem("file_unreadable", source=source, found=file.suffix)) from None


def _parsed(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as slip:
        near = text[slip.pos : slip.pos + 20].strip()
        at = Ref(source, "", f"L{slip.lineno}")
        raise UnusableError(problem("json_broken", at, found=near)) from None
    except (ValueError, RecursionError):
        # a number of thousands of digits, or brackets without end
        raise UnusableError(problem("json_broken", source=source)) from None


def _kind_of(data: Any) -> str:
    """What the file says it is, for the message; never more than a word of it."""
    told = data.get("type") if isinstance(data, dict) else None
    return told[:40] if isinstance(told, str) else ""


def _system(told: Any, source: str, vocabulary: Vocabulary) -> str:
    """The word for the collection's coordinate system: WGS-84 unless an old ``crs`` says other."""
    words = vocabulary.words["crs"]
    if told is None:
        return words["wgs84"][0]
    properties = told.get("properties") if isinstance(told, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    word = name if isinstance(name, str) else ""
    urn = _URN.fullmatch(word)
    if urn is not None:
        word = urn["code"] if urn["who"].upper() == "OGC" else f"{urn['who']}:{urn['code']}"
    code = vocabulary.choice("crs", word)
    if code is None:
        raise UnusableError(problem("geojson_crs", Ref(source, "crs", "L1"), found=word[:60]))
    return words[code][0]


def _lines(text: str, features: list[Any]) -> tuple[int, ...]:
    """The line on which each feature begins; 1 where the array cannot be found again."""
    decoder = json.JSONDecoder()
    for start in re.finditer(r'"features"\s*:\s*\[', text):
        lines: list[int] = []
        here, line = start.start(), text.count("\n", 0, start.start()) + 1
        place = start.end()
        try:
            for each in features:
                found = _BETWEEN.match(text, place)
                begin = found.end() if found else place
                line += text.count("\n", here, begin)
                here = begin
                again, place = decoder.raw_decode(text, begin)
                if again != each:
                    break
                lines.append(line)
        except ValueError:
            continue
        if len(lines) == len(features):
            return tuple(lines)
    return (1,) * len(features)


def _told(
    feature: Any, at: Ref, problems: list[Problem], vocabulary: Vocabulary
) -> dict[str, Any] | None:
    """Properties and coordinates of one feature; None where it is none."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict | None):
        problems.append(problem("geojson_feature", at, found=_kind_of(feature)))
        return None
    told: dict[str, Any] = {}
    for key, value in (properties or {}).items():
        if not key.strip() or key in _AXES:
            continue
        plain = _plain(value, vocabulary)
        if plain is None and value is not None:
            where = replace(at, sheet=f"{at.sheet}.properties.{key}")
            problems.append(problem("geojson_value", where, found=key))
        told[key] = plain
    geometry = feature.get("geometry")
    point = _point(geometry)
    if point is None:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        where = replace(at, sheet=f"{at.sheet}.geometry")
        problems.append(problem("geojson_geometry", where, found=kind if kind else "null"))
    else:
        told |= dict(zip(_AXES, point, strict=True))
    return told


def _point(geometry: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a point, or of several points of which there is one."""
    if not isinstance(geometry, dict):
        return None
    at = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(at, list) and len(at) == 1:
        at = at[0]
    elif geometry.get("type") != "Point":
        return None
    if not isinstance(at, list) or len(at) < 2:
        return None
    known = [each for each in at[:2] if type(each) in (int, float) and math.isfinite(each)]
    if len(known) < 2 or abs(known[0]) > 180 or abs(known[1]) > 90:
        return None
    return known[0], known[1]


def _plain(value: Any, vocabulary: Vocabulary) -> str | int | float | None:
    """One value for a cell; a list of such is one text; None for nothing and for what is nested."""
    if isinstance(value, bool):
        return vocabulary.words["yes_no"]["yes" if value else "no"][0]
    if isinstance(value, list):
        parts = [_plain(each, vocabulary) for each in value]
        return None if None in parts else "、".join(map(str, parts))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float) else None


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
    axes = {axis: columns[axis].name for axis in _AXES}
    taken = {axis: {fold(word) for word in _words_of(columns[axis])} for axis in (*_AXES, "crs")}
    headed: dict[str, str] = {}
    system = _GEOMETRY
    for key in dict.fromkeys(key for _, told in rows for key in told):
        heading = axes.get(key) or _heading(key, sheet, vocabulary)
        word = fold(split_header(heading)[0] if heading else "")
        if word in taken["crs"]:
            system = key
        elif key in axes or (word and not any(word in taken[axis] for axis in _AXES)):
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
