"""Respondents of a street's survey, each to the community that the row names."""

from __future__ import annotations

from itertools import compress
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from checkup.intake.joining import Questionnaire
from checkup.model import Question
from checkup.street.parts import ASKED, Left, Sorting, agreed, renamed


def sort(questionnaire: Questionnaire, to: Sorting) -> None:
    """The rows of one sheet: by what they answer, then by the sheet's or the file's name."""
    sources = {source for question in questionnaire.questions for source in question.sources}
    if not sources:
        return
    (source,) = sources
    file = to.gathered.sources[source].name
    count = len(questionnaire.fingerprints)
    wanted = {each.id for each in to.gathered.own if each.use == "community"}
    asking = [each for each in questionnaire.questions if _names_place(each, wanted)]
    # what names a community says more of a row that goes nowhere than its estate does
    asking.sort(key=lambda question: question.kind == "estate")
    named = to.named((questionnaire.sheet, Path(file).stem))
    known = [[to.register.mean(label) for label in question.options] for question in asking]
    left = Left(file, questionnaire.sheet, True)
    rows: dict[str, list[bool]] = {}
    for row in range(count):
        codes = [question.codes[row] for question in asking]
        meant = [means[code] for means, code in zip(known, codes, strict=True) if code >= 0]
        name = agreed([*meant, named])
        if name is None:
            said = (q.options[code] for q, code in zip(asking, codes, strict=True) if code >= 0)
            left.add(next(said, ""))
        else:
            rows.setdefault(name, [False] * count)[row] = True
    to.keep(left)
    for name, chosen in rows.items():
        part = to.give(name, source, sum(chosen))
        part.questionnaires.append(_of_rows(questionnaire, chosen, wanted))


def _names_place(question: Question, wanted: set[str]) -> bool:
    """Whether the question asks for the community or the estate, one answer a row."""
    return not question.multiple and (question.kind == "estate" or question.id in wanted)


def _of_rows(questionnaire: Questionnaire, chosen: list[bool], wanted: set[str]) -> Questionnaire:
    """The questionnaire with these rows only: every list of it is as long as its rows."""
    lists: dict[str, Any] = {
        key: list(compress(value, chosen))
        for key in questionnaire.__struct_fields__
        if isinstance(value := getattr(questionnaire, key), list)
    }
    questions = tuple(
        _of_community(
            replace(
                question,
                codes=list(compress(question.codes, chosen)),
                needs=list(compress(question.needs, chosen)),
            ),
            wanted,
        )
        for question in questionnaire.questions
        if not question.id.startswith(ASKED)
    )
    lists["waits"] = [
        tuple(each._replace(question=renamed(each.question)) for each in row)
        for row in lists["waits"]
    ]
    return replace(questionnaire, **lists, questions=questions, left_out=0)


def _of_community(question: Question, wanted: set[str]) -> Question:
    """The question under its own id; one about estates keeps only those that were answered."""
    own = replace(question, id=renamed(question.id))
    if not _names_place(question, wanted):
        return own
    used = sorted({code for code in question.codes if code >= 0})
    place = {code: at for at, code in enumerate(used)}
    return replace(
        own,
        options=tuple(question.options[code] for code in used),
        codes=[place.get(code, code) for code in question.codes],
        means=tuple(question.means[code] for code in used) if question.means else (),
        scores=tuple(question.scores[code] for code in used) if question.scores else (),
    )
