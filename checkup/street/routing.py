"""A street's own files → what each of its communities gets of them. Read once, never guessed.

A row goes where its cells say: a question or column that names the community, one that names the
estate, the sheet's or the file's name. Where these disagree, or say nothing that 街道.xlsx knows,
the row stays out and is counted as 未归属.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary as words_of_ledger
from checkup.datafiles import nearest
from checkup.intake import folder as folders
from checkup.intake import privacy, settings
from checkup.intake.folder import Gathered
from checkup.intake.joining import Questionnaire
from checkup.intake.ledger import Row, Table
from checkup.intake.own_questions import OWN, SHEET, Decided
from checkup.model import Problem, Question, Ref
from checkup.policy import Policy
from checkup.problems import problem
from checkup.result import SourceFile
from checkup.street import register as registers
from checkup.street.register import Register
from checkup.street_result import Unrouted
from checkup.vocabulary import Vocabulary

_PREFIX = "T"
"""How ids of a street's sources begin, so that none is a community's own."""
_ASKED = f"{OWN}route"
"""Ids of the questions that only say which community a row is of."""
_STREETS = f"{OWN}s"
"""Ids of the street's own questions, so that none is a community's own."""


class Routed(Struct, frozen=True, kw_only=True):
    """``parts`` by the community's name in 街道.xlsx; none for one that got nothing."""

    parts: dict[str, Gathered]
    unrouted: tuple[Unrouted, ...]
    sources: dict[str, SourceFile]
    problems: tuple[Problem, ...]


class _Left(Struct):
    """What stays out of one sheet: how many rows by what they say, and how many in all."""

    file: str
    sheet: str
    people: bool
    labels: Counter[str]
    rows: int = 0


def read(folder: Path, register_file: Path, policy: Policy) -> tuple[Register, Routed]:
    """The street's register and its files, each row at its community.

    Raises :class:`checkup.datafiles.DataFileError` for a broken checkup.yaml of the street, and
    for one that sets anything but ``files``: the rest is a community's own.
    """
    vocabulary = words_of_ledger.load()
    register = registers.read(register_file, vocabulary)
    loaded = settings.load(folder)
    if loaded.source is not None and loaded.settings != settings.Settings(
        files=loaded.settings.files
    ):
        other = next(key for key in loaded.source.data if key != "files")
        raise loaded.source.fault("unknown_key", str(other), found=str(other), suggestion="files")
    gathered = folders.gather(
        folder, loaded, words_of_ledger.of_street(vocabulary), policy.proposal_line,
        prefix=_PREFIX, asked=_asked(vocabulary), but_for={register_file.name},
    )  # fmt: skip
    return register, route(gathered, register, vocabulary, policy)


def route(gathered: Gathered, register: Register, vocabulary: Vocabulary, policy: Policy) -> Routed:
    """Each community's part of what was gathered."""
    parts: dict[str, Gathered] = {}
    left: list[_Left] = []
    taken: Counter[str] = Counter()
    for questionnaire in gathered.questionnaires:
        _route_answers(questionnaire, gathered, register, vocabulary, parts, left, taken)
    for table in gathered.tables:
        if table.sheet.id != SHEET and table.rows:
            _route_table(table, gathered, register, vocabulary, parts, left, taken)
    problems = list(gathered.problems)
    for source, account in gathered.sources.items():
        if account.kind in ("export", "ledger", "answers") and account.rows and not taken[source]:
            few = account.kind == "export" and account.rows < policy.min_base_print
            found = "" if few else account.rows
            problems.append(problem("file_unrouted", source=source, found=found))
    for each in left:
        source = _source_of(gathered, each.file)
        if taken[source]:
            # a handful of people is not counted out (method §1.11)
            few = each.people and each.rows < policy.min_base_print
            problems.append(
                problem("rows_unrouted", source=source, sheet=each.sheet or None,
                        found="" if few else each.rows)
            )  # fmt: skip
    for name, part in parts.items():
        parts[name] = _rounded(part, gathered, register, name, vocabulary)
    for member in register.members:
        if member.name not in parts:
            parts[member.name] = _rounded(_empty(), gathered, register, member.name, vocabulary)
    return Routed(
        parts=parts,
        unrouted=tuple(row for each in left for row in _listed(each, register, policy)),
        sources=gathered.sources,
        problems=tuple(problems),
    )


