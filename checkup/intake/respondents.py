"""Which rows below a header are respondents: not blank ones, totals, or the header again."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.intake.dialects import Dialect
from checkup.intake.mapping import text

Rows = Sequence[Sequence[object]]


def respondents(
    rows: Rows, header: Sequence[str], serial: int | None, asked_at: Sequence[int], dialect: Dialect
) -> list[bool]:
    """One flag per row: its serial is a number and one question has an answer (exports §3.13).

    Serial numbers count only when the file still has some.
    """
    words = ("", *dialect.skipped, *dialect.blank)
    numbers = [float(word) for word in words if word.lstrip("-").isdigit()]
    silent = frozenset((*words, None, *numbers))
    answered = [any(row[at] not in silent for at in asked_at) for row in rows]
    if asked_at:
        first = asked_at[0]
        answered = [
            told and not (row[first] == header[first] and _repeats(row, header, asked_at))
            for told, row in zip(answered, rows, strict=True)
        ]
    if serial is None:
        return answered
    counted = [_is_number(row[serial]) for row in rows]
    if not any(counted):
        return answered
    return [told and number for told, number in zip(answered, counted, strict=True)]


def _repeats(row: Sequence[object], header: Sequence[str], asked_at: Sequence[int]) -> bool:
    return all(text(row[at]) == header[at] for at in asked_at)


def _is_number(cell: object) -> bool:
    if isinstance(cell, str):
        return cell.strip().removesuffix(".0").isdigit()
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)
