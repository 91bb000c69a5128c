"""What is compared between two readings of the same answers."""

from __future__ import annotations

from typing import Any

import msgspec

from checkup.result import Result, SourceFile


def only_source(result: Result) -> SourceFile:
    """The account of the folder's one file (its settings aside)."""
    (source,) = (each for each in result.sources.values() if each.kind != "settings")
    return source


def shown(count: int) -> int | None:
    """A count of people as a result tells it: of one to nine not at all."""
    return None if 0 < count < 10 else count


def figures(result: Result, lacks: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Everything a report says of the answers, without where it came from.

    Numbers of questions, names of files and channels are the platform's own and left out.
    """
    survey = result.survey
    assert survey is not None
    questions = {}
    for question in survey.questions:
        if question.kind == "estate" and "estate" in lacks:
            continue
        told = msgspec.to_builtins(question)
        for own in ("sources", "number"):
            told.pop(own)
        if "estate" in lacks:
            told["breakdowns"] = [t for t in told["breakdowns"] if t["variable"] != "estate"]
        if "skipped" in lacks:
            # the one cannot be told from the other, and of a few people neither is told
            told.pop("blank"), told.pop("skipped")
        questions[question.id] = told
    told = {
        "received": survey.received,
        "valid": survey.valid,
        "groups": survey.groups,
        "overall": survey.overall,
        "questions": questions,
        "items": {item.id: (item.satisfaction, item.demand) for item in result.items},
    }
    if "time" not in lacks:
        told["as_of"] = result.made_with.as_of
    return told
