"""Which communities a run is about: folders, and those that only 街道.xlsx knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from checkup.intake.inputs import OUTPUT_FOLDER, input_files
from checkup.street.cache import StreetMark
from checkup.street.find import Street, relative
from checkup.vocabulary import fold


class Place(Struct, frozen=True, kw_only=True):
    """A community before it is done. ``street`` and ``name``: whose 街道.xlsx names it how."""

    path: str
    folder: Path
    out: Path
    street: str | None = None
    name: str | None = None
    above: str = ""
    """The way from the folder to its street's."""


def places_of(
    communities: Iterable[Path],
    streets: Iterable[Street],
    marks: dict[str, StreetMark],
    top: Path,
    out: Path | None,
) -> Iterator[Place]:
    """Folders, each with its name in the nearest 街道.xlsx above it, then the communities that
    only 街道.xlsx and the street's own files know."""
    folders = {street.folder: relative(street.folder, top) for street in streets}
    taken: set[tuple[str, str]] = set()
    for folder in communities:
        home = next((each for each in folder.parents if each in folders), folder)
        street = folders.get(home)
        name = _member(folder.name, marks[street]) if street in marks else None
        if street is None or name is None or (street, name) in taken:
            street = name = None
        else:
            taken.add((street, name))
        yield Place(
            path=relative(folder, top), folder=folder, out=home_of(folder, top, out),
            street=street, name=name, above=_way(home, folder),
        )  # fmt: skip
    for above, path in folders.items():
        if path not in marks:
            continue
        for name, *_ in marks[path].members:
            folder = above / _safe(name)
            told = name in marks[path].filled or bool(input_files(folder))
            if told and (path, name) not in taken:
                yield Place(
                    path=relative(folder, top), folder=folder, out=home_of(folder, top, out),
                    street=path, name=name, above=_way(above, folder),
                )  # fmt: skip


def _way(above: Path, folder: Path) -> str:
    return "/".join([".."] * len(folder.relative_to(above).parts))


def without_input(places: Iterable[Place], marks: dict[str, StreetMark]) -> Iterator[str]:
    known = {(place.street, place.name) for place in places}
    for path, mark in marks.items():
        for name, *_ in mark.members:
            if (path, name) not in known:
                yield name


Name = tuple[str, str, str | None]
"""(street, word, path of the community that its 街道.xlsx calls so)"""


def names_of(places: Iterable[Place], marks: dict[str, StreetMark]) -> Iterator[Name]:
    """Every name and alias of every 街道.xlsx; the path is None for a community
    of which there is nothing in this run, so that its names are not taken for another's."""
    paths = {(each.street, each.name): each.path for each in places if each.name is not None}
    for street, mark in marks.items():
        for names in mark.members:
            for word in names:
                yield street, word, paths.get((street, names[0]))


def _member(folder: str, mark: StreetMark) -> str | None:
    """The community of 街道.xlsx that a folder's name or one of its aliases is."""
    word = fold(folder)
    meant = {names[0] for names in mark.members if word in map(fold, names)}
    return next(iter(meant)) if len(meant) == 1 else None


def _safe(name: str) -> str:
    """A community's name as the name of a folder."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).strip(" .") or "_"


def home_of(folder: Path, top: Path, out: Path | None) -> Path:
    return folder / OUTPUT_FOLDER if out is None else out / folder.relative_to(top)


def given_key(place: Place, marks: dict[str, StreetMark], round_: str | None = None) -> str:
    """What a community's mark has to know beside its own files: those of its street, and the
    round (a folder that somebody copied for the next round is no result of that round)."""
    own = marks[place.street].key if place.street in marks and place.name else ""
    return own if round_ is None else f"{own}@{round_}"
