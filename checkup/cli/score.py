"""``checkup score``: one community."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkup.cli.asked import (
    OUTPUT,
    Export,
    FailOn,
    day,
    not_a_street,
    round_name,
    street_above,
)
from checkup.cli.speaking import console, not_writable, progress, stop
from checkup.cli.words import argument, option, say
from checkup.cli.writing import exported, not_exported, written

if TYPE_CHECKING:
    from checkup.report.templates import Templates
    from checkup.report.wording import Wording
    from checkup.result import Result
    from checkup.rounds.home import Home


def score(
    folder: Annotated[Path, argument("score.folder", "folder")],
    out: Annotated[Path | None, option("score.out", "folder", "-o", "--out")] = None,
    standard: Annotated[str | None, option("score.standard", "id")] = None,
    overlay: Annotated[list[str] | None, option("score.overlay", "id")] = None,
    as_of: Annotated[str | None, option("score.as_of", "day")] = None,
    round_: Annotated[str | None, option("score.round", "round", "--round")] = None,
    final: Annotated[bool, option("score.final", "flag", "--final")] = False,
    json: Annotated[bool, option("score.json", "flag", "--json")] = False,
    quiet: Annotated[bool, option("score.quiet", "flag", "--quiet")] = False,
    export: Annotated[Export | None, option("score.export", "format", "--export")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help=say("cli.score.fail_on"))] = None,
) -> None:
    """The main job: a folder in, result.json, page, workbook and the list to collect out."""
    from checkup import pipeline, result
    from checkup.report import templates, terminal
    from checkup.rounds.home import unmoved

    if not folder.is_dir():
        stop(2, say("cli.error.no_folder", folder=folder))
    _is_one(folder)
    newest = day(as_of)
    overlays = tuple(overlay or ())
    base = out or folder / OUTPUT
    home = _home(base, round_, final, json)
    words, own = templates.load(folder, say)
    with progress("cli.score.reading", quiet):
        done = pipeline.examine(folder, words, standard, overlays, newest, round_=round_)
    found = done.result if home is None else _of_round(done.result, home)
    place = home.folder if home else base
    if json:
        sys.stdout.buffer.write(result.to_bytes(found))
    elif home is not None and unmoved(found):
        typer.echo(say("rounds.unmoved", file=home.sealed), err=True)
        place = home.behind or base
    else:
        _still(base, home)
        with progress("cli.score.writing", quiet):
            files = written(found, place, words, own, done.waiting)
            if export is None:
                not_exported(place)
            if home is not None and final:
                edition = pipeline.edition(folder, standard, overlays)
                sealed = _sealed(home, found, folder, edition, words, own)
                typer.echo(say("rounds.sealed", file=sealed), err=True)
        if not quiet:
            terminal.problems(console(stderr=True), found.problems, found.sources, words)
            terminal.show(console(), found, files, words)
    if export is not None:
        exported([(found, ".")], place, export)
    _exit(found, fail_on)


def _is_one(folder: Path) -> None:
    """A street is not a community, and one with nothing of its own is nothing without its street:
    both end here (exit 2). One that has more in the street's files is scored, and that is told."""
    from checkup.street import find

    not_a_street(folder)
    street = street_above(folder)
    if street is not None and not find.is_community(folder):
        stop(2, say("cli.street.all_there", community=folder, street=street))
    if street is not None:
        typer.echo(say("cli.street.alone", street=street), err=True)


def _home(base: Path, round_: str | None, final: bool, json: bool) -> Home | None:
    """Where the round writes; None without one. Wrong names and combinations end here."""
    from checkup.rounds import home

    name = round_name(round_, final)
    if name is None:
        return None
    if final and json:
        stop(2, say("rounds.final_json"))
    return home.home_of(base, name, say)


def _still(base: Path, home: Home | None) -> None:
    """Nobody sealed the round while this one was made; else it ends here (exit 3)."""
    from checkup.rounds.home import home_of

    if home is not None and home_of(base, home.name, say).number != home.number:
        stop(3, say("rounds.meanwhile"))


def _of_round(found: Result, home: Home) -> Result:
    from checkup.rounds import archive
    from checkup.rounds.home import of_round

    try:
        return of_round(found, home)
    except archive.BrokenArchiveError:
        stop(3, say("rounds.broken", file=home.sealed))


def _sealed(
    home: Home, found: Result, folder: Path, edition: dict[str, bytes], words: Wording,
    own: Templates,
) -> Path:  # fmt: skip
    from checkup.rounds import archive, seal

    try:
        return seal.seal(home, found, folder, edition, words, own)
    except archive.ChangedInputError as changed:
        stop(3, say("rounds.changed", file=changed.args[0]))
    except OSError as error:
        not_writable(home.archive.parent, error)


def _exit(found: Result, fail_on: FailOn | None) -> None:
    """Exit 3 for an unusable input, 4 for what ``--fail-on`` names, else 0."""
    if any(row.level == "error" for row in found.problems):
        raise typer.Exit(3)
    tripped = {
        FailOn.problem: any(row.level != "notice" for row in found.problems),
        FailOn.unknown: found.score.unknown + found.score.unconfirmed > 0,
        FailOn.short: found.score.short + found.score.partial > 0,
    }
    if fail_on is not None and tripped[fail_on]:
        raise typer.Exit(4)
