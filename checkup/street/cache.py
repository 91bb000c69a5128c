"""What makes a community's result what it is, in one key, so that nothing is computed twice.

The mark stands beside the files it speaks of and is written last: a run that was killed leaves
no mark, and the community is done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

import checkup
from checkup import __version__, datafiles, whole
from checkup.intake import cells, settings
from checkup.intake.inputs import OUTPUT_FOLDER, input_files, papers
from checkup.report import templates
from checkup.result import ProblemRow, SourceFile
from checkup.street.find import MARK
from checkup.street.near import Near
from checkup.street_result import CommunityRow, Shared, Unrouted

T = TypeVar("T")
_ASIDE = "__pycache__"
"""The folder beside the program and its data that decides nothing; no more do words on them."""


class Mark(Struct, frozen=True, kw_only=True):
    """Beside a community's files: what they were made from, and its row for the street."""

    schema: Literal["checkup-mark/1"] = "checkup-mark/1"
    key: str
    files: dict[str, int]
    """Name → size in bytes of everything that was written."""
    forms: tuple[str, ...]
    """Hashes of the forms we wrote where they are read back: as long as nobody has filled them
    they are no input."""
    row: CommunityRow
    near: Near


class SharedMark(Struct, frozen=True, kw_only=True):
    """Beside a community's files: how it stands with what its neighbours share."""

    schema: Literal["checkup-shared-mark/1"] = "checkup-shared-mark/1"
    key: str
    view: Shared


class StreetMark(Struct, frozen=True, kw_only=True):
    """Beside a street's files: what its own files told of all its communities together."""

    schema: Literal["checkup-street-mark/1"] = "checkup-street-mark/1"
    key: str
    members: tuple[tuple[str, ...], ...]
    """Name and aliases of every community of 街道.xlsx."""
    filled: tuple[str, ...]
    """Those of them that the street's files tell something of."""
    sources: dict[str, SourceFile]
    problems: tuple[ProblemRow, ...]
    unrouted: tuple[Unrouted, ...]


class SummaryMark(Struct, frozen=True, kw_only=True):
    """Beside the street's result: what it and its pages were made from."""

    schema: Literal["checkup-summary-mark/1"] = "checkup-summary-mark/1"
    key: str
    files: dict[str, int]
    """Name → size in bytes of everything that was written."""


def ground(standard: str | None, overlays: Sequence[str], as_of: date | None) -> str:
    """What all communities of a run share: the program with its data, and what was asked."""
    told = [program(), standard or "", *overlays, str(as_of or ""), *_named(standard, overlays)]
    return digest(told)


@cache
def program() -> str:
    """The version, and every file of the program: a rule or a price that changed is another.

    The same on every system, and for a checkout and the wheel made of it.
    """
    package = Path(checkup.__file__).parent
    data = [datafiles.data_dir("surveys"), datafiles.data_dir("templates")]
    told = [__version__]
    for folder in (package, *data):
        files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
        for name, file in sorted(files.items()):
            inside = folder == package and any(each in file.parents for each in data)
            aside = _ASIDE in file.parts or file.suffix == ".md"
            if not aside and not inside and file.is_file():
                told += [name, sha256(file)]
    return digest(told)


def _named(standard: str | None, overlays: Iterable[str]) -> list[str]:
    """Hashes of a standard or overlay of a user's own, which are no part of the program."""
    places = [Path(each) for each in (standard, *overlays) if each]
    files = [file for place in places if place.is_dir() for file in sorted(place.rglob("*.yaml"))]
    files += [place for place in places if place.is_file()]
    return [sha256(file) for file in files]


