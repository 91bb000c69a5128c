"""The page and the printing of figures: whole, safe, quiet about nothing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec import structs
from samples import HOSTILE, QUADRANTS, empty_result, sample_result

from checkup.model import Cost, Fact, Needed, Ref
from checkup.policy import Policy
from checkup.report import charts, facts, figures, page, wording
from checkup.result import Result

SAY = wording.load()
VOID = {"meta", "br", "col", "link", "img", "input", "hr", "circle", "path", "rect"}


class Reader(HTMLParser):
    """Tags, attributes and visible text of a page; fails on tags that do not pair."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def text(self) -> str:
        return " ".join(" ".join(self.words).replace("\u00a0", " ").split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@cache
def _sample_text() -> str:
    return Reader(page.render(sample_result(), SAY)).text()


@pytest.fixture(scope="module", params=[sample_result, empty_result])
def result(request: pytest.FixtureRequest) -> Result:
    return request.param()


@pytest.fixture(scope="module")
def read(result: Result) -> Reader:
    return Reader(page.render(result, SAY))


def test_nothing_is_fetched_and_nothing_runs(read: Reader) -> None:
    names = {name for name, _ in read.tags}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    for _, attrs in read.tags:
        assert not [key for key in attrs if key.startswith("on") or key in ("src", "srcset")]
        assert (attrs.get("href") or "#").startswith("#")
    policy = next(each for each in read.all("meta") if each.get("http-equiv"))
    assert "default-src 'none'" in (policy["content"] or "")


def test_unknown_is_said_in_words(read: Reader) -> None:
    assert not re.search(r"\b(None|nan|NaN|True|False|Undefined)\b", read.text())
    assert "无数据" in read.text()


def test_every_link_within_the_page_leads_somewhere(read: Reader) -> None:
    targets = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(targets) == len(set(targets))
    assert {(link["href"] or "")[1:] for link in read.all("a")} <= set(targets)


def test_one_heading_of_first_level_and_none_skipped(read: Reader) -> None:
    levels = [int(name[1]) for name, _ in read.tags if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_and_drawings_can_be_heard(read: Reader) -> None:
    assert all(attrs.get("scope") for attrs in read.all("th"))
    for drawing in read.all("svg"):
        assert drawing.get("aria-hidden") == "true" or (
            drawing.get("role") == "img" and drawing.get("aria-label")
        )
    names = [name for name, _ in read.tags]
    assert {"header", "main", "nav", "footer"} <= set(names)
    assert names.count("table") == names.count("caption")


def test_every_item_and_every_rule_can_be_opened(result: Result, read: Reader) -> None:
    opened = {attrs.get("id") for attrs in read.all("details")}
    assert {f"item-{item.no:02}" for item in result.items} <= opened
    for item in result.items:
        assert item.name in read.text()
    for finding in result.findings:
        assert finding.rule in read.text()
        assert finding.clause in read.text()


def test_no_id_but_rule_numbers_is_visible(result: Result, read: Reader) -> None:
    text = read.text()
    assert not re.search(r"CCS-\d\d(?!\.[a-z])", text)
    for fact in result.facts:
        assert fact not in text
    for source in result.sources:
        assert not re.search(rf"\b{source} ›", text)


def test_parts_without_data_say_so_in_a_sentence() -> None:
    text = Reader(page.render(empty_result(), SAY)).text()
    for key in ("first.none", "plan.none", "collect.none", "survey.none", "sources.none"):
        assert SAY(f"page.{key}") in text
    assert "得分无数据" in text


def test_the_headline_is_the_official_count() -> None:
    text = _sample_text()
    assert "达标 10 未达标 7 （其中部分达标 4） 待核实/无数据 2 不适用 1 （共 20 项）" in text


def test_a_provisional_score_is_marked() -> None:
    rich = sample_result()
    low = structs.replace(rich.score, official=False, coverage=0.5)
    text = Reader(page.render(structs.replace(rich, score=low), SAY)).text()
    whole = text[text.index("得分可能在") :]
    assert whole.startswith("得分可能在 66.5 与 78.9 之间。资料只齐全 50.0%，不到 80.0%")
    assert whole.index("还差") < whole.index("暂估得分 76.8 分")


def test_evidence_names_file_sheet_and_cell() -> None:
    text = _sample_text()
    assert "设施台账.xlsx › 设施台账 › J3" in text
    assert "周示例" in text
    assert "待核对原文" in text


def test_hostile_text_stays_text() -> None:
    html = page.render(sample_result(), SAY)
    assert "<script" not in html
    assert "\u202e" not in html
    assert "<script>alert('x')</script>=HYPERLINK" in Reader(html).text()
    assert HOSTILE.replace("\u202e", "\ufffd") in Reader(html).text()


def test_control_characters_and_long_names_do_no_harm() -> None:
    rich = sample_result()
    name = "长" * 1000 + "\x00\x1b\ud800"
    html = page.render(
        structs.replace(rich, community=structs.replace(rich.community, name=name)), SAY
    )
    assert "长" * 1000 in html
    html.encode()


def test_small_bases_are_marked_or_withheld() -> None:
    text = _sample_text()
    assert "△ 42.9%" in text, "21 answers: shown with a caution"
    assert "回答不足 10 人" in text, "7 answers: withheld"
    assert "14.3%" not in text, "1 of 7 is not printed"


def test_missing_price_is_to_be_quoted_and_never_zero() -> None:
    text = _sample_text()
    assert "待询价" in text
    assert not re.search(r"(?<![\d.])0\.00 万元", text)


def test_every_policy_value_is_printed_with_its_meaning() -> None:
    text = _sample_text()
    for key in structs.asdict(Policy()):
        assert SAY(f"policy.{key}") in text


def test_the_same_result_gives_the_same_page() -> None:
    assert page.render(sample_result(), SAY) == page.render(sample_result(), SAY)


def test_the_plan_may_hold_twenty_shortfalls() -> None:
    rich = sample_result()
    first = rich.shortfalls[0]
    many = tuple(
        structs.replace(first, id=item.id, item=item.id, rank=item.no, name=item.name)
        for item in rich.items
    )
    text = Reader(page.render(structs.replace(rich, shortfalls=many), SAY)).text()
    assert SAY("page.first.rest", n=15) in text


# --- figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [(2.675, 2, "2.68"), (72.5, 0, "73"), (0.05, 1, "0.1"), (-0.01, 1, "0.0"), (1e-12, 2, "0.00")],
)
def test_rounding_is_half_up(value: float, places: int, printed: str) -> None:
    """T-0.1: Python's own round gives 2.67 and 72."""
    assert str(figures.half_up(value, places)) == printed


def test_scores_shares_and_money_have_their_decimals() -> None:
    assert figures.score(73.4612, SAY) == "73.5"
    assert figures.share(0.46179, SAY) == "46.2%"
    assert figures.wan(1204320, SAY) == "120.43 万元"
    assert figures.plain(820.0) == "820"
    assert figures.plain(1260.5) == "1,260.5"


def test_extrapolated_people_are_rounded_to_tens_and_say_about() -> None:
    assert figures.people(7161.0, SAY, extrapolated=True) == "约 7,160 人"
    assert figures.people(7165.0, SAY, extrapolated=True) == "约 7,170 人"
    assert figures.people(33000, SAY) == "33,000 人"


@pytest.mark.parametrize("function", [figures.score, figures.share, figures.people, figures.points])
def test_unknown_is_printed_as_no_data(function: object) -> None:
    assert function(None, SAY) == "无数据"  # type: ignore[operator]


def test_a_cost_is_a_range_a_value_or_to_be_quoted() -> None:
    assert figures.cost(Cost(low=10000, typical=20000, high=30000), SAY) == "1.00–3.00 万元"
    assert figures.cost(Cost(low=None, typical=20000, high=None), SAY) == "2.00 万元"
    assert figures.cost(Cost(low=None, typical=None, high=None), SAY) == "待询价"


def test_what_is_needed_reads_as_a_comparison() -> None:
    assert figures.needed(Needed(30.0, "㎡", "between", 80.0), SAY) == "30 ㎡ 至 80 ㎡"
    assert figures.needed(Needed(None, None, "yes"), SAY) == "符合要求"


def test_dates_quarters_and_places_read_in_words() -> None:
    sources = sample_result().sources
    assert figures.day(date(2023, 9, 30), SAY) == "2023 年 9 月 30 日"
    assert figures.quarter("2024Q3", SAY) == "2024 年第 3 季度"
    assert figures.quarter("明年春天", SAY) == "明年春天"
    cell = Ref("ledger", "设施台账", "C17")
    assert figures.place(cell, sources, SAY) == "设施台账.xlsx › 设施台账 › C17"


def test_codes_are_told_in_the_words_of_the_ledger() -> None:
    assert facts.told("facility.F01.state", Fact(value="in_use"), SAY) == "在用"
    assert facts.told("facility.F01.kind", Fact(value="service_station"), SAY) == "社区综合服务站"
    assert facts.told("answer.CCS-04.b.助餐", Fact(value="part"), SAY) == "部分"
    assert facts.about("answer.CCS-04.b.助餐", sample_result(), SAY) == "助餐"


# --- charts -------------------------------------------------------------------------------


def test_a_bar_stays_inside_its_scale_and_an_unknown_value_has_no_mark() -> None:
    assert charts.bar(50.0, 25.0, 75.0, 100) == charts.Bar("100.0", "50.0", "100.0", "150.0")
    assert charts.bar(None, 0.0, 120.0, 100).value is None
    assert charts.bar(None, 0.0, 120.0, 100).high == "200.0"


def test_numbers_in_the_plane_cover_neither_dots_nor_each_other() -> None:
    drawn = charts.plane(sample_result().items, QUADRANTS)
    assert drawn is not None
    spots = [(Decimal(dot.label_x), Decimal(dot.label_y) - 4) for dot in drawn.dots]
    others = spots + [(Decimal(dot.x), Decimal(dot.y)) for dot in drawn.dots]
    for number, spot in enumerate(spots):
        for index, other in enumerate(others):
            if index != number:
                assert abs(spot[0] - other[0]) >= 11 or abs(spot[1] - other[1]) >= 9


def test_a_matter_outside_the_items_names_the_project_that_is_to_close_it() -> None:
    rich = sample_result()
    matter, first = rich.other_shortfalls[0], rich.plan.projects[0]
    closing = structs.replace(first, id="P90", name="整治外墙", closes=(matter.id,))
    told = structs.replace(
        rich, plan=structs.replace(rich.plan, projects=(*rich.plan.projects, closing))
    )
    matters = page.render(told, SAY).split(SAY("page.first.other_intro"), 1)
    assert len(matters) == 2
    assert "整治外墙" in matters[1].split("</ul>", 1)[0]


def test_a_fact_of_many_cells_is_one_row_with_all_of_them_and_its_note_in_words() -> None:
    rich = sample_result()
    fact = next(each for each in rich.findings if each.facts and each.facts[0] in rich.facts)
    told = rich.facts[fact.facts[0]]
    source = told.refs[0].source
    cells = tuple(Ref(source, "小区清单", f"C{number}") for number in (2, 3, 4))
    many = structs.replace(told, refs=cells, note="sum_of_estates")
    html = page.render(structs.replace(rich, facts={**rich.facts, fact.facts[0]: many}), SAY)
    rows = [row for row in re.findall(r"<li>(.*?)</li>", html, re.S) if "小区清单 › C2" in row]
    assert rows
    assert all("小区清单 › C3" in row and "小区清单 › C4" in row for row in rows)
    assert "<small>各小区相加</small>" in rows[0]
    assert "sum_of_estates" not in html
