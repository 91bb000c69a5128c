"""P-2.1 … P-2.12 of method §2.6: on random score trees and on random small communities.

The communities are written as a worker would write them and read by the program's own intake;
everything in them is made up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checkup import pipeline, vocabulary
from checkup.judge import judge, standard
from checkup.judge.document import Rule
from checkup.judge.predicates import Largest
from checkup.judge.score import items_of, total_of
from checkup.judge.tree import NO_DATA, Node, all_of, any_of, at_least, known, mean, partly
from checkup.model import Assessment, Community, Finding, Goal, Item
from checkup.policy import Policy
from checkup.report import wording
from tests.written import community_from

POLICY = Policy()
STANDARD = standard.load()
EPSILON = 1e-7
many = settings(max_examples=200, deadline=None, derandomize=True)
"""The same examples in every run, whatever the machine; no test asserts a time."""
EXAMPLE = Path(__file__).parent.parent / "examples" / "枫树社区"

# --- random trees -------------------------------------------------------------------------

Leaf = tuple[str, Node]
Tree = Any
"""``("leaf", node)`` or ``(kind, [(tree, weight), …])`` with kind mean, any_of or all_of."""

scores = st.one_of(st.sampled_from([0.0, 50.0, 100.0]), st.floats(0, 100))
leaves = st.one_of(
    scores.map(known),
    st.just(NO_DATA),
    st.builds(partly, scores, st.floats(0.05, 0.95)),
).map(lambda node: ("leaf", node))
trees = st.recursive(
    leaves,
    lambda inner: st.tuples(
        st.sampled_from(["mean", "any_of", "all_of"]),
        st.lists(st.tuples(inner, st.floats(0.1, 10)), min_size=1, max_size=4),
    ),
    max_leaves=12,
)


def value(tree: Tree, scale: float = 1.0) -> Node:
    """The tree's node, every weight multiplied by ``scale``."""
    kind, rest = tree
    if kind == "leaf":
        node: Node = rest
        return node
    children = [(value(child, scale), weight * scale) for child, weight in rest]
    nodes = [node for node, _ in children]
    made = (
        mean(children) if kind == "mean" else any_of(nodes) if kind == "any_of" else all_of(nodes)
    )
    assert made is not None
    return made


def leaf_paths(tree: Tree, wanted: Callable[[Node], bool]) -> list[tuple[int, ...]]:
    kind, rest = tree
    if kind == "leaf":
        return [()] if wanted(rest) else []
    return [
        (index, *path)
        for index, (child, _) in enumerate(rest)
        for path in leaf_paths(child, wanted)
    ]


def with_leaf(tree: Tree, path: tuple[int, ...], node: Node) -> Tree:
    if not path:
        return ("leaf", node)
    kind, rest = tree
    changed = list(rest)
    child, weight = changed[path[0]]
    changed[path[0]] = (with_leaf(child, path[1:], node), weight)
    return (kind, changed)


def leaf_at(tree: Tree, path: tuple[int, ...]) -> Node:
    for step in path:
        tree = tree[1][step][0]
    node: Node = tree[1]
    return node


def is_known(node: Node) -> bool:
    return node.coverage == 1 and node.low == node.high


def assert_inside(inner: Node | Item, outer: Node | Item) -> None:
    assert outer.low - EPSILON <= inner.low
    assert inner.high <= outer.high + EPSILON


def choose(data: st.DataObject, tree: Tree, wanted: Callable[[Node], bool]) -> tuple[int, ...]:
    """A leaf of that sort; the whole tree is replaced by one when it has none."""
    paths = leaf_paths(tree, wanted)
    return data.draw(st.sampled_from(paths)) if paths else ()


@given(trees)
@many
def test_p_2_1_a_score_lies_between_its_bounds(tree: Tree) -> None:
    node = value(tree)
    assert -EPSILON <= node.low <= node.high + EPSILON <= 100 + 2 * EPSILON
    assert 0 <= node.coverage <= 1 + EPSILON
    if node.score is not None:
        assert node.low - EPSILON <= node.score <= node.high + EPSILON


@given(trees, scores, st.data())
@many
def test_p_2_2_telling_a_missing_leaf_narrows_the_range(
    tree: Tree, told: float, data: st.DataObject
) -> None:
    path = choose(data, tree, lambda node: node == NO_DATA)
    if leaf_paths(tree, lambda node: node == NO_DATA) == []:
        tree, path = ("mean", [(tree, 1.0), (("leaf", NO_DATA), 1.0)]), (1,)
    before, after = value(tree), value(with_leaf(tree, path, known(told)))
    assert_inside(after, before)
    assert after.coverage >= before.coverage - EPSILON


