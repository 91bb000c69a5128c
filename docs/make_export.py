"""Writes docs/export.md from the tables of the export and the wording."""

from __future__ import annotations

from pathlib import Path

from checkup.report import wording
from checkup.report.export import TABLES

HEAD = """# Tables of `--export`

`checkup score FOLDER --export csv` (or `sqlite`, `parquet`) and the same for `batch` write these
tables into 数据导出. Names and types are stable; columns may be added at the end. An empty cell is
unknown, never 0. Words of `status`, `force`, `via`, `compare` and the like are those of
`result.json` (`checkup schema result`). Money is in 元. This page is made by `make docs`.

Coordinates are told in the system of the column `crs` (`wgs84`, `gcj02`, `bd09`). GeoJSON is one
file for each system, named after it: only `points-wgs84.geojson` lies where a map expects it.
Put into a folder of inputs, it comes back to the same facts, and so does `points.csv`; a file of a
whole street belongs beside its 街道.xlsx.
"""


def text() -> str:
    """The page."""
    say = wording.load()
    parts = [HEAD]
    for table, columns in TABLES.items():
        parts.append(f"## `{table}` {say(f'export.table.{table}')}\n")
        parts.append("| column | type | what it is |\n|---|---|---|")
        parts += [
            f"| `{name}` | {kind} | {say(f'export.column.{name}')} |"
            for name, kind in columns.items()
        ]
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    (Path(__file__).parent / "export.md").write_text(text(), encoding="utf-8")
