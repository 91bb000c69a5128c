"""Folders → every problem of their inputs, at once. Everything is read, nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from checkup import intake, judge
from checkup.intake import settings
from checkup.judge import standard
from checkup.model import Level
from checkup.pipeline import DEFAULT_STANDARD, problem_rows
from checkup.plan import load_remedies, prices, store
from checkup.report import annotate
from checkup.report.annotate import Annotated
from checkup.report.wording import Wording
from checkup.result import ProblemRow, SourceFile

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)$")
_LEVELS: tuple[Level, ...] = ("error", "warning", "notice")


class Checked(Struct, frozen=True, kw_only=True):
    """One folder: its files, and its problems in the order in which a person meets them."""

    folder: Path
    sources: dict[str, SourceFile]
    problems: tuple[ProblemRow, ...]

    @property
    def failed(self) -> bool:
        """Whether any problem is of level error."""
        return any(row.level == "error" for row in self.problems)


class Listed(Struct, frozen=True, kw_only=True):
    """A problem as ``checkup check --json`` lists it. ``file`` is its name inside ``folder``;
    what a problem has no place for is null."""

    folder: str
    file: str | None
    sheet: str | None
    cell: str | None
    code: str
    level: Level
    found: str
    expected: str
    fix: str


def check(folder: Path, say: Wording) -> Checked:
    """Everything that is wrong with a folder's inputs, as ``score`` would say it.

    Raises :class:`checkup.datafiles.DataFileError` when a YAML file is broken.
    """
    loaded = settings.load(folder)
    policy = loaded.applied_policy()
    rules = standard.load(loaded.settings.standard or DEFAULT_STANDARD, loaded.settings.overlays)
    told = intake.read(folder, loaded, rules.clauses(), policy)
    found = (
        *told.problems,
        *judge.objections(told.community, policy, told.as_of),
        *prices.objections(load_remedies(rules.id), told.community.local_prices),
        *store.objections(told.community, rules),
    )
    return Checked(
        folder=folder,
        sources=told.sources,
        problems=tuple(_arranged(problem_rows(found, say), told.sources)),
    )


def _arranged(rows: Sequence[ProblemRow], sources: Iterable[str]) -> list[ProblemRow]:
    """File by file, the worst first, then sheet by sheet and cell by cell."""
    files = {source: at for at, source in enumerate(sources, 1)}
    sheets = {sheet: at for at, sheet in enumerate(dict.fromkeys(row.sheet for row in rows))}

    def place(row: ProblemRow) -> tuple[int, int, int, int, str]:
        found = _ADDRESS.match(row.cell or "")
        letters, number = (found[1], int(found[2])) if found else ("", 0)
        return (
            files.get(row.source or "", 0), _LEVELS.index(row.level), sheets[row.sheet], number,
            letters.rjust(3),
        )  # fmt: skip

    return sorted(rows, key=place)


def by_file(checked: Checked) -> Iterator[tuple[SourceFile | None, list[ProblemRow]]]:
    """Each file with its problems, those without any too; the folder itself first, as None."""
    whole = [row for row in checked.problems if row.source not in checked.sources]
    if whole:
        yield None, whole
    for source, file in checked.sources.items():
        yield file, [row for row in checked.problems if row.source == source]


def as_json(checked: Iterable[Checked]) -> bytes:
    """The problems of all folders as one list of :class:`Listed`."""
    rows = [
        Listed(
            folder=each.folder.as_posix(),
            file=each.sources[row.source].name if row.source in each.sources else None,
            sheet=row.sheet,
            cell=row.cell,
            code=row.code,
            level=row.level,
            found=row.found,
            expected=row.expected,
            fix=row.fix,
        )
        for each in checked
        for row in each.problems
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"


def annotated(checked: Checked, say: Wording) -> Iterator[tuple[str, Annotated | None]]:
    """(name, marked copy) of each file with problems; None where none can be made.

    A file that was refused is not opened again: it may be one that exhausts the machine.
    """
    for file, rows in by_file(checked):
        if file is None or not rows or file.kind == "settings":
            continue
        refused = file.kind == "unknown"
        content = b"" if refused else (checked.folder / file.name).read_bytes()
        yield file.name, None if refused else annotate.render(content, rows, say)
