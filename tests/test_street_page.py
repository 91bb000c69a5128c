"""街道汇总.html and .xlsx: from the street's result alone, in pages, the same bytes each time."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote

import openpyxl
import pytest
from msgspec.structs import replace
from samples import sample_result
from street_samples import workbook
from test_street_benchmark import street

from checkup.judge import standard
from checkup.policy import Policy
from checkup.report import street_page, street_workbook, wording
from checkup.report.street_paging import PER_PAGE
from checkup.street import summary, tally, totals
from checkup.street_result import (
    CommunityRow,
    Credit,
    Outlier,
    Shared,
    SharedCell,
    StreetResult,
    Unusable,
)

say = wording.load()


@pytest.fixture(scope="module")
def row() -> CommunityRow:
    return summary.row(
        sample_result(), "北片/甲 社区", "甲/result.json", "北片/甲 社区/体检报告.html"
    )


def pages(head: StreetResult, rows: Sequence[CommunityRow]) -> dict[str, str]:
    return dict(street_page.render(head, lambda: rows, say))


def many(row: CommunityRow, count: int) -> list[CommunityRow]:
    return [replace(row, path=f"c{number:04d}", name=f"第{number}社区") for number in range(count)]


def test_a_status_is_a_word_and_a_shape_and_the_name_leads_to_the_communitys_page(
    row: CommunityRow,
) -> None:
    (text,) = pages(street(row), [row]).values()
    squares = re.findall(r'<td data-no="\d\d"><svg class="i (\w+)".*?</svg>(\S+?)<', text)
    assert len(squares) == len(row.cells)
    assert squares == [(cell.status, say(f"street.status.{cell.status}")) for cell in row.cells]
    (link,) = re.findall(r'<th scope="row"><a href="([^"]+)">', text)
    assert unquote(link) == row.page
    assert " " not in link


def test_the_page_needs_no_script_and_fetches_nothing(row: CommunityRow) -> None:
    (text,) = pages(street(row), [replace(row, name="<script>alert(1)</script>")]).values()
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert not re.search(r"\b(None|nan|True|False)\b", text)


def test_a_large_street_is_cut_into_pages_that_lead_to_each_other(row: CommunityRow) -> None:
    rows = many(row, 2 * PER_PAGE + 1)
    made = pages(street(*rows), rows)
    index = made.pop("街道汇总-目录.html")
    assert list(made) == ["街道汇总.html", "街道汇总-2.html", "街道汇总-3.html"]
    for name, text in made.items():
        shown = len(re.findall(r'<tr id="c\d+"><th scope="row"><a href=', text))
        assert shown == (1 if name.endswith("-3.html") else PER_PAGE)
        links = {unquote(each) for each in re.findall(r'<li><a href="([^"#]+\.html)"', text)}
        assert links == set(made) - {name}
        assert f'href="{quote("街道汇总-目录.html")}"' in text
        assert len(text) < 2_000_000
    assert len(index) < 2_000_000


def test_the_index_leads_by_name_to_the_report_and_to_the_row(row: CommunityRow) -> None:
    rows = [replace(each, path=f"北片/{each.path}", page=f"北片/{each.path}/体检报告.html")
            if number % 2 else each for number, each in enumerate(many(row, 150))]  # fmt: skip
    made = pages(street(*rows), rows)
    index = made["街道汇总-目录.html"]
    for each in rows:
        (report, file, mark) = re.findall(
            rf'<li><a href="([^"]+)">{each.name}</a> <a class="soft" href="([^"#]+)#(c\d+)"', index
        )[0]
        assert unquote(report) == each.page
        (line,) = re.findall(rf'<tr id="{mark}">.*?</th>', made[unquote(file)])
        assert f">{each.name}</a>" in line
    assert index.count("<h3>") == 2


def test_a_street_of_one_page_needs_no_index(row: CommunityRow) -> None:
    assert list(pages(street(row), [row])) == ["街道汇总.html"]


def test_grades_and_ranks_stand_there_only_when_asked_for(row: CommunityRow) -> None:
    told = replace(row, build="old", score=replace(row.score, coverage=1.0, value=70.0))
    title = say("street.page.part.groups")
    assert title not in "".join(pages(street(told), [told]).values())
    assert title in "".join(pages(street(told, ranked=True), [told]).values())


def test_what_is_met_by_a_neighbour_stands_beside_the_own_status(row: CommunityRow) -> None:
    cell = replace(row.cells[2], status="short")
    credit = Credit(item=cell.item, facility="乙#1", name="小芽托育", kind="nursery", host="乙",
                    circle=15, metres=600.0, method="straight")  # fmt: skip
    shared = Shared(
        score=replace(row.score, met=row.score.met + 1),
        cells=(SharedCell(item=cell.item, status="met", score=100.0, low=100.0, high=100.0,
                          coverage=1.0, shared=True),),
        credits=(credit,), shared=1,
    )  # fmt: skip
    told = replace(row, cells=(*row.cells[:2], cell, *row.cells[3:]), shared=shared)
    head = street(told)
    item = next(each for each in head.items if each.id == cell.item)
    assert (item.counts, item.counts_shared, item.shared) == ({"short": 1}, {"met": 1}, 1)
    (text,) = pages(head, [told]).values()
    assert f'{say("street.status.short")}<span class="sh">{say("street.page.shared_mark")}' in text
    book = openpyxl.load_workbook(io.BytesIO(workbook(head, [told])))
    sheet = book[say("street.sheet.matrix")]
    words = [each.value for each in sheet[4]]
    assert say("street.mark_shared", own=say("street.mark.short")) in words
    assert "小芽托育" in [each.value for each in book[say("street.sheet.shared")][4]]


def test_who_differs_from_the_street_is_told_by_name(row: CommunityRow) -> None:
    head = street(row)
    (funnel, *rest) = [each for each in head.funnels if each.item is None] or [None]
    assert funnel is not None
    assert not rest
    low = Outlier(community=row.path, value=0.4, n=400, z=-2.6, high=False)
    head = replace(head, funnels=(replace(funnel, outliers=(low,), same=0),))
    (text,) = pages(head, [row]).values()
    assert say("street.page.outlier_low", measure=say("street.measure.overall"), item="",
               value="40.0%", n="400").replace(" ", "\N{NO-BREAK SPACE}")[:8] in text.replace(
        " ", "\N{NO-BREAK SPACE}"
    )  # fmt: skip


def test_what_is_met_and_disliked_lacks_nothing_and_is_not_unknown(row: CommunityRow) -> None:
    first = replace(row.shortfalls[0], status="met", gap_kind=None)
    told = replace(row, shortfalls=(first,))
    book = openpyxl.load_workbook(io.BytesIO(workbook(street(told), [told])))
    words = [each.value for each in book[say("street.sheet.shortfalls")][4]]
    assert words[4:6] == [say("status.met"), say("gap_kind.none")]


def test_inputs_that_could_not_be_used_are_listed(row: CommunityRow) -> None:
    bad = Unusable(path="丁社区", why="folder", file="台账.xlsx", sentence="打不开")
    head = replace(street(row), unusable=(bad,))
    (text,) = pages(head, [row]).values()
    assert "丁社区 › 台账.xlsx" in text
    book = openpyxl.load_workbook(io.BytesIO(workbook(head, [row])))
    assert [each.value for each in book[say("street.sheet.inputs")][4]][:2] == [
        "丁社区", "台账.xlsx",
    ]  # fmt: skip


def test_every_list_of_the_workbook_filters_and_has_every_community(row: CommunityRow) -> None:
    rows = many(row, 120)
    content = workbook(street(*rows), rows)
    assert content == workbook(street(*rows), rows)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[say("street.sheet.matrix")]
    assert sheet.auto_filter.ref
    assert [each[0].value for each in sheet.iter_rows(min_row=4)] == [each.name for each in rows]
    short = book[say("street.sheet.shortfalls")]
    assert short.max_row - 3 == 120 * len(row.shortfalls)


def test_an_empty_street_has_a_page(row: CommunityRow) -> None:
    (text,) = pages(street(), []).values()
    assert say("street.page.no_communities") in text


def test_projects_that_need_no_works_are_not_without_a_price(row: CommunityRow) -> None:
    first, *rest = row.projects
    free = replace(first, low=None, typical=None, high=None, free=True)
    told = replace(row, projects=(free, *rest))
    head = street(told)
    assert head.total.free == 1
    assert head.total.unpriced == street(row).total.unpriced
    book = openpyxl.load_workbook(io.BytesIO(workbook(head, [told])))
    cells = [each.value for each in book[say("street.sheet.projects")][4]]
    assert cells.count(say("figure.no_works")) == 3
    alone = replace(row, projects=(free,))
    (text,) = pages(street(alone), [alone]).values()
    assert say("street.page.free", n=1) in text.replace("\N{NO-BREAK SPACE}", " ")
    assert say("figure.to_quote") not in text


def test_what_is_decided_on_is_listed_by_name_with_what_was_spent(row: CommunityRow) -> None:
    under_way = replace(row.projects[0], name="新桥托育园", status="under_way", spent=960_000)
    told = replace(row, followed=(under_way,))
    (text,) = pages(street(told), [told]).values()
    assert "新桥托育园" in text
    book = openpyxl.load_workbook(io.BytesIO(workbook(street(told), [told])))
    listed = book[say("street.sheet.progress")][4]
    assert [each.value for each in listed][2:4] == ["新桥托育园", "在建"]
    assert listed[6].value == 96


def test_a_score_of_what_little_is_known_is_not_called_the_score(row: CommunityRow) -> None:
    """README: below the gate there is no score, only bounds, and an estimate marked as one."""
    known = replace(row, score=replace(row.score, value=82.2, coverage=0.9, official=True))
    little = replace(row, score=replace(row.score, value=82.2, coverage=0.7, official=False))
    book = openpyxl.load_workbook(io.BytesIO(workbook(street(known, little), [known, little])))
    head, *rows = list(book[say("street.sheet.communities")].iter_rows(min_row=3, values_only=True))
    listed = [dict(zip(head, each, strict=True)) for each in rows]
    told = [(each["得分"], each["暂估分"]) for each in listed]
    assert told == [(82.2, say("workbook.absent.na")), (say("street.no_score"), 82.2)]
    assert listed[0]["社区报告"] == say("street.open_report")


def test_ranks_stand_in_the_workbook_where_they_were_asked_for(row: CommunityRow) -> None:
    assert say("street.sheet.ranks") not in openpyxl.load_workbook(
        io.BytesIO(workbook(street(row), [row]))
    )
    known = replace(row, score=replace(row.score, coverage=0.9))
    told = [known, replace(known, path="乙", name="乙社区")]
    head = totals.head(tally.of(told, True, say), "示例街道", standard.load(), Policy())
    book = openpyxl.load_workbook(io.BytesIO(workbook(head, told)))
    rows = [[each.value for each in line] for line in book[say("street.sheet.ranks")]][3:]
    assert [each[1] for each in rows] == ["乙社区", row.name]
    assert [each[5:7] for each in rows] == [[1, 2], [1, 2]]


def test_what_a_street_is_called_its_communities_say(row: CommunityRow) -> None:
    def name(*streets: str | None) -> str:
        told = [replace(row, street=each) for each in streets]
        return totals.head(tally.of(told, False, say), "q1", standard.load(), Policy()).name

    assert name("枫桥街道", "枫桥街道") == "枫桥街道"
    assert name("枫桥街道", "柳河街道") == "q1"
    assert name("枫桥街道", None) == "q1"
    assert name(None) == "q1"


# XlsxWriter leaves its archive to the collector, which writes once more
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_that_cannot_be_written_leaves_nothing_behind(
    row: CommunityRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, content: object) -> int:
            raise OSError(28, "no room")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OSError, match="no room"):
        street_workbook.write(street(row), lambda: [row], Full(), say)
    assert list(tmp_path.iterdir()) == []
