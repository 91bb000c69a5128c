"""Folders → every problem of their inputs, at once. Everything is read, nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checkup import intake, judge
from checkup import vocabulary as words_of_ledger
from checkup.datafiles import DataFileError
from checkup.intake import settings
from checkup.intake.contents import Gathered
from checkup.intake.folder import Told
from checkup.intake.inputs import OUTPUT_FOLDER
from checkup.judge import standard
from checkup.model import Level, Problem
from checkup.pipeline import DEFAULT_STANDARD, problem_rows
from checkup.plan import load_remedies, prices, store
from checkup.policy import Policy
from checkup.report import annotate
from checkup.report.annotate import Annotated
from checkup.report.wording import Wording
from checkup.result import ProblemRow, SourceFile
from checkup.street import cache, distances, doubles, routing, street_task
from checkup.street.cache import StreetMark
from checkup.street.doubles import Seen, Whose
from checkup.street.find import find, is_community, relative
from checkup.street.near import Near, of_community
from checkup.street.places import Name, Place, names_of, places_of
from checkup.street.register import SOURCE

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


def check_all(folder: Path, say: Wording, broken: Callable[[DataFileError], None]) -> list[Checked]:
    """A community's folder; or a street's, with a 街道.xlsx or without: each street's own files,
    then its communities.

    What is wrong with a street's file stands with that file, whichever community's rows it is
    about. Where a YAML file is broken ``broken`` is told and the rest is still looked at.
    """
    found = find(folder, folder / OUTPUT_FOLDER)
    if not found.streets and (is_community(folder) or not found.communities):
        try:
            return [check(folder, say)]
        except DataFileError as error:
            broken(error)
            return []
    streets: dict[str, Checked] = {}
    marks: dict[str, StreetMark] = {}
    parts: dict[tuple[str, str], Gathered] = {}
    for street in found.streets:
        path = relative(street.folder, folder)
        try:
            register, routed = routing.read(street.folder, street.register, Policy())
        except DataFileError as error:
            broken(error)
            continue
        marks[path] = street_task.mark_of(path, "", register, routed, say)
        rows = problem_rows((*register.problems, *routed.problems), say)
        sources = {SOURCE: register.source, **routed.sources}
        streets[path] = Checked(folder=street.folder, sources=sources, problems=tuple(rows))
        for name, part in routed.parts.items():
            # what reading them met is told once, with the street's files
            part.problems.clear()
            parts[path, name] = part
    communities = []
    seen: list[Seen] = []
    near: dict[str, Near] = {}
    places = list(places_of(found.communities, found.streets, marks, folder, None))
    for place in places:
        at = place.street or ""
        try:
            one, told = _looked(place.folder, say, parts.get((at, place.name or "")))
            seen.append(_seen(place, told))
            near[place.path] = of_community(told.community, Policy())
        except DataFileError as error:
            broken(error)
            continue
        if at in streets:
            shared = streets[at].sources
            streets[at] = replace(
                streets[at],
                problems=(*streets[at].problems, *(e for e in one.problems if e.source in shared)),
            )
            one = replace(
                one,
                sources={key: each for key, each in one.sources.items() if key not in shared},
                problems=tuple(each for each in one.problems if each.source not in shared),
            )
        if one.sources or one.problems:
            communities.append(one)
    streets = _among(folder, streets, seen, near, list(names_of(places, marks)), say)
    return [
        *(
            replace(each, problems=tuple(_arranged(dict.fromkeys(each.problems), each.sources)))
            for each in streets.values()
        ),
        *communities,
    ]


def _among(
    folder: Path, streets: Mapping[str, Checked], seen: Sequence[Seen], near: Mapping[str, Near],
    names: Sequence[Name], say: Wording,
) -> dict[str, Checked]:  # fmt: skip
    """The streets with what is wrong among their communities: each 距离表 at its folder, and
    communities that stand twice at the one that is looked at."""
    made = dict(streets)

    def add(path: str, found: Sequence[Problem], sources: Mapping[str, SourceFile]) -> None:
        known = made.get(path) or Checked(folder=folder / path, sources={}, problems=())
        rows = (*known.problems, *problem_rows(found, say))
        made[path] = replace(known, sources={**known.sources, **sources}, problems=rows)

    twice = list(doubles.problems(seen, say))
    if twice:
        add(".", twice, {})
    for path, file in distances.files_of(folder, near).items():
        table, found = distances.read(file, words_of_ledger.load())
        astray = distances.matched(table.lines, near, names, path)[1]
        add(path, (*found, *astray), {distances.SOURCE: table.source})
    return {path: made[path] for path in sorted(made, key=lambda each: each != ".")}


def check(folder: Path, say: Wording, given: Gathered | None = None) -> Checked:
    """Everything that is wrong with a folder's inputs, as ``score`` would say it.

    ``given``: a community's part of its street's files. Raises
    :class:`checkup.datafiles.DataFileError` when a YAML file is broken.
    """
    return _looked(folder, say, given)[0]


def _looked(folder: Path, say: Wording, given: Gathered | None = None) -> tuple[Checked, Told]:
    """:func:`check`, and what the folder tells."""
    loaded = settings.load(folder)
    policy = loaded.applied_policy()
    rules = standard.load(loaded.settings.standard or DEFAULT_STANDARD, loaded.settings.overlays)
    told = intake.read(folder, loaded, rules.clauses(), policy, given)
    found = (
        *told.problems,
        *judge.objections(told.community, policy, told.as_of),
        *prices.objections(load_remedies(rules.id), told.community.local_prices),
        *store.objections(told.community, rules),
    )
    checked = Checked(
        folder=folder,
        sources=told.sources,
        problems=tuple(_arranged(problem_rows(found, say), told.sources)),
    )
    return checked, told


def _seen(place: Place, told: Told) -> Seen:
    """A street's community among the others; it tells something where it has any fact."""
    block = told.community
    return Seen(
        path=place.path,
        whose=Whose(block.name, block.street, doubles.street_above(place)),
        inputs=doubles.inputs_of(cache.inputs(place.folder)),
        tells=bool(block.facts or told.answers),
    )


def _arranged(found: Iterable[ProblemRow], sources: Iterable[str]) -> list[ProblemRow]:
    """File by file, the worst first, then sheet by sheet and cell by cell."""
    rows = list(found)
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
