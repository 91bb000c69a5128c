"""Tables → files as the platforms leave them, and a written file → all its text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

Row = Sequence[Any]
Table = Sequence[Row]
_AS_TEXT = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def xlsx(
    file: Path,
    sheets: Mapping[str, Table],
    *,
    hidden: frozenset[str] = frozenset(),
    merged: dict[str, list[tuple[int, int, int, int]]] | None = None,
    date_format: str = "m/d/yy h:mm:ss",
    inline: bool = False,
) -> Path:
    """A workbook with these sheets in this order; datetimes become date cells.

    ``merged``: sheet → ranges (first row, first column, last row, last column) from 0. ``inline``:
    strings in their cells, no table of shared ones.
    """
    with xlsxwriter.Workbook(file, {**_AS_TEXT, "constant_memory": inline}) as book:
        date = book.add_format({"num_format": date_format})
        plain = book.add_format()
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for area in (merged or {}).get(name, []):
                sheet.merge_range(*area, "", plain)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(at, column, cell, date)
                    elif cell != "":
                        sheet.write(at, column, cell)
            if name in hidden:
                sheet.hide()
    return file


def text(
    file: Path,
    rows: Table,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    newline: str = "\r\n",
    quoted: bool = False,
    trailing: str = "",
) -> Path:
    """A delimited file. ``quoted``: every field; ``trailing`` ends each line before its break."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, lineterminator=trailing + newline,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )  # fmt: skip
    writer.writerows(rows)
    file.write_bytes(out.getvalue().encode(encoding))
    return file


def as_microsoft_writes(file: Path) -> Path:
    """The same workbook with a dimension that lies and prefixed XML, as Microsoft Forms has it."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            xml = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', content.decode())
            head, body = xml.split("<worksheet", 1)
            body = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", body)
            body = body.replace("xmlns=", "xmlns:x=", 1)
            parts[name] = f"{head}<x:worksheet{body}".encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


def spreadsheet_xml(file: Path, rows: Table) -> Path:
    """SpreadsheetML of 2003, which systems like to name .xls."""
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    lines = "".join(
        f"<Row>{''.join(cell.format(_xml(value)) for value in row)}</Row>" for row in rows
    )
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"\n'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Sheet1"><Table>{lines}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    return file


def html(file: Path, rows: Table) -> Path:
    """A page with one table, which systems like to name .xls."""
    lines = "".join(
        f"<tr>{''.join(f'<td>{_xml(value)}</td>' for value in row)}</tr>" for row in rows
    )
    file.write_text(
        '<html><head><meta charset="utf-8"></head><body><table border="1">'
        f"{lines}</table></body></html>",
        encoding="utf-8",
    )
    return file


def text_of(file: Path) -> str:
    """What can be read in a file: every part of a workbook, unpacked."""
    content = file.read_bytes()
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "backslashreplace")
    with zipfile.ZipFile(file) as archive:
        return "\n".join(
            archive.read(part).decode("utf-8", "ignore") for part in archive.namelist()
        )


def _xml(cell: object) -> str:
    words = str(cell)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "&#10;")):
        words = words.replace(sign, name)
    return words