def _asked(vocabulary: Vocabulary) -> list[Decided]:
    """The questions that name a community, looked for beside those of the bank."""
    column = vocabulary.belongs
    return [
        Decided(
            id=f"{_ASKED}{number}", title=title, part="", type="single", options=(), item=None,
            service=None, use="community", by_person=False, at=Ref("", "", ""),
        )
        for number, title in enumerate((column.name, *column.aliases), 1)
    ]  # fmt: skip


def _source_of(gathered: Gathered, file: str) -> str:
    return next(source for source, each in gathered.sources.items() if each.name == file)


def _empty() -> Gathered:
    return Gathered(tables=[], pages=[], questionnaires=[], own=[], sources={}, problems=[])


def _rounded(
    part: Gathered, gathered: Gathered, register: Register, name: str, vocabulary: Vocabulary
) -> Gathered:
    """The part with the register's own lines, the street's decided questions where there are
    answers, and what is wrong with the files it came from."""
    member = next(each for each in register.members if each.name == name)
    told = registers.profile(member, vocabulary)
    if told.rows:
        part.tables.append(told)
        # its rows are the community's own lines, not the whole register
        part.sources[registers.SOURCE] = replace(
            register.source, name=f"../{register.source.name}", rows=len(member.rows)
        )
    if part.questionnaires:
        part.own += [
            replace(each, id=_renamed(each.id))
            for each in gathered.own
            if not each.id.startswith(_ASKED)
        ]
    part.problems += [each for each in gathered.problems if each.source in part.sources]
    return part


def _renamed(question: str) -> str:
    """A street's own question keeps clear of the numbers of a community's."""
    return _STREETS + question.removeprefix(OWN) if question.startswith(OWN) else question


def _give(
    parts: dict[str, Gathered], gathered: Gathered, name: str, source: str, rows: int
) -> Gathered:
    """The community's part, with an account of the file from which it gets these rows."""
    part = parts.setdefault(name, _empty())
    known = part.sources.get(source)
    account = gathered.sources[source]
    part.sources[source] = replace(
        account, name=f"../{account.name}", rows=rows + (known.rows if known else 0)
    )
    return part


# --- answers -------------------------------------------------------------------------------------


def _route_answers(
    questionnaire: Questionnaire,
    gathered: Gathered,
    register: Register,
    vocabulary: Vocabulary,
    parts: dict[str, Gathered],
    left: list[_Left],
    taken: Counter[str],
) -> None:
    sources = {source for question in questionnaire.questions for source in question.sources}
    if not sources:
        return
    (source,) = sources
    file = gathered.sources[source].name
    count = len(questionnaire.fingerprints)
    wanted = {each.id for each in gathered.own if each.use == "community"}
    asking = [
        question
        for question in questionnaire.questions
        if (question.kind == "estate" or question.id in wanted) and not question.multiple
    ]
    # what names a community says more of a row that goes nowhere than its estate does
    asking.sort(key=lambda question: question.kind == "estate")
    constant = _by_titles((questionnaire.sheet, Path(file).stem), register, vocabulary)
    known = [[register.mean(label) for label in question.options] for question in asking]
    apart = _Left(file, questionnaire.sheet, True, Counter())
    rows: dict[str, list[bool]] = {}
    for row in range(count):
        codes = [question.codes[row] for question in asking]
        meant = [means[code] for means, code in zip(known, codes, strict=True) if code >= 0]
        name = _agreed([*meant, constant])
        if name is not None:
            rows.setdefault(name, [False] * count)[row] = True
            continue
        apart.rows += 1
        said = (q.options[code] for q, code in zip(asking, codes, strict=True) if code >= 0)
        apart.labels[next(said, "")] += 1
    if apart.rows:
        left.append(apart)
    for name, chosen in rows.items():
        part = _give(parts, gathered, name, source, sum(chosen))
        part.questionnaires.append(_of_rows(questionnaire, chosen, wanted))
        taken[source] += sum(chosen)


def _by_titles(titles: Iterable[str], register: Register, vocabulary: Vocabulary) -> frozenset[str]:
    found = (registers.by_title(title, register, vocabulary) for title in titles)
    return next((each for each in found if each), frozenset())


def _agreed(meant: Sequence[frozenset[str]]) -> str | None:
    """The one community that everything told of a row can mean; None when there is none."""
    told = [each for each in meant if each]
    if not told:
        return None
    common = frozenset.intersection(*told)
    return next(iter(common)) if len(common) == 1 else None


