"""``checkup compare``: what changed between two rounds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from checkup.cli.asked import OUTPUT, checked_up
from checkup.cli.speaking import console, not_writable, progress
from checkup.cli.words import argument, option, say


def compare(
    old: Annotated[Path, argument("compare.old", "round_place")],
    new: Annotated[Path, argument("compare.new", "round_place")],
    out: Annotated[Path | None, option("compare.out", "folder", "-o", "--out")] = None,
    json: Annotated[bool, option("compare.json", "flag", "--json")] = False,
    quiet: Annotated[bool, option("score.quiet", "flag", "--quiet")] = False,
) -> None:
    """Two rounds of a community: what changed, whether it is real, and what is closed."""
    from checkup import comparison, rounds
    from checkup.report import comparison_terminal, templates, write

    with progress("cli.score.reading", quiet or json):
        found = [checked_up(place) for place in (old, new)]
        made = rounds.compare(
            found[0], found[1], sealed=(old.suffix == ".zip", new.suffix == ".zip")
        )
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
