"""Tickets of a hotline or an app (12345 工单导出): counted by need and closure, never kept.

A table is recognised by its header (``surveys/tickets.yaml``). Of a row remain which needs its
category, title and words name, its day, its estate and whether it is closed. The same ticket
number twice is one ticket; it is compared by a keyed hash that dies with the run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from checkup import datafiles, needs
from checkup.intake import masking, privacy, sorting, values
from checkup.intake.cells import Cell
from checkup.intake.mapping import text
from checkup.intake.sorting import Names, Sorting
from checkup.model import Mention, Problem
from checkup.needs import Waiting
from checkup.problems import problem
from checkup.result import Columns
from checkup.vocabulary import fold

Role = Literal[
    "number", "day", "category", "title", "text", "estate", "community", "address", "status",
    "finished",
]  # fmt: skip
_HEADERS = 10
"""Rows in which the header may stand."""
_SEVERAL: tuple[Role, ...] = ("category",)
"""Roles that several columns may have together: 一级分类, 二级分类."""
_NAME = 20
"""Longer cells of a private column are no names to be looked for in other words."""


class TicketsFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """surveys/tickets.yaml."""

    schema: Literal["checkup-tickets/1"]
    name: str
    columns: dict[Role, tuple[str, ...]]
    recognised_by: tuple[tuple[Role, ...], ...]
    place_before: tuple[str, ...]
    place_after: tuple[str, ...]
    closed: tuple[str, ...]
    open: tuple[str, ...]


class Ticket(Struct, frozen=True, kw_only=True):
    """One ticket without its words. ``estate`` and ``community`` as written, until they are
    matched with the community's own names; nothing else of them is kept. Of its address remain
    the names of a street's register that stand in it: ``places``."""

    mention: Mention
    estate: str
    community: str
    places: tuple[str, ...]
    mark: bytes
    waiting: Waiting | None


class Read(Struct, frozen=True, kw_only=True):
    """What one file told."""

    name: str
    tickets: tuple[Ticket, ...]
    columns: Columns


@cache
def load() -> TicketsFile:
    """The headers of tickets. Raises :class:`datafiles.DataFileError`."""
    return datafiles.load(datafiles.data_dir("surveys") / "tickets.yaml", TicketsFile)


@cache
def _roles() -> Mapping[str, Role]:
    return {fold(word): role for role, words in load().columns.items() for word in words}


def read(sheets: Sequence[tuple[str, list[list[Any]]]], into: Sorting) -> Read | None:
    """All sheets of one file that hold tickets; None when there is none."""
    found: list[Ticket] = []
    accounts: list[Columns] = []
    for _, rows in sheets:
        top = _header(rows)
        if top is None:
            continue
        tickets, columns = _table(rows, top, into)
        found += tickets
        accounts.append(columns)
    if not accounts:
        return None
    return Read(
        name=load().name,
        tickets=tuple(found),
        columns=Columns(
            used=tuple(title for each in accounts for title in each.used),
            private=tuple(title for each in accounts for title in each.private),
            ignored=tuple(title for each in accounts for title in each.ignored),
        ),
    )


def _header(rows: list[list[Any]]) -> int | None:
    for at, row in enumerate(rows[:_HEADERS]):
        told = {_roles().get(fold(text(cell))) for cell in row if text(cell)}
        if any(told.issuperset(signs) for signs in load().recognised_by):
            return at
    return None


