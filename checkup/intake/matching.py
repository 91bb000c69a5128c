"""Which columns of an export answer which question of the bank.

A column is matched by its title and, in a matrix or an option list, by stem and part; numbers
repeat, restart and disappear in real files, so a number never decides (exports §1.6). Where an
export lost its stems, the options that were given decide; where it lost all words, the form's own
names or the bank's order do, and only for a questionnaire that is ours as a whole. What matches
nothing is left to be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake import mapping, strays
from checkup.intake.bank_index import Index, indexed, place_of, places, row_titles
from checkup.intake.dialects import Dialect
from checkup.intake.headers import Title, code_name
from checkup.intake.mapping import Asked, Bank, plain_title

_OURS = 0.5
"""A form whose names match this share of the bank's is made from our bank [judgement]."""
Labels = Callable[[int], Mapping[str, int]]
"""Position of a column → its answers as labels are compared, silent cells left out, and how many
people gave each."""


class Match(Struct, frozen=True, kw_only=True):
    """A question and the columns (from 0) that answer it.

    ``wholes`` hold the answer itself, several where branches of a form repeat the question;
    ``options`` are (column, place of the option), one column per option.
    """

    asked: Asked
    number: str | None
    wholes: tuple[int, ...] = ()
    options: tuple[tuple[int, int], ...] = ()
    by: Literal["title", "options", "name", "order"] = "title"

    @property
    def positions(self) -> tuple[int, ...]:
        """All its columns, in the order of the sheet."""
        return tuple(sorted((*self.wholes, *(at for at, _ in self.options))))


class Matched(Struct, frozen=True, kw_only=True):
    """Every question column ends in exactly one of these."""

    matches: tuple[Match, ...]
    typed: tuple[int, ...]
    """Words beside an option of a known question: dropped on purpose."""
    unmatched: tuple[int, ...]


class _Column(Struct, frozen=True, kw_only=True):
    """One column's reading: a question, and the option's place where it holds one option."""

    asked: Asked
    place: int | None = None
    stem: str | None = None
    number: str | None = None
    typed: bool = False


def match(
    titles: Sequence[Title], bank: Bank, dialect: Dialect, labels: Labels, fits: Callable[
        [Match], bool
    ],
) -> Matched:  # fmt: skip
    """Match question columns to the bank.

    ``labels`` gives a column's answers, ``fits`` whether a column's cells can be answers to a
    question by their place among its options.
    """
    index = indexed(bank, dialect.notes)
    read = _by_title(titles, index, dialect)
    read |= _without_stem([t for t in titles if t.position not in read], read, bank, labels)
    count = len(mapping.columns(bank))
    named = _by_name(titles, bank) if count else {}
    if len({c.asked.id for c in named.values()}) >= max(
        _OURS * count, len({c.asked.id for c in read.values()}) + 1
    ):
        return _collected(titles, named, "name")
    if not read:
        ordered = _by_order(titles, bank)
        matched = _collected(titles, ordered, "order")
        if ordered and all(map(fits, matched.matches)):
            return matched
    return _collected(titles, read, "title")


def _collected(
    titles: Sequence[Title], read: dict[int, _Column], by: Literal["title", "name", "order"]
) -> Matched:
    """Columns of one question together; a whole column beside option columns is not used twice."""
    found: dict[str, Match] = {}
    typed = []
    for title in titles:
        column = read.get(title.position)
        if column is None:
            continue
        if column.typed:
            typed.append(title.position)
            continue
        asked = column.asked
        so_far = found.get(asked.id) or Match(
            asked=asked, number=column.number or title.number, by=by
        )
        if column.place is None:
            so_far = replace(so_far, wholes=(*so_far.wholes, title.position))
        else:
            so_far = replace(so_far, options=(*so_far.options, (title.position, column.place)))
        found[asked.id] = so_far
    for id_, each in found.items():
        if each.options and each.wholes:
            typed += each.wholes
            found[id_] = replace(each, wholes=())
    matches = sorted(found.values(), key=lambda each: each.positions)
    known = {at for each in matches for at in each.positions} | set(typed)
    return Matched(
        matches=tuple(matches),
        typed=tuple(sorted(typed)),
        unmatched=tuple(t.position for t in titles if t.position not in known),
    )


# --- by words ----------------------------------------------------------------------------------


