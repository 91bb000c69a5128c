"""One community's folder → everything it tells. Files are recognised by what is inside.

A file that cannot be used is a problem; everything else is still read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from checkup import datafiles
from checkup import vocabulary as words_of_ledger
from checkup.intake import (
    cells,
    community,
    doubles,
    joining,
    open_answers,
    own_answers,
    own_questions,
    pages,
    projects,
    settings,
    sorting,
    tickets,
    values,
)  # fmt: skip
from checkup.intake.contents import Gathered, nothing, read_file
from checkup.intake.draft import Draft
from checkup.intake.inputs import input_files, papers
from checkup.intake.own_questions import SHEET, Decided
from checkup.model import Answers, Community, Mention, Problem
from checkup.needs import Waiting
from checkup.policy import Policy
from checkup.problems import problem
from checkup.result import SourceFile
from checkup.vocabulary import Vocabulary

_SETTINGS = "S1"
"""checkup.yaml is read first."""


class Told(Struct, frozen=True, kw_only=True):
    """All a folder tells: the community, the answers, and an account of every file."""

    community: Community
    answers: Answers | None
    sources: dict[str, SourceFile]
    problems: tuple[Problem, ...]
    as_of: date | None
    """Newest submission, survey or verdict date in the inputs."""
    mentions: tuple[Mention, ...] = ()
    """What was said at meetings, by experts and in tickets, without its words."""
    waiting: tuple[Waiting, ...] = ()
    """Masked words that no rule sorts, for 待归类.xlsx; never part of a result."""


def read(
    folder: Path,
    loaded: settings.Loaded,
    clauses: Mapping[str, tuple[str, ...]],
    policy: Policy,
    given: Gathered | None = None,
    round_: str | None = None,
) -> Told:
    """Everything the folder tells. ``clauses``: rule number → parts, from the standard.

    ``given`` is this community's part of its street's files: the folder's own stand before it.
    """
    vocabulary = words_of_ledger.load()
    gathered = gather(folder, loaded, vocabulary, policy.proposal_line, round_=round_)
    if given is not None:
        _add(gathered, given)
    if not gathered.sources:
        gathered.problems.append(problem("folder_empty", found=folder.name))
    building = Draft(
        vocabulary=vocabulary,
        clauses=clauses,
        names={source: account.name for source, account in gathered.sources.items()},
        settings=_SETTINGS if loaded.source is not None else None,
        sorting=gathered.sorting,
    )
    community.read_tables(building, gathered.tables)
    for page in gathered.pages:
        pages.fill(building, page)
    answers, found = _answers(gathered)
    gathered.problems += found
    built = community.assembled(building, folder.resolve().name, policy, loaded.settings.units)
    mentions, found = _heard(gathered, building, built)
    return Told(
        community=built,
        answers=answers,
        sources=gathered.sources,
        problems=(*gathered.problems, *building.problems, *found),
        as_of=_newest(gathered),
        mentions=tuple(mentions),
        waiting=tuple(sorted(gathered.sorting.waiting)) if loaded.settings.open_text else (),
    )


def _heard(
    gathered: Gathered, building: Draft, built: Community
) -> tuple[list[Mention], list[Problem]]:
    """What meetings, experts and tickets brought up, each ticket once."""
    told, found = tickets.settled(
        gathered.tickets,
        built.name,
        [estate.name for estate in built.estates],
        gathered.sorting,
    )
    return [*building.mentions, *told], found


def gather(
    folder: Path,
    loaded: settings.Loaded,
    vocabulary: Vocabulary,
    line: float,
    *,
    prefix: str = "S",
    asked: Sequence[Decided] = (),
    but_for: Container[str] = (),
    places: tuple[str, ...] = (),
    round_: str | None = None,
) -> Gathered:
    """Every file of the folder, read as what it is; nothing is put together yet.

    ``line`` is the confidence from which a proposal of 题目对照 counts, ``prefix`` how ids of
    sources begin, ``asked`` questions to look for besides the bank's and the folder's own,
    ``but_for`` names of files to leave out, ``places`` what the address of a ticket may name.
    """
    gathered = nothing()
    gathered.sorting.places = places
    if loaded.source is not None:
        _settings(gathered, loaded, vocabulary, f"{prefix}1")
    files = [file for file in input_files(folder, round_) if file.name not in but_for]
    unread = papers(folder)
    _known_files(loaded, [file.relative_to(folder).as_posix() for file in (*files, *unread)])
    unread = [file for file in unread if loaded.settings.files.get(file.name) != "skip"]
    if unread:
        # one line for all of them: their names may be those of people
        gathered.problems.append(problem("papers_not_read", count=len(unread)))
    early = [vocabulary.sheets[each].name for each in (SHEET, sorting.SHEET, "services")]
    first = [file for file in files if any(cells.names_sheet(file, name) for name in early)]
    for file in first:
        read_file(
            gathered, folder, file, f"{prefix}{len(gathered.sources) + 1}", loaded, vocabulary
        )
    # what a question is about has to be known before its answers are read
    gathered.own, found = own_questions.read(
        [table for table in gathered.tables if table.sheet.id == SHEET],
        vocabulary, line, f"{prefix}1" if loaded.source is not None else None,
        {source: account.name for source, account in gathered.sources.items()},
        [name for table in gathered.tables if table.sheet.id == "services"
         for row in table.rows if (name := row.text("name"))],
    )  # fmt: skip
    gathered.problems += found
    gathered.problems += sorting.take(
        gathered.sorting, [table for table in gathered.tables if table.sheet.id == sorting.SHEET]
    )
    gathered.own += asked
    for file in files:
        if file not in first:
            read_file(
                gathered, folder, file, f"{prefix}{len(gathered.sources) + 1}", loaded, vocabulary
            )
    return gathered


def _add(gathered: Gathered, given: Gathered) -> None:
    gathered.tables += given.tables
    gathered.questionnaires += given.questionnaires
    gathered.tickets += given.tickets
    gathered.own += given.own
    gathered.sources |= given.sources
    gathered.problems += given.problems


def _answers(gathered: Gathered) -> tuple[Answers | None, list[Problem]]:
    """All questionnaires as one, the community's own questions understood."""
    if not gathered.questionnaires:
        return None, list(own_answers.gone(gathered.own, set()))
    names = {source: account.name for source, account in gathered.sources.items()}
    read = open_answers.settled(gathered.questionnaires, gathered.sorting)
    answers, found = own_answers.settled(joining.merge(read), gathered.own)
    return answers, [*found, *doubles.found(read, names)]


