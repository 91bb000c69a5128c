"""checkup.yaml: every setting, and the ledger's tables for whoever prefers YAML to sheets.

A fact from here points to its key path and line. Keys of tables are the columns of our forms,
in Chinese; an unknown one is an error with the nearest known one, never skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from checkup import datafiles
from checkup.intake import dialects
from checkup.intake.cells import Cell
from checkup.intake.dialects import Dialect
from checkup.intake.ledger import Row, Table
from checkup.model import Ref
from checkup.policy import Policy
from checkup.vocabulary import Column, Vocabulary, fold, split_header

FILE_NAMES = ("checkup.yaml", "checkup.yml")
Records = tuple[dict[str, Any], ...]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """checkup.yaml. ``files``: what to leave out (``skip``), or to read as a ledger or an export
    of a dialect (``export:wjx_code``) whatever it looks like."""

    standard: str | None = None
    overlays: tuple[str, ...] = ()
    policy: dict[str, Any] = field(default_factory=dict)
    units: Annotated[int, Meta(ge=1)] | None = None
    open_text: bool = True
    """false: words that no rule sorts are not written anywhere, not even masked (待归类.xlsx)."""
    files: dict[str, str] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict, name="社区概况")
    estates: Records = field(default=(), name="小区清单")
    buildings: Records = field(default=(), name="楼栋点位")
    facilities: Records = field(default=(), name="设施台账")
    spaces: Records = field(default=(), name="闲置空间")
    answers: Records = field(default=(), name="制度与佐证")
    scope: Records = field(default=(), name="填报范围")
    others: Records = field(default=(), name="其他短板")
    meetings: Records = field(default=(), name="访谈与议事")
    services: Records = field(default=(), name="服务目录")
    questions: Records = field(default=(), name="题目对照")
    verdicts: Records = field(default=(), name="人工核定")
    prices: Records = field(default=(), name="本地造价")
    plan: dict[str, Any] = field(default_factory=dict)
    """budget, operating, yearly, channels, force, forbid, floor: what is asked of the plan."""


class _PolicyOnly(Struct, frozen=True, kw_only=True):
    """The policy at its place in the file, so that an error names it."""

    policy: Policy


class Loaded(Struct, frozen=True):
    """The settings with the file they came from, for lines."""

    settings: Settings
    source: datafiles.Source | None

    def applied_policy(self) -> Policy:
        """The default policy with this community's changes; DataFileError for an unknown key."""
        if self.source is None or not self.settings.policy:
            return Policy()
        changed = {**msgspec.structs.asdict(Policy()), **self.settings.policy}
        return datafiles.convert(self.source.holding({"policy": changed}), _PolicyOnly).policy


def load(folder: Path) -> Loaded:
    """The folder's checkup.yaml; empty settings when there is none. Raises DataFileError."""
    for name in FILE_NAMES:
        if (folder / name).is_file():
            source = datafiles.read(folder / name)
            if source.data is None:
                return Loaded(Settings(), source)
            found = datafiles.convert(source, Settings)
            for file, word in found.files.items():
                if word not in (known := _file_words()):
                    raise source.fault(
                        "unknown_word", f"files.{file}", found=word,
                        suggestion=datafiles.nearest(word, known),
                    )  # fmt: skip
            return Loaded(found, source)
    return Loaded(Settings(), None)


_EXPORT = "export:"


def _file_words() -> list[str]:
    return ["ledger", "skip", *(_EXPORT + dialect.id for dialect in dialects.load())]


def told_dialect(word: str | None) -> Dialect | None:
    """The dialect that ``files`` names for a file; None when it names none."""
    if word is None or not word.startswith(_EXPORT):
        return None
    return dialects.by_id(word.removeprefix(_EXPORT))


def tables(loaded: Loaded, source_id: str, vocabulary: Vocabulary) -> list[Table]:
    """The data of checkup.yaml as the same tables a ledger gives."""
    if loaded.source is None:
        return []
    found = [_profile(loaded, source_id, vocabulary)] if loaded.settings.profile else []
    for sheet_id in (
        "estates", "buildings", "facilities", "spaces", "answers", "scope", "others", "meetings",
        "services", "questions", "verdicts", "prices",
    ):  # fmt: skip
        records: Records = getattr(loaded.settings, sheet_id)
        if records:
            found.append(_records(loaded.source, source_id, vocabulary, sheet_id, records))
    return found