def _table(rows: list[list[Any]], top: int, into: Sorting) -> tuple[list[Ticket], Columns]:
    header = [text(cell) for cell in rows[top]]
    below = [row for row in rows[top + 1 :] if any(text(cell) for cell in row)]
    places: dict[Role, list[int]] = {}
    names_of_places = {fold(word): word for word in into.places}
    private: list[int] = []
    ignored: list[int] = []
    for at, title in enumerate(header):
        role = _roles().get(fold(title))
        if role is not None and (role in _SEVERAL or role not in places):
            places.setdefault(role, []).append(at)
        if role == "address":
            private.append(at)
        elif role is not None and at in places.get(role, ()):
            continue
        elif title and privacy.header_tells(title):
            private.append(at)
        elif title:
            ignored.append(at)

    @cache
    def names() -> re.Pattern[str] | None:
        return masking.known_names(
            word for at in private for row in below
            if at < len(row) and len(word := text(row[at])) <= _NAME
        )  # fmt: skip

    def told(row: list[Any], role: Role) -> str:
        cells = (text(row[at]) for at in places.get(role, ()) if at < len(row))
        return "。".join(cell for cell in cells if cell)

    def day(row: list[Any], role: Role) -> date | None:
        at = places.get(role, [None])[0]
        return values.day(Cell(row[at])) if at is not None and at < len(row) else None

    tickets = []
    for row in below:
        words = [told(row, role) for role in ("title", "text")]
        bits = _bits(told(row, "category"), [word for word in words if word], into, names)
        # kept apart: whose community the ticket is about turns out later
        waiting = bits if isinstance(bits, Waiting) else None
        found = tuple(needs.named(bits if isinstance(bits, int) else 0))
        number = told(row, "number")
        cells = [number] if number else [text(cell) for cell in row]
        tickets.append(
            Ticket(
                mention=Mention(
                    voice="hotline",
                    needs=tuple(each.id for each in found),
                    items=tuple(dict.fromkeys(n.item for n in found if n.item)),
                    day=day(row, "day"),
                    closed=_closed(told(row, "status"), day(row, "finished")),
                    waits=waiting is not None,
                ),
                estate=told(row, "estate"),
                community=told(row, "community"),
                places=_places(told(row, "address"), names_of_places),
                mark=privacy.fingerprint(cells),
                waiting=waiting,
            )
        )
    used = sorted(at for found in places.values() for at in found if at not in private)
    return tickets, Columns(
        used=tuple(header[at] for at in used),
        private=tuple(header[at] for at in private),
        ignored=tuple(header[at] for at in ignored),
    )


@lru_cache(maxsize=256)
def _within(names: tuple[str, ...]) -> re.Pattern[str]:
    """What finds these names, the longest first, where nothing beside them makes another of
    them: 枫树路 is not 枫树. A name right after or before another counts."""
    some = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    before = (f"(?<={re.escape(word)})" for word in (*map(fold, load().place_before), *names))
    after = "|".join(re.escape(fold(word)) for word in load().place_after)
    return re.compile(
        rf"(?:^|(?<=[\W\d])|{'|'.join(before)})({some})(?=$|[\W\da-z]|{after}|{some})"
    )


def _places(address: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names that stand in an address, each once; ``names``: as compared → as written."""
    text = fold(address)
    here = tuple(name for name in names if name in text)
    return tuple(dict.fromkeys(map(names.__getitem__, _within(here).findall(text)))) if here else ()


def _bits(category: str, words: list[str], into: Sorting, names: Names) -> int | Waiting:
    """What title and words name; the category only where no rule sorts them."""
    said = "。".join(dict.fromkeys(words))
    if category and (not said or needs.sort(said) is None):
        told = needs.sort(category)
        if told is not None:
            return told
    return sorting.bits(into, said or category, "hotline", names)


def _closed(status: str, finished: date | None) -> bool | None:
    """Whether a ticket is done; None where neither its status nor a day of closing says so."""
    word = fold(status)
    if word in map(fold, load().closed):
        return True
    if word in map(fold, load().open):
        return False
    return True if finished is not None else None


def settled(
    tickets: Sequence[tuple[str, Ticket]], community: str, estates: Sequence[str], into: Sorting
) -> tuple[list[Mention], list[Problem]]:
    """Each ticket of this community once, its estate by the community's own name.

    ``tickets``: (source, ticket). One that names another community is left out; how many of a
    file is a notice. What waits for a person goes ``into`` the words that wait, but for what was
    chosen there: the words of a street's tickets were read before anybody's choices here.
    """
    own = {fold(name): name for name in estates if name}
    seen: set[bytes] = set()
    found: list[Mention] = []
    elsewhere: Counter[str] = Counter()
    for source, each in tickets:
        if each.community and not _same(each.community, community):
            elsewhere[source] += 1
        elif each.mark not in seen:
            seen.add(each.mark)
            found.append(replace(_chosen(each, into), estate=own.get(fold(each.estate))))
    return found, [
        problem("tickets_elsewhere", source=source, found=count)
        for source, count in elsewhere.items()
    ]


def _chosen(ticket: Ticket, into: Sorting) -> Mention:
    """The ticket with what a person chose for its words, if anybody did."""
    told = sorting.chosen(into, ticket.waiting) if ticket.waiting else None
    if told is None:
        return ticket.mention
    found = tuple(needs.named(told))
    return replace(
        ticket.mention,
        needs=tuple(each.id for each in found),
        items=tuple(dict.fromkeys(n.item for n in found if n.item)),
        waits=False,
    )


def _same(written: str, name: str) -> bool:
    """枫树社区 as 枫树, 枫树社区居委会, 样例街道枫树社区."""
    a, b = fold(written), fold(name)
    short = b.removesuffix("社区")
    return a == short or b in a
