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


def meant(place: Path) -> Path:
    """The place itself; of a folder that holds only named rounds its newest one, which is told.

    The newest is by the days of the facts; two rounds of one day end here (exit 2).
    """
    from checkup.rounds.newest import SameDayError, newest

    name = "result.json"
    if not place.is_dir() or any((each / name).is_file() for each in (place, place / OUTPUT)):
        return place
    try:
        found = newest(place / OUTPUT, name, say) or newest(place, name, say)
    except SameDayError as several:
        rounds = say("terminal.joint").join(several.args)
        stop(2, say("rounds.same_day", place=place, rounds=rounds))
    if found is None:
        return place
    typer.echo(say("rounds.took", place=found), err=True)
    return found


def checked_up(place: Path) -> Result:
    """The result at that place or of its newest round, or the folder's own check-up."""
    from checkup import pipeline

    place = meant(place)
    if place.is_dir() and not (place / "result.json").is_file():
        return pipeline.check_up(place, say)
    return loaded(place)


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
