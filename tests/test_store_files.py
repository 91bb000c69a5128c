"""项目库.xlsx there and back: what a person writes into it stays, wherever the file lies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from checkup import intake, pipeline, records
from checkup.intake.settings import load
from checkup.model import StoredProject
from checkup.policy import Policy
from checkup.report import drawings, page, residents, store, wording, workbook, write
from checkup.result import Result
from tests.test_options import EXAMPLES
from tests.test_store import ours, planned_with

SAY = wording.load()
NAME = "项目库.xlsx"
PHONE = "028-00000000"
PAGE, PUBLIC = page.render, residents.render


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """An example without its questionnaire, once scored."""
    folder = tmp_path_factory.mktemp("里") / "枫树社区"
    folder.mkdir()
    shutil.copy(EXAMPLES / "枫树社区" / "设施台账.xlsx", folder)
    return folder, score(folder)


@pytest.fixture
def folder(first: tuple[Path, Result], tmp_path: Path) -> Path:
    shutil.copytree(first[0], tmp_path / "枫树社区")
    return tmp_path / "枫树社区"


@pytest.fixture(autouse=True)
def only_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other reports are tested elsewhere."""
    for part, nothing in ((page, ""), (residents, ""), (workbook, b""), (drawings, {})):
        monkeypatch.setattr(part, "render", lambda *_, nothing=nothing: nothing)


def score(folder: Path) -> Result:
    made = pipeline.check_up(folder, SAY)
    out = folder / "体检结果"
    out.mkdir(exist_ok=True)
    if not any(out.iterdir()):
        (out / NAME).write_bytes(store.render(made, SAY))
    else:
        write.write(made, out, SAY, sleep=lambda _: None)
    return made


def sheet_of(file: Path) -> tuple[Any, Any, dict[str, int]]:
    book = load_workbook(file)
    paper = book["项目库"]
    return book, paper, {cell.value: cell.column for cell in paper[1]}


def edit(file: Path, row: int, **cells: object) -> None:
    book, paper, places = sheet_of(file)
    for header, value in cells.items():
        paper.cell(row, places[header]).value = value
    book.save(file)


def rows_of(file: Path) -> list[dict[str, object]]:
    _, paper, places = sheet_of(file)
    return [
        {header: paper.cell(row, place).value for header, place in places.items()
         if paper.cell(row, place).value is not None}
        for row in range(2, paper.max_row + 1)
    ]  # fmt: skip


def told(result: Result) -> list[str]:
    return [f"{each.code} {each.source}" for each in result.problems if each.source not in ("S1",)]


def test_an_edited_cell_stays_is_marked_and_the_difference_is_listed(folder: Path) -> None:
    file = folder / "体检结果" / NAME
    before = rows_of(file)[0]
    edit(file, 2, **{"总投资(万元)": 88.8, "电话": PHONE})
    whole = file.read_bytes()
    made = score(folder)
    (own,) = [each for each in made.plan.projects if each.stored]
    assert own.cost.typical == 888_000
    assert own.phone == PHONE
    assert own.by_hand == ("phone", "total")
    (difference,) = made.plan.differences
    assert (difference.theirs, difference.ours) == (88.8, before["总投资(万元)"])
    assert file.read_bytes() == whole
    again = rows_of(folder / "体检结果" / "项目库(2).xlsx")
    assert again[0] | {"程序记录": ""} == before | {
        "总投资(万元)": 88.8, "电话": PHONE, "标记": "人工", "程序记录": "",
    }  # fmt: skip
    assert len(again) == len(ours().store)
    assert made.sources["S2"].kind == "store"


def test_an_untouched_copy_is_no_input_and_is_written_anew(folder: Path) -> None:
    made = score(folder)
    assert [each.kind for each in made.sources.values()] == ["ledger"]
    assert [each.name for each in (folder / "体检结果").glob("项目库*")] == [NAME]
    assert told(made) == []


def test_a_second_edit_in_the_newer_copy_counts_too(folder: Path) -> None:
    out = folder / "体检结果"
    edit(out / NAME, 2, 地点="一区 1 号")
    score(folder)
    edit(out / "项目库(2).xlsx", 2, 地点="一区 2 号")
    made = score(folder)
    (own,) = [each for each in made.plan.projects if each.stored]
    assert own.place == "一区 2 号"
    assert rows_of(out / "项目库(3).xlsx")[0]["地点"] == "一区 2 号"
    assert told(made) == []


def test_copied_up_it_is_the_offices_and_its_row_of_their_own_is_untouched(folder: Path) -> None:
    out = folder / "体检结果"
    shutil.move(out / NAME, folder / NAME)
    book, paper, places = sheet_of(folder / NAME)
    mine = {"名称": "老旧小区供水管网改造", "对应短板": "水电路气热信", "总投资(万元)": 389.38,
            "分级资金(万元)": "市级 200；区级 189.38", "状态": "在建", "完成率(%)": 40,
            "累计投资(万元)": 150, "议定次序": 1, "议定形式": "一征三议两公开", "票数": "32:3",
            "联系人": "示例乙", "电话": PHONE}  # fmt: skip
    last = paper.max_row + 1
    for header, value in mine.items():
        paper.cell(last, places[header]).value = value
    book.save(folder / NAME)
    made = score(folder)
    (own,) = made.plan.followed
    assert (own.status, own.done_share, own.spent) == ("under_way", 0.4, 1_500_000)
    assert sum(each.amount or 0 for each in own.funding) == own.cost.typical == 3_893_800
    assert own.agreement.form == "一征三议两公开"
    copy = rows_of(out / NAME)
    (back,) = [each for each in copy if each["名称"] == mine["名称"]]
    assert {header: back[header] for header in mine} == mine
    assert told(made) == []


