"""A round is sealed: one archive beside its folder, written once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from checkup import whole
from checkup.report import write
from checkup.report.templates import Templates
from checkup.report.wording import Wording
from checkup.result import Result
from checkup.rounds import archive
from checkup.rounds.home import Home


def seal(
    home: Home, found: Result, folder: Path, edition: Mapping[str, bytes], say: Wording,
    own: Templates,
) -> Path:  # fmt: skip
    """Write the archive of a round that has just been written; gives its name.

    ``folder`` holds the inputs, ``edition`` the data files by their names. Raises
    :class:`checkup.rounds.archive.ChangedInputError`, and OSError when it cannot be written.
    """
    write.sealed(home.archive, packed(found, folder, edition, say, own))
    return home.archive


def packed(
    found: Result, folder: Path, edition: Mapping[str, bytes], say: Wording, own: Templates
) -> bytes:
    """The archive's bytes. Raises as :func:`seal` does."""
    reports = {
        name.as_posix(): content
        for name, content in write.files(found, say, own=own).items()
        if name.name != archive.RESULT
    }
    places = (say("rounds.place.reports"), say("rounds.place.inputs"), say("rounds.place.edition"))
    return archive.to_bytes(found, folder, reports, edition, places)


def restored(home: Home, say: Wording) -> list[Path]:
    """The folder of the newest seal as it was sealed: what is missing there comes back, and the
    result is that of the archive; what a person has filled meanwhile is left alone.

    Gives the files. Raises :class:`checkup.rounds.archive.BrokenArchiveError` and OSError.
    """
    if home.sealed is None or home.behind is None:
        return []
    kept = archive.contents(home.sealed)
    ahead = f"{say('rounds.place.reports')}/"
    reports = {name.removeprefix(ahead): each for name, each in kept.items()
               if name.startswith(ahead)}  # fmt: skip
    files = [home.behind / archive.RESULT, *(home.behind / name for name in reports)]
    for file, content in zip(files, [kept[archive.RESULT], *reports.values()], strict=True):
        if not file.is_file() or (file.name == archive.RESULT and file.read_bytes() != content):
            whole.write(file, [content])
    return files
