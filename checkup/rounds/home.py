"""Where a round (轮次) lives: each in a folder of its own, and a sealed one stays as it is.

``体检结果/2026/`` is the round 2026, ``体检结果/体检存档_2026.zip`` its seal. Once that is there,
whoever checks the round again writes ``体检结果/2026-修订1/``, and so on from seal to seal.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup.report.wording import Wording
from checkup.result import Result, Revision
from checkup.rounds import archive
from checkup.rounds.moved import moved, withheld

OF_COMMUNITY, OF_STREET = "rounds.archive", "rounds.street_archive"
"""How the seal of a community's round is called, and that of a street's."""
_NAME = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff._-]{0,39}")


class Home(Struct, frozen=True):
    """Where this run of a round writes, and the newest seal it would revise."""

    name: str
    number: int
    """0 for the round itself, n for 修订 n."""
    folder: Path
    archive: Path
    sealed: Path | None
    behind: Path | None = None
    """The folder of that seal."""


def allowed(name: str, say: Wording) -> bool:
    """Whether a round may be called so: it becomes a folder, and no other of ours has its name."""
    revised = say("rounds.revised", round="", number="")
    return (
        _NAME.fullmatch(name) is not None
        and not name.endswith(".")
        and revised not in name
        and name != say("chart.folder")
    )


def home_of(base: Path, name: str, say: Wording, archive: str = OF_COMMUNITY) -> Home:
    """The round's place below ``base``: behind the last revision that is sealed.

    ``archive`` says whose round it is: :data:`OF_COMMUNITY` or :data:`OF_STREET`.
    """
    number, sealed, behind = 0, None, None
    while (file := base / f"{say(archive, round=_whole(name, number, say))}.zip").is_file():
        behind = base / _whole(name, number, say)
        number, sealed = number + 1, file
    return Home(name, number, base / _whole(name, number, say), file, sealed, behind)


def is_sealed(folder: Path, say: Wording, archive: str = OF_COMMUNITY) -> bool:
    """Whether this is the folder of a sealed round, which stays as it is."""
    whole = folder.resolve()
    return (whole.parent / f"{say(archive, round=whole.name)}.zip").is_file()


def _whole(name: str, number: int, say: Wording) -> str:
    return say("rounds.revised", round=name, number=number) if number else name


def unmoved(found: Result) -> bool:
    """Whether a round that is checked again is what was sealed, value by value."""
    return found.revision is not None and not found.revision.moved and not found.revision.withheld


def of_round(found: Result, home: Home) -> Result:
    """The result as one of this round; behind a seal with every value that moved since.

    Raises :class:`checkup.rounds.archive.BrokenArchiveError` for a seal that was touched.
    """
    if home.sealed is None:
        return replace(found, round=home.name)
    content = archive.contents(home.sealed)[archive.RESULT]
    return revised(replace(found, round=home.name), home.number, home.sealed.name, content)


def revised(found: Result, number: int, of: str, sealed: bytes) -> Result:
    """The result of a round as 修订 n of the archive ``of``, which holds the bytes ``sealed``.

    Raises :class:`checkup.rounds.archive.BrokenArchiveError` where those are no result.
    """
    before = archive.decoded(sealed, of)
    return replace(
        found,
        revision=Revision(
            number=number,
            of=of,
            sha256=archive.sha256(sealed),
            moved=moved(before, found),
            withheld=withheld(before, found),
        ),
    )
