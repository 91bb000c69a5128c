"""Facts + standard → findings, items, goals, score, and what is still missing.

The one entry is :func:`judge`. Survey data never comes in here (P-2.11).
"""

from __future__ import annotations

import itertools
import math
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary
from checkup.judge import collect
from checkup.judge.findings import Judged, build_of, estate_build, judge_estate, judge_item
from checkup.judge.scene import Scene
from checkup.judge.score import goals_of, item_node, items_of, total_of
from checkup.judge.standard import Standard
from checkup.judge.tree import TOLERANCE, Node
from checkup.model import Assessment, Community, Problem, Score
from checkup.policy import Policy
from checkup.problems import problem


class _Reading(Struct, frozen=True, kw_only=True):
    """The community judged with one number of basic units."""

    judged: list[Judged]
    nodes: dict[str, Node | None]
    shares: dict[str, float]
    score: Score


def judge(
    community: Community, standard: Standard, policy: Policy, as_of: date | None
) -> Assessment:
    """The community against the standard, as things stood on ``as_of``."""
    units = community.units or 1
    scene = _scene(community, policy, units)
    reading = _read(scene, standard, as_of)
    estates = _new_estates(scene, standard)
    applicable = sum(node is not None for node in reading.nodes.values())
    weighed = collect.weigh([*reading.judged, *estates], reading.shares, applicable)
    return replace(
        _scored(reading, estates, standard, policy),
        score_other_units=_other_units(community, standard, policy, as_of, units),
        to_collect=collect.to_collect(weighed, scene),
        page=collect.page(weighed, scene),
        problems=tuple(objections(community, policy, as_of)),
    )


def scored(
    community: Community, standard: Standard, policy: Policy, as_of: date | None
) -> Assessment:
    """As :func:`judge`, with findings, items, goals and score alone: nothing of what would be to
    collect or to ask, nor the other reading of units."""
    scene = _scene(community, policy, community.units or 1)
    return _scored(_read(scene, standard, as_of), _new_estates(scene, standard), standard, policy)


def _scored(
    reading: _Reading, estates: list[Judged], standard: Standard, policy: Policy
) -> Assessment:
    return Assessment(
        findings=tuple(each.finding for each in (*reading.judged, *estates)),
        items=items_of(standard, reading.nodes, policy),
        goals=goals_of(standard, reading.nodes),
        score=reading.score,
        score_other_units=None,
        to_collect=(),
        page=(),
    )


def _scene(community: Community, policy: Policy, units: int) -> Scene:
    return Scene(community=community, vocabulary=vocabulary.load(), policy=policy, units=units)


def _read(scene: Scene, standard: Standard, as_of: date | None) -> _Reading:
    build = build_of(scene.community, scene.policy)
    judged: list[Judged] = []
    nodes: dict[str, Node | None] = {}
    shares: dict[str, float] = {}
    for item in standard.items:
        found = judge_item(item, scene, build, as_of)
        judged += found
        nodes[item.id], own = item_node(found)
        shares.update(own)
    return _Reading(
        judged=judged,
        nodes=nodes,
        shares=shares,
        score=total_of(nodes, scene.policy, scene.units, _veto_failed(judged)),
    )


def _veto_failed(judged: list[Judged]) -> bool:
    """A safety leaf (否决项) is known to fall short."""
    return any(
        (each.finding.veto and each.node is not None and each.node.high < 100 - TOLERANCE)
        or any(
            part.veto and part.score is not None and part.score < 100 for part in each.finding.parts
        )
        for each in judged
    )


def _new_estates(scene: Scene, standard: Standard) -> list[Judged]:
    """NEW rules on the new estates of a community that is not new as a whole."""
    community, policy = scene.community, scene.policy
    if build_of(community, policy) in ("new", None):
        return []
    return [
        judged
        for estate in community.estates
        if estate_build(estate, community, policy) == "new"
        for item in standard.items
        for judged in judge_estate(item, replace(scene, estate=estate, units=1))
    ]


def _other_units(
    community: Community, standard: Standard, policy: Policy, as_of: date | None, units: int
) -> Score | None:
    """The other reading above 12,000 people: 1 unit, or one per 12,000 (standard §0)."""
    population = community.number("profile.population")
    if population is None or population <= policy.population_high:
        return None
    scaled = math.ceil(population / policy.population_high)
    other = scaled if units == 1 else 1
    return _read(_scene(community, policy, other), standard, as_of).score


def objections(community: Community, policy: Policy, as_of: date | None) -> list[Problem]:
    """What only shows when the facts stand together: no build type, figures that disagree,
    verdicts that ran out. Nothing is judged for it."""
    found = []
    if build_of(community, policy) is None:
        found.append(problem("build_unknown"))
    found += _disagreements(community, policy)
    for verdict in community.verdicts:
        until = verdict.by.valid_until
        if as_of and until and until < as_of:
            found.append(
                problem("verdict_expired", verdict.ref, found=verdict.rule, until=until.isoformat())
            )
    found += [
        problem("verdict_repeated", verdict.ref, found=verdict.rule)
        for verdict, later in itertools.pairwise(
            sorted(community.verdicts, key=lambda each: (each.rule, each.by.signed or date.min))
        )
        if verdict.rule == later.rule
    ]
    return found


def _disagreements(community: Community, policy: Policy) -> list[Problem]:
    """Figures and answers that cannot both be right; how each was judged is in the sentence."""
    found = []
    words = vocabulary.load()
    told = {estate_build(estate, community, policy) for estate in community.estates} - {None}
    build = community.build
    if build is not None and told and (build == "new") != (told == {"new"}):
        ref = community.facts["profile.build"].refs[0]
        found.append(problem("build_disagrees", ref, found=words.words["build"][build][0]))
    for kind in words.kinds.values():
        fact = community.facts.get(f"stated.{kind.id}")
        rows = sum(each.kind == kind.id and each.state == "in_use" for each in community.facilities)
        if fact is not None and isinstance(fact.value, int) and fact.value < rows:
            found.append(
                problem("stated_fewer", fact.refs[0], found=fact.value, rows=rows, name=kind.name)
            )
    return found
