"""What of a row outlives its reading: keyed hashes to find duplicates, and how it came in.

The hashes' key is drawn per run and never stored (method §1.2, §1.11); nothing here is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from checkup.intake import privacy, times
from checkup.intake.dialects import Dialect, Role
from checkup.intake.mapping import text

Column = Sequence[object]
Roles = dict[int, Role]
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ADDRESS = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}"
)
_NOBODY = frozenset({"anonymous", "匿名", "n/a", "null", "none", "-", "无"})
"""What platforms write where they know nobody: it is the same in every row and no key."""


def column_of(table: Sequence[Column], roles: Roles, role: Role) -> Column | None:
    """The first column with a role."""
    return next((table[at] for at, each in sorted(roles.items()) if each == role), None)


def moments(
    table: Sequence[Column], roles: Roles, role: Role, header: Sequence[str], dialect: Dialect
) -> list[datetime | None] | None:
    """The times of a column, or None when there is no such column."""
    at = next((at for at, each in sorted(roles.items()) if each == role), None)
    if at is None:
        return None
    utc = header[at] in dialect.times.utc
    known = {cell: times.moment(cell, dialect.times, utc) for cell in set(table[at])}
    return [known[cell] for cell in table[at]]


def seconds(
    table: Sequence[Column], roles: Roles, header: Sequence[str], dialect: Dialect, count: int
) -> list[float | None]:
    """Time used per row, from its own column or from start and end; None where not told."""
    used = column_of(table, roles, "duration")
    if used is not None:
        known = {cell: times.seconds(cell) for cell in set(used)}
        return [known[cell] for cell in used]
    start = moments(table, roles, "started", header, dialect)
    end = moments(table, roles, "submitted", header, dialect)
    if start is None or end is None:
        return [None] * count
    return list(map(times.between, start, end))


def channels(table: Sequence[Column], roles: Roles, dialect: Dialect, count: int) -> list[str]:
    """Where each row came in; the dialect's name where the file does not say."""
    column = column_of(table, roles, "channel")
    if column is None:
        return [dialect.name] * count
    known = {
        cell: dialect.name
        if text(cell) in {"", *dialect.blank} or privacy.value_tells(cell)
        else text(cell)
        for cell in set(column)
    }
    return [known[cell] for cell in column]


def self_filled(
    table: Sequence[Column], roles: Roles, dialect: Dialect, count: int
) -> list[bool | None]:
    """True where people answered on their own phone, False where somebody else may have typed
    for them (an interviewer's name, a link), None where the file does not say."""
    column = column_of(table, roles, "channel") or [""] * count
    told = [
        True if cell in dialect.self_filled else False if cell in dialect.assisted else None
        for cell in column
    ]
    typist = column_of(table, roles, "interviewer") or [""] * count
    return [False if text(name) else own for name, own in zip(typist, told, strict=True)]


def fingerprints(table: Sequence[Column], skip: set[int], count: int) -> list[int]:
    """Hash of the whole row without the columns of ``skip`` (serial numbers), to tell copies.

    Keyed by a secret drawn per run, and good for nothing but equality within this run.
    """
    kept = [_words(column) for at, column in enumerate(table) if at not in skip]
    return list(map(privacy.row_mark(), zip(*kept, strict=True))) if kept else [0] * count


def _words(column: Column) -> Iterable[str]:
    """The cells as text, so that a copy saved by another program is still a copy."""
    if set(map(type, column)) == {str}:
        return cast(Sequence[str], column)
    known = {cell: text(cell) for cell in set(column)}
    return map(known.__getitem__, column)


def persons(table: Sequence[Column], roles: Roles, private: Sequence[int], count: int) -> list[
    tuple[bytes, ...]
]:  # fmt: skip
    """Keyed hashes of what tells a person or device apart: openid, user id, telephone."""
    ids = [table[at] for at, role in sorted(roles.items()) if role == "person"]
    found: list[tuple[bytes, ...]] = [()] * count
    for column in ids:
        known = {cell: _person(text(cell)) for cell in set(column)}
        found = [(*each, *known[cell]) for each, cell in zip(found, column, strict=True)]
    for at in private:
        known = {cell: _phone(text(cell)) for cell in set(table[at])}
        if any(known.values()):
            found = [(*each, *known[cell]) for each, cell in zip(found, table[at], strict=True)]
    return found


