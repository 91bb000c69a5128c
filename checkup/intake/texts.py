"""Text files of answers or places: which encoding, and the rows of a CSV or TSV."""

from __future__ import annotations

import csv
import io
import re


class NotTextError(Exception):
    """The bytes are no text that we know, or the text is no table."""


def decoded(content: bytes) -> str:
    """The text of a file: UTF-16 by its mark, else strict UTF-8, else strict GB18030.

    Raises :class:`NotTextError`; no byte is ever replaced.
    """
    for encoding in (
        ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotTextError


def is_markup(text: str) -> bool:
    """Whether the text is XML or a web page."""
    return text.lstrip().startswith("<")


def rows(text: str) -> list[list[str]]:
    """Rows of a CSV or TSV. Raises :class:`NotTextError`."""
    header = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    delimiter = max(",;\t", key=header.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise NotTextError from None
