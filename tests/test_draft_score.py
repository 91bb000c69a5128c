"""Below the policy's line there is no official score: the range leads, the value stays small."""

from __future__ import annotations

import io
import re

from msgspec.structs import replace
from openpyxl import load_workbook
from test_page import Reader
from test_plan_views import planned

from checkup.report import brief, page, plan_words, terminal, workbook
from checkup.report.wording import load
from checkup.result import Result
from tests.samples import sample_result

SAY = load()


def draft() -> Result:
    """The sample, of which next to nothing is known: what is known is all good."""
    sample = sample_result()
    score = replace(sample.score, value=100.0, low=4.0, high=100.0, coverage=0.04, official=False)
    return replace(sample, score=score)


def leads_with_the_range(told: str) -> None:
    assert "4.0 与 100.0 之间" in told or "4.0–100.0" in told or "4.0 至 100.0" in told
    first = re.search(r"\d+(\.\d+)?(?!%)\b", told.replace("4.0%", ""))
    assert first is not None
    assert first.group() == "4.0", told
    assert "4.0%" in told
    assert "暂不出正式得分" in told


def test_the_terminal_leads_with_the_range() -> None:
    told = terminal.score_line(draft(), SAY)
    leads_with_the_range(told)
    assert told.index("4.0 与 100.0") < told.index("暂估 100.0")
    assert "还差" in told


def test_the_brief_leads_with_the_range() -> None:
    (sentence,) = [each for each in brief.text(draft(), SAY).split("。") if "正式得分" in each]
    leads_with_the_range(sentence)


def test_the_page_leads_with_the_range_and_its_bar_has_no_value() -> None:
    html = page.render(draft(), SAY)
    head = html[html.index('<section class="head"') :]
    head = head[: head.index("</section>") + len("</section>")]
    told = Reader(head).text()
    leads_with_the_range(told[told.index("得分可能在") :])
    assert '<small class="line">只算已有资料，暂估得分' in head
    assert 'class="v"' not in head
    assert 'class="v"' in page.render(sample_result(), SAY)


def test_the_workbook_leads_with_the_range_and_says_that_the_value_is_none_yet() -> None:
    book = load_workbook(io.BytesIO(workbook.render(draft(), SAY)))
    rows = [row for row in book["总览"].iter_rows(values_only=True) if row[0]]
    (line,) = [str(row[0]) for row in rows if "暂不出正式得分，还差" in str(row[0])]
    leads_with_the_range(line)
    names = [str(row[0]) for row in rows]
    assert "达标评分" not in names
    assert names.index("评分下限") < names.index("暂估评分(只算已有资料)")


def test_no_gain_is_foretold_on_a_score_that_is_none_yet() -> None:
    foretold = replace(draft(), plan=planned().plan)
    assert "预计从" in str(plan_words.prospect(planned(), SAY))
    assert plan_words.prospect(foretold, SAY) == SAY("plan.prospect_open", met=12, now=10)
