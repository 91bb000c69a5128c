"""Questionnaire exports → coded answers, one code per row and question.

Rows come as plain grids; the dialect and the question bank say what they mean. One pass per
column: each distinct cell is understood once and looked up ever after. Private columns and
typed text are dropped here, so nothing behind this module can leak them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import compress
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake import coding, dialects, mapping, privacy, values
from checkup.intake.cells import Cell, address
from checkup.intake.dialects import Dialect
from checkup.intake.mapping import Bank
from checkup.model import SKIPPED, Answers, Problem, Question, Ref
from checkup.problems import problem
from checkup.result import Columns

_OFTEN = 10
"""A label that so many people gave is an option of somebody's form and may be shown; below it,
it may be a person's own words and only its cell is named (method §1.11, k = 10)."""


class Questionnaire(Struct, frozen=True, kw_only=True):
    """One file's coded answers. Lists are as long as there are respondents."""

    questions: tuple[Question, ...]
    seconds: list[float | None]
    channels: list[str]
    fingerprints: list[bytes]
    """Keyed hash of the whole row without its serial number: equal only for exact copies."""
    latest: date | None
    """Newest day of submission."""
    left_out: int
    """Rows below the header that are no respondents: blank, totals, repeated headers."""
    merged_label: str


def recognise(rows: list[list[object]]) -> Dialect | None:
    """The first dialect whose header stands in the first ten rows, or None."""
    for dialect in dialects.load():
        if dialects.header_row(rows, dialect) is not None:
            return dialect
    return None


def read(
    rows: list[list[object]], dialect: Dialect, bank: Bank, source: str, sheet: str
) -> tuple[Questionnaire, Columns, list[Problem]]:
    """One sheet's respondents, the account of its columns, and what could not be understood.

    ``rows`` is the sheet from A1, rows × columns, empty cells ``""``. Every column with a header
    ends in exactly one list of the account.
    """
    top = dialects.header_row(rows, dialect) or 0
    header = ["" if cell is None else str(cell).strip() for cell in rows[top]] if rows else []
    width = len(header)
    roles = _roles(header, dialect)
    matches, unmatched = mapping.match(
        header, bank, matrix=dialect.matrix, notes=dialect.notes, skip=frozenset(roles)
    )
    below = [row if len(row) == width else _padded(row, width) for row in rows[top + 1 :]]
    asked_at = [match.position for match in matches]
    kept = _respondents(below, roles, asked_at, dialect)
    places = list(compress(range(top + 2, top + 2 + len(below)), kept))
    people = list(compress(below, kept))
    table = list(zip(*people, strict=True)) if people else [()] * width

    found: list[Problem] = []
    questions = []
    for match in matches:
        question, unknown = coding.coded(table[match.position], match, dialect, source)
        questions.append(question)
        for value, first, count in unknown:
            at = Ref(source, sheet, address(places[first], match.position + 1))
            shown = value if count >= _OFTEN and not privacy.value_tells(value) else ""
            found.append(problem("option_unknown", at, found=shown, column=match.asked.title))
    private = [at for at, role in roles.items() if role == "private"]
    unrecognised = []
    for position in unmatched:
        at = Ref(source, sheet, address(top + 1, position + 1))
        title = mapping.numbered(header[position])[1]
        if privacy.header_tells(title) or privacy.column_tells(table[position]):
            private.append(position)
            found.append(problem("column_private", at, found=header[position]))
        else:
            unrecognised.append(position)
            found.append(problem("question_unmatched", at, found=header[position]))
    if not matches:
        found.append(problem("export_no_questions", source=source, sheet=sheet))

    serial = {at for at, role in roles.items() if role == "serial"}
    told = ("submitted", "duration", "channel")
    used = asked_at + [at for at, role in roles.items() if role in told]
    ignored = [at for at, role in roles.items() if role in ("serial", "ignored")]
    by_role = {role: table[at] for at, role in reversed(roles.items())}
    questionnaire = Questionnaire(
        questions=tuple(questions),
        seconds=_seconds(by_role.get("duration"), len(people), dialect),
        channels=_channels(by_role.get("channel"), len(people), dialect),
        fingerprints=[
            privacy.fingerprint(cell for at, cell in enumerate(row) if at not in serial)
            for row in people
        ],
        latest=_latest(by_role.get("submitted", ())),
        left_out=len(below) - len(people),
        merged_label=bank.merged,
    )
    account = Columns(
        used=tuple(header[at] for at in sorted(used)),
        private=tuple(header[at] for at in sorted(private)),
        ignored=tuple(header[at] for at in sorted(ignored)),
        unrecognised=tuple(header[at] for at in unrecognised),
    )
    return questionnaire, account, found


