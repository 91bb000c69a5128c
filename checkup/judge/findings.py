"""Rules → findings: what applies, what a higher-level facility or a person settles, the status.

Order of authority: a valid verdict of two people, then a higher-level facility, then the rule
itself. An expired verdict is unknown until somebody signs again.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from checkup.judge.document import Rule, StandardItem
from checkup.judge.predicates import Count
from checkup.judge.rules import kinds_of, may_be_partial, see
from checkup.judge.scene import Members, Scene, members
from checkup.judge.seen import Seen
from checkup.judge.tree import NO_DATA, TOLERANCE, Node, known
from checkup.model import (
    Build,
    Community,
    Estate,
    Finding,
    GapFound,
    Missing,
    Signature,
    Status,
    Verdict,
    Via,
)
from checkup.policy import Policy

Bearing = Literal["applies", "exempt", "uncertain"]


class Judged(Struct, frozen=True):
    """A rule with its node in the tree (None: does not apply) and its finding."""

    rule: Rule
    node: Node | None
    finding: Finding


def build_of(community: Community, policy: Policy) -> Build | None:
    """The community's build type: as the profile says, else from its estates.

    ``existing`` unless every estate is new (standard §0), ``old`` when every one is old. None
    when nobody told us, or when an estate not told about could make the difference.
    """
    if community.build is not None:
        return community.build
    builds = [estate_build(estate, community, policy) for estate in community.estates]
    if not builds or all(build is None for build in builds):
        return None
    told = {build for build in builds if build is not None}
    if len(told) == 1:
        return None if None in builds and told != {"existing"} else told.pop()
    return "existing"


def estate_build(estate: Estate, community: Community, policy: Policy) -> Build | None:
    """An estate's build type as told; where nobody told, one built by the policy's year is old."""
    year = community.number(estate.facts.get("built", ""))
    if estate.build is None and year is not None and year <= policy.old_built_by:
        return "old"
    return estate.build


def bearing(rule: Rule, build: Build | None) -> Bearing:
    """Whether the rule speaks to this build type; old communities are existing ones too."""
    if rule.applies == "all":
        return "applies"
    if build is None:
        return "uncertain"
    if rule.applies == "existing":
        return "applies" if build in ("existing", "old") else "exempt"
    return "applies" if rule.applies == build else "exempt"


def judge_item(
    item: StandardItem, scene: Scene, build: Build | None, as_of: date | None
) -> list[Judged]:
    """Every rule of the item, in its order."""
    higher = members(scene, item.higher_level) if item.higher_level else None
    reached, doubtful = _reached(higher, scene)
    judged: dict[str, Judged] = {}
    # nested optional parts are judged after what they hang on
    for rule in sorted(item.rules, key=lambda rule: rule.requires is not None):
        base = judged.get(rule.requires or "")
        exempt = base is not None and base.finding.status in ("short", "partial", "exempt")
        judged[rule.id] = _judge_rule(
            item, rule, scene, "exempt" if exempt else bearing(rule, build),
            reached, doubtful, as_of,
        )  # fmt: skip
    settled = [_by_alternative(judged[rule.id], item, judged) for rule in item.rules]
    return _with_followers(settled)


def judge_estate(item: StandardItem, scene: Scene) -> list[Judged]:
    """The NEW rules of the item on one new estate of an older community."""
    return [
        _judge_rule(item, rule, scene, "applies", (), (), None)
        for rule in item.rules
        if rule.applies == "new" and rule.force in ("must", "should")
    ]


def _reached(higher: Members | None, scene: Scene) -> tuple[tuple[str, ...], tuple[Missing, ...]]:
    """Facts of a higher-level facility within reach; else what would have to be known of one."""
    if higher is None:
        return (), ()
    doubtful: list[Missing] = [
        scene.missing_column(each, "state" if each.kind else "kind") for each in higher.unclear
    ]
    for each in higher.in_use:
        minutes = scene.community.number(each.facts.get("walk_minutes", ""))
        near = minutes is not None and minutes <= scene.policy.higher_level_minutes
        if each.inside or near:
            ids = [each.facts[c] for c in ("kind", "state", "walk_minutes") if c in each.facts]
            return tuple(ids), ()
        if minutes is None:
            doubtful.append(scene.missing_column(each, "walk_minutes"))
    return (), tuple(doubtful)


def _judge_rule(
    item: StandardItem,
    rule: Rule,
    scene: Scene,
    applies: Bearing,
    reached: tuple[str, ...],
    doubtful: tuple[Missing, ...],
    as_of: date | None,
) -> Judged:
    seen = see(rule, scene) if applies != "exempt" else Seen(node=None)
    node, notes = seen.node, list(seen.notes)
    via: Via = "rule"
    facts, missing = seen.facts, seen.missing
    signed: Signature | None = None
    if applies == "uncertain":
        node = NO_DATA
        missing = (scene.missing_profile("build", "profile.build"),)
        notes.append("build_unknown")
    elif node is not None and reached and rule.force != "may":
        node, via, facts, missing = known(100.0), "higher_level", reached, ()
        notes.append("higher_level")
    elif node is not None and doubtful and node.low < 100 - TOLERANCE and rule.force != "may":
        node = Node(node.score, node.low, 100.0, min(node.coverage, 0.5))
        missing = (*missing, *doubtful)
        notes.append("outside_unconfirmed")
    verdict = _verdict(rule, scene) if scene.estate is None else None
    if verdict is not None:
        signed = verdict.by
        if signed.reviewer is None:
            notes.append("verdict_one_name")
        elif as_of and signed.valid_until and signed.valid_until < as_of:
            node, via, notes = NO_DATA, "person", [*notes, "verdict_expired"]
            label = scene.vocabulary.sheets["verdicts"].name
            missing = (
                Missing(fact=f"verdict.{rule.id}", label=label, subject=rule.id, ref=verdict.ref),
            )
        else:
            outcomes = {"met": known(100.0), "short": known(0.0), "exempt": None}
            node, via, missing = outcomes[verdict.outcome], "person", ()
            notes.append("verdict")
    status = _status(node, may_be_partial(rule), scene.policy)
    return Judged(rule, node, _finding(item, rule, scene, seen, node, status, via, signed,
                                       facts, missing, tuple(notes)))  # fmt: skip


def _finding(
    item: StandardItem,
    rule: Rule,
    scene: Scene,
    seen: Seen,
    node: Node | None,
    status: Status,
    via: Via,
    signed: Signature | None,
    facts: tuple[str, ...],
    missing: tuple[Missing, ...],
    notes: tuple[str, ...],
) -> Finding:
    shown = node or Node(None, 0.0, 0.0, 0.0)
    by_rule = via == "rule"
    return Finding(
        rule=rule.id,
        item=item.id,
        force=rule.force,
        status=status,
        score=shown.score,
        low=shown.low,
        high=shown.high,
        coverage=shown.coverage,
        measured=seen.measured if by_rule and status != "exempt" else None,
        needed=seen.needed,
        gap=_gap(rule, seen, status) if by_rule else None,
        facts=tuple(dict.fromkeys(facts)),
        clause=rule.clause,
        via=via,
        by=signed,
        scored=rule.force == "must" and scene.estate is None,
        veto=rule.veto,
        estate=scene.estate.name if scene.estate else None,
        parts=seen.parts if by_rule else (),
        missing=tuple({each.fact: each for each in missing}.values()) if status != "exempt" else (),
        notes=notes,
        ask=rule.ask,
        who=rule.who,
        reference=f"{rule.reference.document} {rule.reference.place}".strip(),
        mark=rule.reference.mark,
        doubt=rule.reference.doubt,
        overlay=rule.overlay,
    )


def _verdict(rule: Rule, scene: Scene) -> Verdict | None:
    """The verdict on a rule that was signed last."""
    found = [each for each in scene.community.verdicts if each.rule == rule.id]
    return max(found, key=lambda each: each.by.signed or date.min, default=None)


def _status(node: Node | None, partial: bool, policy: Policy) -> Status:
    """The finding's status (method §2.3; a figure below its threshold is short)."""
    if node is None:
        return "exempt"
    if node.low >= 100 - TOLERANCE:
        return "met"
    if node.coverage <= 0:
        return "unknown"
    if node.high >= 100 - TOLERANCE:
        return "unconfirmed"
    return "partial" if partial and node.high >= policy.short_below else "short"