def _known_files(loaded: settings.Loaded, names: list[str]) -> None:
    """Every file that checkup.yaml names is there; DataFileError with the nearest name."""
    for name in loaded.settings.files:
        if name not in names and loaded.source is not None:
            raise loaded.source.fault(
                "reference", f"files.{name}", found=name,
                suggestion=datafiles.nearest(name, names),
            )  # fmt: skip


def _settings(
    gathered: Gathered, loaded: settings.Loaded, vocabulary: Vocabulary, source: str
) -> None:
    assert loaded.source is not None
    found = settings.tables(loaded, source, vocabulary)
    gathered.tables += found
    gathered.sources[source] = SourceFile(
        name=loaded.source.file.name,
        sha256=cells.sha256(loaded.source.file),
        kind="settings",
        dialect=None,
        rows=sum(len(table.rows) for table in found),
    )


def _newest(gathered: Gathered) -> date | None:
    """Newest date of a submission, a survey or a verdict; validity and plan dates do not count."""
    days = [each.latest for each in gathered.questionnaires]
    days += [ticket.mention.day for _, ticket in gathered.tickets]
    for table in (each for each in gathered.tables if each.sheet.id != projects.SHEET):
        dated = [column.id for column in table.columns.values() if column.type == "date"]
        days += [
            values.day(row.cells.get(column))
            for row in table.rows
            for column in dated
            if column != "valid_until"
        ]
    return max((day for day in days if day is not None), default=None)
