"""A street's round to be compared: its file, its folder, or its archive."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup import result as results
from checkup.comparison import Measure
from checkup.intake.inputs import OUTPUT_FOLDER
from checkup.model import SurveyArea
from checkup.report.wording import Wording
from checkup.result import Result
from checkup.rounds.archive import UNREADABLE, BrokenArchiveError
from checkup.rounds.home import OF_STREET
from checkup.rounds.newest import newest
from checkup.street import archive
from checkup.street_result import SCHEMA, CommunityRow, Credit, StreetResult


class Member(Struct, frozen=True, kw_only=True):
    """A community of a street's round, as far as it has to be kept in mind.

    ``groups``: item → people it is for; ``entry`` is where its result stands in an archive.
    """

    path: str
    id: str
    name: str
    population: float | None
    groups: dict[str, float]
    result: str
    areas: tuple[SurveyArea, ...] = ()
    withheld: frozenset[tuple[Measure, str | None]] = frozenset()
    """Figures (measure, item) that may not be printed of it."""
    entry: tuple[str, str] | None = None


class Opened(Struct, frozen=True, kw_only=True):
    """A street's round: its own result without its communities, and where each of those is."""

    head: StreetResult
    members: tuple[Member, ...]
    place: Path
    """The 街道汇总.json or the archive."""
    sealed: bool


class _Schema(Struct):
    schema: str = ""


def find(place: Path, say: Wording, beside: str | None = None) -> Path | None:
    """The 街道汇总.json or archive meant by a path; None where it is no street's.

    In a folder an unnamed round counts, unless a named one reaches to a later day; of those the
    newest; ``beside`` is the name of the round it is to be compared with. Raises
    :class:`checkup.rounds.newest.SameDayError`.
    """
    name = f"{say('street.file')}.json"
    if place.is_dir():
        for folder in (place, place / OUTPUT_FOLDER):
            if (unnamed := folder / name).is_file():
                later = newest(folder, name, say, OF_STREET, unnamed, beside)
                return unnamed if later is None else later / name if later.is_dir() else later
        for folder in (place / OUTPUT_FOLDER, place):
            found = newest(folder, name, say, OF_STREET, beside=beside)
            if found is not None:
                return found / name if found.is_dir() else found
        return None
    if is_archive(place):
        return place if archive.is_street(place) else None
    try:
        told = msgspec.json.decode(place.read_bytes(), type=_Schema)
    except (OSError, msgspec.DecodeError):
        return None
    return place if told.schema == SCHEMA else None


def street_of(opened: Opened, member: Member) -> str | None:
    """The name of the folder whose 街道.xlsx the community belongs to; None where there is none."""
    above = [each for each in opened.head.sources if _below(member.path, each)]
    nearest = max(above, key=len, default=None)
    return opened.head.name if nearest == "." else nearest and Path(nearest).name


def _below(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def is_archive(place: Path) -> bool:
    """Whether a place that :func:`find` gave is a sealed round."""
    return place.suffix == ".zip"


def load(place: Path) -> Opened:
    """The round at a place that :func:`find` gave.

    Raises :class:`checkup.rounds.archive.BrokenArchiveError` for a file that cannot be read.
    """
    found = _whole(place)
    entries = archive.entries(place) if is_archive(place) else {}
    return Opened(
        head=replace(found, communities=()),
        members=tuple(_member(row, entries.get(row.path)) for row in found.communities),
        place=place,
        sealed=is_archive(place),
    )


def credits(opened: Opened) -> dict[str, tuple[Credit, ...]]:
    """What neighbours' facilities count for each community, by its path. Raises as :func:`load`."""
    return {
        row.path: row.shared.credits
        for row in _whole(opened.place).communities
        if row.shared is not None
    }


def _whole(place: Path) -> StreetResult:
    if is_archive(place):
        return archive.read(place)[0]
    try:
        return msgspec.json.decode(place.read_bytes(), type=StreetResult)
    except (OSError, msgspec.DecodeError) as error:
        raise BrokenArchiveError(place.name) from error


@contextmanager
def reading(opened: Opened) -> Iterator[Callable[[Member], Result | None]]:
    """What gives a community's result, as :func:`result_of` does; nothing stays open after it."""
    try:
        yield partial(result_of, opened.place)
    finally:
        let_go()


def result_of(place: Path, member: Member) -> Result | None:
    """A community's result, None where it cannot be read; ``place`` is its round's file."""
    try:
        if not is_archive(place):
            return results.load(place.parent / member.result)
        return archive.community(_book(place), *member.entry) if member.entry else None
    except (*UNREADABLE, BrokenArchiveError):
        return None


def let_go() -> None:
    """No archive stays open in this process."""
    _book.cache_clear()


@lru_cache(maxsize=2)
def _book(place: Path) -> zipfile.ZipFile:
    """Opened once for all its communities: finding the entries of thousands in an archive takes
    as long as reading one."""
    return zipfile.ZipFile(place)


def _withheld(row: CommunityRow) -> Iterator[tuple[Measure, str | None]]:
    if row.overall_withheld:
        yield from (("satisfied", None), ("mean", None))
    for cell in row.cells:
        if "satisfaction" in cell.withheld:
            yield from (("satisfied", cell.item), ("mean", cell.item))
        if "demand" in cell.withheld:
            yield "lacking", cell.item


def _member(row: CommunityRow, entry: tuple[str, str] | None) -> Member:
    return Member(
        path=row.path,
        id=row.id,
        name=row.name,
        population=row.population,
        groups={cell.item: cell.group for cell in row.cells if cell.group is not None},
        result=row.result,
        areas=row.areas,
        withheld=frozenset(_withheld(row)),
        entry=entry,
    )