def merge(read_: Sequence[Questionnaire]) -> Answers:
    """All files of a community as one; the same file twice changes nothing (P-1.4).

    A question that a file did not ask is SKIPPED for its rows. Rows equal to an earlier one in
    every cell but the serial number are marked as copies (Q1).
    """
    files: list[Questionnaire] = []
    for each in read_:
        if all(each.fingerprints != other.fingerprints for other in files):
            files.append(each)
    order = {q.id: q for each in reversed(files) for q in reversed(each.questions)}
    seen: set[bytes] = set()
    copies = []
    for mark in (mark for each in files for mark in each.fingerprints):
        copies.append(mark in seen)
        seen.add(mark)
    return Answers(
        received=len(copies),
        questions=tuple(_joined(files, order[id_]) for id_ in _first_seen(files)),
        seconds=[second for each in files for second in each.seconds],
        channels=[channel for each in files for channel in each.channels],
        copies=copies,
        merged_label=files[0].merged_label if files else "",
    )


# --- rows and columns ------------------------------------------------------------------------


def _roles(header: list[str], dialect: Dialect) -> dict[int, str]:
    """Position → serial, submitted, duration, channel, private or ignored."""
    by_word = {
        dialects.plain(word): role
        for role in ("serial", "submitted", "duration", "channel", "private", "ignored")
        for word in getattr(dialect.platform, role)
    }
    return {
        at: by_word[word] for at, word in enumerate(map(dialects.plain, header)) if word in by_word
    }


def _padded(row: list[object], width: int) -> list[object]:
    return [*row[:width], *[""] * (width - len(row))]


def _respondents(
    rows: list[list[object]], roles: dict[int, str], asked_at: list[int], dialect: Dialect
) -> list[bool]:
    """A row is a respondent when its serial is a number and one question has an answer.

    Serial numbers count only when the file still has some (exports §3.13).
    """
    silent = {"", None, *dialect.skipped, *dialect.blank}
    serial = next((at for at, role in roles.items() if role == "serial"), None)
    answered = [any(row[at] not in silent for at in asked_at) for row in rows]
    if serial is None:
        return answered
    counted = [_is_number(row[serial]) for row in rows]
    if not any(counted):
        return answered
    return [a and c for a, c in zip(answered, counted, strict=True)]


def _is_number(cell: object) -> bool:
    if isinstance(cell, str):
        return cell.strip().isdigit()
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _seconds(column: Sequence[object] | None, count: int, dialect: Dialect) -> list[float | None]:
    """Time used per row; None where it is not told or cannot be read."""
    if column is None:
        return [None] * count
    table: dict[object, float | None] = {}
    for cell in set(column):
        try:
            used = float(str(cell).strip().removesuffix(dialect.duration_unit))
        except ValueError:
            used = -1.0
        table[cell] = used if 0 <= used < inf else None
    return [table[cell] for cell in column]


def _channels(column: Sequence[object] | None, count: int, dialect: Dialect) -> list[str]:
    """Where each row came in; the dialect's name where the file does not say."""
    if column is None:
        return [dialect.name] * count
    table = {
        cell: dialect.name
        if str(cell).strip() in {"", *dialect.blank} or privacy.value_tells(cell)
        else str(cell).strip()
        for cell in set(column)
    }
    return [table[cell] for cell in column]


def _latest(column: Sequence[object]) -> date | None:
    days = [day for cell in set(column) if (day := values.day(Cell(cell))) is not None]
    return max(days, default=None)


# --- several files ---------------------------------------------------------------------------


def _first_seen(files: list[Questionnaire]) -> list[str]:
    return list(dict.fromkeys(q.id for each in files for q in each.questions))


def _joined(files: list[Questionnaire], first: Question) -> Question:
    """One question over all files. Options met in any file are kept, the bank's in its order."""
    found = [next((q for q in each.questions if q.id == first.id), None) for each in files]
    asked = [q for q in found if q is not None]
    options = first.options
    if any(q.options != options for q in asked):
        options = tuple(sorted({label for q in asked for label in q.options}))
    place = {label: at for at, label in enumerate(options)}
    codes: list[int] = []
    for each, question in zip(files, found, strict=True):
        if question is None:
            codes += [SKIPPED] * len(each.fingerprints)
        elif question.options == options:
            codes += question.codes
        else:
            moved = _moved(question, place)
            codes += [moved(code) for code in question.codes]
    return replace(
        first,
        options=options,
        codes=codes,
        sources=tuple(dict.fromkeys(name for q in asked for name in q.sources)),
        means=first.means if options == first.options else (None,) * len(options),
        scores=first.scores if options == first.options else (None,) * len(options),
    )


def _moved(question: Question, place: dict[str, int]) -> Callable[[int], int]:
    """Old position → position among the joined options; only the community's own differ."""
    new = [place[label] for label in question.options]
    return lambda code: code if code < 0 else new[code]
