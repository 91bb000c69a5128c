"""What is looked at before handing in: each check can fail; ``--strict`` then writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import form_samples as forms
import openpyxl
import pytest
import typer
from msgspec.structs import replace

from checkup import fill as filling
from checkup import result
from checkup.model import Cost, Funding, Project
from checkup.report import wording
from checkup.report.filling import handin
from checkup.result import Result

say = wording.load()
CLEAN = forms.clean_result()


def codes(found: Result, *, reference: bool = False) -> set[str]:
    told = handin.checks((found,), say, reference=reference)
    return {each.code for each in told if each.blocks}


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Exit code and what was said."""
    from checkup.cli import app

    ended = typer.main.get_command(app)(list(map(str, words)), standalone_mode=False)
    said = capsys.readouterr()
    return int(ended or 0), said.out + said.err


def kept(folder: Path, found: Result) -> Path:
    file = folder / "result.json"
    file.write_bytes(result.to_bytes(found))
    return file


def text(content: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    return " ".join([*cells, *(sheet.oddHeader.right.text or "" for sheet in book)])


@pytest.mark.parametrize("form", ["附件1", "附件2", "附件3", "附件4"])
def test_when_all_is_signed_and_told_the_draft_mark_is_gone(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert codes(CLEAN) == set()
    out = tmp_path / "报.xlsx"
    code, _ = run(capsys, "fill", kept(tmp_path, CLEAN), "--form", form, "-o", out, "--strict")
    assert code == 0
    assert "草稿" not in text(out.read_bytes())


def changed(**more: object) -> Callable[[], Result]:
    """The clean result with its project changed."""

    def make() -> Result:
        project = replace(CLEAN.plan.projects[0], **more)
        return replace(CLEAN, plan=replace(CLEAN.plan, projects=(project,)))

    return make


P: Project = CLEAN.plan.projects[0]
UPPER, LOCAL = P.funding
TWO = (Funding(channel="甲", level="区", amount=100_000),
       Funding(channel="乙", level="区", amount=87_681))  # fmt: skip


def crowded() -> Result:
    return replace(CLEAN, community=replace(CLEAN.community, population=33_000, units=None))


def settled() -> Result:
    return replace(CLEAN, plan=replace(CLEAN.plan, followed=(replace(P, status="under_way"),)))


FLAWS: dict[str, tuple[Callable[[], Result], str]] = {
    "sources one yuan short": (
        changed(funding=(replace(UPPER, amount=119_999), LOCAL)), "sum",
    ),
    "no sources": (changed(funding=()), "no_sources"),
    "a source of no level": (
        changed(funding=(UPPER, replace(LOCAL, level="市/区", channel="财政"))), "unplaced",
    ),
    "finish before start": (changed(start="2025Q1", finish="2024Q4"), "dates"),
    "no dates": (changed(start=None), "no_dates"),
    "upper level above the rule": (
        changed(funding=(replace(UPPER, share=0.6), LOCAL)), "share",
    ),
    "a count missing": (changed(estates=("没有的小区",)), "counts"),
    "two channels of one level": (changed(funding=TWO), "two_channels"),
    "a reference cost": (
        changed(cost=replace(P.cost, signed=False, mark="assumption")), "price_unsigned",
    ),
    "a quote nobody signed": (
        changed(cost=replace(P.cost, signed=False, mark="second_hand", lacks=("signer",))),
        "price_lacks",
    ),
    "a signed price of nobody knows how much": (
        changed(cost=Cost(low=None, typical=None, high=None, lacks=())), "price_uncounted",
    ),
    "no cost": (changed(cost=Cost(low=None, typical=None, high=None)), "price_unpriced"),
    "units not chosen": (crowded, "units"),
    "nobody to call": (changed(phone=None), "contact"),
    "settled already": (settled, "settled"),
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS)
def test_each_check_finds_its_flaw_and_strict_writes_nothing(
    flaw: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code = FLAWS[flaw]
    found = make()
    assert codes(found) == {code}
    file, out = kept(tmp_path, found), tmp_path / "出" / "报.xlsx"
    ended, said = run(capsys, "fill", file, "--form", "附件2", "-o", out, "--strict")
    assert ended == 4
    assert not out.parent.exists()
    told = next(each for each in handin.checks((found,), say, reference=False) if each.blocks)
    assert told.sentence in said
    # marked instead of refused: the mark in the file, the reason in the list beside it
    ended, _ = run(capsys, "fill", file, "--form", "附件2", "-o", out)
    assert ended == 0
    assert "草稿" in text(out.read_bytes())
    beside = out.with_name("报-提交前核对.xlsx")
    assert told.sentence in text(beside.read_bytes())


def test_reference_costs_on_request_are_named_and_make_a_draft() -> None:
    found = FLAWS["a reference cost"][0]()
    assert codes(found, reference=True) == {"reference"}
    plain = filling.fill((found,), "附件2", say)
    asked = filling.fill((found,), "附件2", say, reference=True)
    assert plain.totals.get("total") is None
    assert asked.totals["total"] == 187_681
    assert asked.draft
    assert "草稿" in text(asked.content or b"")


def test_one_community_stands_once_in_a_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = kept(tmp_path, CLEAN)
    code, said = run(capsys, "fill", file, file, "--form", "附件2", "-o", tmp_path / "报.xlsx")
    assert code == 2
    assert CLEAN.community.name in said
    assert str(file) in said
    assert not (tmp_path / "报.xlsx").exists()


def test_the_list_beside_it_is_short_enough_to_be_read() -> None:
    """Blanks by 序号, the same note of several projects in one line."""
    several = forms.signed_result()
    found = filling.fill((several, forms.signed_result("桂花社区")), "附件2", say)
    lines = [each for each in found.lines if each.field]
    assert len({each.field for each in lines}) == len(lines)
    assert any(each.place == "全部（8 处）" for each in lines)
    assert any(each.place.startswith("序号 ") and "–" in each.place for each in lines)
    beside = filling.companion_of(found, "报.xlsx", say)
    sheet = openpyxl.load_workbook(BytesIO(beside)).active
    what = [(sheet.cell(row, 2).value, sheet.cell(row, 4).value)
            for row in range(3, sheet.max_row + 1)]  # fmt: skip
    notes = [each for level, each in what if level == "请留意"]
    assert len(notes) == len(set(notes))
    # a source that pays nothing because the others pay all of it is no gap
    gaps = next(each for each in lines if each.field == "项目.专项债")
    assert gaps.place == "序号 4、8"


# --- from an empty kit, as a clerk fills it ------------------------------------------------------


def filled_kit(folder: Path, price: dict[str, object]) -> Path:
    """A new kit with an old community, one empty building and the price told so far."""
    from checkup import kit

    if not folder.exists():
        assert all(made for _, made in kit.write(folder, say))
    file = folder / "设施台账.xlsx"
    book = openpyxl.load_workbook(file)
    profile = {row[0].value: row[1] for row in book["社区概况"].iter_rows(min_row=2)}
    for name, value in (("名称", "试填社区"), ("建设类型", "既有"), ("常住人口", 8000)):
        profile[name].value = value
    rows: dict[str, dict[str, object]] = {
        "小区清单": {"名称": "甲小区", "楼栋": 40, "户数": 3000, "建筑面积(㎡)": 240_000},
        "闲置空间": {
            "编号": "K1",
            "名称": "旧锅炉房",
            "所在小区": "甲小区",
            "面积(㎡)": 200,
            "楼层": 1,
        },
    }
    for title, values in rows.items():
        heads = [cell.value for cell in book[title][1]]
        for head, value in values.items():
            book[title].cell(2, heads.index(head) + 1).value = value
    for kind, told, *_ in book["填报范围"].iter_rows(min_row=2):
        if "卫生服务站" in str(kind.value):
            told.value = "是"
    prices = book["本地造价"]
    heads = [cell.value for cell in prices[1]]
    row = next(n for n in range(2, 60) if str(prices.cell(n, 1).value).startswith("U06 "))
    assert prices.cell(row, 2).value == "㎡"
    for head, value in price.items():
        prices.cell(row, heads.index(head) + 1).value = value
    book.save(file)
    return folder


def test_a_clerk_signs_a_price_and_the_amount_stands_in_the_form(tmp_path: Path) -> None:
    from datetime import date

    from checkup import pipeline

    folder = tmp_path / "kit"
    quote: dict[str, object] = {"单价(元)": 1500, "日期": date(2024, 5, 6), "来源": "某公司询价函"}
    steps = ({}, quote, {"日期": None, "签字人": "王某"}, {**quote, "签字人": "王某"})
    blocked, totals, lacking = [], [], []
    for price in steps:
        found = pipeline.check_up(filled_kit(folder, price), say)
        # the prices listed in the kit that nobody told are no flaw
        assert not {"price_incomplete", "price_not_used"} & {each.code for each in found.problems}
        (project,) = found.plan.projects
        assert "卫生服务站" in project.name
        blocked.append({each for each in codes(found) if each.startswith("price_")})
        filled = filling.fill((found,), "附件2", say)
        totals.append(filled.totals.get("total"))
        # what the list beside the form says is missing of a quote somebody told
        lacking += [each.what.partition("只缺：")[2].partition("。")[0] for each in filled.lines
                    if "只缺：" in each.what]  # fmt: skip
    assert blocked == [{"price_unsigned"}, {"price_lacks"}, {"price_lacks"}, set()]
    assert totals == [None, None, None, 120 * 1500]
    assert lacking == ["签字人", "日期"]


def test_the_kit_lists_every_cost_and_offers_them_again_below(tmp_path: Path) -> None:
    from checkup import kit
    from checkup.plan import load_remedies
    from checkup.plan.prices import Prices

    list(kit.write(tmp_path, say))
    sheet = openpyxl.load_workbook(tmp_path / "设施台账.xlsx")["本地造价"]
    remedies = load_remedies()
    count = len(remedies.costs)
    listed = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(2, count + 2)]
    assert len(listed) == count
    known = Prices(remedies, [])
    for name, unit in listed:
        assert known.unit_of(str(name)) == unit
    offered = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert offered[f"A{count + 2}:A501"] == f"'本地造价'!$A$2:$A${count + 1}"
    assert "㎡" in offered[f"B{count + 2}:B501"]


def test_what_a_shared_budget_chose_is_told_of_those_that_share_it() -> None:
    """Two communities planned together, filled with a third that was not."""
    names = ("甲社区", "乙社区", "丙社区")
    made = [
        replace(
            CLEAN, community=replace(CLEAN.community, id=name, name=name),
            plan=replace(CLEAN.plan, budget=3_000_000, purse=2),
        )
        for name in names
    ]  # fmt: skip
    apart = replace(made[2], plan=replace(made[2].plan, budget=None, purse=1))

    def told(*found: Result) -> list[tuple[str, str]]:
        return [
            (each.whose, each.sentence)
            for each in handin.checks(found, say, reference=False)
            if each.code == "chosen"
        ]

    ((whose, sentence),) = told(*made[:2], apart)
    assert whose == "甲社区、乙社区"
    assert f"{2 * len(CLEAN.plan.projects)} 个项目" in sentence
    assert [whose for whose, _ in told(*made[:2])] == [say("handin.whole_file")]
