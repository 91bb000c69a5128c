"""What a person types into a closed question leaves in no output, and condemns no question."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook
from shapes import SHAPES, Shape, people
from shapes.tables import text_of

from checkup import checking, street_result
from checkup.intake import answer_sheets, cells, mapping
from checkup.intake.answer_sheets import Read
from checkup.report import wording
from checkup.street import Wanted, check_up_all

SAY = wording.load()
STREET = Path(__file__).parent.parent / "examples" / "青禾示例街道"
COMMUNITIES = ("青禾里社区", "河东社区", "槐荫社区", "新桥社区")
FIRST = 7
"""The first column of a question in the street's questionnaire; before it stand the platform's."""
TYPED = (
    lambda at: f"139{at:04}4444",
    lambda at: f"51010419900101{at:04}",
    lambda at: f"慕容{chr(0x6100 + at)}岚",
    lambda at: f"oAbC{at:04}dEfGhIjKlMnOp",
    lambda at: f"77{at:03}.25",
)
"""Telephone, number of an ID card, name, openid and an odd number, one for each column."""


def planted(width: int, first: int = 0) -> list[list[str]]:
    return [[make(at) for at in range(first, width)] for make in TYPED]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The example street with a typed thing in every question, and everything that is written."""
    top = tmp_path_factory.mktemp("typed") / "青禾示例街道"
    shutil.copytree(STREET, top, ignore=shutil.ignore_patterns("体检结果"))
    book = load_workbook(top / "问卷_居民.xlsx")
    sheet = book.active
    words = []
    for number, line in enumerate(planted(sheet.max_column + 1, FIRST)):
        for step, word in enumerate(line):
            # a row each, so that whatever else a row says still tells its community
            sheet.cell(3 + number * 60 + step, FIRST + step).value = word
            words.append(word)
    book.save(top / "问卷_居民.xlsx")
    done = check_up_all(
        top, None, SAY, Wanted(), 1, lambda step: None, lambda _: ThreadPoolExecutor(1)
    )
    assert done is not None
    return top, words


def test_nothing_typed_into_a_closed_question_is_written(street: tuple[Path, list[str]]) -> None:
    top, words = street
    files = [file for file in top.rglob("*") if file.is_file() and "体检结果" in file.parts]
    assert {"街道汇总.html", "街道汇总.xlsx", "街道汇总.json", "result.json", "体检报告.html"} <= {
        file.name for file in files
    }
    for file in files:
        if file.name == "待归类.xlsx":
            # the one working file with what people wrote into open questions, numbers masked
            continue
        text = text_of(file)
        assert [word for word in words if word in text] == [], file.name


def test_nothing_typed_into_a_closed_question_is_told_by_check(
    street: tuple[Path, list[str]],
) -> None:
    top, words = street
    told = checking.as_json(checking.check_all(top, SAY, lambda error: None)).decode()
    assert "option_unknown" in told
    assert [word for word in words if word in told] == []


def test_one_slip_condemns_no_question_and_is_its_own_communitys(tmp_path: Path) -> None:
    top = tmp_path / "青禾示例街道"
    shutil.copytree(STREET, top, ignore=shutil.ignore_patterns("体检结果"))
    book = load_workbook(top / "问卷_居民.xlsx")
    sheet = book.active
    row = next(at for at in range(2, 200) if "河东" in str(sheet.cell(at, FIRST).value))
    sheet.cell(row, FIRST + 3).value = "13955556666"
    book.save(top / "问卷_居民.xlsx")
    run = check_up_all(
        top, None, SAY, Wanted(), 1, lambda step: None, lambda _: ThreadPoolExecutor(1)
    )
    assert run is not None
    for row_ in street_result.load(run.file).communities:
        found = msgspec.json.decode((top / row_.path / "体检结果" / "result.json").read_bytes())
        codes = [each["code"] for each in found["problems"]]
        assert "options_are_numbers" not in codes
        assert ("option_unknown" in codes) == (row_.path == "河东社区")


def read(file: Path, rows: Any = None) -> Read:
    sheets = cells.rows_of(file, "s1")
    if rows is not None:
        sheets = [(name, rows if len(each) == len(rows) else each) for name, each in sheets]
    found = answer_sheets.read(sheets, None, mapping.load(), file.name, "s1")
    assert found is not None
    return found


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.id for shape in SHAPES])
def test_no_platforms_columns_keep_what_is_typed_into_them(shape: Shape, tmp_path: Path) -> None:
    shape.put(people(), tmp_path)
    file = tmp_path / shape.file
    plain = read(file)
    rows = [list(row) for row in max((each for _, each in cells.rows_of(file, "s1")), key=len)]
    width = max(map(len, rows))
    heads = set(plain.columns.used)
    asked = [
        at for at in range(width)
        if any(at < len(row) and str(row[at]).strip() in heads for row in rows[:5])
    ]  # fmt: skip
    words = []
    for number, line in enumerate(planted(width)):
        # a different question each: a platform is known by what most of its columns hold
        for at in asked[number * len(asked) // len(TYPED) :]:
            place = next((p for p in range(20, 60) if at < len(rows[p]) and rows[p][at]), None)
            if place is not None and not str(rows[place][at]).startswith(("http", "20")):
                rows[place][at] = line[at]
                words.append(line[at])
                break
    assert len(words) > 3
    found = read(file, rows)
    told = str([msgspec.to_builtins(each) for each in found.problems])
    assert [word for word in words if word in told] == []
    before = {q.id for each in plain.questionnaires for q in each.questions}
    assert {q.id for each in found.questionnaires for q in each.questions} == before
    assert {each.code for each in found.problems} <= {
        "option_unknown", *(each.code for each in plain.problems)
    }  # fmt: skip
