"""街道存档: a street's sealed round in one zip that is enough to compare it with another.

Each community is sealed in an archive of its own, the same as when it is checked alone, so that
one of them can be revised without the others. The street's holds its own result, its reports, its
own files without rows of respondents, and every community's result, with the hash of its archive.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec
from msgspec import Struct

from checkup import whole
from checkup.result import MadeWith, ProblemRow, Result, SourceFile
from checkup.rounds import archive
from checkup.rounds.archive import BrokenArchiveError, Input, sha256
from checkup.street_result import StreetResult

SCHEMA: Literal["checkup-street-archive/1"] = "checkup-street-archive/1"
_STREET = "street.json"


class Member(Struct, frozen=True, kw_only=True):
    """A community of the round: ``result`` is its entry, ``archive`` its own seal."""

    path: str
    id: str
    result: str
    archive: str
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What is in a street's archive."""

    schema: Literal["checkup-street-archive/1"] = SCHEMA
    round: str
    revision: int
    street: str
    made_with: MadeWith
    communities: tuple[Member, ...]
    inputs: dict[str, tuple[Input, ...]]
    """The street's own files, by its folder."""
    files: dict[str, str]
    """Path in the archive → sha256."""


class Sealed(Struct, frozen=True, kw_only=True):
    """A community as it is sealed: its place, its result's bytes, its own archive."""

    path: str
    id: str
    result: bytes
    archive: Path


def own_inputs(
    sources: Mapping[str, Mapping[str, SourceFile]],
    problems: Mapping[str, Iterable[ProblemRow]],
    top: Path,
    place: str,
) -> tuple[dict[str, tuple[Input, ...]], dict[str, bytes]]:
    """The files of each street's own by name and hash, and the bytes of those that hold no rows
    of respondents. Raises :class:`checkup.rounds.archive.ChangedInputError` and OSError."""
    inputs: dict[str, tuple[Input, ...]] = {}
    copies: dict[str, bytes] = {}
    for path, found in sources.items():
        names = {row.source for row in problems.get(path, ()) if row.code in archive.PARTLY_READ}
        partly = {key for key, each in found.items() if each.name in names}
        below = place if path == "." else f"{place}/{path}"
        told, files = archive.inputs_of(found, partly, top / path, below)
        inputs[path] = told
        copies |= files
    return inputs, copies


def write(
    file: Path,
    head: StreetResult,
    street: bytes,
    members: Iterable[Sealed],
    files: Mapping[str, bytes],
    inputs: dict[str, tuple[Input, ...]],
) -> None:
    """The archive, written once, one community at a time.

    ``street`` are the bytes of 街道汇总.json, ``files`` the reports and copied inputs by their
    places. Raises FileExistsError for an archive that is there, OSError.
    """
    if file.exists():
        raise FileExistsError(file)
    contents = {_STREET: street, **files}
    marks = {name: sha256(contents[name]) for name in sorted(contents)}
    told: list[Member] = []
    with whole.replacing(file) as beside, zipfile.ZipFile(beside, "w") as book:
        for name in sorted(contents):
            archive.put(book, name, contents[name])
        for number, each in enumerate(members, 1):
            entry = f"communities/{number:05d}.json"
            archive.put(book, entry, each.result)
            marks[entry] = sha256(each.result)
            told.append(
                Member(
                    path=each.path, id=each.id, result=entry, archive=each.archive.name,
                    sha256=sha256(each.archive.read_bytes()),
                )
            )  # fmt: skip
        manifest = Manifest(
            round=head.round or "",
            revision=head.revision.number if head.revision else 0,
            street=head.name,
            made_with=head.made_with,
            communities=tuple(told),
            inputs=inputs,
            files=marks,
        )
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
        archive.put(book, archive.MANIFEST, content)


def is_street(file: Path) -> bool:
    """Whether a zip says that it is a street's; whether it is whole is another question."""
    try:
        with zipfile.ZipFile(file) as book:
            told = msgspec.json.decode(archive.entry(book, archive.MANIFEST))
    except (*archive.UNREADABLE, BrokenArchiveError):
        return False
    return isinstance(told, dict) and told.get("schema") == SCHEMA


def read(file: Path) -> tuple[StreetResult, bytes]:
    """The street's result as it was sealed, and its bytes.

    Raises :class:`checkup.rounds.archive.BrokenArchiveError` when it was changed since.
    """
    try:
        with zipfile.ZipFile(file) as book:
            manifest = _manifest(book)
            content = archive.entry(book, _STREET, manifest.files[_STREET])
            return msgspec.json.decode(content, type=StreetResult), content
    except (*archive.UNREADABLE, BrokenArchiveError) as error:
        raise BrokenArchiveError(file.name) from error


def entries(file: Path) -> dict[str, tuple[str, str]]:
    """Community's path → (entry of its result, hash). Raises as :func:`read` does."""
    try:
        with zipfile.ZipFile(file) as book:
            manifest = _manifest(book)
            return {
                each.path: (each.result, manifest.files[each.result])
                for each in manifest.communities
            }
    except (*archive.UNREADABLE, BrokenArchiveError) as error:
        raise BrokenArchiveError(file.name) from error


def lacking(file: Path, place: str, folder: Path) -> dict[str, bytes]:
    """Reports, kept below ``place`` in the archive, that are no longer in a folder, by their
    names. Raises as :func:`read` does."""
    try:
        with zipfile.ZipFile(file) as book:
            kept = _manifest(book).files
            return {
                PurePosixPath(name).name: archive.entry(book, name, mark)
                for name, mark in kept.items()
                if name.startswith(f"{place}/")
                and not (folder / PurePosixPath(name).name).is_file()
            }
    except (*archive.UNREADABLE, BrokenArchiveError) as error:
        raise BrokenArchiveError(file.name) from error


def community(book: zipfile.ZipFile, entry: str, mark: str) -> Result:
    """One community's result as it was sealed. Raises :class:`BrokenArchiveError` and what
    :data:`checkup.rounds.archive.UNREADABLE` names."""
    return msgspec.json.decode(archive.entry(book, entry, mark), type=Result)


def _manifest(book: zipfile.ZipFile) -> Manifest:
    return msgspec.json.decode(archive.entry(book, archive.MANIFEST), type=Manifest)
