"""Two files that look like one survey, once with and once without the platform's columns.

Nothing but the answers can show it then, and equal answers alone exclude nobody (method §1.2,
Q5): both files count, and a problem names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from checkup.intake.joining import Questionnaire, copied, once
from checkup.model import BLANK, Problem, Question
from checkup.problems import problem

_ANSWERED = 15
"""Fewer answers may be equal by chance (method §1.2, Q5) [assumption]."""
_SHARE = 0.5
"""From this share of the smaller file on, equal answers are no chance [judgement]."""
_TOLD = 10
"""Fewer people than this are not counted aloud (method §1.11)."""

Vectors = Counter[tuple[object, ...]]


def found(read: Sequence[Questionnaire], names: Mapping[str, str]) -> Iterator[Problem]:
    """A problem for every two files of which half the answer sheets are equal.

    Sheets that are known for exact copies are not counted again; ``names`` are the file names.
    """
    files = once(read)
    copies = iter(copied(files))
    kept = [[not next(copies) for _ in each.fingerprints] for each in files]
    for (first, firsts), (second, seconds) in combinations(zip(files, kept, strict=True), 2):
        one, other = _source(first), _source(second)
        if one is None or other is None or one == other:
            continue
        shared = _shared(first, second)
        told, again = _vectors(first, shared, firsts), _vectors(second, shared, seconds)
        equal = (told & again).total()
        if equal and equal >= _SHARE * min(sum(firsts), sum(seconds)):
            count = str(equal) if equal >= _TOLD else f"<{_TOLD}"
            yield problem(
                "answers_alike", source=other, found=count, count=count,
                other_file=names.get(one, ""),
            )  # fmt: skip


def _source(each: Questionnaire) -> str | None:
    return next((source for question in each.questions for source in question.sources), None)


def _shared(first: Questionnaire, second: Questionnaire) -> list[str]:
    """Ids of the closed questions that both files asked."""
    asked = {question.id for question in second.questions}
    return [each.id for each in first.questions if each.id in asked and each.kind != "open"]


def _vectors(each: Questionnaire, shared: Sequence[str], kept: Sequence[bool]) -> Vectors:
    """How often each set of answers was given, of rows with enough of them."""
    questions = {question.id: question for question in each.questions}
    columns = [_told(questions[id_]) for id_ in shared]
    return Counter(
        row
        for row, keep in zip(zip(*columns, strict=True), kept, strict=True)
        if keep and len(row) - row.count(BLANK) >= _ANSWERED
    ) if columns else Counter()  # fmt: skip


def _told(question: Question) -> list[object]:
    """What each row answered, comparable between files: the community's own options by label;
    hidden and blank are one, for without the platform's words they look the same."""
    if question.multiple:
        return [max(code, BLANK) for code in question.codes]
    return [question.options[code] if code >= 0 else BLANK for code in question.codes]
