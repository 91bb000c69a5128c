"""A community judged with what its neighbours share: 计共享, beside its own result (method §6.1).

Clauses about one site or a number of sites see a neighbour's facility as it is; clauses about a
sum or a ratio see the part of it that the community's people get (2SFCA), and of its own open
facilities likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary
from checkup.judge.document import Rule, StandardItem
from checkup.judge.findings import Judged, build_of, judge_item
from checkup.judge.predicates import Answer, Ratio, Total
from checkup.judge.rules import kinds_of
from checkup.judge.scene import Scene
from checkup.judge.score import item_node, item_status, total_of
from checkup.judge.standard import Standard
from checkup.judge.tree import Node
from checkup.model import Community, Facility, Fact
from checkup.pipeline import community_of
from checkup.result import Result
from checkup.street.near import Place
from checkup.street_result import Credit, Shared, SharedCell
from checkup.vocabulary import fold

_PREFIX = "shared"


class Lent(Struct, frozen=True, kw_only=True):
    """A neighbour's facility that counts here; ``share``: the part of its capacity (0–1) that
    this community's people get, None when somebody's number of people is not known."""

    credit: Credit
    host: str
    """The name of the host community."""
    place: Place
    share: float | None


def view(
    found: Result, rules: Standard, lent: Sequence[Lent], kept: Mapping[str, float | None]
) -> Shared:
    """How the community stands 计共享. ``kept``: 编号 of its own open facilities → the part that
    stays with its people."""
    community = community_of(found)
    nodes: dict[str, Node | None] = {
        each.id: None
        if each.status == "exempt"
        else Node(each.score, each.low, each.high, each.coverage)
        for each in found.items
    }
    alone = {each.id: each.status for each in found.items}
    cells: list[SharedCell] = []
    for item in rules.items:
        counting = [each for each in lent if each.credit.item == item.id]
        if not item.shareable or not (counting or _divided(item, community, kept)):
            continue
        node = _node(item, community, rules, counting, kept, found)
        nodes[item.id] = node
        status = item_status(node, found.policy)
        shown = node or Node(None, 0.0, 0.0, 0.0)
        cells.append(
            SharedCell(
                item=item.id, status=status, score=shown.score, low=shown.low, high=shown.high,
                coverage=shown.coverage, shared=status == "met" and alone[item.id] != "met",
            )
        )  # fmt: skip
    score = total_of(nodes, found.policy, community.units or 1, veto_failed=False)
    return Shared(
        score=replace(score, grade=None),
        cells=tuple(cells),
        credits=tuple(each.credit for each in lent),
        shared=sum(each.shared for each in cells),
    )


def _node(
    item: StandardItem,
    community: Community,
    rules: Standard,
    lent: Sequence[Lent],
    kept: Mapping[str, float | None],
    found: Result,
) -> Node | None:
    """The item's node: each clause from the reading of the sites, or of what people get."""
    sites = _judged(item, _with(community, lent, rules), found)
    if not any(_divides(rule) for rule in item.rules):
        return item_node(sites)[0]
    parts = _judged(item, _divided_among(_with(community, lent, rules), lent, kept), found)
    mixed = [part if _divides(site.rule) else site for site, part in zip(sites, parts, strict=True)]
    return item_node(mixed)[0]


def _judged(item: StandardItem, community: Community, found: Result) -> list[Judged]:
    policy = found.policy
    scene = Scene(
        community=community, vocabulary=vocabulary.load(), policy=policy,
        units=community.units or 1,
    )  # fmt: skip
    return judge_item(item, scene, build_of(community, policy), found.made_with.as_of)


def _divides(rule: Rule) -> bool:
    """Whether the clause adds up what facilities hold: then it is divided among the people."""
    test = rule.test
    return isinstance(test, Total) or (isinstance(test, Ratio) and bool(test.numerator.of))


def _divided(item: StandardItem, community: Community, kept: Mapping[str, float | None]) -> bool:
    """Whether something of its own is divided with others and a clause of the item adds it up."""
    kinds = {kind for rule in item.rules if _divides(rule) for kind in kinds_of(rule)}
    return any(each.kind in kinds and each.id in kept for each in community.facilities)


def _with(community: Community, lent: Iterable[Lent], rules: Standard) -> Community:
    """The community with neighbours' facilities as rows of its own, figures and all.

    A row in which it lists such a facility itself gives way: nothing is there twice (P-6.2).
    """
    facts = dict(community.facts)
    facilities = list(community.facilities)
    for number, each in enumerate(lent, 1):
        place = each.place
        facilities = [
            one for one in facilities
            if one.inside or one.kind != place.kind or fold(one.name) != fold(place.name)
        ]  # fmt: skip
        told: dict[str, Fact] = {
            column: Fact(value=figure, unit=place.unit if column == "size" else None)
            for column, figure in place.measures.items()
        }
        if each.credit.minutes is not None:
            told["walk_minutes"] = Fact(value=each.credit.minutes)
        made = f"{_PREFIX}.{number}"
        ids = {column: f"facility.{made}.{column}" for column in told}
        facts |= {ids[column]: fact for column, fact in told.items()}
        facilities.append(
            Facility(
                id=made, name=place.name, kind=place.kind, functions=place.functions,
                state="in_use", facts=ids,
            )
        )  # fmt: skip
        if not any(one.kind == place.kind and one.state == "in_use" for one in
                   community.facilities):  # fmt: skip
            facts |= _answers(place, rules, facts)
    return replace(community, facts=facts, facilities=tuple(facilities))


def _answers(place: Place, rules: Standard, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """What its host answered of the facility, where this community has none of its own."""
    return {
        fact_id: Fact(value=place.answers[rule.id])
        for rule in rules.rules.values()
        if isinstance(rule.test, Answer)
        and place.kind in rule.test.of
        and rule.id in place.answers
        and ((fact_id := f"answer.{rule.id}") not in facts or facts[fact_id].value is None)
    }


def _divided_among(
    community: Community, lent: Sequence[Lent], kept: Mapping[str, float | None]
) -> Community:
    """The same with every shared figure cut down to the part its people get; where nobody knows
    the part, the figure is unknown."""
    parts: dict[str, float | None] = dict(kept)
    parts |= {f"{_PREFIX}.{number}": each.share for number, each in enumerate(lent, 1)}
    facts = dict(community.facts)
    for facility in community.facilities:
        if facility.id not in parts:
            continue
        for column in ("building_area", "land_area", "usable_area", "size"):
            fact_id = facility.facts.get(column, "")
            value, part = community.number(fact_id), parts[facility.id]
            if value is not None:
                cut = None if part is None else value * part
                facts[fact_id] = replace(facts[fact_id], value=cut)
    return replace(community, facts=facts)
