"""One predicate of the standard on one scene → how far it is met, and on which facts.

Every branch keeps the same order: who is there, what is known of them, the score of the known
part, and what is missing. What nobody told us lifts the high bound and never the score.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from checkup.judge import tree
from checkup.judge.scene import Members, Scene, members
from checkup.judge.standard import (
    Answer,
    Checklist,
    Count,
    Estates,
    Largest,
    ListPart,
    Measure,
    Nearest,
    Ratio,
    Rule,
    Term,
    Total,
)
from checkup.judge.tree import NO_DATA, Node, at_least, at_most, between, known, partly
from checkup.model import Facility, Missing, Needed, Part, Quantity
from checkup.vocabulary import fold

ANSWERS = {"yes": 100.0, "no": 0.0}
"""Scores of a yes/no answer; 部分 is a policy value."""


class Seen(Struct, frozen=True, kw_only=True):
    """What a predicate saw. ``node`` is None when the rule does not apply at all."""

    node: Node | None
    needed: Needed | None = None
    measured: Quantity | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    absent: bool = False
    """The facility the clause speaks of is known not to exist."""


def see(rule: Rule, scene: Scene) -> Seen:
    """The rule's predicate on the scene."""
    units = scene.units if rule.per_unit and scene.estate is None else 1
    match rule.test:
        case Count():
            return _count(rule.test, scene, units)
        case Largest():
            return _largest(rule.test, scene, units)
        case Total():
            return _total(rule.test, scene)
        case Nearest():
            return _nearest(rule.test, scene)
        case Ratio():
            return _ratio(rule.test, scene)
        case Checklist():
            return _checklist(rule, rule.test, scene)
        case Answer():
            return _answer(rule, rule.test, scene)
        case Estates():
            return _estates(rule, rule.test, scene)


def may_be_partial(rule: Rule) -> bool:
    """部分达标 exists only for lists and shares; a figure below its threshold is short."""
    return isinstance(rule.test, Checklist | Estates) or (
        isinstance(rule.test, Ratio) and rule.test.share
    )


def kinds_of(rule: Rule) -> tuple[str, ...]:
    """Every facility kind the rule looks at."""
    test = rule.test
    match test:
        case Ratio():
            return tuple(dict.fromkeys((*test.numerator.of, *test.denominator.of)))
        case Checklist():
            return tuple(
                dict.fromkeys((*test.of, *(kind for part in test.parts for kind in part.kinds)))
            )
        case Estates():
            return ()
        case _:
            return test.of


def _share(number: float, unclear: int, surveyed: bool) -> float:
    """Known share of an aggregate: what is not declared surveyed counts as one more unknown."""
    return number / (number + unclear + (0 if surveyed else 1))


def _measured(
    scene: Scene, facility: Facility, measure: Measure, unit: str | None
) -> tuple[float | None, str | None]:
    """(figure, fact id) of a facility; None when blank or in another unit."""
    fact_id = facility.facts.get(measure)
    if fact_id is None:
        return None, None
    fact = scene.fact(fact_id)
    if measure == "size" and (fact is None or fact.unit != unit):
        return None, fact_id
    return scene.community.number(fact_id), fact_id


def _split(
    group: Members, measure: Measure, unit: str | None
) -> tuple[list[tuple[float, str]], list[Missing]]:
    """Known figures of the facilities in use (with fact ids), and the cells that are missing."""
    figures: list[tuple[float, str]] = []
    missing: list[Missing] = []
    for each in group.in_use:
        value, fact_id = _measured(group.scene, each, measure, unit)
        if value is None or fact_id is None:
            missing.append(group.scene.missing_column(each, measure))
        else:
            figures.append((value, fact_id))
    return figures, missing


