"""Which folders below a street are communities, and which are streets with files of their own."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from checkup.intake import cells, settings
from checkup.intake.inputs import OUTPUT_FOLDER, input_files

REGISTER = "街道"
"""Stem of the file that names a street's communities."""
MARK = ".checkup.json"
"""What a run leaves beside the files it wrote: such a folder is ours, never an input."""
SHARED_MARK = ".checkup-shared.json"
"""What it leaves of how the community stands with what neighbours share."""
SUMMARY_MARK = ".checkup-summary.json"
"""What it leaves beside the street's reports: what they were made from."""


class Street(Struct, frozen=True):
    """A folder with a 街道.xlsx: its files belong to the communities named there."""

    folder: Path
    register: Path


class Found(Struct, frozen=True, kw_only=True):
    """Everything below one folder, in the order of the names."""

    communities: tuple[Path, ...]
    streets: tuple[Street, ...]
    closed: tuple[Path, ...]
    """Folders that could not be opened."""


def find(top: Path, but_for: Path | None = None) -> Found:
    """Communities and streets at any depth; ``but_for`` is where results go.

    A community directly holds an input file (or a checkup.yaml) and no 街道.xlsx. Results of
    ours, hidden folders and lock files are passed over; links are not followed.
    """
    communities: list[Path] = []
    streets: list[Street] = []
    closed: list[Path] = []
    for folder in _folders(top, but_for.resolve() if but_for else None, closed):
        register = register_of(folder)
        if register is not None:
            streets.append(Street(folder, register))
        elif is_community(folder):
            communities.append(folder)
    return Found(communities=tuple(communities), streets=tuple(streets), closed=tuple(closed))


def register_of(folder: Path) -> Path | None:
    """The folder's 街道.xlsx, or the same in another form; of several the first by name."""
    known = cells.SPREADSHEETS | cells.TEXTS
    named = (file for file in sorted(folder.glob(f"{REGISTER}.*")) if file.is_file())
    return next((file for file in named if file.suffix.lower() in known), None)


def is_community(folder: Path) -> bool:
    """Whether the folder itself holds something to read, whatever lies below it."""
    if any((folder / name).is_file() for name in settings.FILE_NAMES):
        return True
    return any(file.parent == folder for file in input_files(folder))


def holds_communities(folder: Path) -> bool:
    """Whether a folder without anything of its own to read stands above communities or streets:
    a street of which nobody wrote a 街道.xlsx, or a district."""
    if register_of(folder) is not None or is_community(folder):
        return False
    return any(
        register_of(each) is not None or is_community(each) for each in _folders(folder, None, [])
    )


def relative(folder: Path, top: Path) -> str:
    """A folder's place below the street, as results name it; the street itself is ``.``."""
    return unicodedata.normalize("NFC", folder.relative_to(top).as_posix())


def in_order(path: str) -> tuple[tuple[str, int], ...]:
    """What paths are sorted by: as people count, 第2社区 before 第10社区."""
    parts = re.findall("([^0-9]*)([0-9]*)", unicodedata.normalize("NFC", path))
    return tuple((words, int(digits or -1)) for words, digits in parts)


def _folders(top: Path, but_for: Path | None, closed: list[Path]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        closed.append(Path(error.filename))

    for name, inner, files in os.walk(top, onerror=note):
        here = Path(name)
        if here != top and (MARK in files or here.resolve() == but_for):
            inner.clear()
            continue
        inner[:] = sorted(
            (each for each in inner if not each.startswith((".", OUTPUT_FOLDER))),
            key=in_order,
        )
        yield here
