"""Which files of a community's folder are inputs; what we wrote there is left out."""

from __future__ import annotations

import glob
import unicodedata
from pathlib import Path

from checkup.intake import cells, geojson, settings, sorting

OUTPUT_FOLDER = "体检结果"
ANSWER_FILE = "待补资料"
STORE_FILE = "项目库"
DISTANCES = "距离表"
"""Stem of a street's file of its own, which no community reads."""
_HIDDEN = (".", "~$", ".~")
_READ = cells.SPREADSHEETS | cells.TEXTS
OLD = frozenset({".doc", ".docx", ".wps", ".et", ".xlsb", ".zip", ".rar"})
"""Files people put beside their tables; what is in them is not read, and that is said."""


PAPERS = frozenset(
    {
        ".pdf", ".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".webp", ".heic", ".heif", ".tif",
        ".tiff", ".mp4", ".mov",
    }
)  # fmt: skip
"""Photographs and scans: evidence (佐证) for people, and nothing a program reads."""


def papers(folder: Path) -> list[Path]:
    """The photographs and scans that lie beside the inputs."""
    if not folder.is_dir():
        return []
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in PAPERS and not file.name.startswith(_HIDDEN) and file.is_file()
    )


def input_files(folder: Path, round_: str | None = None) -> list[Path]:
    """The folder's input files in the order of their names; what we wrote is left out.

    ``体检结果/`` is ours, but 待补资料.xlsx, 待归类.xlsx and 项目库.xlsx in it come back once a
    person has written into them: those of this round (轮次) and those of none, never another's.
    None for a community that has no folder yet.
    """
    if not folder.is_dir():
        return []
    own = sorted(
        (file for file in folder.iterdir() if file.is_file() and _is_input(file)),
        key=lambda file: unicodedata.normalize("NFC", file.name),
    )
    returned = [
        file
        for place in (folder / OUTPUT_FOLDER, *_round_folders(folder, round_))
        for name in (ANSWER_FILE, sorting.FILE, STORE_FILE)
        for file in sorted(
            place.glob(f"{name}*.xlsx"),
            # 项目库(2) was made after 项目库
            key=lambda file: (len(file.name), file.name),
        )
    ]
    return own + [file for file in returned if not file.name.startswith("~$")]


def _round_folders(folder: Path, round_: str | None) -> list[Path]:
    """The round's own folder, then those of its revisions."""
    if round_ is None:
        return []
    base = folder / OUTPUT_FOLDER
    return [base / round_, *sorted(base.glob(f"{glob.escape(round_)}-修订*"))]


def _is_input(file: Path) -> bool:
    name = file.name
    if name.startswith(_HIDDEN) or name in settings.FILE_NAMES:
        return False
    if file.stem == DISTANCES:
        return False
    suffix = file.suffix.lower()
    return suffix in _READ | OLD or (suffix in geojson.SUFFIXES and geojson.is_points(file))
