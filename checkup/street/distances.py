"""距离表: walking distances somebody looked up, from a community to a facility.

It stands in the folder the run is about and wins over coordinates (method §2.2: network distance
if supplied). A line without a usable figure is passed over and said.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from checkup.intake import cells, figures, ledger
from checkup.intake.inputs import DISTANCES
from checkup.intake.ledger import Row, Table
from checkup.model import Problem
from checkup.vocabulary import Vocabulary, fold

SOURCE = "D1"


class Told(NamedTuple):
    """One line: minutes on foot, or metres along the way."""

    minutes: float | None
    metres: float | None


class Distances(Struct, frozen=True):
    """(community, facility's number or name, host or blank), folded → what was looked up."""

    told: dict[tuple[str, str, str], Told] = {}
    hosts: dict[str, tuple[str, ...]] = {}
    sha256: str = ""

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
        return Distances(sha256=cells.sha256(file)), [error.problem]
    told: dict[tuple[str, str, str], Told] = {}
    hosts: dict[str, dict[str, None]] = {}
    for grid in grids:
        table, problems = ledger.read_as(grid, SOURCE, vocabulary.distances, vocabulary)
        found += problems
        if table is None:
            continue
        for row in table.rows:
            minutes = figure(row, "minutes", table, vocabulary, found)
            metres = figure(row, "metres", table, vocabulary, found)
            community, facility = row.text("community"), row.text("facility")
            host = row.text("host") or ""
            if community and facility and not (minutes is None and metres is None):
                told[fold(community), fold(facility), fold(host)] = Told(minutes, metres)
                hosts.setdefault(fold(community), {})[host] = None
    listed = {community: tuple(each for each in of if each) for community, of in hosts.items()}
    return Distances(told, listed, cells.sha256(file)), found


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
