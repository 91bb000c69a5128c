"""Lines of a street's ledger, each to the community that the row names."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from checkup.intake.ledger import Row, Table
from checkup.street.parts import Left, Sorting, agreed
from checkup.vocabulary import Vocabulary


def sort(table: Table, to: Sorting) -> None:
    """The rows of one table: by their community and estate, then by the titles over the table
    and the names of sheet and file."""
    place = next(iter(table.rows[0].at.values()))
    file = to.gathered.sources[place.source].name
    named = to.named((*table.titles, Path(file).stem))
    estate = "name" if table.sheet.id == "estates" else "estate"
    # a row of a map has a path for its sheet
    left = Left(file, table.titles[-1] if table.titles else place.sheet, False)
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        said = [text for key in (to.vocabulary.belongs.id, estate) if (text := row.text(key))]
        meant = [*map(to.register.mean, said)]
        name = agreed([*meant, named])
        if name is None:
            left.add(said[0] if said else "", any(meant))
        else:
            rows.setdefault(name, []).append(_plain(row, to.vocabulary))
    to.keep(left)
    for name, chosen in rows.items():
        part = to.give(name, place.source, len(chosen))
        part.tables.append(_of_rows(table, chosen, to.vocabulary))


def _plain(row: Row, vocabulary: Vocabulary) -> Row:
    key = vocabulary.belongs.id
    return replace(
        row,
        cells={column: cell for column, cell in row.cells.items() if column != key},
        at={column: ref for column, ref in row.at.items() if column != key},
    )


def _of_rows(table: Table, rows: list[Row], vocabulary: Vocabulary) -> Table:
    """The table with these rows, without the column that only said whose they are."""
    return replace(
        table,
        sheet=vocabulary.sheets.get(table.sheet.id, table.sheet),
        columns={key: each for key, each in table.columns.items() if key != vocabulary.belongs.id},
        rows=tuple(rows),
    )