MADE: dict[str, str | int] = {
    "项目名称": "卫生站", "建设性质": "扩建", "建设地点": "一区", "建设内容及规模": "120平方米",
    "总投资额（元）": 2_000_000, "起止年月": "2026年1月至2026年9月", "牵头单位": "区卫健局",
    "解决问题": "卫生服务站",
}  # fmt: skip


def test_a_store_of_ones_own_make_is_read_through_aliases(folder: Path) -> None:
    shutil.rmtree(folder / "体检结果")
    from openpyxl import Workbook

    book = Workbook()
    paper = book.active
    paper.title = "Sheet1"
    for row in (
        ["2026年项目储备表"],
        [*MADE],
        [*MADE.values()],
        ["合计", None, None, None, 2_000_000],
    ):
        paper.append(row)
    book.save(folder / "储备.xlsx")
    (own,) = stored_in(folder)
    assert (own.name, own.nature, own.total, own.start, own.finish, own.lead) == (
        "卫生站", "改扩建", 2_000_000, "2026Q1", "2026Q3", ("区卫健局",),
    )  # fmt: skip
    assert own.scale == "120平方米"


def test_dates_of_plans_do_not_move_the_day_of_the_check_up(folder: Path) -> None:
    shutil.move(folder / "体检结果" / NAME, folder / NAME)
    before = score(folder).made_with.as_of
    edit(folder / NAME, 2, 议定日期="2031-05-06", 起止="2031年")
    assert score(folder).made_with.as_of == before


def test_contacts_stay_off_the_residents_page_and_the_page_says_what_is_by_hand(
    folder: Path,
) -> None:
    edit(folder / "体检结果" / NAME, 2, **{"总投资(万元)": 88.8, "电话": PHONE, "联系人": "示例乙"})
    edit(folder / "体检结果" / NAME, 3, **{"状态": "已完工", "累计投资(万元)": 12.3})
    made = score(folder)
    public, full = PUBLIC(made, SAY), PAGE(made, SAY)
    assert not any(word in public for word in (PHONE, "示例乙", "88.8", "12.30"))
    assert "人工：联系人、电话、总投资(万元)" in full
    assert "项目库写 88.8；我们会写 16.56" in full
    assert "累计投资 12.30 万元。短板仍在" in full.replace("\xa0", " ")


def test_a_result_alone_makes_the_same_plan_again_store_and_all(folder: Path) -> None:
    edit(folder / "体检结果" / NAME, 2, **{"总投资(万元)": 88.8, "状态": "在建"})
    made = score(folder)
    (again,) = pipeline.plan_again([made], made.plan.wishes)
    assert again.plan == made.plan
    assert again.plan.followed


def stored_in(folder: Path) -> tuple[StoredProject, ...]:
    return intake.read(folder, load(folder), {}, Policy()).community.stored_projects


COLUMNS = (
    "对应短板", "建设性质", "地点", "规模", "数量", "单位", "总投资(万元)", "分级资金(万元)",
    "起止", "牵头", "联系人", "电话", "议定次序", "票数", "状态", "完成率(%)", "服务小区",
)  # fmt: skip
TYPED = st.one_of(
    st.integers(0, 9999),
    st.floats(0, 1e5).map(lambda figure: round(figure, 3)),
    st.text("甲乙12.5万元;；、=+-@'\"<&\n 0", min_size=1, max_size=15),
)


@given(
    st.dictionaries(
        st.tuples(st.integers(2, 8), st.sampled_from(COLUMNS)), TYPED, min_size=1, max_size=8
    )
)
@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_no_written_cell_of_a_persons_is_lost_on_the_way_through_two_files(
    first: tuple[Path, Result],
    tmp_path_factory: pytest.TempPathFactory,
    edits: dict[tuple[int, str], float | str],
) -> None:
    file = tmp_path_factory.mktemp("回") / "体检结果" / NAME
    file.parent.mkdir()
    shutil.copy(first[0] / "体检结果" / NAME, file)
    book, paper, places = sheet_of(file)
    keys = {}
    for (row, header), value in edits.items():
        cell = paper.cell(row, places[header])
        cell.value = value
        cell.data_type = "s" if isinstance(value, str) else "n"
        keys[row] = records.of_text(paper.cell(row, places["程序记录"]).value).key
    book.save(file)
    made = planned_with(*stored_in(file.parent.parent))
    back = {each.key: each.cells for each in made.store}
    ids = {column.name: column.id for column in store.vocabulary.load().sheets["projects"].columns}
    was = {row.key: row.cells for row in ours().store}
    for (row, header), value in edits.items():
        if records.written(value) != records.written(was[keys[row]].get(ids[header])):
            assert records.written(back[keys[row]].get(ids[header])) == records.written(value)