def _person(word: str) -> tuple[bytes, ...]:
    if not word or word.lower() in _NOBODY:
        return ()
    return (privacy.fingerprint(("person", word)),)


def _phone(words: str) -> tuple[bytes, ...]:
    phone = _PHONE.search(words)
    return (privacy.fingerprint(("phone", phone[0])),) if phone else ()


def addresses(table: Sequence[Column], private: Sequence[int], count: int) -> list[bytes | None]:
    """Keyed hash of the first IP address in a private column, per row."""
    found: list[bytes | None] = [None] * count
    for at in private:
        known = {cell: _address(text(cell)) for cell in set(table[at])}
        if any(known.values()):
            found = [each or known[cell] for each, cell in zip(found, table[at], strict=True)]
    return found


def _address(words: str) -> bytes | None:
    address = _ADDRESS.search(words)
    return privacy.fingerprint(("address", address[0].lower())) if address else None


def interviewers(table: Sequence[Column], roles: Roles, count: int) -> list[bytes | None]:
    """Keyed hash of the name of who filled the row in for somebody else."""
    column = column_of(table, roles, "interviewer") or [""] * count
    known = {cell: text(cell) for cell in set(column)}
    marks = {
        cell: privacy.fingerprint(("interviewer", name)) if name else None
        for cell, name in known.items()
    }
    return [marks[cell] for cell in column]


def trials(
    table: Sequence[Column], roles: Roles, private: Sequence[int], count: int
) -> tuple[list[bool], list[bool]]:
    """(tests, odd names) per row: what its channel, its state, an interviewer's or a
    respondent's name says, in whole cells (exports §3.11, §5)."""
    told = {at for at, role in roles.items() if role in ("channel", "invalid", "interviewer")}
    tests, odd = [False] * count, [False] * count
    for at in sorted(told | set(private)):
        cells = {cell: text(cell) for cell in set(table[at])}
        for marks, says in ((tests, privacy.is_test), (odd, privacy.is_odd_name)):
            hits = {cell for cell, words in cells.items() if says(words)}
            if hits:
                marks[:] = [
                    mark or cell in hits for mark, cell in zip(marks, table[at], strict=True)
                ]
    return tests, odd


def sheets_of_answers(
    table: Sequence[Column], roles: Roles, persons_: list[tuple[bytes, ...]],
    submitted: list[datetime | None],
) -> list[bytes | None]:  # fmt: skip
    """Keyed hash of an answer sheet's own id: the platform's, or a person's at a second (Q1)."""
    uuids = column_of(table, roles, "uuid")
    if uuids is not None:
        return [privacy.fingerprint(("uuid", word)) if (word := text(c)) else None for c in uuids]
    return [
        privacy.fingerprint((who[0].hex(), when.isoformat())) if who and when else None
        for who, when in zip(persons_, submitted, strict=True)
    ]


def submissions(table: Sequence[Column], roles: Roles, count: int) -> list[int | None]:
    """Hash of everything a platform notes of a submission: the same in the text and the
    number export of one survey. None where there is no time, or nobody's address or place."""
    told: tuple[Role, ...] = ("submitted", "started", "duration", "channel")
    when = [at for at, role in sorted(roles.items()) if role in told]
    who = [at for at, role in sorted(roles.items()) if role == "private"]
    end = column_of(table, roles, "submitted")
    if end is None or not who:
        return [None] * count
    noted = zip(*(_words(table[at]) for at in when), strict=True)
    places = zip(*(_words(table[at]) for at in who), strict=True)
    mark = privacy.row_mark()
    return [
        mark((*row, *place)) if cell not in ("", None) and any(place) else None
        for cell, row, place in zip(end, noted, places, strict=True)
    ]
