"""销号 only on evidence: a paper proves its own facility, and what passes has to pass on those."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from checkup import pipeline
from checkup.comparison import Closed
from checkup.judge import standard
from checkup.report.wording import load
from checkup.result import Result
from checkup.rounds import compare, proven

SAY = load()
SOLD = "蔬菜、水果、生鲜、日用品"
LICENCE = "营业执照"


def shop(area: float, paper: str | None = None, kind: str = "综合超市") -> dict[str, Any]:
    row = {"设施类别": kind, "建筑面积(㎡)": area, "现状": "在用", "功能": SOLD}
    return row if paper is None else {**row, "佐证": paper}


def community(
    folder: Path, *places: dict[str, Any], build: str = "既有",
    surveyed: Mapping[str, int | None] = MappingProxyType({"综合超市": None, "便利店": None}),
) -> Result:  # fmt: skip
    """Made up: these places are all that is known of it. ``surveyed``: kinds of which the ledger
    lacks none, with how many there are said to be."""
    told = {
        "社区概况": {"建设类型": build, "常住人口": 9000},
        "设施台账": [{"设施名称": f"店{at}", **each} for at, each in enumerate(places, 1)],
        "填报范围": [
            {"设施类别": kind, "已查清": "是", **({} if number is None else {"有几处": number})}
            for kind, number in surveyed.items()
        ],
    }
    folder.mkdir()
    text = yaml.safe_dump(told, allow_unicode=True)
    (folder / "checkup.yaml").write_text(text, encoding="utf-8")
    return pipeline.check_up(folder, SAY)


def closed(old: Result, new: Result) -> Closed:
    (row,) = [each for each in compare(old, new).closed if each.item == "CCS-06"]
    return row


@pytest.fixture
def bare(tmp_path: Path) -> Result:
    return community(tmp_path / "旧")


def test_a_shop_that_passes_on_its_own_licence_closes(bare: Result, tmp_path: Path) -> None:
    row = closed(bare, community(tmp_path / "新", shop(860, LICENCE), shop(100)))
    assert (row.state, [each.name for each in row.evidence]) == ("closed", ["店1"])


def test_the_licence_of_a_shop_that_is_too_small_proves_no_other(
    bare: Result, tmp_path: Path
) -> None:
    row = closed(bare, community(tmp_path / "新", shop(860), shop(100, LICENCE)))
    assert row.state == "unproven"
    assert "CCS-06.b" in row.unproven


def test_what_replaces_it_is_proven_by_its_own_licences(bare: Result, tmp_path: Path) -> None:
    """Two small shops stand for the large one of an old community."""
    some = [shop(80, LICENCE, "便利店"), shop(80, None, "便利店")]
    assert closed(bare, community(tmp_path / "新", *some, build="老旧")).state == "unproven"
    every = [shop(80, LICENCE, "便利店"), shop(80, LICENCE, "便利店")]
    assert closed(bare, community(tmp_path / "补", *every, build="老旧")).state == "closed"


def test_a_number_that_was_only_stated_is_no_evidence(tmp_path: Path) -> None:
    found = community(
        tmp_path / "新", {"设施类别": "垃圾收集点", "现状": "在用", "佐证": "照片"},
        surveyed={"垃圾收集点": 2},
    )  # fmt: skip
    (clause,) = [each for each in found.findings if each.rule == "CCS-13.b"]
    assert clause.status == "met"
    rules = standard.load(found.standard.id, ())
    assert (clause.rule, None) not in proven.sure(found, rules)


def test_without_the_edition_every_facility_needs_its_paper(bare: Result, tmp_path: Path) -> None:
    def gone(found: Result) -> Result:
        return replace(found, standard=replace(found.standard, id="gone"))

    some = community(tmp_path / "新", shop(860, LICENCE), shop(100))
    assert closed(gone(bare), gone(some)).state == "unproven"
    every = community(tmp_path / "补", shop(860, LICENCE), shop(100, LICENCE))
    assert closed(gone(bare), gone(every)).state == "closed"
