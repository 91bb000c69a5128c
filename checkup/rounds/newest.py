"""Which of several rounds (轮次) is the newest: by what they say of themselves, never by the time
of a file, which copying changes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from checkup.report.wording import Wording
from checkup.rounds import archive
from checkup.rounds.home import OF_COMMUNITY


class SameDayError(Exception):
    """Several rounds reach to the same day; the names of the rounds are the argument."""


class _Number(Struct):
    number: int


class _Day(Struct):
    as_of: date | None


class _Head(Struct):
    """What a result, a street's result and a manifest all tell of their round."""

    made_with: _Day
    round: str | None = None
    revision: _Number | int | None = None


class _Known(Struct, frozen=True):
    round: str
    number: int
    as_of: date
    place: Path


def newest(
    base: Path,
    file: str,
    say: Wording,
    seal: str = OF_COMMUNITY,
    unnamed: Path | None = None,
    beside: str | None = None,
) -> Path | None:
    """The folder (or, where that is gone, the archive) of the newest round below ``base``.

    ``file`` is what a round's folder holds. Of one round the last 修订 counts; of several the one
    whose facts reach to the latest day. None where there is no round, or none that reaches beyond
    the file ``unnamed``, which was written without the name of a round. ``beside`` is the round
    it is to be compared with: of two that reach to one day, the other is meant. Raises
    :class:`SameDayError` where that leaves more than one: which came later nobody told.
    """
    last: dict[str, _Known] = {}
    for each in _known(base, file, say, seal):
        held = last.get(each.round)
        # folders come first: an archive stands in only where its folder is gone
        if held is None or each.number > held.number:
            last[each.round] = each
    day = max((each.as_of for each in last.values()), default=None)
    if day is None or (unnamed is not None and day <= _day_of(unnamed)):
        return None
    found = [each for each in last.values() if each.as_of == day]
    if len(found) > 1:
        found = [each for each in found if each.round != beside]
    if len(found) > 1:
        raise SameDayError(*sorted(each.round for each in found))
    return found[0].place


def round_of(place: Path, file: str) -> str | None:
    """The name of the one round that stands at a place: a file, an archive, or the folder that
    holds ``file``; None where it has none, or where there is no such thing."""
    found = place / file if place.is_dir() else place
    try:
        if found.suffix == ".zip":
            with zipfile.ZipFile(found) as book:
                content = archive.entry(book, archive.MANIFEST)
        else:
            content = found.read_bytes()
    except (*archive.UNREADABLE, archive.BrokenArchiveError):
        return None
    return next((each.round for each in _of(content, found)), None)


def _day_of(file: Path) -> date:
    """The day its facts reach to; the latest there is where it cannot be read, which its reader
    then says."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Head).made_with.as_of or date.min
    except (OSError, msgspec.DecodeError):
        return date.max


def _known(base: Path, file: str, say: Wording, seal: str) -> Iterator[_Known]:
    for place in sorted(base.glob(f"*/{file}")):
        try:
            yield from _of(place.read_bytes(), place.parent)
        except OSError:
            continue
    for place in sorted(base.glob(f"{say(seal, round='*')}.zip")):
        try:
            with zipfile.ZipFile(place) as book:
                yield from _of(archive.entry(book, archive.MANIFEST), place)
        except (*archive.UNREADABLE, archive.BrokenArchiveError):
            continue


def _of(content: bytes, place: Path) -> Iterator[_Known]:
    try:
        head = msgspec.json.decode(content, type=_Head)
    except msgspec.DecodeError:
        return
    if head.round is not None:
        number = head.revision.number if isinstance(head.revision, _Number) else head.revision or 0
        yield _Known(head.round, number, head.made_with.as_of or date.min, place)