@given(trees, scores, scores, st.data())
@many
def test_p_2_3_raising_a_leaf_lowers_nothing(
    tree: Tree, one: float, other: float, data: st.DataObject
) -> None:
    low, high = sorted((one, other))
    path = choose(data, tree, is_known)
    if leaf_paths(tree, is_known) == []:
        tree, path = ("mean", [(tree, 1.0), (("leaf", known(low)), 1.0)]), (1,)
    before = value(with_leaf(tree, path, known(low)))
    after = value(with_leaf(tree, path, known(high)))
    assert after.low >= before.low - EPSILON
    assert after.high >= before.high - EPSILON
    assert before.score is not None or after.score is None
    if before.score is not None:
        assert after.score is not None
        assert after.score >= before.score - EPSILON


@given(st.floats(0.01, 1e6), st.floats(1, 100))
@many
def test_p_2_4_reaching_the_threshold_gives_exactly_100(threshold: float, times: float) -> None:
    assert at_least(threshold, threshold) == 100.0
    assert at_least(threshold * times, threshold) == 100.0


@given(trees, st.floats(0.01, 100))
@many
def test_p_2_7_multiplying_all_weights_changes_nothing(tree: Tree, scale: float) -> None:
    assert value(tree, scale) == pytest.approx(value(tree), abs=1e-6)


@given(
    st.lists(
        st.sampled_from([known(100.0), known(60.0), known(0.0), NO_DATA, partly(80.0, 0.5), None]),
        min_size=20, max_size=20,
    )
    | st.lists(st.sampled_from([known(100.0), None]), min_size=20, max_size=20)
)  # fmt: skip
@many
def test_p_2_9_all_items_are_met_exactly_when_the_low_bound_is_full(
    nodes: list[Node | None],
) -> None:
    named = dict(zip((item.id for item in STANDARD.items), nodes, strict=True))
    total = total_of(named, POLICY, units=1, veto_failed=False)
    statuses = {item.status for item in items_of(STANDARD, named, POLICY)}
    if any(node is not None for node in nodes):
        assert (statuses <= {"met", "exempt"}) == (total.low >= 100 - 1e-9)


@given(trees, st.data())
@many
def test_p_2_10_losing_a_leaf_keeps_the_old_score_possible(tree: Tree, data: st.DataObject) -> None:
    path = choose(data, tree, is_known)
    old = leaf_at(tree, path) if leaf_paths(tree, is_known) else value(tree)
    if old.score is not None:
        assert NO_DATA.low <= old.score <= NO_DATA.high
    before, after = value(tree), value(with_leaf(tree, path, NO_DATA))
    assert_inside(before, after)


# --- random communities -------------------------------------------------------------------

ESTATES = ("一区", "二区", "三区")
FUNCTIONS = {
    "社区综合服务站": (
        "办事大厅",
        "警务室",
        "居委会办公室",
        "居民活动用房",
        "阅览室",
        "党群服务中心",
    ),
    "老年服务站": ("日间照料", "助餐", "保健", "文化娱乐"),
    "社区卫生服务站": ("预防", "医疗", "计生", "康复", "防疫"),
    "综合超市": ("蔬菜", "水果", "生鲜", "日用品"),
    "公共活动场地": ("健身器材", "健身步道", "座椅", "沙坑"),
}
SIZES = {"幼儿园": "班", "智能快递箱": "格口"}
KINDS = (
    *FUNCTIONS, *SIZES, "便利店", "社区卫生服务中心", "理发店", "公交站点", "公共厕所",
    "集成箱体式公共厕所", "社区游园", "口袋公园", "物业管理用房", "生活垃圾分类收集点",
    "多功能运动场地", "邮政快递末端综合服务站",
)  # fmt: skip
COUNTED = ("智能快递箱", "生活垃圾分类收集点")
ANSWERED = ("CCS-02.e", "CCS-10.c3", "CCS-14.d", "CCS-15.e", "CCS-16.d", "CCS-20.a")
ABOUT = {"CCS-02.e": "幼儿园", "CCS-16.d": "物业管理用房"}
"""What an answer is about: an answer about a kind declared absent would contradict it."""
BLANK = ""
"""A cell left blank: the column stays, the cell tells nothing."""

areas = st.integers(0, 5000) | st.just(BLANK)


