"""Where a round (轮次) lives: each in a folder of its own, and a sealed one stays as it is.

``体检结果/2026/`` is the round 2026, ``体检结果/体检存档_2026.zip`` its seal. Once that is there,
whoever checks the round again writes ``体检结果/2026-修订1/``, and so on from seal to seal.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup import result as results
from checkup.report.wording import Wording
from checkup.result import Result, Revision
from checkup.rounds import archive
from checkup.rounds.moved import moved, withheld

_NAME = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff._-]{0,39}")


class Home(Struct, frozen=True):
    """Where this run of a round writes, and the newest seal it would revise."""

    name: str
    number: int
    """0 for the round itself, n for 修订 n."""
    folder: Path
    archive: Path
    sealed: Path | None


def allowed(name: str, say: Wording) -> bool:
    """Whether a round may be called so: it becomes a folder, and no other of ours has its name."""
    revised = say("rounds.revised", round="", number="")
    return (
        _NAME.fullmatch(name) is not None
        and not name.endswith(".")
        and revised not in name
        and name != say("chart.folder")
    )


def home_of(base: Path, name: str, say: Wording) -> Home:
    """The round's place below ``base``: behind the last revision that is sealed."""
    number, sealed = 0, None
    while (file := base / f"{_archive(name, number, say)}.zip").is_file():
        number, sealed = number + 1, file
    folder = say("rounds.revised", round=name, number=number) if number else name
    return Home(name, number, base / folder, base / f"{_archive(name, number, say)}.zip", sealed)


def is_sealed(folder: Path, say: Wording) -> bool:
    """Whether this is the folder of a sealed round, which stays as it is."""
    whole = folder.resolve()
    return (whole.parent / f"{_archive(whole.name, 0, say)}.zip").is_file()


def _archive(name: str, number: int, say: Wording) -> str:
    whole = say("rounds.revised", round=name, number=number) if number else name
    return say("rounds.archive", round=whole)


def of_round(found: Result, home: Home) -> Result:
    """The result as one of this round; behind a seal with every value that moved since.

    Raises :class:`checkup.rounds.archive.BrokenArchiveError` for a seal that was touched.
    """
    if home.sealed is None:
        return replace(found, round=home.name)
    before = archive.read(home.sealed)
    return replace(
        found,
        round=home.name,
        revision=Revision(
            number=home.number,
            of=home.sealed.name,
            sha256=hashlib.sha256(results.to_bytes(before)).hexdigest(),
            moved=moved(before, found),
            withheld=withheld(before, found),
        ),
    )
