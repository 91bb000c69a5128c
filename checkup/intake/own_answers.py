"""What the answers to a community's own questions mean, once all files are read.

An own question comes out of the readers with whatever options people chose. Here its labels
become scores and meanings; where they leave it open the question keeps its table, feeds no
figure, and a problem asks (method §1.8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from checkup.intake import meanings, option_words, proposals, scales, strays, title_words
from checkup.intake.mapping import Direction
from checkup.intake.own_bank import lists
from checkup.intake.own_questions import OWN, Decided
from checkup.intake.scales import Reading, Unclear
from checkup.model import BLANK, Answers, Meaning, Problem, Question, QuestionKind
from checkup.problems import problem

_DIRECTION: dict[str, Direction] = {"satisfaction_up": "up", "satisfaction_down": "down"}


def settled(answers: Answers, decided: Sequence[Decided]) -> tuple[Answers, list[Problem]]:
    """The answers with own questions understood, and what could not be.

    A question that stands in the table and in no file is a problem, too.
    """
    rows = {each.id: each for each in decided}
    by_list = {parts[0].id: parts for parts in lists(decided)}
    # a row of a matrix that is about no item of its own ends in a point
    own = [
        replace(each, id=each.id.rstrip(".")) if each.id.startswith(OWN) else each
        for each in answers.questions
    ]
    siblings = _siblings(own, rows)
    found: list[Problem] = []
    questions: list[Question] = []
    for question in own:
        if not question.id.startswith(OWN):
            questions.append(question)
        elif question.id in by_list:
            questions += _spread(question, by_list[question.id], found)
        else:
            each = rows[question.id]
            questions.append(_understood(question, each, siblings[each.key[0]], found))
    asked = {question.id for question in own}
    asked |= {each.id for id_, parts in by_list.items() if id_ in asked for each in parts}
    found += gone(decided, asked, [question.title for question in answers.questions])
    return replace(answers, questions=tuple(questions)), found


def gone(
    decided: Iterable[Decided], asked: set[str], ours: Iterable[str] = ()
) -> Iterator[Problem]:
    """A problem for every decided question that no file asks.

    ``asked`` are ids of own questions; ``ours`` titles of the bank's, which keep their own ids.
    """
    titles = set(map(title_words.key, ours))
    for each in decided:
        there = each.id in asked or title_words.key(each.part or each.title) in titles
        if each.use not in (None, "none") and not there:
            yield problem("question_gone", each.at, found=each.part or each.title)


def _siblings(
    questions: Sequence[Question], rows: Mapping[str, Decided]
) -> dict[str, tuple[str, ...]]:
    """Stem → every label given in any of its rows: a matrix has one scale."""
    labels: dict[str, dict[str, None]] = {}
    for question in questions:
        each = rows.get(question.id)
        if each is not None:
            labels.setdefault(each.key[0], {}).update(dict.fromkeys(question.options))
    return {stem: tuple(found) for stem, found in labels.items()}


def _understood(
    question: Question, each: Decided, siblings: tuple[str, ...], found: list[Problem]
) -> Question:
    named = replace(
        question, item=None, service=None, matrix=each.key[0] if each.part else "",
        reverse=each.use == "satisfaction_down",
    )  # fmt: skip
    use = each.use
    if use in ("satisfaction", "satisfaction_up", "satisfaction_down"):
        return _scaled(named, each, siblings, "satisfaction", found)
    if use == "importance":
        return _scaled(named, each, siblings, "importance", found)
    if use in ("need", "need_lacking"):
        return _needed(named, each, siblings, found)
    if use == "group":
        kind = proposals.group_kind(each.text, question.options)
        means = {"age": meanings.ages, "sex": _nothing}.get(kind, meanings.people)(question.options)
        return replace(named, kind=kind, means=means)
    if use == "screening":
        return replace(named, kind="screening", means=meanings.screened(question.options))
    if use == "community":
        return replace(named, kind="estate")
    if use in ("consent", "attention"):
        return _answered(named, each, found)
    return replace(named, kind="use", item=each.item, service=each.service)


def _answered(question: Question, each: Decided, found: list[Problem]) -> Question:
    """A question with right answers (Q0, Q7); it excludes nobody where they are not clear."""
    if each.use == "attention":
        means = meanings.attentive(question.options, each.text, question.number)
        kind: QuestionKind = "attention"
    else:
        means = meanings.consents(question.options)
        guardian = any(word in each.text for word in title_words.load().guardians)
        kind = "guardian" if guardian else "consent"
    if isinstance(means, Unclear):
        found.append(problem("right_answer_unclear", each.at, found=question.title))
        return replace(question, kind="unmapped")
    return replace(question, kind=kind, means=means)


def _nothing(options: Sequence[str]) -> tuple[Meaning | None, ...]:
    return (None,) * len(options)


def _scaled(
    question: Question,
    each: Decided,
    siblings: tuple[str, ...],
    use: Literal["satisfaction", "importance"],
    found: list[Problem],
) -> Question:
    """A scale read from its labels, best first; refused with a problem where it is unclear."""
    cleaned = question
    labels = _alike(siblings, question.options)
    direction = _DIRECTION.get(each.use or "")
    reading = scales.scale(labels, each.text, use, direction)
    while isinstance(reading, Unclear) and reading.why in ("words", "mixed"):
        stray = _label(cleaned, reading.label)
        if stray is None and reading.label in labels:
            labels = tuple(label for label in labels if label != reading.label)
        elif stray is None or not _rare(cleaned, stray):
            break
        else:
            found.append(
                problem(strays.UNKNOWN, each.at, found=_quoted(cleaned, stray),
                        column=question.title,
                        cells=strays.counted(_count(cleaned)[stray]))
            )  # fmt: skip
            labels = tuple(label for label in labels if label != reading.label)
            cleaned = _without(cleaned, stray)
        reading = scales.scale(labels, each.text, use, direction)
    if isinstance(reading, Unclear):
        found.append(_unclear(cleaned, each, reading))
        return replace(question, kind="unmapped")
    kind: QuestionKind = use if use == "importance" or each.item or each.service else "overall"
    return _ordered(
        replace(cleaned, kind=kind, item=each.item, service=each.service), labels, reading
    )


def _alike(siblings: tuple[str, ...], own: Sequence[str]) -> tuple[str, ...]:
    """The siblings' labels that are numbers where one's own are, or words where those are: a group
    of a form need not be a matrix."""

    def numbered(label: str) -> bool:
        return option_words.parts(label)[0] is not None

    kinds = set(map(numbered, own))
    return siblings if len(kinds) != 1 else tuple(s for s in siblings if {numbered(s)} == kinds)


def _needed(
    question: Question, each: Decided, siblings: tuple[str, ...], found: list[Problem]
) -> Question:
    lacking = each.use == "need_lacking" or title_words.lacking(each.text)
    means = meanings.need(siblings, lacking)
    if isinstance(means, Unclear):
        if means.why == "direction":
            found.append(problem("need_ambiguous", each.at, found=question.title))
        else:
            found.append(_unclear(question, each, means))
        return replace(question, kind="unmapped")
    says = dict(zip(siblings, means, strict=True))
    return replace(
        question, kind="need", item=each.item, service=each.service,
        means=tuple(says[label] for label in question.options),
    )  # fmt: skip


def _unclear(question: Question, each: Decided, unclear: Unclear) -> Problem:
    """The refusal at its row. The label is shown only where many people chose it."""
    place = _label(question, unclear.label)
    shown = _quoted(question, place) if place is not None else ""
    return problem("scale_ambiguous", each.at, found=shown or question.title)


# --- one column of several choices -----------------------------------------------------------


def _spread(
    question: Question, parts: Sequence[Decided], found: list[Problem]
) -> Iterator[Question]:
    """A question that lists facilities, as one question per facility that was decided.

    Who answered without choosing one does not miss it.
    """
    for at, each in enumerate(parts):
        if each.use in (None, "none"):
            continue
        chosen = [code if code < 0 else 1 - (code >> at & 1) for code in question.codes]
        alone = replace(
            question,
            id=each.id,
            title=each.part,
            item=each.item,
            service=each.service,
            multiple=False,
            codes=chosen,
            options=(each.part, title_words.load().not_chosen),
            scores=(None, None),
        )
        lacking = each.use == "need_lacking" or title_words.lacking(each.title)
        if each.use in ("need", "need_lacking") and lacking:
            yield replace(alone, kind="need", means=("need_unmet", "no_need"))
        elif each.use == "use":
            yield replace(alone, kind="use", means=(None, None))
        else:
            code = "need_ambiguous" if each.use == "need" else "scale_ambiguous"
            found.append(problem(code, each.at, found=each.part))
            yield replace(alone, kind="unmapped", item=None, service=None, means=(None, None))


# --- labels and codes ------------------------------------------------------------------------


def _label(question: Question, label: str) -> int | None:
    return question.options.index(label) if label in question.options else None


def _count(question: Question) -> Counter[int]:
    return Counter(code for code in question.codes if code >= 0)


def _rare(question: Question, place: int) -> bool:
    counts = _count(question)
    return counts[place] <= strays.RARE * counts.total()


def _quoted(question: Question, place: int) -> str:
    return strays.quoted(question.options[place], _count(question)[place])


def _without(question: Question, place: int) -> Question:
    """The question with one option taken for no answer."""
    return replace(
        question,
        options=tuple(label for at, label in enumerate(question.options) if at != place),
        codes=[BLANK if code == place else code - (code > place) for code in question.codes],
    )


def _ordered(question: Question, labels: Sequence[str], reading: Reading) -> Question:
    """Scores and meanings by label, the best first and what has no score last."""
    score = dict(zip(labels, reading.scores, strict=True))
    means = dict(zip(labels, reading.means, strict=True))

    def rank(label: str) -> float:
        told = score[label]
        return 1.0 if told is None else -told

    ordered = tuple(sorted(question.options, key=rank))
    place = {label: at for at, label in enumerate(ordered)}
    new = [place[label] for label in question.options]
    return replace(
        question,
        options=ordered,
        codes=[code if code < 0 else new[code] for code in question.codes],
        scores=tuple(score[label] for label in ordered),
        means=tuple(means[label] for label in ordered),
    )