@st.composite
def facility(draw: st.DrawFn, kinds: Sequence[str] = KINDS) -> dict[str, Any]:
    """A row of 设施台账 with all the columns rules read; any of them may be blank."""
    kind = draw(st.sampled_from([*kinds, BLANK]))
    functions = FUNCTIONS.get(kind, ())
    told = draw(st.lists(st.sampled_from(functions), unique=True)) if functions else []
    return {
        "设施名称": f"{kind}示例",
        "设施类别": kind,
        "现状": draw(st.sampled_from(["在用", "在用", "在用", "停用", "在建", BLANK])),
        "所在小区": draw(st.sampled_from([*ESTATES, BLANK])),
        "建筑面积": draw(areas),
        "用地面积": draw(areas),
        "使用面积": draw(areas),
        "数量": draw(st.integers(1, 4) | st.just(BLANK)) if kind in COUNTED else BLANK,
        "规模": draw(st.integers(1, 900) | st.just(BLANK)) if kind in SIZES else BLANK,
        "规模单位": SIZES.get(kind, BLANK),
        "步行分钟": draw(st.integers(1, 30) | st.just(BLANK)),
        "功能": "、".join(told),
    }


def qualifying(kind: str) -> dict[str, Any]:
    """A facility that meets every floor any rule knows."""
    return {
        "设施名称": "新增的一处", "设施类别": kind, "现状": "在用", "所在小区": ESTATES[0],
        "建筑面积": 1_000_000, "用地面积": 1_000_000, "使用面积": 1_000_000,
        "数量": 9 if kind in COUNTED else BLANK,
        "规模": 1_000_000 if kind in SIZES else BLANK, "规模单位": SIZES.get(kind, BLANK),
        "步行分钟": 1, "功能": "、".join(FUNCTIONS.get(kind, ())),
    }  # fmt: skip


ESTATE_KINDS = st.sampled_from(
    # year and build type agree: where they do not, the year has the last word
    [("新建", 2022), ("既有", 2008), ("老旧", 1992), (BLANK, BLANK), (BLANK, 1990), ("既有", BLANK)]
)


@st.composite
def written(draw: st.DrawFn) -> dict[str, Any]:
    """A small community as checkup.yaml would hold it."""
    scope = draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=8))
    answers = draw(st.lists(st.sampled_from(ANSWERED), unique=True))
    estates = [(name, *draw(ESTATE_KINDS)) for name in ESTATES[: draw(st.integers(0, 3))]]
    # the profile and the estates do not contradict each other
    build = BLANK if estates else draw(st.sampled_from(["新建", "既有", "老旧", BLANK]))
    heating = draw(st.sampled_from(["是", "否", BLANK]))
    networks = draw(st.sampled_from(["是", "否", "部分", BLANK]))
    return {
        "社区概况": {
            "建设类型": build,
            "户数": draw(st.integers(1, 5000) | st.just(BLANK)),
            "机动车停车位": draw(st.integers(0, 5000) | st.just(BLANK)),
            "日均投递量": draw(st.integers(1, 900) | st.just(BLANK)),
            "社区游园内体育活动场地面积": draw(st.integers(0, 900) | st.just(BLANK)),
            "物业总建筑面积": draw(st.integers(1000, 90000) | st.just(BLANK)),
            "是否集中供热": heating,
        },
        "小区清单": [
            {
                "名称": name,
                "建设类型": told,
                "建成年份": year,
                "物业方式": draw(st.sampled_from(["专业物业", "自管", "无", BLANK])),
            }
            for name, told, year in estates
        ],
        "设施台账": draw(st.lists(facility(), max_size=8)),
        "填报范围": [
            {
                "设施类别": kind,
                "已查清": draw(st.sampled_from(["是", "是", "否", BLANK])),
                "有几处": draw(st.integers(0, 3) | st.just(BLANK)),
            }
            for kind in scope
        ],
        "制度与佐证": [
            {"规则编号": rule, "要点": BLANK,
             "是否符合": draw(st.sampled_from(["是", "否", "部分", "不清楚", BLANK]))}
            for rule in answers
            if ABOUT.get(rule) not in scope
        ] + [
            {"规则编号": "CCS-09.a", "要点": part, "是否符合": networks}
            for part in ("供水", "供气", *(["供热"] if heating != "否" else []))
        ],
    }  # fmt: skip


