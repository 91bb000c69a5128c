"""One file of answers: which of its sheets hold respondents, and each respondent once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from msgspec import Struct

from checkup.intake import dialects, exports, recognise
from checkup.intake.dialects import Dialect
from checkup.intake.joining import Questionnaire
from checkup.intake.mapping import Bank
from checkup.intake.sorting import Sorting
from checkup.model import Problem
from checkup.problems import problem
from checkup.result import Columns

Sheets = list[tuple[str, list[list[Any]]]]


class Read(Struct, frozen=True, kw_only=True):
    """What one file told. ``dialect`` is the platform's name as the report shows it."""

    dialect: str
    questionnaires: tuple[Questionnaire, ...]
    columns: Columns
    rows: int
    problems: tuple[Problem, ...]


def read(
    sheets: Sheets, told: Dialect | None, bank: Bank, file: str, source: str,
    into: Sorting | None = None,
) -> Read | None:  # fmt: skip
    """All sheets of one file that hold answers; None when there is none.

    ``told`` is the dialect a person named, which then holds for every sheet with a header of it.
    A sheet whose rows all stand in another one of the file is read once (exports §1.3); the
    sheets of repeated groups and those without questions are named, not read.
    """
    found: list[Problem] = []
    kept: list[tuple[str, Questionnaire | None]] = []
    accounts: list[Columns] = []
    first: Dialect | None = None
    passed = []
    for name, rows in sheets:
        if not any(cell not in ("", None) for row in rows for cell in row):
            continue
        dialect = _dialect(rows, told, first, bank, file)
        if dialect is None or _is_part(rows, dialect):
            passed.append(name)
            continue
        first = first or dialect
        questionnaire, columns, problems = exports.read(rows, dialect, bank, source, name, into)
        kept.append((name, questionnaire))
        accounts.append(columns)
        found += problems
    if first is None:
        return None
    found += [problem("sheet_not_read", source=source, sheet=name) for name in passed]
    once, again = _once(kept)
    found += [
        problem("sheet_repeats", source=source, sheet=name, found=name, other=other)
        for name, other in again
    ]
    return Read(
        dialect=first.name,
        questionnaires=tuple(once),
        columns=_together(accounts),
        rows=sum(len(each.fingerprints) for each in once),
        problems=tuple(found),
    )


def _dialect(
    rows: list[list[Any]], told: Dialect | None, first: Dialect | None, bank: Bank, file: str
) -> Dialect | None:
    found = recognise.recognise(rows, bank, file)
    if told is None:
        return found
    # a person named the file's dialect: its first sheet with anything in it is that, and of
    # the others those that are some export
    return told if first is None or found is not None else None


def _is_part(rows: list[list[Any]], dialect: Dialect) -> bool:
    words = {dialects.plain(cell) for row in rows[:1] for cell in row}
    return any(dialects.plain(title) in words for title in dialect.child_sheet)


def _once(
    kept: list[tuple[str, Questionnaire | None]],
) -> tuple[list[Questionnaire], list[tuple[str, str]]]:
    """Sheets to count, and (sheet, the larger one) for those whose rows stand in another."""
    counted = [(name, each, Counter(each.fingerprints)) for name, each in kept if each is not None]
    once: list[Questionnaire] = []
    again: list[tuple[str, str]] = []
    for at, (name, each, rows) in enumerate(counted):
        larger = next(
            (
                other
                for place, (other, _, others) in enumerate(counted)
                if place != at and rows <= others and (rows != others or place < at)
            ),
            None,
        )
        if larger is None or not rows:
            once.append(each)
        else:
            again.append((name, larger))
    return once, again


def _together(accounts: list[Columns]) -> Columns:
    return Columns(
        used=tuple(title for each in accounts for title in each.used),
        private=tuple(title for each in accounts for title in each.private),
        ignored=tuple(title for each in accounts for title in each.ignored),
        unrecognised=tuple(title for each in accounts for title in each.unrecognised),
    )
