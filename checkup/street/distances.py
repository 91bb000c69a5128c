"""距离表: walking distances somebody looked up, from a community to a facility.

It stands in a folder above its communities, the street's or the run's, and wins over coordinates
(method §2.2: network distance if supplied); of two tables that tell one way that of the upper
folder counts. A line names communities as they or a 街道.xlsx do, by name or alias, and those below
the table's own folder before any other of the same name. One without a usable figure is passed
over and said, and so is one that speaks of a community or a facility nobody knows, or of a name
that several go by; of two that contradict each other the later counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from msgspec import Struct

from checkup.intake import cells, figures, ledger
from checkup.intake.inputs import DISTANCES
from checkup.intake.ledger import Row, Table
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.result import SourceFile
from checkup.street.near import Near
from checkup.street.places import Name
from checkup.vocabulary import Vocabulary, fold

SOURCE = "D1"


class Told(NamedTuple):
    """One line: minutes on foot, or metres along the way."""

    minutes: float | None
    metres: float | None


Meanings = dict[str, set[str | None]]
"""Folded word → paths of the communities that go by it; None for one without data in the run."""


class Line(NamedTuple):
    """A line that has a figure, as it is written, with the cell of each word."""

    community: str
    facility: str
    host: str
    at: Mapping[str, Ref]
    walk: Told


class Written(Struct, frozen=True):
    """The table as it stands in its file."""

    lines: tuple[Line, ...]
    source: SourceFile


class Distances(Struct, frozen=True):
    """(community, facility's number or name, folded, host or blank) → what was looked up.
    Communities and hosts are those of the run, by their paths."""

    told: dict[tuple[str, str, str], Told] = {}
    hosts: dict[str, tuple[str, ...]] = {}

    def between(self, community: str, host: str, number: str, name: str) -> Told | None:
        """The way from a community to a host's facility, by its number or name."""
        for facility in (fold(number), fold(name)):
            for of in (host, ""):
                found = self.told.get((community, facility, of))
                # a number without its host could be anybody's
                if found is not None and (of or facility == fold(name)):
                    return found
        return None

    def hosts_of(self, community: str) -> tuple[str, ...]:
        """Hosts that the table names for a community."""
        return self.hosts.get(community, ())


def file_of(folder: Path) -> Path | None:
    """The folder's 距离表, of several the first by name."""
    known = cells.SPREADSHEETS | cells.TEXTS
    named = sorted(folder.glob(f"{DISTANCES}.*"))
    return next((file for file in named if file.suffix.lower() in known), None)


def files_of(top: Path, paths: Iterable[str]) -> dict[str, Path]:
    """Folder below ``top`` → its 距离表, of all folders above these communities; the run's own
    last. Folders are told as ``paths`` are."""
    above = {"."}
    for path in paths:
        above |= {each.as_posix() for each in PurePosixPath(path).parents}
    found = {folder: file_of(top / folder) for folder in sorted(above - {"."})}
    found["."] = file_of(top)
    return {folder: file for folder, file in found.items() if file is not None}


def joined(one: Distances, other: Distances) -> Distances:
    """Both tables as one; what the other tells stands."""
    hosts = {
        path: tuple(dict.fromkeys((*one.hosts_of(path), *other.hosts_of(path))))
        for path in (*one.hosts, *other.hosts)
    }
    return Distances({**one.told, **other.told}, hosts)


def read(file: Path, vocabulary: Vocabulary) -> tuple[Written, list[Problem]]:
    """The table and what is wrong with it."""
    found: list[Problem] = []
    try:
        grids = cells.book_of(file, SOURCE).grids
    except cells.UnusableError as error:
        return Written((), _account(file, 0)), [error.problem]
    lines: list[Line] = []
    count = 0
    for grid in grids:
        table, problems = ledger.read_as(grid, SOURCE, vocabulary.distances, vocabulary)
        found += problems
        if table is None:
            continue
        count += len(table.rows)
        for row in table.rows:
            minutes = figure(row, "minutes", table, vocabulary, found)
            metres = figure(row, "metres", table, vocabulary, found)
            community, facility = row.text("community"), row.text("facility")
            host = row.text("host") or ""
            if community and facility and not (minutes is None and metres is None):
                lines.append(Line(community, facility, host, row.at, Told(minutes, metres)))
    return Written(tuple(lines), _account(file, count)), found


def _account(file: Path, rows: int) -> SourceFile:
    sha = cells.sha256(file)
    return SourceFile(name=file.name, sha256=sha, kind="ledger", dialect=None, rows=rows)


def matched(
    lines: Iterable[Line], near: Mapping[str, Near], names: Iterable[Name], folder: str = "."
) -> tuple[Distances, list[Problem]]:
    """The lines by the communities they mean, and those that change nothing: of a community that
    is not in the run or of a word that several go by, or of a facility that its host does not
    have, or keeps to itself. A number needs its host, as anybody may have it.

    ``names``: as :func:`checkup.street.places.names_of` tells them, beside each one's own;
    ``folder``: where the table stands.
    """
    found: list[Problem] = []
    told: dict[tuple[str, str, str], Told] = {}
    hosts: dict[str, dict[str, None]] = {}
    here, meant = _meanings(near, names, folder)
    own, known = _facilities(near)
    for line in lines:
        paths: dict[str, str] = {}
        for column, word in (("community", line.community), ("host", line.host)):
            of_word = here.get(fold(word)) or meant.get(fold(word), set())
            meant_by = next(iter(of_word)) if len(of_word) == 1 else None
            if column == "host" and not fold(word):
                paths[column] = ""
            elif meant_by is not None and meant_by in near:
                paths[column] = meant_by
            else:
                found.append(problem("distance_community_unknown", line.at[column], found=word))
        if len(paths) < 2:
            continue
        community, host, facility = paths["community"], paths["host"], fold(line.facility)
        key = (community, facility, host)
        at_home = host in ("", community) and (community, facility) in own
        if not at_home and (host, facility) not in known:
            at = line.at["facility"]
            found.append(problem("distance_facility_unknown", at, found=line.facility))
        if told.get(key, line.walk) != line.walk:
            at = line.at["facility"]
            found.append(problem("distance_repeated", at, found=line.facility))
        told[key] = line.walk
        if host:
            hosts.setdefault(community, {})[host] = None
    return Distances(told, {path: tuple(of) for path, of in hosts.items()}), found


def figure(
    row: Row, name: str, table: Table, vocabulary: Vocabulary, found: list[Problem]
) -> float | None:
    """The number of a cell in the column's own unit; what is wrong is added to ``found``."""
    column = table.columns.get(name)
    if column is None:
        return None
    fact, problems = figures.number(
        row.cells.get(name), row.at[name], column, table.units.get(name), vocabulary
    )
    found += problems
    return float(fact.value) if isinstance(fact.value, (int, float)) else None


def _meanings(
    near: Mapping[str, Near], names: Iterable[Name], folder: str
) -> tuple[Meanings, Meanings]:
    """Folded word → communities it may mean, of those below the table's folder and of all."""
    here: Meanings = {}
    meant: Meanings = {}
    for path, each in near.items():
        meant.setdefault(fold(each.name), set()).add(path)
        if path.startswith(f"{folder}/"):
            here.setdefault(fold(each.name), set()).add(path)
    for street, word, of in names:
        meant.setdefault(fold(word), set()).add(of)
        if f"{street}/".startswith(f"{folder}/"):
            here.setdefault(fold(word), set()).add(of)
    return here, meant


def _facilities(near: Mapping[str, Near]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(host, number or name, folded) of every facility, and of those any community may mean; a
    name of these without its host, too."""
    own: set[tuple[str, str]] = set()
    known: set[tuple[str, str]] = set()
    for path, each in near.items():
        for place in each.places:
            name, number = fold(place.name), fold(place.id)
            own |= {(path, name), (path, number)}
            if place.open and place.hosted:
                known |= {(path, name), (path, number), ("", name)}
    return own, known
