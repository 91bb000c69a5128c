"""Charts as files: they stand alone, tell in words what they show, and carry nothing active."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from samples import HOSTILE, empty_result, sample_result

from checkup.report import drawings, figures, wording

SAY = wording.load()
SVG = "{http://www.w3.org/2000/svg}"
ALL = [
    "六个目标得分.svg",
    "二十项状态.svg",
    "满意与需求.svg",
    "居民未满足的需求.svg",
    "建设进度.svg",
]


@cache
def drawn() -> dict[str, bytes]:
    return drawings.render(sample_result(), SAY)


def test_there_is_one_file_for_each_chart() -> None:
    assert list(drawn()) == ALL


def test_what_has_no_figures_has_no_chart() -> None:
    assert list(drawings.render(empty_result(), SAY)) == ALL[:2]


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_needs_no_style_sheet_and_says_what_it_shows(name: str) -> None:
    root = ElementTree.fromstring(drawn()[name])
    assert root.tag == f"{SVG}svg"
    assert re.fullmatch(r"0 0 \d+ \d+", root.get("viewBox", ""))
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert "sans-serif" in root.get("font-family", "")
    for element in root.iter():
        assert element.get("class") is element.get("style") is None
        assert "currentColor" not in element.attrib.values()
        assert not any(key.startswith("on") or "href" in key for key in element.attrib)
        if element.tag in (f"{SVG}rect", f"{SVG}path", f"{SVG}circle"):
            assert element.get("fill"), "an unstyled stroke would be a black patch"
        if element.tag == f"{SVG}text":
            assert element.get("fill")


def test_the_drawing_tells_the_figures_of_the_result() -> None:
    result = sample_result()
    goals = drawn()["六个目标得分.svg"].decode()
    for goal in result.goals:
        assert goal.name in goals
        assert f">{figures.score(goal.score, SAY)}<" in goals
    demand = drawn()["居民未满足的需求.svg"].decode()
    for item in result.items:
        if item.demand and item.demand.n >= result.policy.min_base_rank:
            assert f">{figures.share(item.demand.rate, SAY)}<" in demand
    assert "14.3%" not in demand, "1 of 7 stays away"


def test_nothing_is_drawn_beyond_the_edge() -> None:
    for name, content in drawn().items():
        root = ElementTree.fromstring(content)
        width, height = map(float, root.get("viewBox", "").split()[2:])
        for words in root.iter(f"{SVG}text"):
            assert 0 <= float(words.get("x", "0")) <= width, name
            assert 0 <= float(words.get("y", "0")) <= height, name


def test_hostile_names_are_text_and_are_cut_to_fit() -> None:
    rich = sample_result()
    bad = HOSTILE + "\x00\x1b\ud800" + "长" * 10_000
    items = tuple(replace(item, name=bad, short_name="") for item in rich.items)
    projects = tuple(replace(each, name=bad) for each in rich.plan.projects)
    made = drawings.render(
        replace(
            rich,
            items=items,
            community=replace(rich.community, name=bad),
            plan=replace(rich.plan, projects=projects),
        ),
        SAY,
    )
    for content in made.values():
        assert b"<script" not in content
        assert "\u202e" not in content.decode()
        for words in ElementTree.fromstring(content).iter(f"{SVG}text"):
            assert len("".join(words.itertext())) < 80
