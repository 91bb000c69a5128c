"""街道.xlsx → the communities of a street and every name they go by. Nothing is guessed."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from checkup.intake import cells, ledger, values
from checkup.intake.cells import Cell
from checkup.intake.ledger import Row, Table
from checkup.judge.reach import Point
from checkup.model import Problem
from checkup.problems import problem
from checkup.result import Columns, SourceFile
from checkup.street import areas
from checkup.street.areas import Area
from checkup.vocabulary import Vocabulary, fold

SOURCE = "R1"
"""Source id of 街道.xlsx in what is handed to its communities."""


class Member(Struct, frozen=True, kw_only=True):
    """One community as the street names it; ``rows`` are its lines of 街道.xlsx."""

    name: str
    aliases: tuple[str, ...] = ()
    estates: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    points: tuple[Point, ...] = ()
    """Where it lies, or its estates; only to tell whether a 调查范围 holds it."""


class Register(Struct, frozen=True, kw_only=True):
    """The communities of one street. ``meant`` maps a folded word to the communities it may
    mean: a name, an alias or an estate; more than one when the word leaves it open."""

    members: tuple[Member, ...]
    meant: dict[str, frozenset[str]]
    areas: tuple[Area, ...] = ()
    source: SourceFile
    problems: tuple[Problem, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every name, alias and estate of the street, each once."""
        return tuple(
            dict.fromkeys(
                word for each in self.members for word in (each.name, *each.aliases, *each.estates)
            )
        )

    def mean(self, word: str) -> frozenset[str]:
        """The communities that a word of a cell means; none when it is not in the register."""
        return self.meant.get(fold(word), frozenset())


def read(file: Path, vocabulary: Vocabulary) -> Register:
    """The register; without a usable row it has no members and says so."""
    found: list[Problem] = []
    tables: list[Table] = []
    wide: list[Table] = []
    try:
        grids = cells.book_of(file, SOURCE).grids
    except cells.UnusableError as error:
        found.append(error.problem)
        grids = ()
    for grid in grids:
        is_area = fold(grid.sheet) in map(fold, (vocabulary.areas.name, *vocabulary.areas.aliases))
        sheet = vocabulary.areas if is_area else vocabulary.register
        table, problems = ledger.read_as(grid, SOURCE, sheet, vocabulary)
        if table is not None:
            (wide if is_area else tables).append(table)
        found += [each for each in problems if table is not None or each.code != "no_header"]
    members: dict[str, Member] = {}
    for of, row in ((table, row) for table in tables for row in table.rows):
        name = row.text("name")
        if name is None:
            found.append(problem("row_without_name", row.at["name"]))
            continue
        at = areas.point(row, of, vocabulary, found)
        members[fold(name)] = _with(members.get(fold(name)) or Member(name=name), row, at)
    if not members and not any(each.code.startswith("file_") for each in found):
        found.append(problem("register_empty", source=SOURCE, found=file.name))
    meant = _meant(tuple(members.values()), found)
    placed = {each.name: each.points for each in members.values()}
    heard = areas.read(wide, placed, vocabulary, found)
    return Register(
        members=tuple(members.values()),
        meant=meant,
        areas=heard,
        source=SourceFile(
            name=file.name,
            sha256=cells.sha256(file),
            kind="ledger",
            dialect=None,
            rows=sum(len(table.rows) for table in tables),
            columns=Columns(
                used=tuple(title for table in (*tables, *wide) for title in table.used),
                private=tuple(title for table in (*tables, *wide) for title in table.private),
                ignored=tuple(title for table in (*tables, *wide) for title in table.ignored),
                unrecognised=tuple(
                    title for table in (*tables, *wide) for title in table.unrecognised
                ),
            ),
        ),
        problems=tuple(found),
    )


def _with(member: Member, row: Row, at: Point | None) -> Member:
    def more(known: tuple[str, ...], column: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*known, *values.several(row.text(column) or ""))))

    return Member(
        name=member.name,
        aliases=more(member.aliases, "aliases"),
        estates=more(member.estates, "estates"),
        rows=(*member.rows, row),
        points=(*member.points, at) if at is not None else member.points,
    )


def _meant(members: tuple[Member, ...], found: list[Problem]) -> dict[str, frozenset[str]]:
    """Folded word → the communities it may mean; a problem where a later one takes it again."""
    meant: dict[str, frozenset[str]] = {}
    for member in members:
        for word in dict.fromkeys((member.name, *member.aliases, *member.estates)):
            known = meant.get(fold(word), frozenset())
            if known - {member.name}:
                at = member.rows[0].at
                column = "estates" if word in member.estates else "aliases"
                found.append(problem("register_ambiguous", at.get(column, at["name"]), found=word))
            meant[fold(word)] = known | {member.name}
    return meant


def by_title(title: str, register: Register, vocabulary: Vocabulary) -> frozenset[str]:
    """The community that a sheet's or file's name, or a title over a table, names and nothing
    else: 枫树社区问卷. Only names and aliases count, the longest of them."""
    text = fold(title)
    named = {
        fold(word): member.name
        for member in register.members
        for word in (member.name, *member.aliases)
    }
    within = max((word for word in named if word in text), key=len, default="")
    beside = "|".join(re.escape(fold(word)) for word in vocabulary.beside_names)
    if not within or not re.fullmatch(rf"(?:{beside}|[\d()_-])*", text.replace(within, "", 1)):
        return frozenset()
    return register.meant[within]


def profile(member: Member, vocabulary: Vocabulary) -> Table:
    """What 街道.xlsx tells of a community, as lines of its 社区概况, each with its cell."""
    sheet = vocabulary.sheets["profile"]
    rows = [
        Row(
            number=row.number,
            cells={"field": Cell(vocabulary.profile[field].name), "value": row.cells[field]},
            at={"field": row.at[field], "value": row.at[field]},
        )
        for row in member.rows
        for field in ("street", "population")
        if row.text(field) is not None
    ]
    columns = {column.id: column for column in sheet.columns if column.id in ("field", "value")}
    return Table(sheet=sheet, columns=columns, units={}, rows=tuple(rows))
