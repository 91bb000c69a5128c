"""Respondents of a street's survey, each to the community that the row names."""

from __future__ import annotations

from itertools import compress
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from checkup.intake.joining import Questionnaire
from checkup.model import Question, SurveyArea
from checkup.street.areas import Area
from checkup.street.parts import ASKED, Left, Sorting, possible, renamed


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
    area = to.area(file, questionnaire.sheet)
    wide = _wide(area, file)
    rows: dict[str, list[bool]] = {}
    for row in range(count):
        codes = [question.codes[row] for question in asking]
        meant = [means[code] for means, code in zip(known, codes, strict=True) if code >= 0]
        could = possible([*meant, named])
        said = [q.options[code] for q, code in zip(asking, codes, strict=True) if code >= 0]
        of = tuple(could) if len(could) == 1 else ()
        # whoever lives within the radius is heard all over it; who names a place outside is not
        if area is not None and (could <= {*area.communities} if could else not said):
            of = area.communities
        for each in of:
            rows.setdefault(each, [False] * count)[row] = True
        if not of:
            left.add(next(iter(said), ""), any(meant))
    to.keep(left)
    to.heard |= {area} if area is not None else set()
    for name, chosen in rows.items():
        part = to.give(name, source, sum(chosen))
        own = _of_rows(questionnaire, chosen, wanted)
        is_wide = wide is not None and name in wide.communities
        part.questionnaires.append(replace(own, area=wide) if is_wide else own)


def _wide(area: Area | None, file: str) -> SurveyArea | None:
    """What the communities' results say of the questionnaire they share."""
    if area is None:
        return None
    return SurveyArea(survey=Path(file).stem, metres=area.metres, communities=area.communities)


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