def _count(test: Count, scene: Scene, units: int) -> Seen:
    group = members(scene, test.of)
    number, unclear = 0.0, len(group.unclear) + group.unlisted
    facts, missing = group.facts(), group.missing()
    missing += group.missing_rows() if test.each_measure is not None else []
    for each in group.in_use:
        if test.each_measure is not None and test.each_at_least is not None:
            value, fact_id = _measured(scene, each, test.each_measure, test.each_unit)
            facts += [fact_id] if fact_id and value is not None else []
            if value is None:
                unclear += 1
                missing.append(scene.missing_column(each, test.each_measure))
                continue
            if value < test.each_at_least:
                continue
        how_many, fact_id = _quantity(scene, each)
        if how_many is None:
            # a row tells of at least one
            number, unclear = number + 1, unclear + 1
            missing.append(scene.missing_column(each, "quantity"))
        else:
            number += how_many
            facts += [fact_id] if fact_id else []
    if test.each_measure is None and group.unlisted:
        number, unclear = number + group.unlisted, unclear - group.unlisted
    needed = test.at_least * units
    score = at_least(number, needed)
    node = (
        known(score)
        if group.surveyed and not unclear
        else partly(score if number else None, _share(number, unclear, group.surveyed))
    )
    return Seen(
        node=node,
        needed=Needed(needed, test.unit, ">="),
        measured=Quantity(number, test.unit) if node.score is not None else None,
        facts=tuple(facts),
        missing=tuple(missing),
        notes=group.notes(),
        absent=group.absent,
    )


def _quantity(scene: Scene, facility: Facility) -> tuple[float | None, str | None]:
    """How many a row stands for: 1, or 数量 for kinds that come in groups."""
    kind = scene.vocabulary.kinds.get(facility.kind or "")
    if kind is None or kind.counted_by == "rows" or "quantity" not in facility.facts:
        return 1.0, None
    fact_id = facility.facts["quantity"]
    return scene.community.number(fact_id), fact_id


def _largest(test: Largest, scene: Scene, units: int) -> Seen:
    """With several basic units, each unit's site is judged: the mean over the best ``units``."""
    group = members(scene, test.of)
    figures, gaps = _split(group, test.measure, test.unit)
    figures.sort(key=lambda pair: -pair[0])
    best = figures[:units]
    unclear = len(gaps) + len(group.unclear) + group.unlisted
    score = sum(at_least(value, test.at_least) for value, _ in best) / units
    node = (
        known(score)
        if group.complete and not gaps
        else partly(score if figures else None, _share(len(figures), unclear, group.surveyed))
    )
    return Seen(
        node=node,
        needed=Needed(test.at_least, test.unit, ">="),
        measured=Quantity(best[-1][0] if len(best) == units else 0.0, test.unit)
        if node.score is not None
        else None,
        facts=(*group.facts(), *(fact_id for _, fact_id in figures)),
        missing=(*gaps, *group.missing_rows(), *group.missing()),
        notes=group.notes(),
        absent=group.absent,
    )


def _total(test: Total, scene: Scene) -> Seen:
    group = members(scene, test.of)
    figures, gaps = _split(group, test.measure, test.unit)
    total = sum(value for value, _ in figures)
    unclear = len(gaps) + len(group.unclear) + group.unlisted
    score = at_least(total, test.at_least)
    node = (
        known(score)
        if group.complete and not gaps
        else partly(score if figures else None, _share(len(figures), unclear, group.surveyed))
    )
    return Seen(
        node=node,
        needed=Needed(test.at_least, test.unit, ">="),
        measured=Quantity(total, test.unit) if node.score is not None else None,
        facts=(*group.facts(), *(fact_id for _, fact_id in figures)),
        missing=(*gaps, *group.missing_rows(), *group.missing()),
        notes=group.notes(),
        absent=group.absent,
    )


def _nearest(test: Nearest, scene: Scene) -> Seen:
    group = members(scene, test.of)
    figures, gaps = _split(group, test.measure, test.unit)
    slack = scene.policy.at_most_slack
    score = (
        at_most(min(value for value, _ in figures), test.at_most, slack) if figures else 0.0
    )
    unclear = len(gaps) + len(group.unclear) + group.unlisted
    node = (
        known(score)
        if group.complete and not gaps
        else partly(score if figures else None, _share(len(figures), unclear, group.surveyed))
    )
    return Seen(
        node=node,
        needed=Needed(test.at_most, test.unit, "<="),
        measured=Quantity(min(value for value, _ in figures), test.unit) if figures else None,
        facts=(*group.facts(), *(fact_id for _, fact_id in figures)),
        missing=(*gaps, *group.missing_rows(), *group.missing()),
        notes=group.notes(),
        absent=group.absent,
    )


class _Side(Struct, frozen=True):
    """One side of a ratio: value so far, whether it is all, its facts, what is missing."""

    value: float | None
    whole: bool
    facts: tuple[str, ...]
    missing: tuple[Missing, ...]
    share: float = 0.0
    absent: bool = False


