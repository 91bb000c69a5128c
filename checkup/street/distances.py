"""距离表: walking distances somebody looked up, from a community to a facility.

It stands in the folder the run is about and wins over coordinates (method §2.2: network distance
if supplied). A line without a usable figure is passed over and said, and so is one that speaks of
a community or a facility nobody knows; of two that contradict each other the later counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from checkup.intake import cells, figures, ledger
from checkup.intake.inputs import DISTANCES
from checkup.intake.ledger import Row, Table
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.result import SourceFile
from checkup.street.near import Near
from checkup.vocabulary import Vocabulary, fold

SOURCE = "D1"


class Told(NamedTuple):
    """One line: minutes on foot, or metres along the way."""

    minutes: float | None
    metres: float | None


class Line(NamedTuple):
    """A line that has a figure, as it is written, with the cell of each word."""

    community: str
    facility: str
    host: str
    at: Mapping[str, Ref]


class Distances(Struct, frozen=True):
    """(community, facility's number or name, host or blank), folded → what was looked up."""

    told: dict[tuple[str, str, str], Told] = {}
    hosts: dict[str, tuple[str, ...]] = {}
    lines: tuple[Line, ...] = ()
    source: SourceFile | None = None

    def between(self, community: str, host: str, number: str, name: str) -> Told | None:
        """The way from a community to a host's facility, by its number or name."""
        own = fold(community)
        for facility in (fold(number), fold(name)):
            for of in (fold(host), ""):
                found = self.told.get((own, facility, of))
                # a number without its host could be anybody's
                if found is not None and (of or facility == fold(name)):
                    return found
        return None

    def hosts_of(self, community: str) -> tuple[str, ...]:
        """Hosts that the table names for a community."""
        return self.hosts.get(fold(community), ())


def file_of(folder: Path) -> Path | None:
    """The folder's 距离表, of several the first by name."""
    known = cells.SPREADSHEETS | cells.TEXTS
    named = sorted(folder.glob(f"{DISTANCES}.*"))
    return next((file for file in named if file.suffix.lower() in known), None)


def read(file: Path, vocabulary: Vocabulary) -> tuple[Distances, list[Problem]]:
    """The table and what is wrong with it."""
    found: list[Problem] = []
    try:
        grids = cells.book_of(file, SOURCE).grids
    except cells.UnusableError as error:
        return Distances(source=_account(file, 0)), [error.problem]
    told: dict[tuple[str, str, str], Told] = {}
    hosts: dict[str, dict[str, None]] = {}
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
                key, walk = (fold(community), fold(facility), fold(host)), Told(minutes, metres)
                if told.get(key, walk) != walk:
                    found.append(problem("distance_repeated", row.at["facility"], found=facility))
                told[key] = walk
                hosts.setdefault(fold(community), {})[host] = None
                lines.append(Line(community, facility, host, row.at))
    listed = {community: tuple(each for each in of if each) for community, of in hosts.items()}
    return Distances(told, listed, tuple(lines), _account(file, count)), found


def _account(file: Path, rows: int) -> SourceFile:
    sha = cells.sha256(file)
    return SourceFile(name=file.name, sha256=sha, kind="ledger", dialect=None, rows=rows)


def unmatched(table: Distances, near: Mapping[str, Near]) -> Iterator[Problem]:
    """Lines that change nothing: of a community that is not in the run, or of a facility that its
    host does not have, or keeps to itself. A number needs its host, as anybody may have it."""
    if not table.lines:
        return
    communities: set[str] = set()
    known: set[tuple[str, str]] = set()
    """(host, or blank, and facility) that any community may mean."""
    own: set[tuple[str, str]] = set()
    for each in near.values():
        host = fold(each.name)
        communities.add(host)
        for place in each.places:
            name, number = fold(place.name), fold(place.id)
            own |= {(host, name), (host, number)}
            if place.open and place.hosted:
                known |= {(host, name), (host, number), ("", name)}
    for line in table.lines:
        community, facility, host = fold(line.community), fold(line.facility), fold(line.host)
        strange = [
            (column, word)
            for column, word in (("community", line.community), ("host", line.host))
            if word and fold(word) not in communities
        ]
        for column, word in strange:
            yield problem("distance_community_unknown", line.at[column], found=word)
        at_home = host in ("", community) and (community, facility) in own
        if not strange and not at_home and (host, facility) not in known:
            yield problem("distance_facility_unknown", line.at["facility"], found=line.facility)


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