def _of_rows(questionnaire: Questionnaire, chosen: list[bool], wanted: set[str]) -> Questionnaire:
    """The questionnaire with these rows only: every list of it is as long as its rows."""
    lists: dict[str, Any] = {
        key: list(compress(value, chosen))
        for key in questionnaire.__struct_fields__
        if isinstance(value := getattr(questionnaire, key), list)
    }
    questions = tuple(
        _of_community(replace(question, codes=list(compress(question.codes, chosen))), wanted)
        for question in questionnaire.questions
        if not question.id.startswith(_ASKED)
    )
    return replace(questionnaire, **lists, questions=questions, left_out=0)


def _of_community(question: Question, wanted: set[str]) -> Question:
    """The question under its own id; one about estates keeps only those that were answered."""
    renamed = replace(question, id=_renamed(question.id))
    if question.multiple or not (question.kind == "estate" or question.id in wanted):
        return renamed
    used = sorted({code for code in question.codes if code >= 0})
    place = {code: at for at, code in enumerate(used)}
    return replace(
        renamed,
        options=tuple(question.options[code] for code in used),
        codes=[place.get(code, code) for code in question.codes],
        means=tuple(question.means[code] for code in used) if question.means else (),
        scores=tuple(question.scores[code] for code in used) if question.scores else (),
    )


# --- tables --------------------------------------------------------------------------------------


def _route_table(
    table: Table,
    gathered: Gathered,
    register: Register,
    vocabulary: Vocabulary,
    parts: dict[str, Gathered],
    left: list[_Left],
    taken: Counter[str],
) -> None:
    source = next(iter(table.rows[0].at.values())).source
    file = gathered.sources[source].name
    constant = _by_titles((*table.titles, Path(file).stem), register, vocabulary)
    place = "name" if table.sheet.id == "estates" else "estate"
    rows: dict[str, list[Row]] = {}
    sheet = next(iter(table.rows[0].at.values())).sheet
    apart = _Left(file, sheet, False, Counter())
    for row in table.rows:
        said = [text for key in (vocabulary.belongs.id, place) if (text := row.text(key))]
        name = _agreed([*map(register.mean, said), constant])
        if name is None:
            apart.rows += 1
            apart.labels[said[0] if said else ""] += 1
        else:
            rows.setdefault(name, []).append(_plain(row, vocabulary))
    if apart.rows:
        left.append(apart)
    for name, chosen in rows.items():
        part = _give(parts, gathered, name, source, len(chosen))
        part.tables.append(_of_table(table, chosen, vocabulary))
        taken[source] += len(chosen)


def _plain(row: Row, vocabulary: Vocabulary) -> Row:
    key = vocabulary.belongs.id
    return replace(
        row,
        cells={column: cell for column, cell in row.cells.items() if column != key},
        at={column: ref for column, ref in row.at.items() if column != key},
    )


def _of_table(table: Table, rows: list[Row], vocabulary: Vocabulary) -> Table:
    """The table with these rows, without the column that only said whose they are."""
    return replace(
        table,
        sheet=vocabulary.sheets.get(table.sheet.id, table.sheet),
        columns={key: each for key, each in table.columns.items() if key != vocabulary.belongs.id},
        rows=tuple(rows),
    )


# --- what stays out ------------------------------------------------------------------------------


def _listed(left: _Left, register: Register, policy: Policy) -> list[Unrouted]:
    """Rows by what they say, the most frequent first. What fewer people than may be printed say
    is one line without its words, and without a number where they are too few together."""
    least = policy.min_base_print if left.people else 1
    names = [word for each in register.members for word in (each.name, *each.aliases)]
    shown = [
        (label, n)
        for label, n in left.labels.items()
        if label and n >= least and not privacy.value_tells(label)
    ]
    rest = left.rows - sum(n for _, n in shown)
    rows = [
        Unrouted(
            file=left.file, sheet=left.sheet, label=label, people=left.people, rows=n,
            near=nearest(label, names) or None,
        )
        for label, n in sorted(shown, key=lambda pair: (-pair[1], pair[0]))
    ]  # fmt: skip
    if rest:
        told = rest if rest >= least else None
        rows.append(
            Unrouted(file=left.file, sheet=left.sheet, label=None, people=left.people, rows=told)
        )
    return rows
