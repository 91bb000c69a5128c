"""修订说明.xlsx is read by people: no value of it is told in our own words for ourselves."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from msgspec import inspect
from msgspec.structs import replace
from openpyxl import load_workbook

from checkup.model import Build
from checkup.policy import Policy
from checkup.report import revision, revision_words, wording
from checkup.report.tables import Number
from checkup.result import Moved, Result, Revision
from checkup.rounds.moved import moved
from checkup.street import moved as street_moved
from checkup.street_result import Funnel, Group, Money, Outlier, Place, Progress, StreetResult
from tests.samples import empty_result
from tests.test_rounds import new, old
from tests.test_street_benchmark import street

SAY = wording.load()
ALLOWED = re.compile(
    r"(CCS|[A-Z]{1,5})-?\d+(\.\w+)*"  # numbers of items, rules, shortfalls, projects, remedies
    r"|RQ\.\d+|来自IP|[\w（）·-]+\.(xlsx|csv|yaml|json|zip)|\bk?m[²³]?\b|pilot-2022|checkup"
)
NOT_MOVED = {"round", "revision", "ref", "refs"}


def letters(cell: object) -> bool:
    return isinstance(cell, str) and re.search("[A-Za-z]", ALLOWED.sub("", cell)) is not None


def fields(kind: inspect.Type, name: str, seen: frozenset[type]) -> Iterator[tuple[str, object]]:
    """Every field below a type that can move, with each word it may hold."""
    if isinstance(kind, inspect.StructType):
        if kind.cls in seen:
            return
        for each in kind.fields:
            if each.name not in NOT_MOVED:
                yield each.name, None
                yield from fields(each.type, each.name, seen | {kind.cls})
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from fields(one, name, seen)
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        yield from fields(kind.item_type, name, seen)
    elif isinstance(kind, inspect.TupleType):
        for one in kind.item_types:
            yield from fields(one, name, seen)
    elif isinstance(kind, inspect.DictType):
        yield from fields(kind.value_type, name, seen)
    elif isinstance(kind, inspect.LiteralType):
        yield from ((name, value) for value in kind.values)


@pytest.mark.parametrize("whole", [Result, StreetResult])
def test_every_field_that_can_move_and_every_word_it_can_hold_is_chinese(whole: type) -> None:
    found = empty_result() if whole is Result else street()
    known = revision_words.labels(found, (), SAY)
    told = set(fields(inspect.type_info(whole), "", frozenset()))
    assert len(told) > 200
    for name, value in told:
        block = "policy" if name in Policy.__struct_fields__ else "plan"
        each = Moved(place=f"{block}/{name}", old=None, new=value if value else 1)  # type: ignore[arg-type]
        if str(value).startswith("checkup-"):
            continue
        row = revision_words.told(each, "部分", known, found, SAY)
        assert row.which == "全部", name
        assert not letters(row.what), name
        assert not letters(row.new), (name, value)


@pytest.mark.parametrize("turned", [False, True])
def test_a_revision_in_which_nearly_all_moved_has_no_word_of_ours(turned: bool) -> None:
    before, after = (new(), old()) if turned else (old(), new())
    told = moved(before, after)
    assert len(told) > 5000
    rows = listed(replace(after, revision=revised(told)))
    assert len(rows) == len(told)
    assert [row for row in rows if any(letters(cell) for cell in row)] == []
    # blocks in the order in which they matter
    first = list(dict.fromkeys(row[0] for row in rows))
    order = ["总分", "六个目标", "二十项", "条款判定", "短板清单"]
    assert [each for each in first if each in order] == order
    assert first[0] == "总分"


def listed(found: Result | StreetResult) -> list[tuple[object, ...]]:
    made = revision.render(found, SAY) if isinstance(found, Result) else (
        revision.render_street(found, SAY)
    )  # fmt: skip
    head, *rows = load_workbook(io.BytesIO(made)).active.iter_rows(min_row=3, values_only=True)
    assert head == ("哪一部分", "哪一条", "什么数", "原来", "现在")
    return rows


def revised(told: tuple[Moved, ...]) -> Revision:
    return Revision(number=1, of="体检存档_2025.zip", sha256="0" * 64, moved=told)


def test_values_are_told_as_in_the_reports() -> None:
    last = new()
    source = next(iter(last.sources))
    lines = {
        "items/CCS-05/status": ("short", "met"),
        "findings/CCS-05.b/score": (0.0, 83.33333),
        "facts/facility.WS-1.building_area/value": (180.0, 40.0),
        f"sources/{source}/sha256": ("1a" * 32, "2b" * 32),
        "shortfalls/S01/gap_kind": (None, "insufficient"),
        "items/CCS-05/coverage": (0.5, 1.0),
        "plan/left_out/S01/reason": (None, "budget"),
    }
    told = tuple(Moved(place=place, old=a, new=b) for place, (a, b) in lines.items())
    rows = {row[2:]: row[:2] for row in listed(replace(last, revision=revised(told)))}
    assert rows["判定或状态", "未达标", "达标"] == (
        "二十项",
        "05 社区卫生服务站"[:3] + _short(last),
    )
    assert rows["得分", 0, 83.33333][1].startswith("CCS-05.b 05 ")
    assert "WS-1" in str(rows["建筑面积", 180, 40][1])
    assert rows["内容", "封存时的文件", "文件有改动"][1] == last.sources[source].name
    assert rows["缺口类型", "（原来没有）", "不足"][1].startswith("S01 ")
    assert ("资料齐全的比例", 0.5, 1) in rows
    assert ("没有安排的 · 理由", "（原来没有）", SAY("left_out.budget")) in rows


def _short(found: Result) -> str:
    (item,) = [each for each in found.items if each.id == "CCS-05"]
    return item.short_name or item.name


def test_a_share_is_a_number_with_the_form_of_a_share() -> None:
    each = Moved(place="items/CCS-05/coverage", old=0.5, new=1.0)
    row = revision_words.told(each, "二十项", {}, new(), SAY)
    assert row.old == Number(0.5, "percent")


def test_a_streets_own_figures_come_before_its_communities_and_both_in_words() -> None:
    head = street()
    item = head.items[0].id
    told = (
        Moved(place="communities/北片/乙社区/cells/CCS-05/status", old="short", new="met"),
        Moved(place="communities/北片/乙社区/projects/P03/funding/F8/amount", old=None, new=5),
        Moved(place="sources/./T1/sha256", old="1a" * 32, new="2b" * 32),
        Moved(place=f"items/{item}/counts/met", old=1, new=2),
    )
    rows = listed(replace(head, revision=revised(told)))
    assert len(rows) == 4
    assert [row for row in rows if any(letters(cell) for cell in row)] == []
    assert rows[0][0] == "二十项合计"
    assert rows[0][2:] == ("各状态的个数 · 达标项数", 1, 2)
    assert {row[1] for row in rows[1:]} >= {"北片 · 乙社区 · P03 · F8"}
    note = load_workbook(io.BytesIO(revision.render_street(
        replace(head, revision=revised(told)), SAY
    ))).active["A2"].value  # fmt: skip
    assert "街道修订说明.xlsx" not in note


def test_sums_and_communities_apart_are_known_by_what_they_are_of_not_by_their_place() -> None:
    """A level, a year or a community more does not move those that follow, and each is named."""

    def money(key: str, projects: int) -> Money:
        return Money(key=key, projects=projects, low=1, typical=1, high=1, unpriced=0)

    def apart(*names: str) -> Funnel:
        return Funnel(
            measure="satisfied", item="CCS-05", mean=0.5, same=1, few=0,
            outliers=tuple(Outlier(community=name, value=0.9, n=50, z=2.5, high=True)
                           for name in names),
        )  # fmt: skip

    def ranked(build: Build) -> Group:
        place = Place(community="丙社区", value=70, low=60, high=80, best=1, worst=1,
                      same_items=None)  # fmt: skip
        return Group(build=build, places=(place,), listed=(), items=())

    before = replace(
        street(), by_level=(money("市/区", 3),), by_year=(money("2026", 4), money("", 1)),
        progress=(Progress(status="under_way", projects=1, total=1, spent=1),),
        funnels=(apart("甲社区"),), groups=(ranked("new"),),
    )  # fmt: skip
    after = replace(
        street(), by_level=(money("中央", 2), money("市/区", 3)),
        by_year=(money("2025", 4), money("2026", 4), money("", 2)),
        progress=(Progress(status="proposed", projects=5, total=None, spent=None),
                  Progress(status="under_way", projects=1, total=1, spent=1)),
        funnels=(apart("乙社区", "甲社区"),), groups=(ranked("old"), ranked("new")),
    )  # fmt: skip
    told = street_moved.revision(1, "街道存档_2025.zip", "0" * 64, before, after, ()).moved
    assert not [each for each in told if "甲社区" in each.place or "区/projects" in each.place]
    rows = listed(replace(after, revision=revised(tuple(told))))
    named = {row[:3]: row[3:] for row in rows}
    assert named["资金层级", "中央", "项目"] == ("（原来没有）", 2)
    assert named["开工年份", "2025", "项目"] == ("（原来没有）", 4)
    assert named["开工年份", "未定", "项目"] == (1, 2)
    assert named["项目进展", "建议", "项目"] == ("（原来没有）", 5)
    ((which, *shown),) = (row[1:] for row in rows if "与街道平均" in str(row[2]))
    assert which.startswith("满意率 ")
    assert "乙社区" in which
    assert shown[1:] == ["（原来没有）", "明显高"]
    (first, *_) = (row for row in rows if row[0] == "名次范围")
    assert first[1].startswith(SAY("build.old"))
    assert not [row for row in rows if "第 1 个" in str(row)]


def test_the_workbook_does_not_send_its_reader_to_itself() -> None:
    found = replace(new(), revision=revised(moved(old(), new())[:3]))
    sheet = load_workbook(io.BytesIO(revision.render(found, SAY))).active
    assert "修订说明.xlsx" not in sheet["A2"].value
