"""A generated workbook: in memory or straight into a file, with fixed bytes.

XlsxWriter is imported when a workbook is opened.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import BinaryIO

from checkup.report.celltext import plain
from checkup.report.looks import Looks
from checkup.report.sheets import Sheet
from checkup.report.tables import Layout
from checkup.report.wording import Wording

_CREATED = datetime(2021, 12, 17)
"""Fixed, so that the same result gives the same bytes on any day."""
_PROPERTY = 255
"""Signs that Office shows of a document property."""


class Book:
    """A workbook in memory; ``finished()`` gives its bytes, the same for the same content.

    ``ruler``: name and size of the font that column widths are counted in. ``long``: where a
    long workbook is written to; its rows leave memory as they are written (temporary files,
    strings in their cells), so nothing can be written above the row that was begun last, and
    ``close()`` ends it.
    """

    def __init__(
        self, title: str, say: Wording, page: Layout, about: str = "",
        ruler: tuple[str, float] = ("Calibri", 11), *, long: BinaryIO | None = None,
    ) -> None:  # fmt: skip
        from xlsxwriter import Workbook

        self.say = say
        self.page = page
        self._long = long is not None
        self._content = BytesIO()
        # a folder of its own, so that a run that fails leaves nothing there
        self._aside = TemporaryDirectory() if long is not None else None
        self.workbook = Workbook(
            self._content if long is None else long,
            {
                "in_memory": long is None,
                "constant_memory": long is not None,
                "tmpdir": self._aside.name if self._aside is not None else None,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": ruler[0], "font_size": ruler[1]},
            },
        )
        report = {"subject": plain(about, say)[:_PROPERTY], "category": say("workbook.internal")}
        self.workbook.set_properties(
            {
                "title": plain(title, say)[:_PROPERTY],
                "author": say("workbook.author"),
                "created": _CREATED,
                **(report if about else {}),
            }
        )
        self.looks = Looks(self.workbook, page)
        self._sheets: list[Sheet] = []

    def sheet(self, key: str, mark: str = "") -> Sheet:
        """A new sheet of the layout; ``mark`` stands at the top right of every printed page."""
        made = Sheet(self.workbook, self.looks, self.page.sheets[key], mark, self.say, self._long)
        self._sheets.append(made)
        return made

    def finished(self) -> bytes:
        """The bytes of a workbook in memory."""
        self.close()
        return self._content.getvalue()

    def close(self) -> None:
        """Nothing more is written. Raises OSError when a long workbook finds no room."""
        from xlsxwriter.exceptions import FileCreateError

        for sheet in self._sheets:
            sheet.set_widths()
        try:
            self.workbook.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            if self._aside is not None:
                self._aside.cleanup()
