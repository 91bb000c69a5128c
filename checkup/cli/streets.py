"""Where a street and its communities meet the commands that are about one community."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from checkup.cli.asked import OUTPUT, checked_up, loaded, not_a_street
from checkup.cli.speaking import stop
from checkup.cli.words import say
from checkup.datafiles import DataFileError
from checkup.result import Result

_NAMED = 10
"""Communities that a sentence names; of more it says how many."""

if TYPE_CHECKING:
    from checkup.street.opened import Opened


def street_of(place: Path, beside: Path | None = None) -> Path | None:
    """The street's result or archive at that place; None for a community, or for nothing.

    Of several rounds the newest, which is told; two of one day end here (exit 2), unless one of
    them is what stands at ``beside``.
    """
    from checkup.rounds.newest import SameDayError, round_of
    from checkup.street import opened

    if place.is_dir() and _is_community(place):
        return None
    try:
        other = round_of(beside, f"{say('street.file')}.json") if beside is not None else None
        found = opened.find(place, say, other)
    except SameDayError as several:
        rounds = say("terminal.joint").join(several.args)
        stop(2, say("rounds.same_day", place=place, rounds=rounds))
    if found is not None and place.is_dir() and _is_round(found, place):
        typer.echo(say("rounds.took", place=found), err=True)
    return found


class At(NamedTuple):
    """A result, the folder it is of, and the name of the street whose folder that stands in."""

    result: Result
    place: str
    street: str | None


def all_at(place: Path) -> list[At]:
    """The result at a place, or of a street's round the results of all its communities, with
    what the street's plan chose for them where it has one."""
    from checkup.street import chosen, opened

    file = street_of(place)
    if file is None:
        return [At(checked_up(place), str(place), None)]
    street = _opened(file)
    found = []
    with opened.reading(street) as result_of:
        for member in street.members:
            result = result_of(member)
            if result is None:
                stop(3, say("cli.street.unreadable", community=member.name, street=place))
            found.append((member, result))
    try:
        planned = chosen.results(street, found)
    except (chosen.OtherPlanError, DataFileError):
        stop(3, say("cli.street.other_plan", street=place))
    return [
        At(result, member.path if member.path != "." else str(place),
           opened.street_of(street, member))
        for (member, _), result in zip(found, planned, strict=True)
    ]  # fmt: skip


def one_at(place: Path, item: str) -> Result:
    """The result of one community; a street ends here with what to write instead (exit 2)."""
    from checkup.street import opened

    file = street_of(place)
    if file is None:
        if place.is_dir() and not (place / OUTPUT / "result.json").is_file():
            not_a_street(place)
        return loaded(place)
    members = _opened(file).members
    if opened.is_archive(file) or not members:
        stop(2, say("cli.street.explain_archive", street=place, item=item))
    # as short as the street's folder was written
    folder = Path(os.path.relpath(file.parent / members[0].result, place.resolve())).parent
    names = say("figure.join").join(each.name for each in members[:_NAMED])
    if len(members) > _NAMED:
        names = say("cli.street.explain_more", names=names, count=len(members))
    stop(2, say("cli.street.explain", street=place, folder=place / folder, item=item, names=names))


def _opened(file: Path) -> Opened:
    from checkup.rounds.archive import BrokenArchiveError
    from checkup.street import opened

    try:
        return opened.load(file)
    except BrokenArchiveError as broken:
        stop(3, say("rounds.broken", file=broken.args[0]))


def workers() -> int:
    """As many processes as this one may use processors."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_community(folder: Path) -> bool:
    """Whether a folder is one community: also one over which ``batch`` was run."""
    from checkup.street import find

    if (folder / "result.json").is_file():
        return True
    summary = folder / f"{say('street.file')}.json"
    return not summary.is_file() and find.register_of(folder) is None and find.is_community(folder)


def _is_round(found: Path, folder: Path) -> bool:
    """Whether what was found in a folder is one of several rounds, of which one was taken."""
    return found.suffix == ".zip" or found.parent not in (folder, folder / OUTPUT)
