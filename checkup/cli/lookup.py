"""Looking things up: ``checkup explain``, ``checkup list``, ``checkup schema``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from checkup.cli.speaking import console, stop
from checkup.cli.streets import one_at
from checkup.cli.words import argument, option, say


class Listed(StrEnum):
    """What ``checkup list`` can list."""

    standards = "standards"
    items = "items"
    facilities = "facilities"
    remedies = "remedies"
    funding = "funding"
    fields = "fields"
    dialects = "dialects"
    problems = "problems"
    needs = "needs"


class Described(StrEnum):
    """What ``checkup schema`` can describe."""

    result = "result"
    comparison = "comparison"
    standard = "standard"
    overlay = "overlay"
    settings = "settings"
    profile = "profile"
    mapping = "mapping"
    verdicts = "verdicts"
    street = "street"
    street_comparison = "street-comparison"


def explain(
    result: Annotated[Path, argument("explain.result", "result")],
    item: Annotated[str, argument("explain.item", "item")],
) -> None:
    """One item of a result: clause ← verdict ← facts ← cells."""
    from checkup.report import terminal

    found = one_at(result, item)
    wanted = item.strip().upper().removeprefix("CCS-")
    matches = [
        each
        for each in found.items
        if (wanted.isdigit() and each.no == int(wanted)) or (item in each.name and item)
    ]
    if not matches:
        names = say("terminal.joint").join(f"{each.no:02d} {each.name}" for each in found.items)
        stop(2, say("cli.error.no_item", item=item, items=names))
    for each in matches:
        terminal.explain(console(), found, each, say)


def list_(
    what: Annotated[Listed, argument("list.what", "what")],
    json: Annotated[bool, option("list.json", "flag", "--json")] = False,
) -> None:
    """What the program knows: standards, items, facility kinds, remedies, problems …"""
    from checkup import catalogue

    rows = catalogue.rows(what.value, say)
    if json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")
        return
    shown = console()
    if shown.is_terminal and _across(rows) > shown.width:
        for row in rows:
            for line in stacked(row, shown.width):
                shown.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for key in rows[0]:
        table.add_column(say(f"cli.list.column.{key}"), overflow="fold")
    for row in rows:
        table.add_row(*(escape(text) for text in row.values()))
    shown.print(table)


_HEAD = ("id", "name", "unit", "level", "mark")
"""Short columns, which stand together in the first line of a row told line by line."""
_GAP = "  "


def _across(rows: Sequence[Mapping[str, str]]) -> int:
    """How wide the table is when nothing is folded."""
    from rich.cells import cell_len

    return sum(
        max(cell_len(text) for text in (say(f"cli.list.column.{key}"), *(row[key] for row in rows)))
        + len(_GAP)
        for key in rows[0]
    )


def stacked(row: Mapping[str, str], width: int) -> list[str]:
    """A row for a window too narrow for the table: its short columns in one line, then each
    further one on lines of its own, indented; no line is wider than ``width`` signs."""
    from rich.cells import chop_cells

    head = _GAP.join(row[key] for key in _HEAD if row.get(key))
    lines = chop_cells(head, width)
    for key, text in row.items():
        if key not in _HEAD and text:
            told = say("cli.list.told", head=say(f"cli.list.column.{key}"), text=text)
            lines += [_GAP + each for each in chop_cells(told, width - len(_GAP))]
    return lines


def schema(
    what: Annotated[Described, argument("schema.what", "what")],
) -> None:
    """JSON Schema of a file the program writes or reads."""
    import msgspec

    from checkup import catalogue

    content = msgspec.json.encode(catalogue.schema(what.value))
    sys.stdout.buffer.write(msgspec.json.format(content, indent=1) + b"\n")
