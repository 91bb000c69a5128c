"""A value that moved since its round was sealed, in the words of the reports.

A place such as ``items/CCS-05/status`` is read from left to right: a name of our own is a field
and becomes a word, anything else is whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce

from msgspec import Struct

from checkup import vocabulary
from checkup.model import Fact
from checkup.report import facts, figures
from checkup.report.tables import Cell, Number
from checkup.report.wording import Wording
from checkup.result import Moved, Result
from checkup.street_result import StreetResult

Value = bool | int | float | str | None
_RECORDS = {"facility": "facilities", "estate": "estates", "building": "buildings",
            "space": "spaces"}  # fmt: skip
_TABLES = {
    "status": ("status", "store.status"), "outcome": ("status",), "force": ("force",),
    "mark": ("mark",), "confidence": ("confidence",), "via": ("via",), "task": ("task",),
    "treatment": ("treatment",), "quadrant": ("quadrant",), "both": ("both",), "build": ("build",),
    "grade": ("grade",), "level": ("level",), "variable": ("variable",), "gap": ("gap",),
    "gap_kind": ("gap_kind",), "kind": ("source_kind", "question_kind", "gap_kind"),
    "progress": ("street.project_status",), "by_task": ("task",),
    "groups": ("build",),
    "notes": ("finding_notes",), "excluded": ("survey_rule",),
    "flagged": ("survey_rule",), "reason": ("left_out",), "clash": ("left_out_limit",),
}  # fmt: skip
"""Field → the tables of words its values stand in; the others' are ``rounds.value``."""
_LABELLED = {"item": "items", "goal": "goals", "closes": "shortfalls", "shortfall": "shortfalls",
             "rule": "findings", "rules": "findings", "follows": "findings", "source": "sources",
             "shortfalls": "shortfalls", "shared": "shortfalls", "projects": "plan",
             "option": "plan"}  # fmt: skip
"""Field → the block whose rows its values name."""
_SHARES = frozenset({
    "coverage", "top2", "top2_low", "top2_high", "response_rate", "valid_rate", "sample_share",
    "closed_share", "need_rate", "rate", "shrunk", "shrunk_low", "shrunk_high",
})  # fmt: skip
"""0–1, printed as per cent like everywhere."""
_FIRST = ("score", "score_other_units", "goals", "overall", "items", "findings", "shortfalls",
          "to_verify", "likely_shortfalls", "other_shortfalls")  # fmt: skip
_MONEY = frozenset({
    "cost", "funding", "levels", "purse", "budget", "curve", "unfunded", "operating", "total",
    "by_level", "by_channel", "by_year", "by_task",
})  # fmt: skip
_WHOLE = frozenset({
    "score", "score_other_units", "made_with", "standard", "policy", "community", "survey", "plan",
    "voices", "overall", "total", "facts",
})  # fmt: skip
"""Blocks that are no lists: what comes first in the others is whose it is."""
_NUMBERED = re.compile(r"[A-Z].*\d")
"""An id that people know a row by; the others are ours alone."""
_QUARTER = re.compile(r"\d{4}Q[1-4]")

Labels = Mapping[str, Mapping[str, str]]
"""Block → id → how its reader knows the row."""


class Told(Struct, frozen=True):
    """A row of 修订说明: which part, which of its rows, which figure, then and now."""

    block: str
    which: str
    what: str
    old: Cell
    new: Cell


def in_order(moved: Iterable[Moved]) -> list[Moved]:
    """The score first, then items, shortfalls, projects and money; the rest as it comes."""
    return sorted(moved, key=_rank)


def _rank(each: Moved) -> int:
    block, *rest = each.place.split("/")
    if block in _FIRST:
        return _FIRST.index(block)
    money = block in _MONEY or (block in ("plan", "progress") and not _MONEY.isdisjoint(rest))
    if block == "plan" and not money and rest[0] == "projects":
        return len(_FIRST)
    # the communities of a street come after its own figures
    return len(_FIRST) + (1 if money else 2 if block == "communities" else 3)


