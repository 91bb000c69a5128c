"""The question bank with a community's own questions in it, and files that ask them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec.structs import replace

from checkup.intake import headers, proposals, title_words
from checkup.intake.answer_sheets import Read
from checkup.intake.mapping import Asked, Bank, BankQuestion, MatrixRow, Option
from checkup.intake.own_questions import Decided
from checkup.model import QuestionKind

_LISTED, _LEAST_LISTED = 0.5, 2
"""A header of which this share, and at least two, stand in 题目对照 [judgement]."""


def extended(bank: Bank, decided: Sequence[Decided]) -> Bank:
    """The question bank with a community's own questions in it.

    A question of ours that a person decided otherwise gives way; one that was only proposed
    as what it is stays as it is. Options are whatever people answered, except where there are
    several per answer: those are the ones the table lists.
    """
    if not decided:
        return bank
    titles = proposals.bank_titles(bank)
    ruled = {each.key for each in decided if each.by_person}
    questions = [kept for each in bank.questions if (kept := _without(each, ruled)) is not None]
    questions += [
        _question(each, titles.get(each.key))
        for each in decided
        if each.use not in (None, "none")
        and not _is_one_of_several(each)
        and (each.key not in titles or each.key in ruled)
    ]
    questions += [
        BankQuestion(
            id=parts[0].id, kind="unmapped", title=parts[0].title, multiple=True,
            options=tuple(Option(label=each.part) for each in parts),
            limit=title_words.limit(parts[0].title),
            sensitive=title_words.sensitive(parts[0].title),
        )
        for parts in lists(decided)
        if any(each.use not in (None, "none") for each in parts)
    ]  # fmt: skip
    return replace(bank, questions=tuple(questions))


def asked_in(decided: Sequence[Decided], cells: Iterable[object]) -> list[Decided]:
    """The rows whose title or part stands in one of these header cells.

    A file without any of them is read by the bank alone, as if there were no such table.
    """
    if not decided:
        return []
    texts = {title_words.key(str(cell))[0] for cell in cells if isinstance(cell, str) and cell}

    def stands(each: Decided) -> bool:
        return any(word and any(word in text for text in texts) for word in each.key)

    whole = {each.key[0] for each in decided if stands(each)}
    return [each for each in decided if each.key[0] in whole]


def is_listed(decided: Sequence[Decided], rows: Sequence[Sequence[object]]) -> bool:
    """Whether one of these rows is a header of which half the texts stand in the table: a sheet
    of no known platform is then known for answers."""
    keys = {each.key for each in decided}
    titles = {title for title, part in keys if not part}
    for row in rows:
        texts = [
            title_words.key(headers.numbered(cell)[1])[0]
            for cell in row
            if isinstance(cell, str) and cell.strip()
        ]
        listed = sum(
            text in titles or any(part and text.endswith(part) and text.startswith(title)
                                  for title, part in keys)
            for text in texts
        )  # fmt: skip
        if listed >= max(_LEAST_LISTED, _LISTED * len(texts)):
            return True
    return False


def set_aside(read_: Read, decided: Sequence[Decided]) -> Read:
    """What a file told, with the questions a person does not want ignored on purpose."""
    unwanted = [each.key for each in decided if each.use == "none"]

    def is_unwanted(header: str) -> bool:
        text = title_words.key(headers.numbered(header)[1])[0]
        return any(
            text in (title, part) or (bool(part) and title in text and part in text)
            for title, part in unwanted
        )

    columns = read_.columns
    ignored = tuple(header for header in columns.unrecognised if is_unwanted(header))
    kept = (each for each in columns.unrecognised if each not in ignored)
    return replace(
        read_,
        columns=replace(columns, ignored=(*columns.ignored, *ignored), unrecognised=tuple(kept)),
        problems=tuple(
            each
            for each in read_.problems
            if each.code != "question_unmatched" or each.found not in ignored
        ),
    )


def lists(decided: Sequence[Decided]) -> list[list[Decided]]:
    """The rows of each question with several choices that stands option by option."""
    found: dict[str, list[Decided]] = {}
    for each in decided:
        if _is_one_of_several(each):
            found.setdefault(each.key[0], []).append(each)
    return list(found.values())


def _is_one_of_several(each: Decided) -> bool:
    return each.type == "multiple" and bool(each.part)


def _question(each: Decided, ours: Asked | None) -> BankQuestion:
    """``ours``: the question of our bank it is, whose options we know better than the answers."""
    kind: QuestionKind = "open" if each.type == "open" else "unmapped"
    several = each.type == "multiple" and bool(each.options)
    options = tuple(map(_option, each.options)) if several else ()
    if ours is not None:
        kind, several, options = ours.kind, ours.multiple, ours.options
    return BankQuestion(
        id=each.id,
        kind=kind,
        title=each.title,
        multiple=several,
        options=options,
        options_from=None if options else "community",
        rows=(MatrixRow(item="", title=each.part),) if each.part else (),
        points=_POINTS.get(each.use or ""),
        limit=title_words.limit(each.title) if several else None,
        sensitive=title_words.sensitive(each.text),
    )


_POINTS: dict[str, Literal["up", "down", "title"]] = {
    "satisfaction_up": "up", "satisfaction_down": "down",
    "satisfaction": "title", "importance": "title",
}  # fmt: skip


def _option(label: str) -> Option:
    return Option(label=label)


def _without(question: BankQuestion, ruled: set[tuple[str, str]]) -> BankQuestion | None:
    """A question of ours without what a person decided otherwise; None when nothing is left."""
    titles = (question.title, *question.aliases)
    if not question.rows:
        return None if any(title_words.key(title) in ruled for title in titles) else question
    rows = tuple(
        row
        for row in question.rows
        if not any(title_words.key(title, row.title) in ruled for title in titles)
    )
    return replace(question, rows=rows) if rows else None