def _profile(loaded: Loaded, source_id: str, vocabulary: Vocabulary) -> Table:
    sheet = vocabulary.sheets["profile"]
    source = loaded.source
    assert source is not None
    known = [each.name for each in vocabulary.profile.values()]
    rows = []
    told: set[str] = set()
    for number, (key, value) in enumerate(loaded.settings.profile.items(), 1):
        path = f"{sheet.name}.{key}"
        field_id = vocabulary.field_by_word.get(fold(key))
        if field_id is None:
            raise source.fault(
                "unknown_key", path, found=key, suggestion=datafiles.nearest(key, known)
            )
        if field_id in told:
            raise source.fault("duplicate_key", path, found=key)
        told.add(field_id)
        _single(source, path, value)
        at = Ref(source_id, path, f"L{source.line(path)}")
        rows.append(
            Row(
                number=number,
                cells={"field": Cell(key), "value": Cell(value)},
                at={"field": at, "value": at},
            )
        )
    columns = {column.id: column for column in sheet.columns if column.id in ("field", "value")}
    return Table(sheet=sheet, columns=columns, units={}, rows=tuple(rows))


def _records(
    source: datafiles.Source,
    source_id: str,
    vocabulary: Vocabulary,
    sheet_id: str,
    records: Records,
) -> Table:
    sheet = vocabulary.sheets[sheet_id]
    words = {
        word: column
        for column in sheet.columns
        for word in (*map(fold, (*column.aliases, *column.unsure)), split_header(column.name)[0])
    }
    used: dict[str, Column] = {}
    rows = []
    for number, record in enumerate(records):
        cells: dict[str, Cell] = {}
        at: dict[str, Ref] = {}
        for column, value, path in _cells(source, sheet.name, number, record, words):
            used[column.id] = column
            at[column.id] = Ref(source_id, path, f"L{source.line(path)}")
            if value is not None:
                cells[column.id] = Cell(value)
        for column in sheet.columns:
            if column.key and column.id not in at:
                path = f"{sheet.name}[{number}]"
                at[column.id] = Ref(source_id, path, f"L{source.line(path)}")
        rows.append(Row(number=number + 1, cells=cells, at=at))
    for column in sheet.columns:
        if column.key:
            used.setdefault(column.id, column)
    return Table(sheet=sheet, columns=_everywhere(used, rows), units={}, rows=tuple(rows))


def _cells(
    source: datafiles.Source,
    sheet: str,
    number: int,
    record: dict[str, Any],
    words: dict[str, Column],
) -> Iterator[tuple[Column, Any, str]]:
    told: set[str] = set()
    for key, value in record.items():
        path = f"{sheet}[{number}].{key}"
        column = words.get(split_header(str(key))[0])
        if column is None:
            raise source.fault(
                "unknown_key", path, found=str(key),
                suggestion=datafiles.nearest(str(key), [each.name for each in words.values()]),
            )  # fmt: skip
        if column.id in told:
            raise source.fault("duplicate_key", path, found=str(key))
        told.add(column.id)
        if isinstance(value, list) and column.type == "list":
            for index, member in enumerate(value):
                _single(source, f"{path}[{index}]", member)
            yield column, "、".join(map(str, value)), path
        else:
            _single(source, path, value)
            yield column, value, path


def _single(source: datafiles.Source, path: str, value: object) -> None:
    """Refuse a list or a mapping where one value belongs."""
    if isinstance(value, (list, dict)):
        raise source.fault("wrong_type", path, expected="single")


def _everywhere(used: dict[str, Column], rows: list[Row]) -> dict[str, Column]:
    """Columns that every row has a place for, so that a row may leave one out."""
    for row in rows:
        place = next(iter(row.at.values()))
        for column in used:
            row.at.setdefault(column, Ref(place.source, place.sheet.split(".")[0], place.cell))
    return used