def labels(found: Result | StreetResult, moved: Iterable[Moved], say: Wording) -> Labels:
    """How rows are called, by their ids; also those that are only in the sealed round."""
    known: dict[str, dict[str, str]] = {}

    def learn(block: str, number: str, name: str | None) -> None:
        label = name or number
        if name and name != number and _NUMBERED.match(number):
            label = say("rounds.numbered", number=number, name=name)
        known.setdefault(block, {}).setdefault(number, label)

    for item in found.items:
        name = item.short_name or item.name
        known.setdefault("items", {})[item.id] = say("rounds.item", no=f"{item.no:02d}", name=name)
    if isinstance(found, Result):
        for block in ("facilities", "estates", "spaces", "buildings", "shortfalls"):
            for row in getattr(found, block):
                learn(block, row.id, row.name)
        for goal in found.goals:
            known.setdefault("goals", {})[goal.id] = goal.name
        for project in (*found.plan.projects, *found.plan.options, *found.plan.followed):
            learn("plan", project.id, project.name)
        for need in found.needs:
            learn("needs", need.id, need.name)
        for rule in found.findings:
            of = known["items"].get(rule.item)
            learn("findings", rule.rule, of)
        for number, account in found.sources.items():
            known.setdefault("sources", {})[number] = account.name
        if found.survey is not None:
            for question in found.survey.questions:
                learn("survey", question.id, question.title)
    else:
        for accounts in found.sources.values():
            for number, account in accounts.items():
                known.setdefault("sources", {})[number] = account.name
    for each in moved:
        block, *rest = each.place.split("/")
        named = each.new if each.new is not None else each.old
        if len(rest) > 1 and rest[-1] in ("name", "title") and isinstance(named, str):
            learn(block, rest[-2], named)
    return known


def told(
    each: Moved, block: str, known: Labels, found: Result | StreetResult, say: Wording
) -> Told:
    """One moved value in words; ``block`` is the word for its part."""
    top, *rest = each.place.split("/")
    fields: list[str] = []
    whose: list[str] = []
    last = top
    if top == "facts":
        *name, field = rest
        fact = "/".join(name)
        whose, fields = _fact(fact, known, found, say)
        if field != "value":
            fields.append(_word(field, top, say) or field)
        shown = [_of_fact(fact, field, value, say) for value in (each.old, each.new)]
        return _told(each, block, whose, fields, shown, say)
    for place, part in enumerate(rest):
        word = _word(part, top, say) if place or top in _WHOLE else None
        if word is not None:
            fields.append(word)
            last = part
        elif part.isdecimal():
            (fields or whose).append(say("rounds.nth", n=int(part) + 1))
        elif part != ".":
            whose.append(_name(part, top, last, known, say))
    if "facts" in rest or last in ("fact", "facts"):
        shown = [_fact_id(value, found, say) for value in (each.old, each.new)]
    else:
        shown = [_shown(last, value, known.get(top, {}), known, say)
                 for value in (each.old, each.new)]  # fmt: skip
    if last == "high" and any(isinstance(value, bool) for value in (each.old, each.new)):
        # of a community apart from the street's average, not the upper end of a range
        fields[-1] = say("street.head.differs")
        shown = [say("street.high" if value else "street.low") for value in (each.old, each.new)]
    return _told(each, block, whose, fields, shown, say)


def _told(
    each: Moved, block: str, whose: Sequence[str], fields: Sequence[str], shown: Sequence[Cell],
    say: Wording,
) -> Told:  # fmt: skip
    old, new = shown
    if each.place.rpartition("/")[2] == "sha256":
        came = each.old is None
        old = say("rounds.as_sealed")
        new = say("rounds.file_there" if came else "rounds.file_changed")
    return Told(
        block,
        _joined(whose, say) or say("rounds.whole"),
        _joined(fields, say) or block,
        say("rounds.added") if each.old is None else old,
        say("rounds.gone") if each.new is None else new,
    )


def _joined(parts: Sequence[str], say: Wording) -> str:
    return reduce(lambda of, what: say("fact.about", of=of, what=what), parts) if parts else ""


def _word(part: str, block: str, say: Wording) -> str | None:
    """The word for a field of ours; None for anything else."""
    if block == "policy" and f"policy.{part}" in say:
        return say(f"policy.{part}")
    if f"rounds.word.{part}" in say:
        return say(f"rounds.word.{part}")
    return _columns().get(part)


