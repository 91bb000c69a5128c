"""体检存档: one round in one zip, the same bytes for the same round, and nobody's answers in it.

Questionnaires, tickets and 待归类 stay outside, and so does every file of which a part was not
read, for it may hold such rows; their names and sha256 are kept. A ledger is kept without the
words of 访谈与议事. What a reader of the archive has to know by name is ASCII: ``manifest.json``
and ``result.json``.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup import result as results
from checkup.result import MadeWith, Result, SourceFile, StandardUsed
from checkup.rounds import wordless

SCHEMA: Literal["checkup-archive/1"] = "checkup-archive/1"
MANIFEST, RESULT = "manifest.json", "result.json"
_COPIED = frozenset({"ledger", "settings", "answers", "mapping", "store"})
"""Kinds of input that hold no rows of respondents; anything else is left out."""
ABOVE = "../"
"""How the name of a file begins that stands above the community, with its street."""
PARTLY_READ = frozenset({"sheet_unknown", "hidden_sheet", "sheet_unused", "table_unclear"})
"""Problems that say that a part of a file was not read."""
_WHEN = (1980, 1, 1, 0, 0, 0)
_LARGEST = 500_000_000
"""Bytes of an entry that are still read: ours are never this large."""
UNREADABLE = (OSError, zipfile.BadZipFile, KeyError, msgspec.DecodeError, NotImplementedError,
              RuntimeError, zipfile.LargeZipFile)  # fmt: skip
"""What reading a file that is no archive of ours may raise."""


class BrokenArchiveError(Exception):
    """An archive that is none of ours, or was changed after it was sealed."""


class ChangedInputError(Exception):
    """An input file is no longer the one that was judged; its name is the argument."""


class Input(Struct, frozen=True, kw_only=True):
    """One input of the round. ``copy`` is where it stands in the archive; None: left out.

    ``sha256`` is that of the file itself; ``wordless``: the copy lacks the words in it.
    """

    name: str
    kind: str
    sha256: str
    copy: str | None = None
    wordless: bool = False


class Manifest(Struct, frozen=True, kw_only=True):
    """What is in the archive, and what the round was judged from and by."""

    schema: Literal["checkup-archive/1"] = SCHEMA
    round: str
    revision: int
    community: str
    made_with: MadeWith
    standard: StandardUsed
    inputs: tuple[Input, ...]
    files: dict[str, str]
    """Path in the archive → sha256."""


def to_bytes(
    found: Result,
    folder: Path,
    reports: Mapping[str, bytes],
    edition: Mapping[str, bytes],
    places: tuple[str, str, str],
) -> bytes:
    """The archive of a result that has a round.

    ``folder`` holds the inputs; ``reports`` and ``edition`` map a relative name to its bytes;
    ``places`` are the archive's folders for reports, inputs and edition. Raises
    :class:`ChangedInputError` when an input is another file by now, and OSError.
    """
    at_reports, at_inputs, at_edition = places
    partly = {row.source for row in found.problems if row.code in PARTLY_READ}
    inputs, copies = inputs_of(found.sources, partly, folder, at_inputs)
    files = {
        RESULT: results.to_bytes(found),
        **{f"{at_reports}/{name}": content for name, content in reports.items()},
        **copies,
        **{f"{at_edition}/{name}": content for name, content in edition.items()},
        f"{at_edition}/policy.json": msgspec.json.format(msgspec.json.encode(found.policy)) + b"\n",
    }
    manifest = Manifest(
        round=found.round or "",
        revision=found.revision.number if found.revision else 0,
        community=found.community.id,
        made_with=found.made_with,
        standard=found.standard,
        inputs=inputs,
        files={name: sha256(files[name]) for name in sorted(files)},
    )
    told = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, content in [(MANIFEST, told), *((name, files[name]) for name in sorted(files))]:
            put(book, name, content)
    return packed.getvalue()


def put(book: zipfile.ZipFile, name: str, content: bytes) -> None:
    """One entry, the same bytes for the same content on any day."""
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o100444 << 16
    book.writestr(entry, content, compresslevel=6)


def read(file: Path) -> Result:
    """The result in an archive, as it was sealed. Raises as :func:`contents` does."""
    return decoded(contents(file)[RESULT], file.name)


def decoded(content: bytes, name: str) -> Result:
    """A sealed result. Raises :class:`BrokenArchiveError` with the archive's name."""
    try:
        return msgspec.json.decode(content, type=Result)
    except msgspec.DecodeError as error:
        raise BrokenArchiveError(name) from error


def contents(file: Path) -> dict[str, bytes]:
    """Everything in an archive by its place.

    Raises :class:`BrokenArchiveError` when it is none, or its bytes are not those of its manifest.
    """
    try:
        with zipfile.ZipFile(file) as book:
            manifest = msgspec.json.decode(entry(book, MANIFEST), type=Manifest)
            if RESULT not in manifest.files:
                raise BrokenArchiveError(file.name)
            return {name: entry(book, name, mark) for name, mark in manifest.files.items()}
    except (*UNREADABLE, BrokenArchiveError) as error:
        raise BrokenArchiveError(file.name) from error


def entry(book: zipfile.ZipFile, name: str, mark: str | None = None) -> bytes:
    """One entry's bytes; with its hash in ``mark`` they must be those.

    Raises :class:`BrokenArchiveError`, and what ``zipfile`` raises (:data:`UNREADABLE`).
    """
    if book.getinfo(name).file_size > _LARGEST:
        raise BrokenArchiveError(name)
    content = book.read(name)
    if mark is not None and sha256(content) != mark:
        raise BrokenArchiveError(name)
    return content


def inputs_of(
    sources: Mapping[str, SourceFile], partly: Container[str | None], folder: Path, place: str
) -> tuple[tuple[Input, ...], dict[str, bytes]]:
    """Every input by name and hash, and the bytes of those that may be copied: not those of
    which a part was not read (``partly``, by the keys of ``sources``)."""
    inputs: list[Input] = []
    copies: dict[str, bytes] = {}
    for source, each in sources.items():
        told = Input(name=each.name, kind=each.kind, sha256=each.sha256)
        # a file of the street's tells of others, too: it is kept with the street's round
        own = not each.name.startswith(ABOVE)
        if own and each.kind in _COPIED and source not in partly:
            content = (folder / each.name).read_bytes()
            if sha256(content) != each.sha256:
                raise ChangedInputError(each.name)
            kept = wordless.copied(folder / each.name, each.kind, content)
            if kept is not None:
                copy = f"{place}/{each.name}"
                copies[copy] = kept
                told = replace(told, copy=copy, wordless=kept != content)
        inputs.append(told)
    return tuple(inputs), copies


def sha256(content: bytes) -> str:
    """The hash of an entry, as a manifest tells it."""
    return hashlib.sha256(content).hexdigest()
