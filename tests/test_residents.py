"""公示版.html: what residents may read, and nothing that is not theirs to read."""

from __future__ import annotations

import re
from functools import cache

import pytest
from msgspec.structs import replace
from samples import HOSTILE, empty_result, sample_result
from test_page import Reader

from checkup.model import Demand, Estate, Item, Satisfaction, Space
from checkup.report import residents, wording
from checkup.result import Result

SAY = wording.load()


@cache
def text(which: str = "sample") -> str:
    return Reader(html(which)).text()


@cache
def html(which: str = "sample") -> str:
    return residents.render({"sample": sample_result, "empty": empty_result}[which](), SAY)


@pytest.mark.parametrize("which", ["sample", "empty"])
def test_it_fetches_nothing_runs_nothing_and_says_no_none(which: str) -> None:
    read = Reader(html(which))
    assert {name for name, _ in read.tags}.isdisjoint({"script", "link", "img", "iframe", "form"})
    assert all((link["href"] or "").startswith("#") for link in read.all("a"))
    targets = {attrs.get("id") for _, attrs in read.tags}
    assert {(link["href"] or "")[1:] for link in read.all("a")} <= targets
    policy = next(each for each in read.all("meta") if each.get("http-equiv"))
    assert "default-src 'none'" in (policy["content"] or "")
    assert not re.search(r"\b(None|nan|True|False)\b", read.text())


def test_every_matter_has_its_six_steps() -> None:
    steps = ["居民说", "查到", "要办", "何时", "谁管护", "找谁"]
    for article in html().split("<article>")[1:]:
        assert re.findall("<dt>(.*?)</dt>", article.split("</article>")[0]) == steps


def test_no_code_rank_official_owner_or_money_is_public() -> None:
    result = sample_result()
    shown = text()
    assert not re.search(r"CCS-\d\d", shown)
    for word in ("内部资料", "万元", "名次", "指数", "得分", "投资", "造价", "牵头", "产权"):
        assert word not in shown, word
    for project in result.plan.projects:
        for name in (*project.lead, *project.with_):
            assert name not in shown, name
    for verdict in result.verdicts:
        assert verdict.by.surveyor not in shown
    for other in result.other_shortfalls:
        assert (other.checked_by or "\0") not in shown


def _voiced(rate: float, n: int) -> Result:
    """The sample with its first shortfall wanted by that share of so many."""
    rich = sample_result()
    first = min(rich.shortfalls, key=lambda each: each.rank)

    def voice(item: Item) -> Item:
        if item.id != first.item:
            return replace(item, satisfaction=None, demand=None)
        demand = Demand(rate=rate, low=0.0, high=1.0, n=n, people=None, x=round(rate * n),
                        need_rate=rate, shrunk=rate, shrunk_low=rate, shrunk_high=rate)  # fmt: skip
        told = Satisfaction(mean=50.0, low=0.0, high=100.0, n=n, top2=rate, top2_low=0.0,
                            top2_high=1.0)  # fmt: skip
        return replace(item, demand=demand, satisfaction=told)

    return replace(rich, items=tuple(map(voice, rich.items)))


@pytest.mark.parametrize(
    ("x", "n", "public"),
    [(10, 30, True), (21, 30, False), (20, 29, False), (9, 1000, False), (991, 1000, False),
     (10, 1000, True)],
)  # fmt: skip
def test_a_share_is_public_only_with_ten_people_on_both_sides(x: int, n: int, public: bool) -> None:
    shown = Reader(residents.render(_voiced(x / n, n), SAY)).text()
    assert ("说：需要，但是没有" in shown) is public
    assert (SAY("residents.few") in shown) is not public


def test_matters_stand_under_the_estate_they_are_built_in() -> None:
    rich = sample_result()
    first, *others = sorted(rich.shortfalls, key=lambda each: each.rank)
    place = Space(id="K1", name="空房", estate="甲小区")
    project = replace(rich.plan.projects[0], closes=(first.id,), space="K1")
    told = residents.render(
        replace(
            rich,
            estates=(Estate(id="1", name="甲小区"), Estate(id="2", name="乙小区")),
            spaces=(place,),
            shortfalls=(replace(first, estates=()), *(replace(one, estates=()) for one in others)),
            plan=replace(rich.plan, projects=(project,)),
        ),
        SAY,
    )
    own, whole = told.split("<section")[1:3]
    assert SAY("residents.of_estate", name="甲小区") in own
    assert SAY("residents.built_in", names="甲小区") in own
    assert first.name in own
    assert first.name not in Reader("<b" + whole.split("</section>")[0] + "</b>").text()
    assert "乙小区没有单独要办的事" in told


def test_hostile_text_is_text_for_residents_too() -> None:
    rich = sample_result()
    project = replace(rich.plan.projects[0], name=HOSTILE, operator=HOSTILE * 300)
    projects = (project, *rich.plan.projects[1:])
    shown = residents.render(
        replace(
            rich,
            community=replace(rich.community, name=HOSTILE),
            plan=replace(rich.plan, projects=projects),
        ),
        SAY,
    )
    assert "<script" not in shown
    assert "\u202e" not in shown
    assert HOSTILE.replace("\u202e", "\ufffd") in Reader(shown).text()


def test_same_result_same_page() -> None:
    assert residents.render(sample_result(), SAY) == html()


def test_a_share_says_how_many_answered() -> None:
    shown = Reader(residents.render(_voiced(0.72, 402), SAY)).text()
    assert re.search(r"中 402 人回答，72% 说：需要", shown)
    assert "402 人回答满不满意，72% 满意。" in shown
    assert re.findall(r"\d%", shown)
    # no share without its base in the same sentence
    assert all("人回答" in each for each in re.split(r"[。\n]", shown) if "%" in each)


def test_figures_stand_apart_from_the_words_around_them() -> None:
    """72% 的 60 岁 and never 72%的60 岁."""
    shown = text().replace("\N{NO-BREAK SPACE}", " ")
    close = re.findall(r"[\u4e00-\u9fff]\d+|\d%?[\u4e00-\u9fff]", shown)
    assert close == []