few = settings(many, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def community(data: dict[str, Any]) -> Community:
    return community_from(data, STANDARD)


def judged(data: dict[str, Any]) -> Assessment:
    return judge(community(data), STANDARD, POLICY, None)


def own(assessment: Assessment) -> dict[str, Finding]:
    """The community's own findings, without those of a new estate."""
    return {each.rule: each for each in assessment.findings if each.estate is None}


def assert_same_score(one: Assessment, other: Assessment) -> None:
    for left, right in zip(one.items, other.items, strict=True):
        assert left.status == right.status, left.id
        assert (left.low, left.high, left.coverage) == pytest.approx(
            (right.low, right.high, right.coverage), abs=1e-6
        )
        assert left.score == (None if right.score is None else pytest.approx(right.score, abs=1e-6))


@given(written())
@few
def test_p_2_1_every_finding_and_item_lies_between_its_bounds(data: dict[str, Any]) -> None:
    assessment = judged(data)
    score = assessment.score
    bounded: list[Finding | Item | Goal] = [*assessment.findings, *assessment.items]
    bounded += assessment.goals
    for each in bounded:
        assert 0 <= each.low <= each.high + EPSILON <= 100 + 2 * EPSILON
        if each.score is not None:
            assert each.low - EPSILON <= each.score <= each.high + EPSILON
    assert sum(item.contribution for item in assessment.items) == pytest.approx(score.value or 0)
    official = (score.met, score.partial, score.short)
    assert sum(official) + score.unconfirmed + score.unknown + score.exempt == 20


@given(written())
@few
def test_what_is_unknown_is_named_and_what_is_named_is_asked_for(data: dict[str, Any]) -> None:
    assessment = judged(data)
    asked = {entry.rule for entry in assessment.to_collect}
    for each in assessment.findings:
        if each.status in ("unknown", "unconfirmed"):
            assert each.missing, each.rule
            assert each.rule in asked


@given(
    written(),
    st.sampled_from([rule for rule in STANDARD.rules.values() if isinstance(rule.test, Largest)]),
    st.integers(1, 10**6),
)
@few
def test_p_2_4_more_than_the_threshold_changes_nothing(
    data: dict[str, Any], rule: Rule, more: int
) -> None:
    test = rule.test
    assert isinstance(test, Largest)
    kind = vocabulary.load().name(test.of[0])
    column = {"building_area": "建筑面积", "land_area": "用地面积", "usable_area": "使用面积",
              "size": "规模"}[test.measure]  # fmt: skip
    data["社区概况"]["建设类型"] = "新建" if rule.applies == "new" else "既有"

    def with_one_of(figure: float) -> Finding:
        row = qualifying(kind) | {column: figure}
        return own(judged({**data, "设施台账": [*data["设施台账"], row]}))[rule.id]

    at, above = with_one_of(test.at_least), with_one_of(test.at_least + more)
    assert (at.status, at.score, at.low, at.high) == ("met", 100.0, 100.0, 100.0)
    assert (above.status, above.score) == (at.status, at.score)


@given(written(), st.sampled_from([kind for kind in KINDS if kind != "社区游园"]))
@few
def test_p_2_5_one_more_good_facility_lowers_no_item(data: dict[str, Any], kind: str) -> None:
    """社区游园 is left out: it is the denominator of a share that has a ceiling too."""
    before = judged(data)
    after = judged({**data, "设施台账": [*data["设施台账"], qualifying(kind)]})
    for old, new in zip(before.items, after.items, strict=True):
        assert new.low >= old.low - EPSILON, old.id
        assert new.high >= old.high - EPSILON, old.id
        if old.score is not None:
            assert new.score is not None
            assert new.score >= old.score - EPSILON, old.id


@given(written(), st.randoms(use_true_random=False))
@few
def test_p_2_6_the_order_of_anything_is_irrelevant(data: dict[str, Any], random: Any) -> None:
    def shuffled(rows: Sequence[Any]) -> list[Any]:
        mixed: list[Any] = random.sample(list(rows), len(rows))
        return mixed

    moved = {
        sheet: dict(shuffled(list(rows.items()))) if isinstance(rows, dict)
        else [dict(shuffled(list(row.items()))) for row in shuffled(rows)]
        for sheet, rows in data.items()
    }  # fmt: skip
    assert_same_score(judged(data), judged(moved))
    turned = replace(
        STANDARD,
        items=tuple(replace(item, rules=tuple(shuffled(item.rules))) for item in STANDARD.items),
    )
    assert_same_score(judged(data), judge(community(data), turned, POLICY, None))
    backwards = replace(STANDARD, items=tuple(reversed(STANDARD.items)))
    one, other = judged(data).score, judge(community(data), backwards, POLICY, None).score
    assert (one.low, one.high, one.coverage) == pytest.approx(
        (other.low, other.high, other.coverage)
    )


@given(written())
@few
def test_p_2_7_an_area_in_hectares_is_the_same_area(data: dict[str, Any]) -> None:
    rows = [
        {
            column: f"{cell / 10000:.4f}公顷" if "面积" in column and cell != BLANK else cell
            for column, cell in row.items()
        }
        for row in data["设施台账"]
    ]
    assert_same_score(judged(data), judged({**data, "设施台账": rows}))


@given(written(), written())
@few
def test_p_2_8_another_community_changes_nothing_in_this_one(
    data: dict[str, Any], other: dict[str, Any]
) -> None:
    alone = judged(data)
    judged(other)
    assert judged(data) == alone


def cells(data: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """(sheet, row, column) of every cell that tells something."""
    found: list[tuple[str, Any, str]] = [
        ("社区概况", None, name) for name, cell in data["社区概况"].items() if cell != BLANK
    ]
    for sheet, rows in data.items():
        if isinstance(rows, list):
            found += [
                (sheet, index, column)
                for index, row in enumerate(rows)
                for column, cell in row.items()
                if cell != BLANK and column != "规则编号"
            ]
    return found


def without(data: dict[str, Any], cell: tuple[str, Any, str]) -> dict[str, Any]:
    sheet, index, column = cell
    if index is None:
        return {**data, sheet: {**data[sheet], column: BLANK}}
    rows = [
        {**row, column: BLANK} if number == index else row for number, row in enumerate(data[sheet])
    ]
    return {**data, sheet: rows}


@given(written(), st.data())
@settings(few, max_examples=150)
def test_p_2_10_deleting_a_cell_keeps_the_old_score_possible(
    data: dict[str, Any], chosen: st.DataObject
) -> None:
    cell = chosen.draw(st.sampled_from(cells(data)))
    before, after = judged(data), judged(without(data, cell))
    for old, new in zip(before.items, after.items, strict=True):
        if old.status == "exempt":
            continue
        assert new.low <= old.low + EPSILON
        # 已查清 without 有几处 and without rows says something else: that there is none
        if cell[2] != "有几处":
            assert new.high >= old.high - EPSILON
    assert after.score.low <= before.score.low + EPSILON


def test_p_2_11_what_residents_say_never_changes_the_score(tmp_path: Path) -> None:
    silent, asked = tmp_path / "a" / "枫树社区", tmp_path / "b" / "枫树社区"
    for folder in (silent, asked):
        folder.mkdir(parents=True)
        shutil.copy(EXAMPLE / "设施台账.xlsx", folder)
    shutil.copy(EXAMPLE / "问卷_居民.xlsx", asked)
    say = wording.load()
    one, other = pipeline.check_up(silent, say), pipeline.check_up(asked, say)
    assert other.survey is not None
    assert one.score == other.score
    assert one.findings == other.findings
    assert one.items == tuple(
        replace(
            item,
            satisfaction=None,
            demand=None,
            quadrant=None,
            quadrant_edge=False,
            importance=None,
            both=None,
            lowest_third=False,
            withheld=(),
        )
        for item in other.items
    )


@given(
    written(),
    st.sampled_from(["物业管理用房", "公共活动场地", "公共厕所"]),
    st.integers(200, 3000),
    st.integers(1, 99),
)
@few
def test_p_2_12_splitting_a_facility_changes_no_sum_and_raises_no_largest(
    data: dict[str, Any], kind: str, area: int, percent: int
) -> None:
    data["社区概况"]["建设类型"] = "新建"
    row = qualifying(kind) | {"建筑面积": area, "用地面积": area}
    part = area * percent // 100

    def with_rows(*figures: int) -> dict[str, Finding]:
        rows = [row | {"建筑面积": figure, "用地面积": figure} for figure in figures]
        return own(judged({**data, "设施台账": [*data["设施台账"], *rows]}))

    whole, split = with_rows(area), with_rows(part, area - part)
    summed = ("CCS-16.b", "CCS-16.c")
    assert [split[rule].score for rule in summed] == pytest.approx(
        [whole[rule].score for rule in summed]
    )
    for rule in ("CCS-14.a", "CCS-13.d"):
        one, two = whole[rule].score, split[rule].score
        assert two is None or one is None or two <= one + EPSILON


@given(written(), st.integers(0, 3000), st.integers(0, 900))
@few
def test_a_new_estate_never_touches_the_score_of_an_older_community(
    data: dict[str, Any], area: int, spaces: int
) -> None:
    data["社区概况"]["建设类型"] = "既有"

    def with_estate(**more: Any) -> Assessment:
        estate = {"名称": "新区", "建设类型": "既有", "建成年份": 2022, "物业方式": "专业物业"}
        return judged({**data, "小区清单": [*data["小区清单"], {**estate, **more}]})

    plain = with_estate()
    new = with_estate(建设类型="新建", 户数=100, 车位=spaces, 建筑面积=area)
    assert {each.estate for each in new.findings} >= {None, "新区"}
    assert all(not each.scored for each in new.findings if each.estate)
    assert new.score == plain.score
