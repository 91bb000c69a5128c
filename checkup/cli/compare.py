"""``checkup compare``: what changed between two rounds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from checkup.cli.asked import OUTPUT, checked_up, loaded, meant
from checkup.cli.speaking import console, not_writable, progress, stop
from checkup.cli.streets import street_of, workers
from checkup.cli.words import argument, option, say
from checkup.datafiles import DataFileError


def compare(
    old: Annotated[Path, argument("compare.old", "round_place")],
    new: Annotated[Path, argument("compare.new", "round_place")],
    out: Annotated[Path | None, option("compare.out", "folder", "-o", "--out")] = None,
    jobs: Annotated[int | None, option("compare.jobs", "number", "-j", "--jobs", min=1)] = None,
    json: Annotated[bool, option("compare.json", "flag", "--json")] = False,
    quiet: Annotated[bool, option("score.quiet", "flag", "--quiet")] = False,
) -> None:
    """Two rounds of a community or a street: what changed, whether it is real, what is closed."""
    for place in (old, new):
        _there(place)
    first, last = street_of(old, new), street_of(new, old)
    mixed = (first is None) != (last is None)
    for place, found in ((old, first), (new, last)):
        if found is None and (mixed or place.is_file()):
            _is_result(place)
    if mixed:
        street, community = (old, new) if last is None else (new, old)
        stop(2, say("street_comparison.mixed", street=street, community=community))
    if first is not None and last is not None:
        _streets(first, last, out, jobs, json, quiet)
    else:
        _communities(meant(old, new), meant(new, old), out, json, quiet)


def _there(place: Path) -> None:
    """A place that is not there ends the command as what it is, before anything is compared."""
    if not place.exists():
        stop(2, say("cli.compare.absent", place=place))


def _is_result(place: Path) -> None:
    """What is no street's is a community's only if it is a result, or a folder that has one or
    could have: anything else ends the command as what it is."""
    from checkup.street import find

    if place.is_file():
        if place.suffix.lower() == ".json" or place.suffix == ".zip":
            loaded(place)
        else:
            stop(2, say("cli.compare.no_result", place=place))
    elif not find.is_community(place) and not any(place.rglob("result.json")):
        stop(2, say("cli.compare.nothing", place=place))


def _communities(old: Path, new: Path, out: Path | None, json: bool, quiet: bool) -> None:
    from checkup import comparison, rounds
    from checkup.report import comparison_terminal, templates, write

    with progress("cli.score.reading", quiet or json):
        found = [checked_up(place) for place in (old, new)]
        try:
            made = rounds.compare(
                found[0], found[1], sealed=(old.suffix == ".zip", new.suffix == ".zip")
            )
        except DataFileError:
            used = found[1].standard
            stop(3, say("cli.compare.edition", place=new, name=used.name or used.id,
                        version=used.version, checkup=found[1].made_with.checkup))  # fmt: skip
    if json:
        sys.stdout.buffer.write(comparison.to_bytes(made))
        return
    home = new if new.is_dir() else new.parent
    beside = home if new.is_file() or (home / "result.json").is_file() else home / OUTPUT
    words, theirs = templates.load(home, say)
    try:
        files = write.compared(made, out or beside, words, theirs)
    except OSError as error:
        not_writable(out or beside, error)
    if not quiet:
        comparison_terminal.show(console(), made, files, words)


def _streets(
    old: Path, new: Path, out: Path | None, jobs: int | None, json: bool, quiet: bool
) -> None:
    from checkup import street_comparison
    from checkup.report import street_comparison_terminal, street_terminal
    from checkup.rounds.archive import BrokenArchiveError
    from checkup.street import compare, opened

    try:
        first, last = opened.load(old), opened.load(new)
    except BrokenArchiveError as broken:
        stop(3, say("rounds.broken", file=broken.args[0]))
    home = out or compare.home_of(last, say)
    try:
        with street_terminal.progress(console(stderr=True), quiet or json, say) as tell:
            made = compare.compare_streets(
                first, last, None if json else home, tell, jobs or workers()
            )
        files = [] if json else compare.save(made, home, say)
    except OSError as error:
        not_writable(home, error)
    if json:
        sys.stdout.buffer.write(street_comparison.to_bytes(made))
    elif not quiet:
        street_comparison_terminal.show(console(), made, files, say)
    if any(each.why in ("unreadable", "died") for each in made.alone):
        raise typer.Exit(3)