def _by_title(titles: Sequence[Title], index: Index, dialect: Dialect) -> dict[int, _Column]:
    """Only a matrix's first column has its stem; the ones after it belong to the same matrix
    while they have the same number or none (exports §3.1)."""
    found: dict[int, _Column] = {}
    stem: str | None = None
    stem_number: str | None = None
    typed = frozenset(map(plain_title, dialect.typed))
    for title in titles:
        if title.number is not None and title.number != stem_number:
            stem = None
        column = next(
            (_Column(asked=index.wholes[w]) for w in title.wholes if w in index.wholes), None
        )
        if column is None:
            column = next(
                (c for cut in title.cuts if (c := _cut(*cut, index, typed)) is not None), None
            )
            if column is not None and column.stem:
                stem, stem_number = column.stem, title.number or stem_number
            elif column is None and title.opens:
                stem, stem_number = next(
                    (s for s, _ in title.cuts if s in index.stems), ""
                ), title.number  # fmt: skip
            elif column is None and stem:
                parts = (*title.wholes, *(part for own, part in title.cuts if not own))
                column = next(
                    (c for part in parts if (c := _cut(stem, part, index, typed)) is not None), None
                )
                column = column and replace(column, number=stem_number)
        if column is not None:
            found[title.position] = column
    return found


def _cut(stem: str, part: str, index: Index, typed: frozenset[str]) -> _Column | None:
    row = index.rows.get((stem, part))
    if row is not None:
        return _Column(asked=row, stem=stem)
    if stem not in index.options:
        return None
    asked, known = index.options[stem]
    if part in known:
        return _Column(asked=asked, place=known[part], stem=stem)
    return _Column(asked=asked, stem=stem, typed=True) if part in typed else None


def _without_stem(
    titles: Sequence[Title], read: dict[int, _Column], bank: Bank, labels: Labels
) -> dict[int, _Column]:
    """Columns whose stem the export lost: options of one question under one number, and matrix
    rows whose answers are the options of exactly one matrix."""
    taken = {column.asked.id for column in read.values()}
    found: dict[int, _Column] = {}
    several = [a for a in mapping.columns(bank) if a.multiple and a.options and a.id not in taken]
    lost = [title for title in titles if title.cuts and title.cuts[0][0] == ""]
    for _, run in groupby(lost, key=lambda title: title.number):
        group = [(title.position, title.cuts[0][1]) for title in run]
        fitting = [
            (asked, known)
            for asked in several
            if all(part in (known := places(asked)) for _, part in group)
        ]
        if len(fitting) == 1:
            asked, known = fitting[0]
            found |= {at: _Column(asked=asked, place=known[part]) for at, part in group}
    rows: dict[str, list[Asked]] = {}
    for question in bank.questions:
        for title_, asked in row_titles(question):
            rows.setdefault(plain_title(title_), []).append(asked)
    for title in titles:
        given = [a for whole in title.wholes for a in rows.get(whole, ()) if a.id not in taken]
        if not given:
            continue
        told = labels(title.position)
        fit = [a for a in given if told and not a.open_options and _holds(told, a)]
        if len(fit) == 1:
            found[title.position] = _Column(asked=fit[0])
    return found


def _holds(told: Mapping[str, int], asked: Asked) -> bool:
    """Whether people answered with the question's options, but for somebody's slip."""
    odd = sum(people for label, people in told.items() if label not in places(asked))
    return not odd or strays.few(odd, sum(told.values()))


# --- by names and by order ---------------------------------------------------------------------


def _by_name(titles: Sequence[Title], bank: Bank) -> dict[int, _Column]:
    """Headers that are the bank's own ids: ``satisfaction_CCS_01``, ``household[SQ002]``."""
    ids = {code_name(asked.id): asked for asked in mapping.columns(bank)}
    found: dict[int, _Column] = {}
    for title in titles:
        for name, part in title.codes:
            asked = ids.get(name)
            if asked is None:
                continue
            if not part:
                found[title.position] = _Column(asked=asked)
                break
            place = place_of(part, len(asked.options)) if asked.multiple else None
            if place is None:
                place = places(asked).get(plain_title(part)) if asked.multiple else None
            if asked.multiple:
                found[title.position] = _Column(asked=asked, place=place, typed=place is None)
                break
    return found


def _by_order(titles: Sequence[Title], bank: Bank) -> dict[int, _Column]:
    """Bare numbers, exactly as many as the bank has columns, in its order."""
    asked = mapping.columns(bank)
    if len(titles) != len(asked) or not all(title.bare for title in titles):
        return {}
    if [title.number for title in titles] != [str(at) for at in range(1, len(asked) + 1)]:
        return {}
    return {title.position: _Column(asked=one) for title, one in zip(titles, asked, strict=True)}
