"""Editing a workbook of somebody else's: opened, saved to fixed bytes, and what that loses.

openpyxl is the one library that edits an existing workbook, and it drops what it does not know.
What would be lost is found in the packed file and said, never passed over.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

_UNKNOWN = datetime(2021, 12, 17)
"""For a workbook that does not say when it was made; any fixed day does."""
_CORE = "docProps/core.xml"

_PARTS: Mapping[str, tuple[str, ...]] = {
    "macros": ("xl/vbaProject",),
    "controls": ("xl/ctrlProps/", "xl/activeX/"),
    "pictures": ("xl/media/", "xl/cellimages"),
    "slicers": ("xl/slicers/", "xl/timelines/"),
    "threads": ("xl/threadedComments/",),
    "signature": ("_xmlsignatures/",),
}
"""Parts of a workbook that are gone when openpyxl has written it."""
_MARKS: Mapping[str, tuple[str, re.Pattern[bytes]]] = {
    "validations": ("xl/worksheets/", re.compile(rb"<x14:dataValidation[\s>]")),
    "formats": ("xl/worksheets/", re.compile(rb"<x14:(?:cfRule|sparkline)[\s>]")),
    "shapes": ("xl/drawings/drawing", re.compile(rb"<xdr:(?:sp|grpSp|cxnSp)[\s>]")),
}
"""The same for marks inside parts that stay."""


def opened(content: bytes) -> Workbook:
    """The workbook with its formatted texts. Raises one of :func:`broken`."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # what it drops is looked up in the packed file
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(content), rich_text=True)


def broken() -> tuple[type[Exception], ...]:
    """What openpyxl raises, in reading and in writing what it has read: whatever it trips over."""
    from openpyxl.utils.exceptions import InvalidFileException

    return (
        InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError,
        IndexError, AttributeError, OSError, SyntaxError,
    )  # fmt: skip


def words(value: object) -> str | None:
    """A cell's text, also where parts of it look different; None for what is no text."""
    from openpyxl.cell.rich_text import CellRichText

    return str(value) if isinstance(value, str | CellRichText) else None


def flatten(cell: Any) -> None:
    """A text in several looks becomes one in the look of its cell.

    Programs split a text where Chinese and Latin letters take different fonts, so that a
    placeholder somebody typed in one go lies in five parts.
    """
    from openpyxl.cell.rich_text import CellRichText

    if isinstance(cell.value, CellRichText):
        cell.value = str(cell.value)
        cell.data_type = "s"


def saved(book: Workbook, original: bytes, modified: datetime | None) -> bytes:
    """The workbook's bytes, the same on any day: openpyxl would write the time into them."""
    from openpyxl.xml.functions import tostring

    raw, out = BytesIO(), BytesIO()
    book.save(raw)
    with zipfile.ZipFile(BytesIO(original)) as archive:
        dated = _CORE in archive.namelist()
    book.properties.modified = modified if dated and modified else _UNKNOWN
    book.properties.created = book.properties.created if dated else _UNKNOWN
    with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            content = tostring(book.properties.to_tree()) if name == _CORE else archive.read(name)
            copy.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def lost(original: bytes, copy: bytes) -> Iterable[str]:
    """What the copy lacks: keys of ``check.lost_part`` in the wording file."""
    with (
        zipfile.ZipFile(BytesIO(original)) as before,
        zipfile.ZipFile(BytesIO(copy)) as after,
    ):
        for key, starts in _PARTS.items():
            if _count(before, starts) > _count(after, starts):
                yield key
        for key, (start, mark) in _MARKS.items():
            parts = (name for name in before.namelist() if name.startswith(start))
            if any(mark.search(before.read(name)) for name in parts):
                yield key


def _count(archive: zipfile.ZipFile, starts: tuple[str, ...]) -> int:
    return sum(name.startswith(starts) for name in archive.namelist())
