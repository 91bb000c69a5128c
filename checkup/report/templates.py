"""What a report is made from: our templates, and in their place those of a user's own folder.

A folder ``templates/`` beside ``checkup.yaml`` may hold pages (``*.html.j2``, ``*.svg.j2``),
styles (``*.css``), ``tables/workbook.yaml``, ``tables/applications.yaml`` (附件1–4) and
``wording/zh.yaml`` with the sentences to change.
It comes with a community's data and is trusted no more than that: pages run in jinja2's sandbox,
sentences have plain slots only, and nothing outside the folder is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from msgspec import Struct

from checkup import datafiles
from checkup.datafiles import DataFileError
from checkup.report import tables
from checkup.report.filling import layouts
from checkup.report.filling.layouts import Applications
from checkup.report.tables import Layout
from checkup.report.wording import Wording

FOLDER = "templates"
_WORDS, _WORKBOOK = "wording/zh.yaml", "tables/workbook.yaml"
_APPLICATIONS = "tables/applications.yaml"
_KINDS = (".j2", ".css", ".yaml", ".yml")


class Templates(Struct, frozen=True):
    """A user's own templates: ``texts`` by name (``report/plan.html.j2``), each with its file."""

    texts: Mapping[str, tuple[Path, str]] = {}
    workbook: Layout | None = None
    applications: Applications | None = None

    def text(self, name: str) -> tuple[Path, str] | None:
        """File and text of the template of that name, the user's own first; None without one."""
        if name in self.texts:
            return self.texts[name]
        file = datafiles.data_dir(FOLDER) / name
        inside = ".." not in PurePosixPath(name).parts and file.is_file()
        return (file, file.read_text(encoding="utf-8")) if inside else None

    def layout(self) -> Layout:
        """The tables of 体检报告.xlsx."""
        return self.workbook or tables.layout("workbook")


OURS = Templates()


def load(folder: Path, say: Wording) -> tuple[Wording, Templates]:
    """The sentences and templates for a community's folder, its own before ours.

    Raises :class:`checkup.datafiles.DataFileError` for a file that cannot be read, has a name
    that nothing would use, or names what does not exist.
    """
    files = dict(_found(folder / FOLDER))
    words, table = files.pop(_WORDS, None), files.pop(_WORKBOOK, None)
    hand_in = files.pop(_APPLICATIONS, None)
    texts = {name: (file, _text(file)) for name, file in files.items()}
    for name, (file, _) in texts.items():
        _check_used(name, file, texts)
    if words is not None:
        say = say.overlaid(datafiles.read(words))
    return say, Templates(
        texts=texts,
        workbook=None if table is None else tables.own_workbook(table, say),
        applications=None if hand_in is None else layouts.own(hand_in, say),
    )


def _found(place: Path) -> Iterator[tuple[str, Path]]:
    """Name and file of everything in the folder that could be a template, in order."""
    if not place.is_dir():
        return
    inside = place.resolve()
    for file in sorted(place.rglob("*")):
        hidden = any(part.startswith((".", "~")) for part in file.relative_to(place).parts)
        if file.suffix in _KINDS and file.is_file() and not hidden:
            # a link that leads out of the folder would bring another file into the report
            if not file.resolve().is_relative_to(inside):
                raise DataFileError("not_found", file)
            yield file.relative_to(place).as_posix(), file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataFileError("encoding", file) from None
    except OSError:
        raise DataFileError("not_found", file) from None


def _check_used(name: str, file: Path, texts: Mapping[str, tuple[Path, str]]) -> None:
    """A misspelt name would leave ours in force without a word."""
    ours = datafiles.data_dir(FOLDER)
    known = [
        each.relative_to(ours).as_posix()
        for each in ours.rglob("*")
        if each.suffix in (".j2", ".css")
    ]
    if name in known:
        return
    if name.endswith(".j2") and any(name in text for _, text in texts.values()):
        return
    near = datafiles.nearest(name, [*known, _WORDS, _WORKBOOK, _APPLICATIONS])
    raise DataFileError("unknown_file", file, found=name, suggestion=near)
