"""项目库.xlsx → the office's own projects, each cell kept as it was written.

A copy in 体检结果 is ours until a person has written into it: of such a copy only the rows that
changed since we wrote them are read (the others are the folder's own, or our proposals).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from checkup import records
from checkup.intake import store_cells, values
from checkup.intake.draft import Draft
from checkup.intake.ledger import Row, Table
from checkup.model import Ref, StoredMoney, StoredProject, StoreState
from checkup.problems import problem

SHEET = "projects"
_WAN = "万元"
_Read = TypeVar("_Read")


def touched(table: Table) -> Table:
    """The table with the rows that a person changed since we wrote them."""
    return replace(table, rows=tuple(row for row in table.rows if not _untouched(row)))


def _untouched(row: Row) -> bool:
    record = records.of_text(row.text("record"))
    return bool(record.seal) and record.seal == records.seal(_cells(row))


def projects(draft: Draft, table: Table) -> None:
    """Take the store's rows into the draft. A changed copy of a row stands for the row."""
    for row in table.rows:
        record = records.of_text(row.text("record"))
        cells = _cells(row)
        if not cells:
            continue
        if not (cells.get("name") or record.key):
            draft.problems.append(problem("row_without_name", row.at["name"]))
        place, older = _place(draft, record)
        if older is not None and not _is_copy(draft, older.source):
            draft.problems.append(
                problem(
                    "project_repeated", row.at["name"], found=cells.get("name", record.key),
                    other_file=draft.names.get(older.source, older.source), other_cell=older.cell,
                )
            )  # fmt: skip
            continue
        draft.stored[place : place + 1] = [
            _project(draft, table, row, cells, record, f"K{place + 1:02}")
        ]


def _place(draft: Draft, record: records.Record) -> tuple[int, Ref | None]:
    """Where a row belongs among those read: in the place of the row it is a copy of, else last;
    and the cell of a row of the same project that is not what the copy was made from."""
    for place, each in enumerate(draft.stored):
        if record.seal and record.seal == records.seal(each.cells):
            return place, None
    for place, each in enumerate(draft.stored):
        if record.key and record.key == each.key:
            return place, each.ref
    return len(draft.stored), None


def _is_copy(draft: Draft, source: str) -> bool:
    """Whether a file lies in 体检结果: of two copies the later one has the newer words."""
    return "/" in draft.names.get(source, "")


def _cells(row: Row) -> dict[str, float | str]:
    """The row as written, but for our own record."""
    cells: dict[str, float | str] = {}
    for column, cell in row.cells.items():
        if column == "record":
            continue
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            cells[column] = cell.value
        elif cell.fault and cell.value is not None:
            cells[column] = str(cell.value)
        elif text := row.text(column):
            cells[column] = text
    return cells


def _project(
    draft: Draft,
    table: Table,
    row: Row,
    cells: dict[str, float | str],
    record: records.Record,
    own_id: str,
) -> StoredProject:
    said = len(draft.problems)
    total = _money(draft, table, row, "total")
    paid = _funding(draft, table, row)
    if paid and total is not None and sum(each.amount for each in paid) != total:
        draft.problems.append(
            problem(
                "funding_differs", row.at["funding"], found=row.text("funding") or "",
                parts=sum(each.amount for each in paid), total=total,
            )
        )  # fmt: skip
    when = _told(draft, row, "period", store_cells.period, "period_unreadable")
    agreed = _told(draft, row, "agreement", store_cells.households, "agreement_unreadable")
    day = values.day(row.cells.get("agreed_on"))
    state = _word(draft, row, "status", "project_state")
    project = StoredProject(
        id=own_id,
        name=row.text("name") or "",
        ref=row.at["name"],
        cells=cells,
        at={column: at for column, at in row.at.items() if column in cells},
        key=record.key,
        ours=record.ours,
        hand=records.changed(cells, record),
        closes=row.text("closes"),
        nature=_word(draft, row, "nature", "nature"),
        category=_word(draft, row, "category", "renewal"),
        place=row.text("place"),
        scale=row.text("scale"),
        quantity=_figure(draft, table, row, "quantity"),
        unit=row.text("unit"),
        total=total,
        funding=paid,
        start=when[0] if when else None,
        finish=when[1] if when else None,
        lead=values.several(row.text("lead") or ""),
        with_=values.several(row.text("with") or ""),
        builder=row.text("builder"),
        owner=row.text("owner"),
        operator=row.text("operator"),
        keeper=row.text("keeper"),
        approval=row.text("approval"),
        contact=row.text("contact"),
        phone=row.text("phone"),
        agreed=agreed[0] if agreed else None,
        asked=agreed[1] if agreed else None,
        order=_count(draft, table, row, "order"),
        agreed_on=day.isoformat() if day else None,
        form=row.text("form"),
        attended=_count(draft, table, row, "attended"),
        votes=row.text("votes"),
        published=row.text("published"),
        supervisor=row.text("supervisor"),
        status=_STATES.get(state or "", "proposed"),
        done_share=_told(draft, row, "done", store_cells.share, "number_unreadable"),
        spent=_money(draft, table, row, "spent"),
        estates=values.several(row.text("estates") or ""),
        hours=row.text("hours"),
    )
    # what stands in a cell of ours that nobody changed is no slip of a person's
    theirs = [
        each
        for each in draft.problems[said:]
        if each.cell in {row.at[column].cell for column in project.hand if column in row.at}
    ]
    draft.problems[said:] = theirs
    return project


_STATES: dict[str, StoreState] = {
    each: each for each in ("proposed", "approved", "under_way", "done", "stopped")
}


def _word(draft: Draft, row: Row, column: str, words: str) -> str | None:
    fact = draft.word(row, column, words)
    return None if fact is None or fact.value is None else str(fact.value)


def _figure(draft: Draft, table: Table, row: Row, column: str) -> float | None:
    fact = draft.number(row, table.sheet_column(column), table.units)
    return float(fact.value) if fact and isinstance(fact.value, int | float) else None


def _count(draft: Draft, table: Table, row: Row, column: str) -> int | None:
    told = _figure(draft, table, row, column)
    return None if told is None else int(told)


def _told(
    draft: Draft, row: Row, column: str, read: Callable[[str], _Read | None], code: str
) -> _Read | None:
    """A cell by its reader; blank and 不详 are unknown, what cannot be read is said."""
    text = row.text(column)
    if text is None or values.flat(text) in draft.vocabulary.figures.unclear:
        return None
    found = read(text)
    if found is None:
        draft.problems.append(problem(code, row.at[column], found=text))
    return found


def _money(draft: Draft, table: Table, row: Row, column: str) -> int | None:
    unit = _unit(table, column)
    found = _told(
        draft, row, column, lambda text: store_cells.money(text, unit or _WAN), "number_unreadable"
    )
    if found is not None and unit is None and store_cells.is_bare(row.text(column) or ""):
        draft.problems.append(
            problem("amount_unit_assumed", row.at[column], found=row.text(column), value=found)
        )
    return found


def _funding(draft: Draft, table: Table, row: Row) -> tuple[StoredMoney, ...]:
    unit = _unit(table, "funding") or _unit(table, "total") or _WAN
    return (
        _told(
            draft, row, "funding", lambda text: store_cells.funding(text, unit),
            "funding_unreadable",
        )
        or ()
    )  # fmt: skip


def _unit(table: Table, column: str) -> str | None:
    """The unit the header gives, if it gives one of money."""
    return table.units.get(column) or None
