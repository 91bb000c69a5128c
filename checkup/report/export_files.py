"""Long tables as files: CSV, one SQLite database, or Parquet; and points as GeoJSON for QGIS.

Rows are written as they come. Everything is written beside and moved into place at the end.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from checkup.report.export import TABLES, Kind, Row

Format = Literal["csv", "sqlite", "parquet"]
DATABASE = "checkup.sqlite"
_OURS = (DATABASE, *(f"{table}.{form}" for table in TABLES for form in ("csv", "parquet")))
"""Files of ours in every form: those of another form are of an earlier run."""
_SQL: dict[Kind, str] = {"text": "TEXT", "whole": "INTEGER", "number": "REAL", "flag": "INTEGER"}
_AT_ONCE = 20_000
"""Rows of a table that are held before Parquet gets them."""


class NoParquetError(Exception):
    """The optional library for Parquet is not installed."""


def write(rows: Iterable[tuple[str, Row]], folder: Path, form: Format) -> list[Path]:
    """The tables in the folder; gives the files' names, GeoJSON of the points among them.

    Raises OSError when the folder cannot be written, NoParquetError without pyarrow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    points: dict[str, list[Row]] = {}
    with TemporaryDirectory(dir=folder, prefix=".") as name:
        beside = Path(name)
        watched = _watched(rows, points)
        {"csv": _csv, "sqlite": _sqlite, "parquet": _parquet}[form](watched, beside)
        for crs, told in sorted(points.items()):
            text = json.dumps(_geojson(crs, told), ensure_ascii=False, indent=1)
            (beside / f"points-{crs}.geojson").write_text(text + "\n", encoding="utf-8")
        made = sorted(each.name for each in beside.iterdir())
        for old in (*folder.glob("points-*.geojson"), *(folder / each for each in _OURS)):
            if old.name not in made:
                # two runs side by side would tell two things of one community
                old.unlink(missing_ok=True)
        for each in made:
            os.replace(beside / each, folder / each)
    return [folder / each for each in made]


def _watched(
    rows: Iterable[tuple[str, Row]], points: dict[str, list[Row]]
) -> Iterator[tuple[str, Row]]:
    """The rows as they are; points of a stated system are kept for the map."""
    crs = list(TABLES["points"]).index("crs")
    for table, row in rows:
        if table == "points" and row[crs] is not None:
            points.setdefault(str(row[crs]), []).append(row)
        yield table, row


def _csv(rows: Iterable[tuple[str, Row]], folder: Path) -> None:
    """UTF-8 with a mark, so that spreadsheets open it as such."""
    with ExitStack() as stack:
        writers = {}
        for table, columns in TABLES.items():
            file = folder / f"{table}.csv"
            stream = stack.enter_context(file.open("w", encoding="utf-8-sig", newline=""))
            writers[table] = csv.writer(stream)
            writers[table].writerow(columns)
        for table, row in rows:
            writers[table].writerow(map(_safe, row))


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is told apart from one."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _sqlite(rows: Iterable[tuple[str, Row]], folder: Path) -> None:
    """One database; the same rows give the same bytes with the same SQLite."""
    base = sqlite3.connect(folder / DATABASE)
    try:
        base.execute("PRAGMA journal_mode=OFF")
        into = {}
        for table, columns in TABLES.items():
            told = ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in columns.items())
            base.execute(f'CREATE TABLE "{table}" ({told})')
            into[table] = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})'
        for table, row in rows:
            base.execute(into[table], row)
        base.commit()
        base.execute("VACUUM")
    finally:
        base.close()


def _parquet(rows: Iterable[tuple[str, Row]], folder: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise NoParquetError from None
    types = {"text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64(),
             "flag": pyarrow.bool_()}  # fmt: skip
    schemas = {
        table: pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
        for table, columns in TABLES.items()
    }
    held: dict[str, list[Row]] = {table: [] for table in TABLES}

    def flush(table: str, writer: Any) -> None:
        columns = list(zip(*held[table], strict=True)) or [()] * len(TABLES[table])
        arrays = [
            pyarrow.array([_typed(value, kind) for value in values], type=types[kind])
            for values, kind in zip(columns, TABLES[table].values(), strict=True)
        ]
        writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schemas[table]))
        held[table].clear()

    with ExitStack() as stack:
        writers = {
            table: stack.enter_context(parquet.ParquetWriter(folder / f"{table}.parquet", schema))
            for table, schema in schemas.items()
        }
        for table, row in rows:
            held[table].append(row)
            if len(held[table]) >= _AT_ONCE:
                flush(table, writers[table])
        for table, writer in writers.items():
            flush(table, writer)


def _typed(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    return {"text": str, "whole": int, "number": float, "flag": bool}[kind](value)


def _geojson(crs: str, rows: Iterable[Row]) -> dict[str, Any]:
    """Points of one coordinate system, which stands in the file's name and in every point."""
    names = list(TABLES["points"])
    features = []
    for row in rows:
        told = dict(zip(names, row, strict=True))
        at = [told.pop("longitude"), told.pop("latitude")]
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": at},
                "properties": told,
            }
        )
    return {"type": "FeatureCollection", "name": f"points-{crs}", "features": features}
