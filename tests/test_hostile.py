"""Hostile text in any input shows as plain text in everything that is written."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from test_page import Reader

from checkup import pipeline
from checkup.report import wording, write

SAY = wording.load()
LONG = "长" * 10_000
BAD = {
    "formula": '=HYPERLINK("http://example.invalid","点我")',
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "rtl": "左\u202egnp.exe\u2066右\u200f",
    "emoji": "😀👨‍👩‍👧🏳️‍🌈",
    "plus": "+1+cmd|' /C calc'!A0",
    "at": "@SUM(A1:A9)",
    "jinja": "{{ 7 * 7 }}{% raw %}${x}",
    "quote": "\"'&<>]]>--><!--",
    "long": LONG,
}


def _folder(folder: Path) -> Path:
    """A ledger, an export and settings with such text in every place that takes any."""
    texts = list(BAD.values())
    ledger = Workbook()
    ledger.remove(ledger.worksheets[0])
    rows = ledger.create_sheet("设施台账")
    rows.append(
        ["设施名称", "设施类别", "所在小区", "建筑面积(㎡)", "现状", "地址", "功能", "备注"]
    )
    for number, text in enumerate(texts):
        kind = "社区卫生服务站" if number % 2 else text
        rows.append([text, kind, text, 80 + number, "在用", text, text, text])
    other = ledger.create_sheet("其他短板")
    other.append(["名称", "数量", "单位", "所在小区", "依据", "核实人"])
    for text in texts:
        other.append([text, 3, text[:200], text, text, text])
    spaces = ledger.create_sheet("闲置空间")
    spaces.append(["编号", "名称", "所在小区", "面积(㎡)", "面积类别", "现状", "适合用途"])
    for number, text in enumerate(texts):
        spaces.append([f"K{number}", text, text, 300, "建筑面积", "闲置", "卫生服务"])
    estates = ledger.create_sheet("小区清单")
    estates.append(["名称", "建成年份", "户数"])
    for text in texts:
        estates.append([text, 1998, 300])
    strange = ledger.create_sheet("=1+1<b>")
    strange.append(texts)
    for sheet in ledger:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    ledger.save(folder / "设施<b>台账&😀.xlsx")
    answers = Workbook()
    sheet = answers.worksheets[0]
    sheet.append(["序号", "提交答卷时间", "所用时间", "来源", "1.您对社区环境卫生满意吗？", *texts])
    for number in range(40):
        sheet.append([number + 1, "2023/9/1 10:00:00", "120秒", "微信", "非常满意", *texts])
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    answers.save(folder / "问卷=1+1.xlsx")
    lines = "\n".join(f"  - 名称: {_quoted(text)}" for text in texts)
    name = BAD["script"] + BAD["formula"] + BAD["jinja"]
    (folder / "checkup.yaml").write_text(
        f"社区概况:\n  名称: {_quoted(name)}\n  户数: 1200\n其他短板:\n{lines}\n",
        encoding="utf-8",
    )
    return folder


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = _folder(tmp_path_factory.mktemp("hostile"))
    write.write(pipeline.check_up(folder, SAY), folder / "体检结果", SAY)
    return folder / "体检结果"


@pytest.mark.parametrize("name", ["体检报告.html", "公示版.html"])
def test_in_a_page_it_is_text(made: Path, name: str) -> None:
    html = (made / name).read_text(encoding="utf-8")
    read = Reader(html)
    assert {tag for tag, _ in read.tags}.isdisjoint({"script", "img", "iframe", "link"})
    for _, attrs in read.tags:
        assert not [key for key in attrs if key.startswith("on")]
        assert (attrs.get("href") or "#").startswith("#")
    assert "\u202e" not in html
    assert "\u2066" not in html
    assert "<script>alert(1)</script>" in read.text()
    assert BAD["jinja"] in read.text(), "a template in a cell is not run"


@cache
def _opened(content: bytes) -> list[tuple[str, str, str, object]]:
    book = load_workbook(io.BytesIO(content))
    return [
        (sheet.title, cell.coordinate, cell.data_type, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


@pytest.mark.parametrize("name", ["体检报告.xlsx", "待补资料.xlsx"])
def test_in_a_workbook_it_is_text(made: Path, name: str) -> None:
    content = (made / name).read_bytes()
    cells = _opened(content)
    for sheet, at, kind, value in cells:
        if kind == "f":
            assert str(value).startswith("=SUM("), (sheet, at)
        if isinstance(value, str):
            assert "\u202e" not in value
            assert len(value) <= 32_767
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for part in file.namelist():
            assert "externalLink" not in part
            if part.endswith(".rels"):
                assert b"example.invalid" not in file.read(part)


def test_the_workbook_shows_the_text_itself(made: Path) -> None:
    shown = {str(value) for *_, value in _opened((made / "体检报告.xlsx").read_bytes())}
    for key in ("formula", "script", "plus", "at", "jinja", "quote"):
        assert any(BAD[key] in text for text in shown), key


def test_in_a_drawing_it_is_text(made: Path) -> None:
    drawings = sorted((made / "图").glob("*.svg"))
    assert drawings
    for file in drawings:
        root = ElementTree.fromstring(file.read_bytes())
        for element in root.iter():
            assert element.tag.rpartition("}")[2] in {
                "svg", "g", "path", "rect", "circle", "text", "title", "desc"
            }  # fmt: skip
            assert not [key for key in element.attrib if key.startswith("on") or "href" in key]