def sha256(file: Path) -> str:
    """The file's hash, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def inputs(folder: Path, round_: str | None = None) -> dict[str, str]:
    """Name below the folder → hash, of everything that is read there for a round (轮次), settings
    included.

    One that may not be read has a blank one: the rest of the community is done without it.
    Raises OSError for a file that cannot be read otherwise, DataFileError for a broken
    checkup.yaml.
    """
    found = {
        file.relative_to(folder).as_posix(): cells.sha256(file)
        for file in own_files(folder, round_)
    }
    # of photographs only their number is told
    found[f"{OUTPUT_FOLDER}.papers"] = str(len(papers(folder)))
    loaded = settings.load(folder).settings
    for at, each in enumerate(_named(loaded.standard, loaded.overlays)):
        found[f"{OUTPUT_FOLDER}.{at}"] = each
    return found


def own_files(folder: Path, round_: str | None = None) -> list[Path]:
    """Every file that is read in a community's or a street's folder, for a round (轮次)."""
    files = [*input_files(folder, round_), *(folder / name for name in settings.FILE_NAMES)]
    files += sorted((folder / templates.FOLDER).rglob("*"))
    return [file for file in files if file.is_file()]


def key(shared: str, given: str, told: Mapping[str, str], forms: Iterable[str] = ()) -> str:
    """The key of one community: what the run shares, what its street gives it, its own files
    without the forms of ours that nobody has filled."""
    ours = set(forms)
    own = [
        part
        for name, sha in sorted(told.items())
        if not (_comes_back(name) and sha in ours)
        for part in (name, sha)
    ]
    return digest([shared, given, *own])


def _comes_back(name: str) -> bool:
    return name.startswith(f"{OUTPUT_FOLDER}/")


def made(
    shared: str, given: str, before: Mapping[str, str], folder: Path, files: Sequence[Path],
    out: Path, row: CommunityRow, near: Near, round_: str | None = None,
) -> Mark:  # fmt: skip
    """The mark of a community just done. ``before`` are its inputs as they were read.

    A form that the run replaced was nobody's; one that changed meanwhile was not read, and the
    key then fits no later state, so that the community is done again.
    """
    back = [file for file in files if file in set(input_files(folder, round_))]
    forms = tuple(sorted(sha256(file) for file in back))
    kept = {
        name: sha
        for name, sha in before.items()
        if not _comes_back(name)
        or ((folder / name).is_file() and cells.sha256(folder / name) == sha)
    }
    return Mark(
        key=key(shared, given, kept, forms),
        files={file.relative_to(out).as_posix(): file.stat().st_size for file in files},
        forms=forms,
        row=row,
        near=near,
    )


def fresh(mark: Mark | None, shared: str, given: str, told: Mapping[str, str], out: Path) -> bool:
    """Whether what stands in the folder is what a new run would write."""
    if mark is None or mark.key != key(shared, given, told, mark.forms):
        return False
    return stand(out, mark.files)


def stand(out: Path, files: Mapping[str, int]) -> bool:
    """Whether everything that was written is still there, as long as it was."""
    with suppress(OSError):
        return all((out / name).stat().st_size == size for name, size in files.items())
    return False


def load(out: Path, type_: type[T], name: str = MARK) -> T | None:
    """The mark of a folder; None where there is none, or one of another edition."""
    try:
        return msgspec.json.decode((out / name).read_bytes(), type=type_)
    except (OSError, msgspec.DecodeError):
        return None


def save(out: Path, mark: Mark | StreetMark | SharedMark | SummaryMark, name: str = MARK) -> None:
    """Write the mark, whole or not at all."""
    # one that does not survive a power cut costs no more than doing it again
    whole.write(out / name, [msgspec.json.encode(mark)], settled=False)


def drop(out: Path, name: str = MARK) -> None:
    """Take the mark away, before the files it speaks of change."""
    with suppress(OSError):
        (out / name).unlink(missing_ok=True)


def digest(told: Iterable[str]) -> str:
    """One key of all these words in their order."""
    mark = hashlib.sha256()
    for each in told:
        content = each.encode("utf-8", "surrogatepass")
        mark.update(len(content).to_bytes(8) + content)
    return mark.hexdigest()