def _gap(rule: Rule, seen: Seen, status: Status) -> GapFound | None:
    """How far from the clause, in its own unit."""
    needed, measured = seen.needed, seen.measured
    if status in ("met", "exempt") or needed is None:
        return None
    if status in ("unknown", "unconfirmed"):
        return GapFound("to_verify", None, None)
    if needed.compare == "yes":
        return GapFound("missing" if seen.absent else "failing", None, None)
    value = measured.value if measured else 0.0
    if needed.value is None:
        return GapFound("failing", None, None)
    if needed.compare == "<=" and measured:
        return GapFound("distance", value - needed.value, needed.unit)
    if needed.upper is not None and value > needed.upper:
        return GapFound("failing", value - needed.upper, needed.unit)
    if needed.compare == "all":
        # of a part that is there in part nobody said what is missing
        lacking = sum(part.score is not None and part.score <= 0 for part in seen.parts)
        kind: Literal["missing", "insufficient"] = "missing" if not value else "insufficient"
        return GapFound(kind, float(lacking) or None, needed.unit)
    return GapFound(
        "missing" if seen.absent or not value else "insufficient",
        needed.value - value,
        needed.unit,
    )


def _with_followers(judged: list[Judged]) -> list[Judged]:
    """Mark the clauses that fall short only because the facility they speak of is not there."""
    absent = {
        kind: each.rule.id
        for each in judged
        if isinstance(each.rule.test, Count)
        and each.finding.gap is not None
        and each.finding.gap.kind == "missing"
        for kind in each.rule.test.of
    }
    marked = []
    for each in judged:
        causes = {absent.get(kind) for kind in kinds_of(each.rule)}
        cause = causes.pop() if len(causes) == 1 else None
        gap = each.finding.gap
        if cause and cause != each.rule.id and gap is not None and gap.kind == "missing":
            finding = replace(each.finding, follows=cause)
            marked.append(Judged(each.rule, each.node, finding))
        else:
            marked.append(each)
    return marked


def _by_alternative(judged: Judged, item: StandardItem, all_judged: dict[str, Judged]) -> Judged:
    """A rule is met through an accepted alternative that is met; its own figures stay shown."""
    if judged.finding.status in ("met", "exempt"):
        return judged
    for other in item.rules:
        if judged.rule.id in other.instead_of and all_judged[other.id].finding.status == "met":
            finding = replace(
                judged.finding,
                status="met", score=100.0, low=100.0, high=100.0, coverage=1.0, gap=None,
                via="alternative", missing=(), notes=(*judged.finding.notes, "alternative"),
                facts=tuple(
                    dict.fromkeys((*judged.finding.facts, *all_judged[other.id].finding.facts))
                ),
            )  # fmt: skip
            return Judged(judged.rule, judged.node, finding)
    return judged
