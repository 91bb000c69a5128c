"""What a clause found and lacks, in the words that page, workbook and terminal share."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from rich.console import Console

from checkup.model import Fact, Finding, GapFound, LeftOut, Needed, Part, Quantity, Ref
from checkup.report import clauses, page, residents, terminal, workbook
from checkup.report.wording import load
from checkup.result import Result
from tests.samples import sample_result

SAY = load()
RULE = "CCS-12.d"
NAMES = ("供水", "供电", "供气")


def listed(*answers: str | None, as_one: bool = False, value: float | None = None) -> Result:
    """The sample with three parts of a clause answered so, from one cell or one each."""
    scores = {"yes": 100.0, "part": 50.0, "no": 0.0, None: None}
    facts = {
        f"answer.{RULE}.{name}": Fact(
            value=answer, refs=(Ref("ledger", "制度与佐证", "D2" if as_one else f"D{row}"),)
        )
        for row, (name, answer) in enumerate(zip(NAMES, answers, strict=True), 2)
    }
    known = [scores[each] for each in answers if each]
    finding = Finding(
        rule=RULE, item="CCS-12", force="must", status="partial", score=50.0, low=50.0, high=50.0,
        coverage=1.0, clause="供水、供电、供气都有。", scored=True, facts=tuple(facts),
        measured=Quantity(sum(filter(None, known)) / 100, "项"), needed=Needed(3.0, "项", "all"),
        gap=GapFound("insufficient", value, "项"),
        parts=tuple(
            Part(name=name, score=scores[each]) for name, each in zip(NAMES, answers, strict=True)
        ),
    )  # fmt: skip
    sample = sample_result()
    return replace(
        sample,
        facts={**sample.facts, **facts},
        findings=(*(each for each in sample.findings if each.item != "CCS-12"), finding),
        shortfalls=tuple(
            replace(each, rules=(RULE,)) if each.item == "CCS-12" else each
            for each in sample.shortfalls
        ),
    )


def last(result: Result) -> Finding:
    return result.findings[-1]


@pytest.mark.parametrize(
    ("result", "found", "lacks", "gap"),
    [
        (listed("yes", "no", "yes", value=1.0), "2 项", "还缺供电", "不足，差 1 项"),
        (listed("yes", "part", "yes"), "2 项齐全，供电只有一部分", "供电只有一部分",
         "不足，1 项只有一部分"),
        (listed("yes", "part", "no", value=1.0), "1 项齐全，供电只有一部分",
         "还缺供气，供电只有一部分", "不足，差 1 项，另有 1 项只有一部分"),
        (listed("part", "part", "part"), "供水、供电、供气只有一部分",
         "供水、供电、供气只有一部分", "不足，3 项只有一部分"),
        (listed("part", "part", "part", as_one=True), "只做到一部分，没有写明缺哪几项",
         "只做到一部分，没有写明缺哪几项", "不足，3 项只有一部分"),
        (listed("part", None, "yes"), "1 项齐全，供水只有一部分", "供水只有一部分",
         "不足，1 项只有一部分"),
    ],
)  # fmt: skip
def test_of_a_part_that_is_there_in_part_nobody_says_what_is_missing(
    result: Result, found: str, lacks: str, gap: str
) -> None:
    finding = last(result)
    assert clauses.found(result, finding, SAY) == found
    assert clauses.lacking(result, finding, SAY) == lacks
    assert clauses.gap(finding, SAY) == gap


def test_page_and_workbook_say_the_same_of_half_a_part() -> None:
    result = listed("yes", "part", "yes")
    told = page.render(result, SAY)
    assert "供电只有一部分" in told
    assert "还缺供电" not in told
    book = load_workbook(io.BytesIO(workbook.render(result, SAY)))
    rows = list(book["依据"].iter_rows(values_only=True))
    head = next(row for row in rows if "现状" in row)
    row = dict(zip(head, next(row for row in rows if row[0] == RULE), strict=True))
    assert row["现状"] == "2 项齐全，供电只有一部分"
    assert (row["缺口"], row["缺口单位"], row["现状单位"]) == ("不足，1 项只有一部分", "—", "—")


def test_residents_read_what_lacks_and_what_is_not_complete() -> None:
    told = residents.render(listed("yes", "part", "no", value=1.0), SAY)
    assert "还缺供气，供电还不齐全。" in told
    assert "已有的还不符合要求。" in residents.render(listed(*["part"] * 3, as_one=True), SAY)


def _explained(finding: Finding, facts: dict[str, Fact]) -> str:
    sample = sample_result()
    item = next(each for each in sample.items if each.id == finding.item)
    console = Console(file=io.StringIO(), width=200)
    result = replace(sample, findings=(finding,), facts=facts)
    terminal.explain(console, result, item, SAY)
    return console.file.getvalue()  # type: ignore[attr-defined]


MET = Finding(
    rule="CCS-20.a", item="CCS-20", force="must", status="met", score=100.0, low=100.0, high=100.0,
    coverage=1.0, clause="有公约。", needed=Needed(None, None, "yes"), facts=("answer.CCS-20.a",),
    scored=True,
)  # fmt: skip


def test_explain_says_what_was_answered_where_a_clause_is_met() -> None:
    told = _explained(MET, {"answer.CCS-20.a": Fact(value="yes", refs=(Ref("ledger", "a", "B2"),))})
    assert "达标：查到 是" in told
    assert "无数据" not in told


def test_explain_asks_for_nothing_where_only_the_verdict_tells() -> None:
    told = _explained(replace(MET, via="person", facts=()), {})
    assert "达标：要求 符合要求（人工核定）" in told
    assert "无数据" not in told
    assert "查到 没有" in _explained(
        replace(MET, status="short", score=0.0, facts=(), gap=GapFound("missing", None, None)), {}
    )


def test_a_shortfall_without_a_project_says_why_wherever_it_is_listed() -> None:
    sample = sample_result()
    first = sample.shortfalls[0]
    bare = replace(
        sample.plan, projects=(), followed=(), left_out=(LeftOut(first.id, "refused", None),)
    )
    result = replace(sample, plan=bare)
    told = "没有安排项目：项目库里写明不做"
    (row, *others) = terminal.shortfall_rows(result, SAY)
    assert row[4] == told
    assert {each[4] for each in others} <= {"暂无项目"}
    assert told in page.render(result, SAY)
    book = load_workbook(io.BytesIO(workbook.render(result, SAY)))
    assert told in [cell.value for row in book["短板清单"].iter_rows() for cell in row]


def test_a_project_that_is_done_is_named_while_its_shortfall_is_open() -> None:
    sample = sample_result()
    project = replace(sample.plan.projects[0], status="done")
    result = replace(
        sample, plan=replace(sample.plan, projects=(), followed=(project,), left_out=())
    )
    closed = next(each for each in sample.shortfalls if each.id in project.closes)
    rows = {row[1]: row[4] for row in terminal.shortfall_rows(result, SAY)}
    assert rows[closed.name] == f"已完工，短板还没有销号：{project.name}"
