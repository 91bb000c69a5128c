"""What several commands are asked alike: days, sums, which results, and what makes a run fail."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from checkup.cli.speaking import stop
from checkup.cli.words import say

if TYPE_CHECKING:
    from checkup.result import Result

OUTPUT = "体检结果"


class FailOn(StrEnum):
    """What ``--fail-on`` may name."""

    problem = "problem"
    unknown = "unknown"
    short = "short"


class Export(StrEnum):
    """Forms of the long tables."""

    csv = "csv"
    sqlite = "sqlite"
    parquet = "parquet"


def day(text: str | None) -> date | None:
    """``--as-of`` as a day."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(2, say("cli.error.date", value=text))


def money(text: str | None) -> int | None:
    """A sum on the command line in 元."""
    from checkup.plan import wishes

    try:
        return None if text is None else wishes.money(text)
    except wishes.UnreadableError as slip:
        stop(2, say("cli.plan.bad_money", value=slip.args[0]))


def floor_within(floor: int | None, budget: int | None) -> None:
    """A floor is part of a budget: without one, or above it, the command ends."""
    if floor is None:
        return
    from checkup.report import figures

    if budget is None:
        stop(2, say("cli.plan.floor_alone"))
    if floor > budget:
        stop(2, say("cli.plan.floor_above", floor=figures.wan(floor, say),
                    budget=figures.wan(budget, say)))  # fmt: skip


def round_name(text: str | None, final: bool) -> str | None:
    """``--round`` as the name of a round; a name that cannot be one ends here (exit 2)."""
    from checkup.rounds import home

    if text is None:
        if final:
            stop(2, say("rounds.final_alone"))
        return None
    if not home.allowed(text, say):
        stop(2, say("rounds.name", name=text))
    return text


def meant(place: Path, beside: Path | None = None) -> Path:
    """The place itself; of a folder whose newest round is a named one that round, which is told.

    A folder that is checked up anew and has a result without a round is itself meant.

    The newest is by the days of the facts; two rounds of one day end here (exit 2), unless one of
    them is what stands at ``beside``.
    """
    from checkup.rounds.newest import SameDayError, newest, round_of

    name = "result.json"
    other = round_of(beside, name) if beside is not None else None
    kept = next((each / name for each in (place, place / OUTPUT) if (each / name).is_file()), None)
    if not place.is_dir() or (kept is not None and kept.parent != place and _has_own(place)):
        return place
    try:
        found = newest(place / OUTPUT, name, say, unnamed=kept, beside=other)
        found = found or newest(place, name, say, unnamed=kept, beside=other)
    except SameDayError as several:
        rounds = say("terminal.joint").join(several.args)
        stop(2, say("rounds.same_day", place=place, rounds=rounds))
    if found is None:
        return place
    typer.echo(say("rounds.took", place=found), err=True)
    return found


def _has_own(folder: Path) -> bool:
    """Whether a folder is checked up as it stands: all there is of a community is in it."""
    from checkup.street import find

    return find.is_community(folder) and street_above(folder) is None


def checked_up(place: Path) -> Result:
    """The result at that place or of its newest round, or the folder's own check-up.

    A community below a 街道.xlsx has its answers and its ledger there too, and only ``batch``
    gives it its rows: of such a folder what ``batch`` wrote is read, never the folder alone.
    A street's folder ends here (exit 2), and so does one with nothing to read (exit 3).
    """
    from checkup import pipeline

    place = meant(place)
    if not place.is_dir() or (place / "result.json").is_file():
        return loaded(place)
    not_a_street(place)
    street = street_above(place)
    if street is None:
        found = pipeline.check_up(place, say)
        if not any(row.code == "folder_empty" for row in found.problems):
            return found
        # what is known of it stands only in what was written before
        if not (place / OUTPUT / "result.json").is_file():
            stop(3, say("cli.error.nothing_here", folder=place))
        return loaded(place)
    if not (place / OUTPUT / "result.json").is_file():
        stop(2, say("cli.street.first", community=place, street=street))
    return loaded(place)


def not_a_street(folder: Path) -> None:
    """A street is not one community (exit 2): whether a 街道.xlsx says so, or only the folders
    below a folder that has nothing of its own."""
    from checkup.street import find

    if find.register_of(folder) is not None:
        stop(2, say("cli.street.not_one", street=folder))
    if street_above(folder) is None and find.holds_communities(folder):
        stop(2, say("cli.street.unmarked", street=folder))


def street_above(folder: Path) -> Path | None:
    """The nearest folder above that has a 街道.xlsx, as the path that was written leads there."""
    from checkup.street import find

    return next((each for each in folder.absolute().parents if find.register_of(each)), None)


def loaded(path: Path) -> Result:
    """The result at a path: the file itself, or the newest place it is written to in a folder."""
    import msgspec

    from checkup import result

    path = meant(path)
    if path.suffix == ".zip" and path.is_file():
        from checkup.rounds import archive

        try:
            return archive.read(path)
        except archive.BrokenArchiveError:
            stop(3, say("rounds.broken", file=path))
    places = [path, path / "result.json", path / OUTPUT / "result.json"]
    file = next((each for each in places if each.is_file()), None)
    if file is None:
        stop(2, say("cli.error.no_result", path=path))
    try:
        return result.load(file)
    except (OSError, msgspec.DecodeError):
        stop(3, say("cli.error.no_result", path=file))
