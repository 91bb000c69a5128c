"""What a form file is, before any reader opens it."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Literal

from checkup.model import Problem
from checkup.report.filling.flaws import RefusedError, flaw

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD = (".doc", ".xls", ".wps", ".et", ".dot", ".xlt", ".ett", ".wpt")
_MACRO = (".xlsm", ".docm", ".xltm", ".dotm", ".xlsb")
MOST_ROWS = 20_000
MOST_CELLS = 400_000
"""A form to fill is never this long; empty rows without end are a slip of its maker."""
MOST_BYTES = 100_000_000
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"|<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_TITLE = re.compile(rb"<sheet\b[^>]*?\bname=\"([^\"]*)\"")
_LOCKED = re.compile(rb"<w:documentProtection\b[^>]*w:enforcement=\"(?:1|true)\"")

Kind = Literal["xlsx", "docx"]


def kind(name: str, content: bytes) -> Kind:
    """Which of the two kinds a form is. Raises :class:`RefusedError` for what cannot be filled."""
    lower = name.casefold()
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise RefusedError([flaw("form_locked")])
    if lower.endswith(_OLD) or content.startswith(_OLE):
        raise RefusedError([flaw("form_old_format", found=name.rpartition(".")[2])])
    if lower.endswith(_MACRO):
        raise RefusedError([flaw("form_macros")])
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found, problems = _look(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise RefusedError([flaw("form_unreadable")]) from None
    if problems:
        raise RefusedError(problems)
    if found is None:
        raise RefusedError([flaw("form_unreadable")])
    return found


def _look(archive: zipfile.ZipFile) -> tuple[Kind | None, list[Problem]]:
    names = archive.namelist()
    if any(each.endswith("vbaProject.bin") for each in names):
        return None, [flaw("form_macros")]
    if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
        return None, [flaw("form_too_large", found=f"> {MOST_BYTES // 1_000_000} MB")]
    if "word/document.xml" in names:
        settings = archive.read("word/settings.xml") if "word/settings.xml" in names else b""
        return "docx", [flaw("form_protected")] if _LOCKED.search(settings) else []
    if "xl/workbook.xml" not in names:
        return None, []
    return "xlsx", list(_long(archive, names))


def _long(archive: zipfile.ZipFile, names: list[str]) -> list[Problem]:
    """Sheets that go on for ever, each at its last row."""
    titles = _TITLE.findall(archive.read("xl/workbook.xml"))
    found: list[Problem] = []
    for name in sorted(each for each in names if re.match(r"xl/worksheets/sheet\d+\.xml$", each)):
        content = archive.read(name)
        rows, last = 0, 0
        for match in _ROW.finditer(content):
            rows += 1
            last = int(match.group(1) or last + 1)
        cells = sum(1 for _ in _CELL.finditer(content))
        if max(rows, last) > MOST_ROWS or cells > MOST_CELLS:
            number = int(re.sub(r"\D", "", name)) - 1
            title = titles[number].decode("utf-8", "replace") if number < len(titles) else name
            found.append(flaw("form_too_large", title, f"A{last}", f"{last}"))
    return found
