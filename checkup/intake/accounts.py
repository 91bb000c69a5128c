"""Every column of an export ends in exactly one list: used, private, ignored or unrecognised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from checkup.intake import headers, mapping, privacy
from checkup.intake.dialects import Role
from checkup.intake.headers import Title
from checkup.intake.mapping import Bank
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.result import Columns

USED: frozenset[Role] = frozenset(
    {"submitted", "started", "duration", "channel", "uuid", "invalid"}
)
PRIVATE: frozenset[Role] = frozenset({"private", "person", "interviewer"})
IGNORED: frozenset[Role] = frozenset({"serial", "ignored"})


def account(
    header: Sequence[str],
    roles: dict[int, Role],
    *,
    asked: Iterable[int] = (),
    typed: Iterable[int] = (),
    private: Iterable[int] = (),
    unrecognised: Iterable[int] = (),
) -> Columns:
    """The account of a sheet's columns: its questions by position, the platform's by role."""

    def names(positions: Iterable[int], own: frozenset[Role] = frozenset()) -> tuple[str, ...]:
        told = {*positions, *(at for at, role in roles.items() if role in own)}
        return tuple(header[at] for at in sorted(told))

    return Columns(
        used=names(asked, USED),
        private=names(private, PRIVATE),
        ignored=names(typed, IGNORED),
        unrecognised=names(unrecognised),
    )


def personal(header: str, column: Sequence[object]) -> bool:
    """Whether a question column tells who somebody is, by its header or its cells."""
    return privacy.header_tells(headers.numbered(header)[1]) or privacy.column_tells(column)


def others(
    titles: Sequence[Title], header: Sequence[str], table: Sequence[Sequence[object]], bank: Bank,
    ref: Callable[[int], Ref],
) -> tuple[list[int], list[int], list[Problem]]:  # fmt: skip
    """Columns that answer nothing of ours: (private ones, unrecognised ones, problems).

    ``ref`` gives the cell of a column's header. Headers without words are one problem together.
    """
    private: list[int] = []
    unrecognised: list[int] = []
    bare: list[int] = []
    found: list[Problem] = []
    for title in titles:
        at = title.position
        if personal(header[at], table[at]):
            private.append(at)
            found.append(problem("column_private", ref(at), found=header[at]))
            continue
        unrecognised.append(at)
        if title.bare:
            bare.append(at)
            continue
        likely = mapping.nearest(header[at], bank)
        found.append(
            problem("question_unmatched", ref(at), found=header[at], suggestion=likely or "—")
        )
    if bare:
        found.append(problem("code_book_needed", ref(bare[0]), found=len(bare)))
    return private, unrecognised, found