@cache
def _columns() -> dict[str, str]:
    """Columns of the ledger and of the project store, without their units."""
    sheets = vocabulary.load().sheets
    return {
        column.id: column.name.split("(")[0]
        for name in ("projects", *_RECORDS.values())
        for column in sheets[name].columns
    }


def _name(part: str, block: str, field: str, known: Labels, say: Wording) -> str:
    name, _, again = part.partition("#")
    name, at, estate = name.partition("@")
    if f"street.measure.{estate}" in say:
        estate = say(f"street.measure.{estate}")
    if at and not name:
        return estate or say("street.page.undecided")
    label = _label(name, block, field, known, say)
    if estate:
        label = say("fact.about", of=estate, what=label)
    return say("rounds.again", name=label, n=again) if again else label


def _label(name: str, block: str, field: str, known: Labels, say: Wording) -> str:
    for group in (_LABELLED.get(field), field, block, "items", "findings"):
        if group is not None and name in known.get(group, {}):
            return known[group][name]
    for table in (*_TABLES.get(field, ()), "rounds.value"):
        if f"{table}.{name}" in say:
            return say(f"{table}.{name}")
    if block == "problems" and f"problems.{name}.title" in say:
        return say(f"problems.{name}.title")
    return facts.kind(name)


def _fact(
    fact: str, known: Labels, found: Result | StreetResult, say: Wording
) -> tuple[list[str], list[str]]:
    """Whose a fact is, and what it tells."""
    group, _, rest = fact.partition(".")
    if group in _RECORDS:
        record, _, column = rest.rpartition(".")
        own = known.get(_RECORDS[group], {}).get(record, record)
        return [own], [_columns().get(column, column)]
    if group == "answer":
        rule = ".".join(rest.split(".")[:2])
        return [known.get("findings", {}).get(rule, rule)], [_about(fact, found, say)]
    return [_about(fact, found, say)], [say("rounds.word.value")]


def _about(fact: str, found: Result | StreetResult, say: Wording) -> str:
    return facts.about(fact, found, say) if isinstance(found, Result) else fact


def _fact_id(value: Value, found: Result | StreetResult, say: Wording) -> Cell:
    return _about(value, found, say) if isinstance(value, str) else say("rounds.added")


def _of_fact(fact: str, field: str, value: Value, say: Wording) -> Cell:
    if isinstance(value, str) and field == "value":
        return facts.told(fact, Fact(value=value), say)
    if isinstance(value, str) and field == "note" and f"fact.note.{value}" in say:
        return say(f"fact.note.{value}")
    return _shown(field, value, {}, {}, say)


def _shown(field: str, value: Value, own: Mapping[str, str], known: Labels, say: Wording) -> Cell:
    """A value as reports print it; ``own`` are the labels of its part."""
    if isinstance(value, bool):
        return say("figure.yes" if value else "figure.no")
    if field == "tier" and f"tier.{value}" in say:
        return say(f"tier.{value}")
    if isinstance(value, (int, float)):
        if field in ("year", "old_built_by"):
            return str(value)
        return Number(value, "percent" if field in _SHARES else "figure")
    if value is None:
        return None
    if _QUARTER.fullmatch(value):
        return figures.quarter(value, say)
    for table in _TABLES.get(field, ()):
        if f"{table}.{value}" in say:
            return say(f"{table}.{value}")
    label = known.get(_LABELLED.get(field, ""), {}).get(value)
    if label is not None:
        return label
    if field == "code" and f"problems.{value}.title" in say:
        return say(f"problems.{value}.title")
    if field in ("kind", "maybe"):
        return facts.kind(value)
    if field in ("hand", "by_hand", "column"):
        return _columns().get(value, value)
    if field in ("id", "need") and value in own:
        return own[value]
    if f"rounds.value.{value}" in say:
        return say(f"rounds.value.{value}")
    # a reason may be told by the key of its sentence
    return say.unfilled(value) if "." in value and value in say else _chosen(value)


def _chosen(value: str) -> str:
    """What people choose from a list, in the word they choose; anything else as it is."""
    for words in vocabulary.load().words.values():
        if words.get(value):
            return words[value][0]
    return value
