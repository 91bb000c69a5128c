"""Tests on lists and answers: every part there, a clause answered, a word for every estate."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.judge import tree
from checkup.judge.document import Rule
from checkup.judge.predicates import Answer, Checklist, Estates, ListPart
from checkup.judge.scene import Members, Scene, members
from checkup.judge.seen import Seen
from checkup.judge.tree import NO_DATA, Node, known
from checkup.model import Facility, Missing, Needed, Part, Quantity
from checkup.vocabulary import fold

ANSWERS = {"yes": 100.0, "no": 0.0}
"""Scores of a yes/no answer; 部分 is a policy value."""


def checklist(rule: Rule, test: Checklist, scene: Scene) -> Seen:
    """Every part, one leaf each; known absent facilities have no part of it."""
    group = members(scene, test.of) if test.of else None
    parts: list[Part] = []
    missing = _missing_rows(rule, test, group, scene)
    nodes: list[tuple[Node, float]] = []
    for part in test.parts:
        if group is None or group.there:
            seen = _part(rule, part, group, scene)
        else:
            seen = Part(name=part.name, score=0.0 if group.absent else None, veto=part.veto)
        applies = _applies(part, scene, seen)
        if applies is False:
            continue
        if applies is None:
            seen = Part(name=part.name, score=None, veto=part.veto)
            missing.append(scene.missing_profile(part.only_if or "", f"profile.{part.only_if}"))
        elif seen.score is None:
            missing.append(_missing_part(rule, part, scene))
        parts.append(seen)
        nodes.append((known(seen.score) if seen.score is not None else NO_DATA, 1.0))
    node = tree.mean(nodes)
    scores = [part.score for part in parts if part.score is not None]
    return Seen(
        node=node,
        needed=Needed(float(len(parts)), "项", "all"),
        measured=Quantity(sum(scores) / 100, "项") if scores else None,
        facts=tuple(
            dict.fromkeys(
                [*(group.facts() if group else ()), *(f for part in parts for f in part.facts)]
            )
        ),
        missing=tuple(missing),
        parts=tuple(parts),
        notes=group.notes() if group else (),
        absent=bool(group and group.absent),
    )


def _applies(part: ListPart, scene: Scene, seen: Part) -> bool | None:
    """Whether a conditional part applies: as the profile says, else as an answer shows.

    That it works shows that it is there; that it does not may only mean that there is none.
    """
    if part.only_if is None:
        return True
    told = scene.told(f"profile.{part.only_if}")
    if told is None:
        return True if seen.score else None
    return told == "yes"


def _missing_rows(
    rule: Rule, test: Checklist, group: Members | None, scene: Scene
) -> list[Missing]:
    """Blank cells of the rows a list looks at; a part that was answered looks at no row."""
    missing = list(group.missing()) if group else []
    open_parts = [part for part in test.parts if scene.told(_answer_id(rule, part)) is None]
    if group and open_parts:
        missing += [
            scene.missing_column(each, "functions")
            for each in group.in_use
            if each.functions is None
        ]
    for own in (members(scene, part.kinds) for part in open_parts if part.kinds):
        # one in use settles the part, whether or not all were looked for
        missing += own.doubtful() if own.in_use else own.missing()
    return missing


def _answer_id(rule: Rule, part: ListPart) -> str:
    return f"answer.{rule.id}.{part.name}"


def _missing_part(rule: Rule, part: ListPart, scene: Scene) -> Missing:
    fact_id = _answer_id(rule, part)
    return Missing(fact=fact_id, label=part.name, subject=rule.id, ref=scene.ref(fact_id))


def _part(rule: Rule, part: ListPart, group: Members | None, scene: Scene) -> Part:
    """One member of a list: by answer, by a facility of its own, or by a listed function."""
    fact_id = _answer_id(rule, part)
    told = scene.told(fact_id)
    if told is not None:
        score = ANSWERS.get(told, scene.policy.part_score)
        return Part(name=part.name, score=score, facts=(fact_id,), veto=part.veto)
    absent_by: list[bool] = []
    facts: list[str] = []
    if part.kinds:
        own = members(scene, part.kinds)
        if own.in_use or own.unlisted:
            return Part(name=part.name, score=100.0, facts=tuple(own.present()), veto=part.veto)
        facts += own.facts()
        absent_by.append(own.absent)
    if group is not None:
        words = [fold(word) for word in (part.name, *part.aliases)]
        listed = [each for each in group.in_use if _lists(each, words)]
        facts += [
            each.facts["functions"]
            for each in (listed or group.in_use)
            if "functions" in each.facts
        ]
        if listed:
            return Part(name=part.name, score=100.0, facts=tuple(facts), veto=part.veto)
        absent_by.append(
            group.complete and all(each.functions is not None for each in group.in_use)
        )
    absent = bool(absent_by) and all(absent_by)
    return Part(name=part.name, score=0.0 if absent else None, facts=tuple(facts), veto=part.veto)


def _lists(facility: Facility, words: Sequence[str]) -> bool:
    """Whether one of the facility's listed functions holds one of the words."""
    return any(word in fold(function) for function in facility.functions or () for word in words)


def answer(rule: Rule, test: Answer, scene: Scene) -> Seen:
    """Yes or no. Of a facility it says something only once the facility is known to be there."""
    needed = Needed(None, None, "yes")
    fact_id = f"answer.{rule.id}"
    told = scene.told(fact_id)
    missing: list[Missing] = []
    if told is None:
        missing.append(
            Missing(fact=fact_id, label=rule.measures, subject=rule.id, ref=scene.ref(fact_id))
        )
    if test.of:
        group = members(scene, test.of)
        if group.absent:
            return Seen(node=known(0.0), needed=needed, facts=tuple(group.facts()), absent=True)
        if not group.there:
            missing += group.missing()
    if told is None or missing:
        return Seen(node=NO_DATA, needed=needed, missing=tuple(missing))
    score = ANSWERS.get(told, scene.policy.part_score)
    return Seen(node=known(score), needed=needed, facts=(fact_id,))


def estates(rule: Rule, test: Estates, scene: Scene) -> Seen:
    """Share of the estates that have one of the words; one answer stands in for no list."""
    listed = scene.community.estates if scene.estate is None else (scene.estate,)
    if not listed:
        return answer(rule, Answer(), scene)
    parts: list[Part] = []
    missing: list[Missing] = []
    column = next(
        each for each in scene.vocabulary.sheets["estates"].columns if each.id == test.column
    )
    for estate in listed:
        fact_id = estate.facts.get(test.column, f"estate.{estate.id}.{test.column}")
        told = scene.told(fact_id)
        if told is None:
            missing.append(
                Missing(
                    fact=fact_id, label=column.name, subject=estate.name, ref=scene.ref(fact_id)
                )
            )
        score = None if told is None else 100.0 if told in test.words else 0.0
        parts.append(Part(name=estate.name, score=score, facts=(fact_id,) if told else ()))
    node = tree.mean(
        [(known(part.score) if part.score is not None else NO_DATA, 1.0) for part in parts]
    )
    scores = [part.score for part in parts if part.score is not None]
    return Seen(
        node=node,
        needed=Needed(float(len(parts)), "个", "all"),
        measured=Quantity(sum(scores) / 100, "个") if scores else None,
        facts=tuple(fact_id for part in parts for fact_id in part.facts),
        missing=tuple(missing),
        parts=tuple(parts),
    )
