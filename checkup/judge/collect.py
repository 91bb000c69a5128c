"""What is missing: the list to collect, and the page to answer.

Ordered by how many points of the score's range each answer could settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checkup.judge.document import Rule
from checkup.judge.findings import Judged
from checkup.judge.predicates import Answer, Checklist, Estates
from checkup.judge.rules import kinds_of
from checkup.judge.scene import Scene, members
from checkup.judge.tree import TOLERANCE
from checkup.model import Missing, PageQuestion, ToCollect


class Weighed(Struct, frozen=True):
    """A judged rule and the points of the total that its range spans."""

    judged: Judged
    points: float


def weigh(judged: Iterable[Judged], shares: Mapping[str, float], applicable: int) -> list[Weighed]:
    """could_add of each rule: its share of the item times (U − L), over the applicable items."""
    weighed = []
    for each in judged:
        share = shares.get(each.rule.id, 0.0)
        span = each.node.high - each.node.low if each.node is not None else 0.0
        settled = each.finding.status == "met"
        weighed.append(Weighed(each, 0.0 if settled else share * span / max(1, applicable)))
    return weighed


def to_collect(weighed: Sequence[Weighed], scene: Scene) -> tuple[ToCollect, ...]:
    """One entry per rule with something missing, most points first; then rows without a kind."""
    entries = [
        ToCollect(
            rule=each.judged.rule.id,
            item=each.judged.finding.item,
            missing=each.judged.finding.missing,
            ask=each.judged.rule.ask,
            could_add=each.points,
            who=each.judged.rule.who,
            scored=each.judged.finding.scored,
        )
        for each in weighed
        if each.judged.finding.missing
    ]
    entries.sort(key=lambda entry: (-entry.could_add, not entry.scored))
    doubtful = tuple(
        scene.missing_column(facility, "kind")
        for facility in scene.community.facilities
        if facility.kind is None
    )
    if doubtful:
        entries.append(
            ToCollect(rule=None, item=None, missing=doubtful, ask="", could_add=0.0, scored=False)
        )
    return tuple(entries)


def page(weighed: Sequence[Weighed], scene: Scene) -> tuple[PageQuestion, ...]:
    """先答这一页: choices of the profile, facility kinds and yes/no clauses, most points first.

    Only scored rules are asked about: one page of ticks has to be enough for a score.
    """
    scored = [each for each in weighed if each.judged.finding.scored]
    asked = [
        *_profile_questions(scored, scene),
        *_scope_questions(scored, scene),
        *_answer_questions(scored, scene),
    ]
    return tuple(sorted(asked, key=lambda question: -question.could_add))


def _profile_questions(scored: Sequence[Weighed], scene: Scene) -> list[PageQuestion]:
    """建设类型 and 集中供热: without them it is not known which clauses apply."""
    restricted = [each for each in scored if each.judged.rule.applies != "all"]
    conditional: dict[str, list[Weighed]] = {}
    for each in scored:
        test = each.judged.rule.test
        if isinstance(test, Checklist):
            for part in test.parts:
                if part.only_if:
                    conditional.setdefault(part.only_if, []).append(each)
    questions = []
    for field_id, group in {"build": restricted, **conditional}.items():
        each_field = scene.vocabulary.profile[field_id]
        words = scene.vocabulary.words[each_field.words or ""]
        told = scene.told(f"profile.{field_id}")
        if field_id == "build" and told is None and scene.community.estates:
            told = next((estate.build for estate in scene.community.estates if estate.build), None)
        waiting = [
            each
            for each in group
            if any(gap.fact == f"profile.{field_id}" for gap in each.judged.finding.missing)
        ]
        questions.append(
            PageQuestion(
                ask="profile",
                key=each_field.name,
                part=None,
                label=each_field.name,
                known=words[told][0] if told in words else None,
                known_count=None,
                rules=tuple(each.judged.rule.id for each in group),
                could_add=sum(each.points for each in waiting),
                options=tuple(written[0] for written in words.values()),
            )
        )
    return questions


def _scope_questions(scored: Sequence[Weighed], scene: Scene) -> list[PageQuestion]:
    by_kind: dict[str, list[Weighed]] = {}
    for each in scored:
        for kind in kinds_of(each.judged.rule):
            by_kind.setdefault(kind, []).append(each)
    words = scene.vocabulary.words["yes_no"]
    questions = []
    for kind, group in by_kind.items():
        told = scene.told(f"surveyed.{kind}")
        counted = scene.community.number(f"stated.{kind}")
        rows = len(members(scene, (kind,)).in_use)
        open_rules = [
            each
            for each in group
            if any(gap.fact == f"surveyed.{kind}" for gap in each.judged.finding.missing)
        ]
        questions.append(
            PageQuestion(
                ask="scope",
                key=scene.vocabulary.name(kind),
                part=None,
                label=scene.vocabulary.name(kind),
                known=words[told][0] if told in words else None,
                known_count=int(counted) if counted is not None else rows or None,
                rules=tuple(each.judged.rule.id for each in group),
                could_add=sum(each.points for each in open_rules),
                who=group[0].judged.rule.who,
                options=tuple(written[0] for written in words.values()),
            )
        )
    return questions


def _answer_questions(scored: Sequence[Weighed], scene: Scene) -> list[PageQuestion]:
    words = scene.vocabulary.words["answer"]
    options = tuple(written[0] for written in words.values())
    questions = []
    for each in scored:
        rule = each.judged.rule
        parts = _parts_asked(rule, each, scene)
        open_parts = [
            part for part in parts if _is_missing(rule, part, each.judged.finding.missing)
        ]
        for part in parts:
            told = scene.told(_fact_id(rule, part))
            points = each.points / len(open_parts) if part in open_parts else 0.0
            questions.append(
                PageQuestion(
                    ask="answer",
                    key=rule.id,
                    part=part,
                    label=rule.ask,
                    known=words[told][0] if told in words else None,
                    known_count=None,
                    rules=(rule.id,),
                    could_add=points if points > TOLERANCE else 0.0,
                    who=rule.who,
                    options=options,
                )
            )
    return questions


def _parts_asked(rule: Rule, each: Weighed, scene: Scene) -> list[str | None]:
    """Members of a list clause asked one by one; None for a clause asked as a whole."""
    match rule.test:
        case Answer():
            return [] if each.judged.finding.status == "exempt" else [None]
        case Estates():
            return [] if scene.community.estates else [None]
        case Checklist():
            if each.judged.finding.status == "exempt":
                return []
            if rule.test.of or any(part.kinds for part in rule.test.parts):
                # known from rows where there are rows: ask only for what they leave open
                return [
                    part.name
                    for part in rule.test.parts
                    if _is_missing(rule, part.name, each.judged.finding.missing)
                    or scene.told(_fact_id(rule, part.name)) is not None
                ]
            return [part.name for part in rule.test.parts]
        case _:
            return []


def _fact_id(rule: Rule, part: str | None) -> str:
    return f"answer.{rule.id}.{part}" if part else f"answer.{rule.id}"


def _is_missing(rule: Rule, part: str | None, missing: Sequence[Missing]) -> bool:
    return any(gap.fact == _fact_id(rule, part) for gap in missing)
