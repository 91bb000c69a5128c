"""A street on pages that stay small enough to open: a hundred communities each, with an index that
leads by name to each row where there are several (目录)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from checkup.report.wording import Wording

PER_PAGE = 100
"""Communities on one page."""


class Standing(NamedTuple):
    """A community as it stands on the pages; ``report`` is the way to its own, empty for none."""

    name: str
    path: str
    report: str


class Page(Struct, frozen=True):
    """One file of the street's pages, and which communities stand on it."""

    number: int
    file: str
    first: str
    last: str


class Entry(Struct, frozen=True):
    """One community of the 目录: its report, and its row."""

    name: str
    href: str
    page: int
    mark: str


class Paged(Struct, frozen=True):
    """All pages, in order, and what the 目录 lists, by folder."""

    pages: tuple[Page, ...]
    folders: dict[str, list[Entry]]
    index: str
    """The file of the 目录, which is there where there are several pages."""

    def view(self) -> dict[str, Any]:
        """What the templates of every page look up."""
        return {"pages": self.pages, "index": self.index}


def paged(stem: str, rows: Iterable[Standing], say: Wording) -> Paged:
    """The communities of a street dealt out to pages; ``stem`` is the first file's name."""
    pages: list[Page] = []
    folders: dict[str, list[Entry]] = {}
    for at, row in enumerate(rows):
        number = at // PER_PAGE + 1
        if number > len(pages):
            pages.append(Page(number, file_of(stem, number), row.name, row.name))
        pages[-1] = replace(pages[-1], last=row.name)
        entry = Entry(row.name, quote(row.report), number, mark_of(at))
        folders.setdefault(PurePosixPath(row.path).parent.as_posix(), []).append(entry)
    return Paged(tuple(pages), folders, _index_of(stem, say))


def mark_of(at: int) -> str:
    """The anchor of a row, by its place among all communities."""
    return f"c{at + 1}"


def file_of(stem: str, number: int) -> str:
    """The name of a page's file; the first has none but the street's own."""
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def _index_of(stem: str, say: Wording) -> str:
    return f"{say('street.index_file', stem=stem)}.html"


def drop_others(folder: Path, stem: str, made: Collection[str], say: Wording) -> None:
    """Take away the pages that a larger street left in a folder; ``made`` are those of this one."""
    for old in folder.glob(f"{stem}-*.html"):
        numbered = old.stem.removeprefix(f"{stem}-").isdigit()
        if old.name not in made and (numbered or old.name == _index_of(stem, say)):
            with suppress(OSError):
                old.unlink()
