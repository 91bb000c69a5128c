"""A street's tickets, each to the community that it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from checkup.intake.tickets import Ticket
from checkup.street.parts import Left, Sorting, agreed


def sort(tickets: Sequence[tuple[str, Ticket]], to: Sorting) -> None:
    """By their community, estate and address, then by the file's name.

    What stays out is told as respondents are: a ticket is somebody's, and crossed with a place
    few of them are few people.
    """
    left: dict[str, Left] = {}
    rows: dict[tuple[str, str], list[Ticket]] = {}
    for source, ticket in tickets:
        file = to.gathered.sources[source].name
        said = [text for text in (ticket.community, ticket.estate) if text]
        named = to.named((Path(file).stem,))
        meant = [*map(to.register.mean, (*said, *ticket.places))]
        name = agreed([*meant, named])
        if name is None:
            known = any(meant[: len(said)])
            left.setdefault(source, Left(file, "", True)).add(said[0] if said else "", known)
        else:
            # whose it is, is settled: what else it is called does not matter any more
            rows.setdefault((source, name), []).append(replace(ticket, community="", places=()))
    for each in left.values():
        to.keep(each)
    for (source, name), chosen in rows.items():
        part = to.give(name, source, len(chosen))
        part.tickets += [(source, each) for each in chosen]
