"""A street's own files → what each of its communities gets of them. Read once, never guessed.

A row goes where its cells say: a question or column that names the community, one that names the
estate, the sheet's or the file's name. Where these disagree, or say nothing that 街道.xlsx knows,
the row stays out and is counted as 未归属.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary as words_of_ledger
from checkup.intake import folder as folders
from checkup.intake import settings, sorting, strays
from checkup.intake.contents import Gathered, nothing
from checkup.intake.own_questions import SHEET, Decided
from checkup.model import Problem, Ref
from checkup.policy import Policy
from checkup.problems import problem
from checkup.result import SourceFile
from checkup.street import register as registers
from checkup.street import sorted_answers, sorted_tables, sorted_tickets
from checkup.street.parts import ASKED, Sorting, listed, renamed
from checkup.street.register import Member, Register
from checkup.street_result import Unrouted
from checkup.vocabulary import Vocabulary

_PREFIX = "T"
"""How ids of a street's sources begin, so that none is a community's own."""


class Routed(Struct, frozen=True, kw_only=True):
    """``parts`` by the community's name in 街道.xlsx; each has at least its own lines there."""

    parts: dict[str, Gathered]
    unrouted: tuple[Unrouted, ...]
    sources: dict[str, SourceFile]
    problems: tuple[Problem, ...]


def read(folder: Path, register_file: Path, policy: Policy) -> tuple[Register, Routed]:
    """The street's register and its files, each row at its community.

    Raises :class:`checkup.datafiles.DataFileError` for a broken checkup.yaml of the street, and
    for one that sets anything but ``files``: the rest is a community's own.
    """
    vocabulary = words_of_ledger.load()
    register = registers.read(register_file, vocabulary)
    loaded = settings.load(folder)
    only_files = settings.Settings(files=loaded.settings.files)
    if loaded.source is not None and loaded.settings != only_files:
        other = str(next(key for key in loaded.source.data if key != "files"))
        raise loaded.source.fault("street_key", other, found=other)
    gathered = folders.gather(
        folder, loaded, words_of_ledger.of_street(vocabulary), policy.proposal_line,
        prefix=_PREFIX, asked=_asked(vocabulary), but_for={register_file.name},
        places=register.words,
    )  # fmt: skip
    return register, route(gathered, register, vocabulary, policy)


def route(gathered: Gathered, register: Register, vocabulary: Vocabulary, policy: Policy) -> Routed:
    """Each community's part of what was gathered."""
    to = Sorting(gathered, register, vocabulary)
    for questionnaire in gathered.questionnaires:
        sorted_answers.sort(questionnaire, to)
    sorted_tickets.sort(gathered.tickets, to)
    for table in gathered.tables:
        # whose question or which words a line decides on, no community owns
        if table.sheet.id not in (SHEET, sorting.SHEET) and table.rows:
            sorted_tables.sort(table, to)
    return Routed(
        parts={each.name: _rounded(to, each) for each in register.members},
        unrouted=tuple(row for left in to.left for row in listed(left, register, policy)),
        sources=gathered.sources,
        problems=(*gathered.problems, *_left_out(to, policy), *_unheard(to)),
    )


def _asked(vocabulary: Vocabulary) -> list[Decided]:
    """The questions that name a community, looked for beside those of the bank."""
    column = vocabulary.belongs
    return [
        Decided(
            id=f"{ASKED}{number}", title=title, part="", type="single", options=(), item=None,
            service=None, use="community", by_person=False, at=Ref("", "", ""),
        )
        for number, title in enumerate((column.name, *column.aliases), 1)
    ]  # fmt: skip


def _rounded(to: Sorting, member: Member) -> Gathered:
    """The part with the register's own lines, the street's decided questions where there are
    answers, and what is wrong with the files it came from."""
    part = to.parts.get(member.name) or nothing()
    part.problems += [
        each
        for each in to.gathered.problems
        if each.source in part.sources and each.code != strays.UNKNOWN
    ]
    # a cell is the community's whose row it is in
    for each in part.questionnaires:
        source = next(name for question in each.questions for name in question.sources)
        part.problems += strays.problems(each.strays, each.places, source, each.sheet)
    told = registers.profile(member, to.vocabulary)
    if told.rows:
        part.tables.append(told)
        # its rows are the community's own lines, not the whole register
        part.sources[registers.SOURCE] = replace(to.register.source, rows=len(member.rows))
    if part.questionnaires:
        part.own += [
            replace(each, id=renamed(each.id))
            for each in to.gathered.own
            if not each.id.startswith(ASKED)
        ]
    return part


def _unheard(to: Sorting) -> Iterator[Problem]:
    """Areas of a questionnaire that is not there."""
    for each in to.register.areas:
        if each not in to.heard:
            yield problem("area_unused", each.at, found=each.survey)


def _left_out(to: Sorting, policy: Policy) -> Iterator[Problem]:
    """Files of which no row found its community, and sheets of which some did not.

    A handful of people is not counted out (method §1.11).
    """
    for source, account in to.gathered.sources.items():
        if account.kind in ("export", "ledger", "answers", "tickets") and account.rows:
            few = account.kind == "export" and account.rows < policy.min_base_print
            if not to.taken[source]:
                yield problem("file_unrouted", source=source, found="" if few else account.rows)
    ids = {account.name: source for source, account in to.gathered.sources.items()}
    for left in to.left:
        source = ids[left.file]
        if to.taken[source]:
            few = left.people and left.rows < policy.min_base_print
            yield problem(
                "rows_unrouted", source=source, sheet=left.sheet or None,
                found="" if few else left.rows,
            )  # fmt: skip