def _side(term: Term, scene: Scene) -> _Side:
    if term.profile is not None:
        value, fact_id = scene.figure(term.profile)
        gaps = () if value is not None else (scene.missing_profile(term.profile, fact_id),)
        return _Side(value, value is not None, (fact_id,) if value is not None else (), gaps, 1.0)
    group = members(scene, term.of)
    figures, missing = _split(group, term.measure or "building_area", term.unit)
    whole = group.complete and not missing
    unclear = len(missing) + len(group.unclear) + group.unlisted
    return _Side(
        sum(value for value, _ in figures) if figures or whole else None,
        whole,
        (*group.facts(), *(fact_id for _, fact_id in figures)),
        (*missing, *group.missing_rows(), *group.missing()),
        _share(len(figures), unclear, group.surveyed) if figures else 0.0,
        group.absent,
    )


def _ratio(test: Ratio, scene: Scene) -> Seen:
    """An unknown term makes the ratio unknown; a partial sum above the line is a lower bound."""
    above, below = _side(test.numerator, scene), _side(test.denominator, scene)
    absent = above.absent or below.absent
    value = None
    if above.value is not None and below.value and below.whole:
        value = test.scale * above.value / below.value
    if absent:
        node = known(0.0)
    elif value is None:
        node = NO_DATA
    elif above.whole:
        node = known(
            at_least(value, test.at_least)
            if test.at_most is None
            else between(value, test.at_least, test.at_most, scene.policy.at_most_slack)
        )
    else:
        node = (
            partly(at_least(value, test.at_least), above.share)
            if test.at_most is None
            else NO_DATA
        )
    return Seen(
        node=node,
        needed=Needed(
            test.at_least, test.unit, ">=" if test.at_most is None else "between", test.at_most
        ),
        measured=Quantity(value, test.unit) if value is not None else None,
        facts=(*above.facts, *below.facts),
        missing=(*above.missing, *below.missing),
        absent=absent,
    )


def _checklist(rule: Rule, test: Checklist, scene: Scene) -> Seen:
    group = members(scene, test.of) if test.of else None
    parts: list[Part] = []
    missing = _missing_rows(rule, test, group, scene)
    nodes: list[tuple[Node, float]] = []
    for part in test.parts:
        seen = (
            Part(name=part.name, score=0.0, veto=part.veto)
            if group is not None and group.absent
            else _part(rule, part, group, scene)
        )
        applies = _applies(part, scene, seen)
        if applies is False:
            continue
        if applies is None:
            seen = Part(name=part.name, score=None, veto=part.veto)
            missing.append(
                scene.missing_profile(part.only_if or "", f"profile.{part.only_if}")
            )
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
    return Part(
        name=part.name, score=0.0 if absent else None, facts=tuple(facts), veto=part.veto
    )


def _lists(facility: Facility, words: Sequence[str]) -> bool:
    """Whether one of the facility's listed functions holds one of the words."""
    return any(
        word in fold(function) for function in facility.functions or () for word in words
    )


def _answer(rule: Rule, test: Answer, scene: Scene) -> Seen:
    needed = Needed(None, None, "yes")
    if test.of:
        group = members(scene, test.of)
        if group.absent:
            return Seen(
                node=known(0.0), needed=needed, facts=tuple(group.facts()), absent=True
            )
    fact_id = f"answer.{rule.id}"
    told = scene.told(fact_id)
    if told is None:
        gap = Missing(fact=fact_id, label=rule.measures, subject=rule.id, ref=scene.ref(fact_id))
        return Seen(node=NO_DATA, needed=needed, missing=(gap,))
    score = ANSWERS.get(told, scene.policy.part_score)
    return Seen(node=known(score), needed=needed, facts=(fact_id,))


def _estates(rule: Rule, test: Estates, scene: Scene) -> Seen:
    """Share of the estates that have one of the words; one answer stands in for no list."""
    estates = scene.community.estates if scene.estate is None else (scene.estate,)
    if not estates:
        return _answer(rule, Answer(), scene)
    parts: list[Part] = []
    missing: list[Missing] = []
    column = next(
        each for each in scene.vocabulary.sheets["estates"].columns if each.id == test.column
    )
    for estate in estates:
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
